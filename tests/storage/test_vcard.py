"""Contacts from and to vCards."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from softphone.people.contact import Contact, ContactNumber, NumberLabel
from softphone.storage.vcard import read_cards, write_cards

FOUR = """BEGIN:VCARD
VERSION:4.0
UID:urn:uuid:1
FN:Kim Åberg
N:Åberg;Kim;;;
ORG:Bergs bygg;Kontor
TITLE:Chef
TEL;VALUE=uri;TYPE="voice,work":tel:+46-8-123-45-67
TEL;TYPE=cell:070-111 22 33
TEL;TYPE=fax:08-1
IMPP:sip:kim@berg.example
EMAIL:kim@berg.example
NOTE:Ringer\\, alltid\\nmåndag
PHOTO:data:image/jpeg;base64,AAAA
END:VCARD
"""
KIM = Contact(
    id="urn:uuid:1",
    name="Kim Åberg",
    company="Bergs bygg",
    title="Chef",
    numbers=(
        ContactNumber("+46-8-123-45-67", NumberLabel.WORK),
        ContactNumber("070-111 22 33", NumberLabel.MOBILE),
        ContactNumber("sip:kim@berg.example", NumberLabel.OTHER),
    ),
    email="kim@berg.example",
    note="Ringer, alltid\nmåndag",
)
THREE = """BEGIN:VCARD
VERSION:3.0
N:Ek;Bo
FN:Bo Ek
item1.TEL;TYPE=WORK,VOICE;TYPE=pref:08-12 34 56
END:VCARD
"""
TWO = """BEGIN:VCARD
VERSION:2.1
N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=C3=85berg;Kim
TEL;CELL;VOICE:0701112233
END:VCARD
"""


def test_version_4() -> None:
    assert read_cards(FOUR.encode()).contacts == (KIM,)


def test_version_3_and_an_old_telephones_2() -> None:
    (bo,) = read_cards(THREE.encode()).contacts
    assert (bo.name, bo.numbers) == ("Bo Ek", (ContactNumber("08-12 34 56", NumberLabel.WORK),))
    (kim,) = read_cards(TWO.encode()).contacts
    assert (kim.name, kim.numbers) == ("Kim Åberg", (ContactNumber("0701112233", NumberLabel.MOBILE),))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_however_the_file_was_written(encoding: str, ends: str) -> None:
    data = FOUR.replace("\n", ends).encode(encoding)
    assert read_cards(data).contacts == (KIM,)


def test_imported_twice_it_is_there_once() -> None:
    first, again = read_cards(THREE.encode()), read_cards((THREE + THREE).encode())
    assert first == again


@pytest.mark.parametrize(
    "broken",
    [
        "BEGIN:VCARD\nVERSION:3.0\nEND:VCARD\n",
        "BEGIN:VCARD\nVERSION:3.0\nEMAIL:x@example.com\nEND:VCARD\n",
        "BEGIN:VCARD\nVERSION:3.0\nFN:Cut o",
    ],
)
def test_a_broken_card_costs_none_of_the_others(broken: str) -> None:
    read = read_cards((FOUR + broken if "Cut" in broken else broken + FOUR).encode())
    assert (read.contacts, read.unreadable) == ((KIM,), 1)


def test_a_line_that_cannot_be_read_costs_only_itself() -> None:
    (kim,) = read_cards(FOUR.replace("TITLE:Chef", "no line at all").encode()).contacts
    assert (kim.name, kim.title) == ("Kim Åberg", "")


def test_a_name_is_one_line_without_control_characters() -> None:
    (eve,) = read_cards(b"BEGIN:VCARD\nVERSION:3.0\nFN:Eve\x1b[31m\\n\\nX\nTEL:1\nEND:VCARD\n").contacts
    assert eve.name == "Eve [31m X"


@pytest.mark.parametrize("data", [b"", b"hello", b"BEGIN:VCALENDAR\nEND:VCALENDAR\n", b"\xff\xfe\x00"])
def test_what_is_no_card(data: bytes) -> None:
    assert read_cards(data).contacts == ()


@pytest.mark.parametrize("version", ["3.0", "4.0"])
def test_what_is_written_is_read_again(version: str) -> None:
    data = write_cards([KIM], version)
    assert f"VERSION:{version}".encode() in data
    assert read_cards(data).contacts == (KIM,)
    assert write_cards([]) == b""


NAMES = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=60)


@given(NAMES, NAMES, st.lists(st.from_regex(r"\+?[0-9]{3,12}", fullmatch=True), max_size=4, unique=True))
def test_any_contact_survives(name: str, note: str, numbers: list[str]) -> None:
    contact = Contact(
        id="1", name=name, note=note, numbers=tuple(ContactNumber(each) for each in numbers), company="x y"
    )
    if name == "x y":
        return
    assert read_cards(write_cards([contact])).contacts == (contact,)


@given(st.binary(max_size=300))
def test_any_bytes_can_be_read(noise: bytes) -> None:
    read_cards(b"BEGIN:VCARD\nVERSION:3.0\nFN:x\n" + noise + b"\nEND:VCARD\n")
