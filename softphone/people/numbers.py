"""Telephone numbers: from what people dial or paste to E.164, and back to how they write them."""

import re
from functools import lru_cache

import phonenumbers

_SEPARATORS = re.compile(r"[\s\-.()/\u00a0\u2010-\u2015\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")
"""Also what cannot be seen: numbers copied from web pages and chats come with marks of writing direction."""
_DIALLED = re.compile(r"\+?[0-9]{2,20}")


_LONGEST_EMERGENCY = 6
"""Digits; asked of the plan, a longer one costs as much as it takes to say no."""


def dialled(text: str) -> str | None:
    """The digits, with a leading + if there was one; None when it is no number (RFC 3966 §5.1.1: visual
    separators do not count)."""
    digits = _SEPARATORS.sub("", text.removeprefix("tel:").replace("(0)", ""))
    return digits if _DIALLED.fullmatch(digits) else None


@lru_cache(maxsize=4096)
def e164(text: str, country: str) -> str | None:
    """The number in E.164 with +, as dialled in that country (ISO 3166 code); None when it cannot be one
    there: an extension, a short number, a name."""
    digits = dialled(text)
    if digits is None:
        return None
    try:
        number = phonenumbers.parse(digits, country)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def is_emergency(text: str, country: str) -> bool:
    """Whether these digits call for help in that country."""
    digits = dialled(text)
    if digits is None or len(digits) > _LONGEST_EMERGENCY:
        return False
    return bool(phonenumbers.is_emergency_number(digits, country))


@lru_cache
def home_prefixes(country: str) -> tuple[str, str]:
    """What numbers of that country begin with from abroad, and what in the place of it at home: +46 and 0."""
    metadata = phonenumbers.PhoneMetadata.metadata_for_region(country)
    return f"+{phonenumbers.country_code_for_region(country)}", (metadata and metadata.national_prefix) or ""


@lru_cache(maxsize=8192)
def shown(number: str, country: str) -> str:
    """An E.164 number as people of that country write it; other text as it is."""
    try:
        parsed = phonenumbers.parse(number, country)
    except phonenumbers.NumberParseException:
        return number
    home = phonenumbers.country_code_for_region(country) == parsed.country_code
    form = phonenumbers.PhoneNumberFormat.NATIONAL if home else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return str(phonenumbers.format_number(parsed, form))
