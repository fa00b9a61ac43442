"""The days on which a country does not work, and the next one on which a person does."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from softphone.profiles.wall_clock import instant

MONDAY_TO_FRIDAY = (0, 1, 2, 3, 4)
NIGHT_ENDS = time(4)
"""Who leaves after midnight leaves for the day before."""
_OFF = "public", "de_facto"
"""De facto: days such as Midsummer Eve in Sweden, no public holiday by law and a day off for all."""


@lru_cache(maxsize=256)
def public_holidays(country: str, year: int) -> frozenset[date]:
    """None for a country (ISO 3166) of which nothing is known. The first call loads the library, which is
    large: who cannot wait for it asks on another thread before."""
    import holidays

    try:
        known = holidays.country_holidays(country)
    except NotImplementedError:
        return frozenset()
    categories = [category for category in _OFF if category in known.supported_categories]
    return frozenset(holidays.country_holidays(country, years=year, categories=categories))


def is_public_holiday(day: date, country: str) -> bool:
    return day in public_holidays(country, day.year)


def next_working_day(
    at: time, now: datetime, zone: ZoneInfo, country: str, weekdays: Collection[int]
) -> datetime:
    """That o'clock on the first working day after today. Who never works has one in a year: an end that is
    too late shows, one that never comes does not."""
    day = (now.astimezone(zone) - timedelta(hours=NIGHT_ENDS.hour)).date()
    for ahead in range(1, 367):
        working = day + timedelta(days=ahead)
        ends = instant(working, at, zone)
        if working.weekday() in weekdays and not is_public_holiday(working, country) and ends > now:
            return ends
    return ends
