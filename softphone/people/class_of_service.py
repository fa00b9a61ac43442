"""Class of service (Samtalsspärrar): what a person may dial, and forward to.

Stored as text: one of the levels, each of which has all of those before it ("internal", "landline",
"national", "international", "all"), or the classes themselves with commas ("landline, mobile, premium").
Emergency numbers are always allowed, colleagues too; premium and international only when the text says so.
"""

from collections.abc import Mapping
from enum import Enum

from softphone.people.number_kind import DialledKind


class CallClass(Enum):
    INTERNAL = "internal"
    LANDLINE = "landline"
    """Landlines of the country, with what costs no more: toll-free and cheap short numbers."""
    MOBILE = "mobile"
    SHARED_COST = "shared cost"
    INTERNATIONAL = "international"
    PREMIUM = "premium"


ClassOfService = frozenset[CallClass]

INTERNAL: ClassOfService = frozenset({CallClass.INTERNAL})
LANDLINE: ClassOfService = INTERNAL | {CallClass.LANDLINE}
NATIONAL: ClassOfService = LANDLINE | {CallClass.MOBILE}
INTERNATIONAL: ClassOfService = NATIONAL | {CallClass.INTERNATIONAL}
ALL: ClassOfService = frozenset(CallClass)

LEVELS: Mapping[str, ClassOfService] = {
    "internal": INTERNAL,
    "landline": LANDLINE,
    "national": NATIONAL,
    "international": INTERNATIONAL,
    "all": ALL,
}

OF_THE_COMPANY = "national"
"""Of what no person has set: forwards of reserved numbers, and the overflow of groups."""

NEEDS: Mapping[DialledKind, ClassOfService] = {
    DialledKind.EMERGENCY: frozenset(),
    DialledKind.INTERNAL: INTERNAL,
    DialledKind.SHORT: frozenset({CallClass.LANDLINE}),
    DialledKind.TOLL_FREE: frozenset({CallClass.LANDLINE}),
    DialledKind.LANDLINE: frozenset({CallClass.LANDLINE}),
    DialledKind.MOBILE: frozenset({CallClass.MOBILE}),
    DialledKind.SHARED_COST: frozenset({CallClass.SHARED_COST}),
    DialledKind.INTERNATIONAL: frozenset({CallClass.INTERNATIONAL}),
    DialledKind.PREMIUM: frozenset({CallClass.PREMIUM}),
    DialledKind.INTERNATIONAL_PREMIUM: frozenset({CallClass.INTERNATIONAL, CallClass.PREMIUM}),
    DialledKind.UNKNOWN: frozenset({CallClass.INTERNATIONAL, CallClass.PREMIUM}),
}
"""All of these are needed."""


def parse_class_of_service(text: str) -> ClassOfService | None:
    """The classes of the text; None when it names something that is none."""
    level = LEVELS.get(text.strip().lower())
    if level is not None:
        return level
    words = {word.strip().lower() for word in text.split(",")}
    if not words <= {each.value for each in CallClass}:
        return None
    return INTERNAL | {CallClass(word) for word in words}


def allows(class_of_service: str, kind: DialledKind) -> bool:
    """Whether someone with `Person.class_of_service` may call a number of that kind. A text that cannot be
    read allows what every text does: emergency numbers and colleagues."""
    allowed = parse_class_of_service(class_of_service)
    return NEEDS[kind] <= (INTERNAL if allowed is None else allowed)
