"""A contact of one's own (Egna kontakter): somebody outside the company, kept on this computer."""

from enum import Enum

import msgspec


class NumberLabel(Enum):
    WORK = "work"
    MOBILE = "mobile"
    HOME = "home"
    OTHER = "other"


class ContactNumber(msgspec.Struct, frozen=True):
    number: str
    """As it was typed, or a SIP address."""
    label: NumberLabel = NumberLabel.WORK


class Contact(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    """In a vCard the UID, so that one imported twice is there once."""
    name: str
    company: str = ""
    title: str = ""
    numbers: tuple[ContactNumber, ...] = ()
    email: str = ""
    note: str = ""
