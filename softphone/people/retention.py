"""How long what is kept of persons is kept (Integritet). The server enforces it."""

from collections.abc import Mapping
from enum import Enum

LONGEST_DAYS = 3_650


class Keeping(Enum):
    CALL_RECORDS = "call_records"
    AUDIT = "audit"
    ADDRESSES = "addresses"
    """Where calls and changes came from: after that the records stay, without them."""


DEFAULT_DAYS: Mapping[Keeping, int] = {
    Keeping.CALL_RECORDS: 365,
    Keeping.AUDIT: 730,
    Keeping.ADDRESSES: 90,
}


def are_days(days: int) -> bool:
    return 1 <= days <= LONGEST_DAYS
