"""From the clock on a person's wall to instants, both changes of daylight saving included.

Instants are in UTC: Python compares two times of one zone by their clocks, wrong where an hour comes twice.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

MIDNIGHT = time(0)
_SECOND = timedelta(seconds=1)


def zone_named(key: str) -> ZoneInfo | None:
    """None: there is no such time zone (IANA)."""
    try:
        return ZoneInfo(key)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: the name of a folder, such as "Europe"
        return None


@lru_cache(maxsize=4096)
def instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    """When the clock shows that. Never earlier for a later clock: a time that is skipped is when the clock
    jumps over it, and of one that comes twice the first is meant."""
    clock = datetime.combine(day, at)
    found = clock.replace(tzinfo=zone).astimezone(UTC)
    if _clock(found, zone) == clock:
        return found
    before, after = clock.replace(tzinfo=zone, fold=1).astimezone(UTC), found
    while after - before > _SECOND:
        middle = (before + (after - before) / 2).replace(microsecond=0)
        if _clock(middle, zone) < clock:
            before = middle
        else:
            after = middle
    return after


def next_time(at: time, now: datetime, zone: ZoneInfo) -> datetime:
    """The first instant after `now` at which the clock shows that, or jumps over it."""
    today = now.astimezone(zone).date()
    found: list[datetime] = []
    for day in (today, today + timedelta(days=1), today + timedelta(days=2)):
        again = datetime.combine(day, at, zone).replace(fold=1).astimezone(UTC)
        found.append(instant(day, at, zone))
        if _clock(again, zone) == datetime.combine(day, at):
            found.append(again)
    return min(when for when in found if when > now)


def _clock(when: datetime, zone: ZoneInfo) -> datetime:
    return when.astimezone(zone).replace(tzinfo=None)
