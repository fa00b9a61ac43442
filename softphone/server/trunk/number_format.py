"""Numbers as an operator writes them. Pure."""

from enum import Enum

import phonenumbers

from softphone.people.numbers import e164


class NumberFormat(Enum):
    """Of one trunk, both ways."""

    E164 = "e164"
    """+46812345600"""
    INTERNATIONAL = "international"
    """46812345600"""
    NATIONAL = "national"
    """0812345600; 0046… elsewhere, with the country's own prefix for abroad."""


def written(number: str, form: NumberFormat, country: str) -> str:
    """A number as the operator wants it; short and emergency numbers are the same in all forms."""
    if not number.startswith("+"):
        return number
    if form is NumberFormat.INTERNATIONAL:
        return number.removeprefix("+")
    if form is NumberFormat.NATIONAL:
        parsed = phonenumbers.parse(number)
        dialled = phonenumbers.format_out_of_country_calling_number(parsed, country)
        return "".join(each for each in dialled if each.isdigit())
    return number


def read(text: str, form: NumberFormat, country: str) -> str | None:
    """The E.164 number that the operator means; None when it is none."""
    if form is NumberFormat.INTERNATIONAL and text.isdigit():
        return e164(f"+{text}", country)
    return e164(text, country)
