"""Which group is the reception."""

import msgspec
import pytest

from softphone.people.reception import reception
from tests.people.company import RECEPTION, SUPPORT, directory


@pytest.mark.parametrize(
    ("name", "found"), [("Receptionen", True), (" reception ", True), ("Växeln", False), ("", False)]
)
def test_by_its_name_in_either_language(name: str, found: bool) -> None:
    named = msgspec.structs.replace(RECEPTION, name=name)
    assert reception(directory(groups=(SUPPORT, named))) == (named if found else None)
