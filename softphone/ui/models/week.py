"""A schedule as one looks at it: a week in blocks, and each entry in words."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from enum import Enum
from zoneinfo import ZoneInfo

import msgspec
from PySide6.QtCore import QCoreApplication, QDate, QLocale

from softphone.profiles.schedule import Dates, Exceptions, Schedule, WeeklyHours, spans
from softphone.profiles.wall_clock import MIDNIGHT, instant
from softphone.ui.models import moments

translate = QCoreApplication.translate
DAY = 24 * 60
"""Minutes."""
_ONE_DAY = timedelta(days=1)


class Kind(Enum):
    """Of an entry; the values are the names of the schedule's fields."""

    WEEKLY = "weekly"
    DATES = "dates"
    EXCEPTIONS = "exceptions"


class Place(msgspec.Struct, frozen=True):
    """Of an entry in the schedule."""

    kind: Kind
    index: int


class Block(msgspec.Struct, frozen=True):
    day: int
    """0 is Monday."""
    begin: int
    """Minutes on the clock since midnight, as the next."""
    end: int
    profile: int


Entry = WeeklyHours | Dates | Exceptions


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def blocks(schedule: Schedule, monday: date, zone: ZoneInfo) -> tuple[Block, ...]:
    """What holds in that week, in order, cut at midnights; with public holidays, dates and exceptions."""
    begin, end = (instant(each, MIDNIGHT, zone) for each in (monday, monday + 7 * _ONE_DAY))
    found = []
    for span in spans(schedule, begin, end, zone):
        if span.begin >= end:
            break
        there, until = span.begin.astimezone(zone), min(span.end, end).astimezone(zone)
        last = DAY if until.date() > there.date() else _minutes(until.time())
        found.append(Block((there.date() - monday).days, _minutes(there.time()), last, span.profile))
    return tuple(found)


def profiles_in(schedule: Schedule) -> tuple[int, ...]:
    """The numbers of those that it asks for, in order."""
    found = {
        *(each.hours.profile for each in schedule.weekly),
        *(each.profile for each in schedule.dates),
        *(hours.profile for each in schedule.exceptions for hours in each.hours),
        schedule.holidays.profile,
    }
    return tuple(sorted(found - {0}))


def place_at(schedule: Schedule, day: date, minute: int, profile: int) -> Place | None:
    """Of the entry that asks for that profile then; None: a public holiday does."""
    for n, entry in enumerate(schedule.exceptions):
        if entry.first <= day <= entry.last and any(hours.profile == profile for hours in entry.hours):
            return Place(Kind.EXCEPTIONS, n)
    for n, dated in enumerate(schedule.dates):
        if dated.first <= day <= dated.last and dated.profile == profile:
            return Place(Kind.DATES, n)
    for n, weekly in enumerate(schedule.weekly):
        begin, end = _minutes(weekly.hours.begin), _minutes(weekly.hours.end)
        after = end if end > begin else end + DAY
        today = day.weekday() in weekly.days and begin <= minute < after
        yesterday = (day.weekday() - 1) % 7 in weekly.days and minute + DAY < after
        if weekly.hours.profile == profile and (today or yesterday):
            return Place(Kind.WEEKLY, n)
    return None


def entry_of(schedule: Schedule, place: Place) -> Entry:
    entries: tuple[Entry, ...] = getattr(schedule, place.kind.value)
    return entries[place.index]


def with_entry(schedule: Schedule, place: Place | None, entry: Entry | None) -> Schedule:
    """With that entry in its place, or a new one at the end; None: without the one that is there."""
    if place is not None:
        entries = list(getattr(schedule, place.kind.value))
        del entries[place.index]
        if entry is not None and _kind(entry) is place.kind:
            entries.insert(place.index, entry)
            entry = None
        schedule = msgspec.structs.replace(schedule, **{place.kind.value: tuple(entries)})
    if entry is None:
        return schedule
    name = _kind(entry).value
    return msgspec.structs.replace(schedule, **{name: (*getattr(schedule, name), entry)})


def _kind(entry: Entry) -> Kind:
    return {WeeklyHours: Kind.WEEKLY, Dates: Kind.DATES, Exceptions: Kind.EXCEPTIONS}[type(entry)]


def sentence(entry: Entry, names: dict[int, str]) -> str:
    """“Mon–Fri · 12:00–13:00 · Lunch”, with the names of profiles by their numbers."""
    match entry:
        case WeeklyHours(days=days, hours=hours):
            parts = (
                days_in_words(days),
                hours_in_words(hours.begin, hours.end),
                _named(names, hours.profile),
            )
        case Dates(first=first, last=last, begin=begin, end=end, profile=profile):
            times = "" if begin == end == MIDNIGHT else hours_in_words(begin, end)
            parts = (dates_in_words(first, last), times, _named(names, profile))
        case Exceptions(first=first, last=last, hours=hours_of_day):
            said = ", ".join(
                f"{hours_in_words(each.begin, each.end)} {_named(names, each.profile)}"
                for each in hours_of_day
            )
            parts = (dates_in_words(first, last), said or translate("Week", "nothing scheduled"), "")
    return " · ".join(part for part in parts if part)


def week_in_words(of: Iterable[Block], names: dict[int, str]) -> str:
    """As it is read aloud: day after day."""
    days: dict[int, list[str]] = {}
    for each in of:
        begin, end = (time(minute % DAY // 60, minute % 60) for minute in (each.begin, each.end))
        said = f"{hours_in_words(begin, end)} {_named(names, each.profile)}"
        days.setdefault(each.day, []).append(said)
    return ". ".join(f"{day_name(day, short=False)}: {', '.join(said)}" for day, said in days.items())


def day_name(weekday: int, *, short: bool = True) -> str:
    form = QLocale.FormatType.ShortFormat if short else QLocale.FormatType.LongFormat
    return _locale().dayName(weekday + 1, form)


def date_in_words(day: date) -> str:
    return _locale().toString(QDate(day.year, day.month, day.day), "d MMM yyyy")


def dates_in_words(first: date, last: date) -> str:
    if first == last:
        return date_in_words(first)
    return f"{date_in_words(first)} – {date_in_words(last)}"


def hours_in_words(begin: time, end: time) -> str:
    return f"{moments.clock(begin)}–{moments.clock(end)}"


def days_in_words(days: tuple[int, ...]) -> str:
    """Runs of days by their ends: “Mon–Fri, Sun”."""
    runs: list[list[int]] = []
    for day in sorted(set(days)):
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ", ".join(
        day_name(run[0]) if len(run) == 1 else f"{day_name(run[0])}–{day_name(run[-1])}" for run in runs
    )


def _named(names: dict[int, str], profile: int) -> str:
    return names.get(profile, str(profile))


def _minutes(at: time | datetime) -> int:
    return at.hour * 60 + at.minute


def _locale() -> QLocale:
    return QLocale(translate("History", "en_GB", "the language of the names of days"))
