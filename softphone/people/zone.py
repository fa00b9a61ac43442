"""The time zone of a company: that of its country, for dates that administrators type."""

from functools import lru_cache
from zoneinfo import ZoneInfo

import phonenumbers
from phonenumbers import PhoneNumberType, timezone

_OTHERWISE = "UTC"


@lru_cache
def zone_of(country: str) -> ZoneInfo:
    """By ISO 3166 code. A country of several has the one of its example of a landline (phonenumbers)."""
    example = phonenumbers.example_number_for_type(country, PhoneNumberType.FIXED_LINE)
    found = timezone.time_zones_for_geographical_number(example) if example else ()
    known = [zone for zone in found if zone != timezone.UNKNOWN_TIMEZONE]
    return ZoneInfo(known[0] if known else _OTHERWISE)
