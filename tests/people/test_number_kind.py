"""The kind of a dialled number: the directory first, then the numbering plan."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from softphone.people.directory import NumberKind, Person
from softphone.people.number_kind import DialledKind, called_kind, dialled_kind, planned_kind, reached
from tests.people.company import ANNA, BO, RECEPTION, directory

KINDS = [
    ("112", DialledKind.EMERGENCY),
    ("08-765 43 21", DialledKind.LANDLINE),
    ("+46 31 123456", DialledKind.LANDLINE),
    ("0101234567", DialledKind.LANDLINE),
    ("0771-123 456", DialledKind.LANDLINE),
    ("070-765 43 21", DialledKind.MOBILE),
    ("0761234567", DialledKind.MOBILE),
    ("0201234567", DialledKind.TOLL_FREE),
    ("114 14", DialledKind.SHORT),
    ("1177", DialledKind.SHORT),
    ("118118", DialledKind.PREMIUM),
    ("0751234567", DialledKind.SHARED_COST),
    ("09001234567", DialledKind.PREMIUM),
    ("0939123456", DialledKind.PREMIUM),
    ("+45 12 34 56 78", DialledKind.INTERNATIONAL),
    ("0044 20 7946 0000", DialledKind.INTERNATIONAL),
    ("+44 909 8790000", DialledKind.INTERNATIONAL_PREMIUM),
    ("+882161234567", DialledKind.INTERNATIONAL_PREMIUM),
    ("0378123456", DialledKind.UNKNOWN),
    ("090012345678901", DialledKind.UNKNOWN),
    ("1000", DialledKind.UNKNOWN),
    ("nobody", DialledKind.UNKNOWN),
]


@pytest.mark.parametrize(("text", "kind"), KINDS)
def test_dialled_in_sweden(text: str, kind: DialledKind) -> None:
    assert planned_kind(text, "SE") is kind
    assert dialled_kind(text, directory()) is kind


@pytest.mark.parametrize(
    ("text", "country", "kind"),
    [
        ("+18765551234", "US", DialledKind.INTERNATIONAL),
        ("+12125551234", "US", DialledKind.LANDLINE),
        ("911", "US", DialledKind.EMERGENCY),
        ("08-765 43 21", "NO", DialledKind.UNKNOWN),
        ("12345678", "DK", DialledKind.UNKNOWN),
        ("32123456", "DK", DialledKind.LANDLINE),
        ("0345 640 0000", "GB", DialledKind.LANDLINE),
        ("07911 123456", "GB", DialledKind.MOBILE),
    ],
)
def test_the_country_decides(text: str, country: str, kind: DialledKind) -> None:
    assert planned_kind(text, country) is kind


@pytest.mark.parametrize(
    "text", ["anna", "ANNA", "101", "08-123 450 01", "+46701234501", "100", "08-123 450 99", "070-123 45 99"]
)
def test_what_the_company_has_is_internal(text: str) -> None:
    assert dialled_kind(text, directory()) is DialledKind.INTERNAL


def test_whom_the_characters_reach() -> None:
    assert reached(directory(), "08-123 450 01") == ANNA
    assert reached(directory(), "100") == RECEPTION
    assert reached(directory(), "0765432100") is None


def test_ones_own_numbers_take_their_kind_from_the_directory() -> None:
    company = directory()
    assert called_kind("070-123 45 01", ANNA, company) is NumberKind.MOBILE
    assert called_kind("08-123 450 01", ANNA, company) is NumberKind.LANDLINE
    assert called_kind("101", ANNA, company) is NumberKind.LANDLINE
    # The plan says landline; the directory knows better.
    swapped = directory(people=(Person(id="p-x", login="x", name="X", mobile="+46812345055"),))
    assert called_kind("08-123 450 55", swapped.people["p-x"], swapped) is NumberKind.MOBILE
    assert called_kind("070-123 45 01", BO, company) is NumberKind.LANDLINE


@given(st.text(max_size=25) | st.from_regex(r"\+?[0-9 ()-]{0,22}", fullmatch=True))
def test_every_text_has_a_kind(text: str) -> None:
    assert planned_kind(text, "SE") in DialledKind
    assert dialled_kind(text, directory()) in DialledKind
