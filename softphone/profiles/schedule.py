"""A person's schedule (Schema): which profile the clock and the almanac ask for.

Weekly hours; on a public holiday, another profile or none; over them dates, such as a vacation; over all of
these, exceptions: days that have exactly their own hours. Where two of one kind meet, the one that began last
holds, so that lunch may lie within working hours.
"""

from collections.abc import Container, Iterator
from datetime import MAXYEAR, MINYEAR, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import msgspec

from softphone.profiles.public_holidays import MONDAY_TO_FRIDAY, is_public_holiday
from softphone.profiles.wall_clock import MIDNIGHT, instant

_DAY = 24 * 60
"""Minutes."""
_ONE_DAY = timedelta(days=1)


class Hours(msgspec.Struct, frozen=True):
    begin: time
    end: time
    """00.00 is the midnight after. Weekly hours may run past it: their end is then on the day after."""
    profile: int
    """The number, as everywhere here."""


class WeeklyHours(msgspec.Struct, frozen=True):
    days: tuple[int, ...]
    """On which they begin: 0 is Monday."""
    hours: Hours


class Dates(msgspec.Struct, frozen=True, kw_only=True):
    """One time from the first day through the last."""

    first: date
    last: date
    profile: int
    begin: time = MIDNIGHT
    """On the first day."""
    end: time = MIDNIGHT
    """On the last day; 00.00 is its end."""


class Exceptions(msgspec.Struct, frozen=True, kw_only=True):
    """Days on which only these hours hold, each within one day; none: nothing is scheduled."""

    first: date
    last: date
    hours: tuple[Hours, ...] = ()


class Holidays(msgspec.Struct, frozen=True):
    """What public holidays do to weekly hours."""

    observed: bool = False
    """No weekly hours on them."""
    profile: int = 0
    """With `observed`: for the whole day; 0: none."""


class Schedule(msgspec.Struct, frozen=True, kw_only=True):
    weekly: tuple[WeeklyHours, ...] = ()
    dates: tuple[Dates, ...] = ()
    exceptions: tuple[Exceptions, ...] = ()
    holidays: Holidays = Holidays()
    country: str = "SE"
    """Whose public holidays (ISO 3166)."""
    working_days: tuple[int, ...] = MONDAY_TO_FRIDAY
    """For "next working day": 0 is Monday."""


class Span(msgspec.Struct, frozen=True):
    begin: datetime
    end: datetime
    """Excluded; both in UTC."""
    profile: int


class _Piece(msgspec.Struct, frozen=True, order=True):
    """Of one day; the greatest holds."""

    rank: int
    """Dates go before weekly hours."""
    begin: int
    """Minutes since the day's midnight; before it for what began on another day."""
    shorter: int
    lower: int
    end: int
    profile: int


def spans(schedule: Schedule, since: datetime, until: datetime, zone: ZoneInfo) -> Iterator[Span]:
    """In order, none overlapping, from `since` on; the last may end after `until`. Nothing is scheduled
    between them."""
    day = since.astimezone(zone).date()
    last = until.astimezone(zone).date()
    while day <= last and MINYEAR < day.year < MAXYEAR:
        for span in _day(schedule, day, zone):
            if span.end > since:
                yield msgspec.structs.replace(span, begin=max(span.begin, since))
        day += _ONE_DAY


def limited_to(schedule: Schedule, profiles: Container[int]) -> Schedule:
    """Without what asks for other profiles, such as one that was removed."""
    return msgspec.structs.replace(
        schedule,
        weekly=tuple(entry for entry in schedule.weekly if entry.hours.profile in profiles),
        dates=tuple(entry for entry in schedule.dates if entry.profile in profiles),
        exceptions=tuple(
            msgspec.structs.replace(entry, hours=tuple(h for h in entry.hours if h.profile in profiles))
            for entry in schedule.exceptions
        ),
        holidays=schedule.holidays
        if schedule.holidays.profile in profiles
        else Holidays(schedule.holidays.observed),
    )


def last_date(schedule: Schedule) -> date | None:
    """After which only what comes back every week or year is left; None: there is nothing else."""
    lasts = [*(entry.last for entry in schedule.dates), *(entry.last for entry in schedule.exceptions)]
    return max(lasts, default=None)


def _day(schedule: Schedule, day: date, zone: ZoneInfo) -> Iterator[Span]:
    """A clock that jumps shortens a span, to nothing if all of it is skipped."""
    pieces = _pieces(schedule, day)
    edges = sorted({0, _DAY, *(p.begin for p in pieces), *(p.end for p in pieces)})
    within = [edge for edge in edges if 0 <= edge <= _DAY]
    for begin, end in pairwise(within):
        holding = max((p for p in pieces if p.begin <= begin and p.end >= end), default=None)
        first, after = _instant(day, begin, zone), _instant(day, end, zone)
        if holding is not None and first < after:
            yield Span(first, after, holding.profile)


def _pieces(schedule: Schedule, day: date) -> list[_Piece]:
    exceptions = [entry for entry in schedule.exceptions if entry.first <= day <= entry.last]
    if exceptions:
        return [
            _piece(_minutes(hours.begin), _end(hours), hours.profile) for e in exceptions for hours in e.hours
        ]
    pieces = [
        _piece(
            (entry.first - day).days * _DAY + _minutes(entry.begin),
            (entry.last - day).days * _DAY + (_minutes(entry.end) or _DAY),
            entry.profile,
            rank=1,
        )
        for entry in schedule.dates
        if entry.first <= day <= entry.last
    ]
    if not (schedule.holidays.observed and is_public_holiday(day, schedule.country)):
        return [*pieces, *_weekly(schedule, day)]
    if schedule.holidays.profile:
        pieces.append(_piece(0, _DAY, schedule.holidays.profile))
    return pieces


def _weekly(schedule: Schedule, day: date) -> Iterator[_Piece]:
    for entry in schedule.weekly:
        begin, end = _minutes(entry.hours.begin), _end(entry.hours)
        if day.weekday() in entry.days:
            yield _piece(begin, end, entry.hours.profile)
        if end > _DAY and (day.weekday() - 1) % 7 in entry.days:
            yield _piece(begin - _DAY, end - _DAY, entry.hours.profile)


def _piece(begin: int, end: int, profile: int, rank: int = 0) -> _Piece:
    return _Piece(rank, begin, begin - end, -profile, end, profile)


def _end(hours: Hours) -> int:
    """Minutes since the midnight before; beyond 24 h when it is on the next day."""
    end = _minutes(hours.end)
    return end if end > _minutes(hours.begin) else end + _DAY


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute


def _instant(day: date, minute: int, zone: ZoneInfo) -> datetime:
    if minute == _DAY:
        return instant(day + _ONE_DAY, MIDNIGHT, zone)
    return instant(day, time(minute // 60, minute % 60), zone)
