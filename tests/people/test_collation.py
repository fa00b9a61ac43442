"""Swedish order and searching, whatever the machine's locale."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from softphone.people.collation import fold, sort_key


def test_the_three_letters_come_last_and_in_their_order() -> None:
    names = ["Örjan", "Zlatan", "Åsa", "Anna", "Ärla", "Adam", "Yngve"]
    assert sorted(names, key=sort_key) == ["Adam", "Anna", "Yngve", "Zlatan", "Åsa", "Ärla", "Örjan"]


def test_the_letters_count_inside_a_name_too() -> None:
    assert sorted(["Bång", "Bang", "Bzng", "Böng", "Bäng"], key=sort_key) == [
        "Bang",
        "Bzng",
        "Bång",
        "Bäng",
        "Böng",
    ]


def test_other_accents_do_not_count() -> None:
    assert sort_key("Andrén") == sort_key("Andren")
    assert sort_key("Müller") == sort_key("Myller")
    assert sort_key("Bjørn") == sort_key("Björn")


def test_an_angstrom_sign_or_a_loose_ring_is_the_same_letter() -> None:
    assert sort_key("A\u030asa") == sort_key("Åsa") == sort_key("\u212bsa")
    assert fold("A\u030asa") == "asa"


def test_folding_forgets_case_and_marks() -> None:
    assert [fold(word) for word in ("Åsa", "ÄRLA", "Örjan", "Müller", "Renée")] == [
        "asa",
        "arla",
        "orjan",
        "muller",
        "renee",
    ]


@given(st.text())
def test_folding_twice_is_folding_once_and_the_form_does_not_matter(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert sort_key(unicodedata.normalize("NFD", text)) == sort_key(unicodedata.normalize("NFC", text))
