"""What a person's calendar and schedule ask for, one stretch of time after the other."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from enum import Enum
from heapq import heappop, heappush
from zoneinfo import ZoneInfo

import msgspec

from softphone.profiles.schedule import Schedule, last_date, limited_to, spans
from softphone.profiles.wall_clock import MIDNIGHT, instant

FAR = datetime.max.replace(tzinfo=UTC)
_COMES_BACK_WITHIN = timedelta(days=400)
"""What repeats every week or year and has not changed anything in this time never will."""


class Source(Enum):
    """Why a profile is active; each goes before those under it."""

    HAND = "by hand"
    SERVICE_CODE = "by service code"
    """By hand too, from a telephone."""
    CALENDAR = "calendar"
    SCHEDULE = "schedule"
    DEFAULT = "nothing else"


class Occurrence(msgspec.Struct, frozen=True):
    """Once that a calendar event takes place and asks for a profile."""

    begin: datetime
    end: datetime
    """Excluded; both in UTC."""
    profile: int


class Stretch(msgspec.Struct, frozen=True):
    begin: datetime
    end: datetime
    """Excluded, FAR for no end; both in UTC."""
    profile: int
    source: Source


def stretches(
    since: datetime,
    occurrences: Iterable[Occurrence],
    schedule: Schedule,
    zone: ZoneInfo,
    *,
    priorities: Mapping[int, int],
    default: int,
) -> Iterator[Stretch]:
    """From `since` to FAR, two that follow each other different: lazily, most people need the first two.

    `priorities` has the calendar priority of each profile that there is; others ask for nothing.
    """
    since = since.astimezone(UTC)
    asked = overlaid(
        _of_calendar(occurrences, priorities, since), _of_schedule(schedule, priorities, since, zone)
    )
    return _joined(_filled(asked, since, default))


def overlaid(upper: Iterator[Stretch], lower: Iterator[Stretch]) -> Iterator[Stretch]:
    """Both in order and each without overlaps; where they meet, the upper one."""
    under = next(lower, None)
    for over in upper:
        while under is not None and under.begin < over.begin:
            if under.end <= over.begin:
                yield under
                under = next(lower, None)
            else:
                yield msgspec.structs.replace(under, end=over.begin)
                under = msgspec.structs.replace(under, begin=over.begin)
        yield over
        while under is not None and under.end <= over.end:
            under = next(lower, None)
        if under is not None and under.begin < over.end:
            under = msgspec.structs.replace(under, begin=over.end)
    while under is not None:
        yield under
        under = next(lower, None)


def _of_calendar(
    occurrences: Iterable[Occurrence], priorities: Mapping[int, int], since: datetime
) -> Iterator[Stretch]:
    """Where events overlap, the profile with the highest calendar priority; of equal ones the event that
    began last, then the one that ends first, then the profile with the lowest number."""
    ahead = sorted(
        (o for o in occurrences if o.begin < o.end and o.end > since and o.profile in priorities),
        key=lambda o: o.begin,
        reverse=True,
    )
    going_on: list[tuple[int, float, datetime, int]] = []
    at = since
    while ahead or going_on:
        if not going_on:
            at = max(at, ahead[-1].begin)
        while ahead and ahead[-1].begin <= at:
            o = ahead.pop()
            rank = (-priorities[o.profile], -o.begin.timestamp(), o.end, o.profile)
            heappush(going_on, rank)
        while going_on and going_on[0][2] <= at:
            heappop(going_on)
        if going_on:
            _, _, ends, profile = going_on[0]
            until = min(ends, ahead[-1].begin) if ahead else ends
            yield Stretch(at, until, profile, Source.CALENDAR)
            at = until


def _of_schedule(
    schedule: Schedule, known: Mapping[int, int], since: datetime, zone: ZoneInfo
) -> Iterator[Stretch]:
    schedule = limited_to(schedule, known)
    if not (schedule.weekly or schedule.dates or schedule.exceptions or schedule.holidays.profile):
        return  # most people have none, and a year of days is long to look through
    last = last_date(schedule)
    dated = since if last is None else max(since, instant(last, MIDNIGHT, zone))
    limit = dated + _COMES_BACK_WITHIN
    for span in spans(schedule, since, limit, zone):
        end = FAR if span.end > limit else span.end
        yield Stretch(span.begin, end, span.profile, Source.SCHEDULE)
        if end is FAR:
            return


def _filled(asked: Iterator[Stretch], since: datetime, default: int) -> Iterator[Stretch]:
    at = since
    for stretch in asked:
        if stretch.begin > at:
            yield Stretch(at, stretch.begin, default, Source.DEFAULT)
        yield stretch
        at = stretch.end
    yield Stretch(at, FAR, default, Source.DEFAULT)


def _joined(parts: Iterator[Stretch]) -> Iterator[Stretch]:
    joined = next(parts)
    for part in parts:
        if (part.profile, part.source) == (joined.profile, joined.source):
            joined = msgspec.structs.replace(joined, end=part.end)
        else:
            yield joined
            joined = part
    yield joined
