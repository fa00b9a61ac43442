"""Debian's Kamailio and our engine get the same messages: every difference is explained in
docs/kamailio-differences.md, and nothing is explained that does not differ."""

from collections import Counter

import pytest

from tests.e2e.differential.comparison import TITLES, Pairs, compare
from tests.e2e.differential.differences import DIFFERENCES, PAGE, explained, page


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Pairs]:
    return compare(tmp_path_factory.mktemp("differential"))


def test_the_page_is_the_table() -> None:
    assert PAGE.read_text(encoding="utf-8") == page()


def test_every_script_has_a_name_of_its_own_and_every_explanation_a_script() -> None:
    assert len(TITLES) == len(set(TITLES))
    assert {title for each in DIFFERENCES for title in each.scripts} <= set(TITLES)
    once = Counter((title, each.about) for each in DIFFERENCES for title in each.scripts)
    assert set(once.values()) == {1}
    assert all(each.why and each.kamailio != each.ours for each in DIFFERENCES)


@pytest.mark.peer
@pytest.mark.parametrize("title", TITLES)
def test_every_difference_is_explained(title: str, found: dict[str, Pairs]) -> None:
    """A new difference wants a sentence in `explained_…`, or a change of the engine."""
    assert found[title] == explained(title)
