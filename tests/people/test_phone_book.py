"""A number finds its owner whatever the form it comes in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from softphone.people.contact import Contact, ContactNumber, NumberLabel
from softphone.people.directory import Person
from softphone.people.phone_book import PhoneBook

ASA = Person(
    id="p1", login="asa", name="Åsa Lind", extension="201", landline="+46812345001", mobile="+46701234501"
)
KIM = Contact(
    id="c1",
    name="Kim Berg",
    company="Bergs bygg",
    numbers=(
        ContactNumber("08-123 45 67"),
        ContactNumber("0044 20 7946 0000", NumberLabel.MOBILE),
        ContactNumber("sip:kim@berg.example", NumberLabel.OTHER),
    ),
)


@pytest.fixture
def book() -> PhoneBook:
    made = PhoneBook("SE")
    made.replace_people([ASA])
    made.replace_contacts([KIM])
    return made


@pytest.mark.parametrize(
    "form",
    ["+46812345001", "0812345001", "0046812345001", "08-123 450 01", "201", "asa", "ASA", "070-123 45 01"],
)
def test_a_colleague(book: PhoneBook, form: str) -> None:
    assert book.find(form) == ASA


@pytest.mark.parametrize(
    "form",
    ["+4681234567", "081234567", "004681234567", "+46 (0)8 123 45 67", "+442079460000", "kim@berg.example"],
)
def test_a_contact(book: PhoneBook, form: str) -> None:
    assert book.find(form) == KIM


@pytest.mark.parametrize("form", ["", "kim", "81234567", "112", "+4681234568", "asa@elsewhere.example"])
def test_nobody(book: PhoneBook, form: str) -> None:
    assert book.find(form) is None


def test_the_company_goes_before_ones_own(book: PhoneBook) -> None:
    book.replace_contacts([Contact(id="c2", name="Åsa privat", numbers=(ContactNumber("070-123 45 01"),))])
    assert book.find("+46701234501") == ASA
    book.change_people([], removed=["p1"])
    found = book.find("+46701234501")
    assert found is not None and found.name == "Åsa privat"


def test_an_emergency_number_is_nobodys(book: PhoneBook) -> None:
    helper = Person(id="p2", login="bo", name="Bo", extension="112")
    book.change_people([helper])
    book.replace_contacts([Contact(id="c", name="Kim", numbers=(ContactNumber("112"),))])
    assert book.find("112") is None
    assert book.find("bo") == helper


@given(st.integers(min_value=1_000_000, max_value=99_999_999).map(lambda n: f"8{n}"))
def test_every_form_of_a_number_is_the_same(subscriber: str) -> None:
    book = PhoneBook("SE")
    forms = [f"+46{subscriber}", f"0046{subscriber}", f"0{subscriber}", f"+46 (0){subscriber}"]
    for kept in forms:
        book.replace_contacts([Contact(id="c", name="Kim", numbers=(ContactNumber(kept),))])
        assert all(book.find(form) is not None for form in forms)
