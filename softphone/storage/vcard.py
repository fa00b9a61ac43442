"""Contacts from and to vCards (RFC 2426, RFC 6350), as other programs and telephones write them."""

import hashlib
import logging
import re
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
import vobject
from vobject.base import VObjectError

from softphone.people.contact import Contact, ContactNumber, NumberLabel

# It logs each line that it skips as an error: here they are expected.
logging.getLogger("vobject.base").setLevel(logging.CRITICAL)

_CARD = re.compile(r"^BEGIN:VCARD\s*?$.*?^END:VCARD\s*?$", re.IGNORECASE | re.MULTILINE | re.DOTALL)
_BEGINS = re.compile(r"^BEGIN:VCARD\s*?$", re.IGNORECASE | re.MULTILINE)
_LONGEST = 200
_LONGEST_NOTE = 10_000
_NO_TELEPHONES = frozenset({"fax", "pager", "modem", "bbs", "textphone"})
_LABELS = (("cell", NumberLabel.MOBILE), ("home", NumberLabel.HOME), ("work", NumberLabel.WORK))
_TYPES = {
    NumberLabel.WORK: "WORK",
    NumberLabel.MOBILE: "CELL",
    NumberLabel.HOME: "HOME",
    NumberLabel.OTHER: "VOICE",
}


class ReadCards(msgspec.Struct, frozen=True):
    contacts: tuple[Contact, ...]
    unreadable: int = 0
    """Cards of which neither a name nor a number could be read."""


def read_cards(data: bytes) -> ReadCards:
    """Every card that can be read; one that is broken costs none of the others."""
    text = _text(data).replace("\r\n", "\n").replace("\r", "\n")
    found: dict[str, Contact] = {}
    unreadable = 0
    cards = _CARD.findall(text)
    for card in cards:
        contact = _contact(card)
        if contact is None:
            unreadable += 1
        else:
            found[contact.id] = contact
    return ReadCards(tuple(found.values()), unreadable + len(_BEGINS.findall(text)) - len(cards))


def write_cards(contacts: Iterable[Contact], version: str = "3.0") -> bytes:
    """In UTF-8. `version` is 3.0, which everything reads, or 4.0."""
    return "".join(_card(contact, version) for contact in contacts).encode()


def _text(data: bytes) -> str:
    for encoding in ("utf-8-sig", "utf-16"):
        if encoding == "utf-16" and data[:2] not in (b"\xff\xfe", b"\xfe\xff"):
            continue
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("cp1252", "replace")


def _contact(text: str) -> Contact | None:
    try:
        card = next(vobject.readComponents(text, ignoreUnreadable=True, allowQP=True), None)
        lines = [] if card is None else list(card.lines())
    except (VObjectError, ValueError, LookupError, AttributeError):
        # The library's own slips on broken cards are as many as the ways to break one.
        return None
    # Telephones first: whoever wrote the card may have sorted it by the names of its lines.
    found = sorted(dict.fromkeys(_numbers(lines)), key=lambda each: each.number.startswith("sip"))
    numbers = tuple(found[:50])
    company = _value(lines, "ORG")
    name = _value(lines, "FN") or _value(lines, "N") or company or (numbers[0].number if numbers else "")
    if not name:
        return None
    uid = _value(lines, "UID")
    named = "\n".join((name, company, *(each.number for each in numbers)))
    return Contact(
        id=uid or hashlib.sha256(named.encode()).hexdigest()[:32],
        name=name,
        company="" if company == name else company,
        title=_value(lines, "TITLE"),
        numbers=numbers,
        email=_value(lines, "EMAIL"),
        note=_value(lines, "NOTE", _LONGEST_NOTE),
    )


def _value(lines: list[Any], name: str, longest: int = _LONGEST) -> str:
    for line in lines:
        if line.name.upper() == name:
            value = line.value[0] if isinstance(line.value, list) and line.value else line.value
            plain = _plain(str(value), keep="\n" if name == "NOTE" else "")
            if plain:
                return plain[:longest]
    return ""


def _plain(text: str, keep: str = "") -> str:
    """Without control characters, which a name does not have and a list cannot show."""
    shown = "".join(each if each.isprintable() or each in keep else " " for each in text)
    return shown.strip() if keep else " ".join(shown.split())


def _numbers(lines: list[Any]) -> Iterator[ContactNumber]:
    for line in lines:
        name = line.name.upper()
        value = _plain(str(line.value))[:_LONGEST]
        types = {each.strip(' "').lower() for kind in line.params.get("TYPE", []) for each in kind.split(",")}
        types |= {each.lower() for each in line.singletonparams}
        if name == "TEL" and not types & _NO_TELEPHONES:
            number = re.sub(r"^tel:", "", value, flags=re.IGNORECASE).partition(";phone-context")[0]
            label = next((label for kind, label in _LABELS if kind in types), NumberLabel.OTHER)
            if any(each.isdigit() for each in number):
                yield ContactNumber(number, label)
        elif name in ("IMPP", "X-SIP") and re.match(r"sips?:|[^\s:@]+@", value, re.IGNORECASE):
            address = value if ":" in value.partition("@")[0] else f"sip:{value}"
            yield ContactNumber(address, NumberLabel.OTHER)


def _card(contact: Contact, version: str) -> str:
    card = vobject.vCard()
    card.add("version").value = version
    card.add("uid").value = contact.id
    card.add("fn").value = contact.name
    given, _, family = contact.name.rpartition(" ")
    card.add("n").value = vobject.vcard.Name(family=family, given=given)
    if contact.company:
        card.add("org").value = [contact.company]
    for each in contact.numbers:
        if "@" in each.number or each.number.lower().startswith(("sip:", "sips:")):
            address = each.number if ":" in each.number else f"sip:{each.number}"
            card.add("impp").value = address
        else:
            line = card.add("tel")
            line.value = each.number
            line.type_param = _TYPES[each.label]
    for name, value in (("title", contact.title), ("email", contact.email), ("note", contact.note)):
        if value:
            card.add(name).value = value
    written: str = card.serialize(validate=False)
    return written
