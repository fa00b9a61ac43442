"""What a dialled number is: a colleague, an emergency number, a landline, something dear.

Telephone numbers of the company take their kind from the directory, never from a guess; other numbers from
the numbering plan of the company's country (phonenumbers). What the plan does not know is UNKNOWN, which
counts as the dearest: a digit too many behind a premium number must not make it cheap.
"""

from enum import Enum

import phonenumbers
from phonenumbers import PhoneNumberType

from softphone.people.directory import Directory, Group, NumberKind, Person
from softphone.people.numbers import dialled, e164, is_emergency


class DialledKind(Enum):
    EMERGENCY = "emergency"
    INTERNAL = "internal"
    """A person, group or number of the company, however it is written."""
    SHORT = "short"
    """A known short number that costs no more than a landline (in Sweden 1177 or 114 14)."""
    TOLL_FREE = "toll free"
    LANDLINE = "landline"
    MOBILE = "mobile"
    SHARED_COST = "shared cost"
    """Shared cost, personal numbers, pagers."""
    INTERNATIONAL = "international"
    PREMIUM = "premium"
    INTERNATIONAL_PREMIUM = "international premium"
    """Premium numbers of other countries, satellites and global networks."""
    UNKNOWN = "unknown"


_HOME = {
    PhoneNumberType.FIXED_LINE: DialledKind.LANDLINE,
    PhoneNumberType.FIXED_LINE_OR_MOBILE: DialledKind.LANDLINE,
    PhoneNumberType.VOIP: DialledKind.LANDLINE,
    PhoneNumberType.UAN: DialledKind.LANDLINE,  # Sweden's 010: charged as a landline
    PhoneNumberType.MOBILE: DialledKind.MOBILE,
    PhoneNumberType.TOLL_FREE: DialledKind.TOLL_FREE,
    PhoneNumberType.SHARED_COST: DialledKind.SHARED_COST,
    PhoneNumberType.PERSONAL_NUMBER: DialledKind.SHARED_COST,
    PhoneNumberType.PAGER: DialledKind.SHARED_COST,
    PhoneNumberType.PREMIUM_RATE: DialledKind.PREMIUM,
}
_SHARED_COST_AS_LANDLINE = frozenset({"SE"})
"""Where shared cost means the price of a landline call: Sweden's 077, 0771 among them."""
_DEAR_CODES = frozenset({870, 878, 881, 882, 883, 979})
"""Country codes of satellites, global networks and international premium numbers (ITU-T E.164 list)."""
_SEVERAL_COUNTRIES = frozenset({1, 7})
"""Country codes whose countries charge each other as abroad: +1 876 is Jamaica, a classic of toll fraud."""
_CHEAP_SHORT = frozenset(
    {
        phonenumbers.ShortNumberCost.TOLL_FREE,
        phonenumbers.ShortNumberCost.STANDARD_RATE,
    }
)


def reached(directory: Directory, dialled_text: str) -> Person | Group | None:
    """Whom of the company these characters reach: a login, an extension, a number in any common form."""
    found = directory.find(dialled_text)
    if found is None:
        number = e164(dialled_text, directory.country)
        found = directory.find(number) if number else None
    return found


def dialled_kind(dialled_text: str, directory: Directory) -> DialledKind:
    """The kind of a number dialled in this company."""
    if is_emergency(dialled_text, directory.country):
        return DialledKind.EMERGENCY
    if reached(directory, dialled_text) is not None:
        return DialledKind.INTERNAL
    if e164(dialled_text, directory.country) in directory.numbers:
        return DialledKind.INTERNAL
    return planned_kind(dialled_text, directory.country)


def planned_kind(dialled_text: str, country: str) -> DialledKind:
    """The kind by the numbering plan alone, dialled in that country (ISO 3166 code)."""
    if is_emergency(dialled_text, country):
        return DialledKind.EMERGENCY
    short = _short_kind(dialled_text, country)
    if short is not None:
        return short
    number = e164(dialled_text, country)
    if number is None:
        return DialledKind.UNKNOWN
    parsed = phonenumbers.parse(number)
    kind = phonenumbers.number_type(parsed)
    if _is_abroad(parsed, country):
        dear = kind == PhoneNumberType.PREMIUM_RATE or parsed.country_code in _DEAR_CODES
        return DialledKind.INTERNATIONAL_PREMIUM if dear else DialledKind.INTERNATIONAL
    if kind == PhoneNumberType.SHARED_COST and country in _SHARED_COST_AS_LANDLINE:
        return DialledKind.LANDLINE
    return _HOME.get(kind, DialledKind.UNKNOWN)


def called_kind(dialled_text: str, person: Person, directory: Directory) -> NumberKind:
    """By which of a person's own numbers they are called; a login or an extension counts as the landline."""
    number = e164(dialled_text, directory.country)
    known = directory.numbers.get(number) if number else None
    if known is not None and known.person == person.id:
        return known.kind
    return NumberKind.MOBILE if number and number == person.mobile else NumberKind.LANDLINE


def _short_kind(dialled_text: str, country: str) -> DialledKind | None:
    digits = dialled(dialled_text)
    if digits is None or digits.startswith("+"):
        return None
    try:
        parsed = phonenumbers.parse(digits, country)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_short_number_for_region(parsed, country):
        return None
    cost = phonenumbers.expected_cost_for_region(parsed, country)
    return DialledKind.SHORT if cost in _CHEAP_SHORT else DialledKind.PREMIUM


def _is_abroad(parsed: phonenumbers.PhoneNumber, country: str) -> bool:
    if parsed.country_code != phonenumbers.country_code_for_region(country):
        return True
    if parsed.country_code not in _SEVERAL_COUNTRIES:
        return False
    return phonenumbers.region_code_for_number(parsed) not in (country, None)
