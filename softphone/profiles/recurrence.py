"""Recurrence rules (RFC 5545 §3.3.10) as a test of days.

Each day, week, month or year that a window touches is looked at by itself, so that the work depends on the
window and not on what a rule asks for: one that never matches costs no more than one that always does. Only
one with COUNT is followed from its beginning.

As in dateutil, whose results the tests compare: BYWEEKNO alone means all days of those weeks.
"""

import calendar
import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from enum import Enum

import msgspec

MOST_TIMES = 24
"""Of one day, by BYHOUR and BYMINUTE."""
_PART = re.compile(r"([A-Z]+)=([^;]*)")
_DAY = re.compile(r"([+-]?[0-9]{1,2})?(MO|TU|WE|TH|FR|SA|SU)")
_DAYS = {name: number for number, name in enumerate(("MO", "TU", "WE", "TH", "FR", "SA", "SU"))}
_RANGES = {
    "BYMONTH": (1, 12),
    "BYWEEKNO": (-53, 53),
    "BYYEARDAY": (-366, 366),
    "BYMONTHDAY": (-31, 31),
    "BYSETPOS": (-366 * MOST_TIMES, 366 * MOST_TIMES),
    "BYHOUR": (0, 23),
    "BYMINUTE": (0, 59),
    "BYSECOND": (0, 59),
}
_ONE_DAY = timedelta(days=1)


class Frequency(Enum):
    DAILY = "DAILY"
    WEEKLY = "WEEKLY"
    MONTHLY = "MONTHLY"
    YEARLY = "YEARLY"


class RuleFault(Enum):
    NOT_UNDERSTOOD = "this rule is not understood"
    TOO_OFTEN = "this repeats too often to be a meeting"


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    frequency: Frequency
    interval: int = 1
    count: int | None = None
    until: str = ""
    """As written: a date, or a time, of the wall clock or with Z in UTC."""
    months: frozenset[int] = frozenset()
    weeks: frozenset[int] = frozenset()
    year_days: frozenset[int] = frozenset()
    month_days: frozenset[int] = frozenset()
    weekdays: frozenset[tuple[int, int]] = frozenset()
    """(which one, 0 for each; 0 for Monday)."""
    times: tuple[time, ...] = ()
    positions: frozenset[int] = frozenset()
    week_starts: int = 0


def parse_rule(text: str, start: datetime) -> Rule | RuleFault:
    """`start` is DTSTART by the wall clock: what a rule leaves out is taken from it."""
    parts = dict(_PART.findall(text.upper()))
    if parts.get("FREQ") in ("SECONDLY", "MINUTELY", "HOURLY"):
        return RuleFault.TOO_OFTEN
    try:
        frequency = Frequency(parts.get("FREQ"))
        numbers = {name: _numbers(parts, name) for name in _RANGES}
        interval, count = int(parts.get("INTERVAL", 1)), int(parts["COUNT"]) if "COUNT" in parts else None
        weekdays = (
            frozenset(_weekday(value) for value in parts["BYDAY"].split(",")) if "BYDAY" in parts else ()
        )
        week_starts = _DAYS[parts.get("WKST", "MO")]
    except (ValueError, KeyError):
        return RuleFault.NOT_UNDERSTOOD
    if interval < 1 or (count is not None and count < 1):
        return RuleFault.NOT_UNDERSTOOD
    times = [
        time(hour, minute, second)
        for hour in numbers["BYHOUR"] or {start.hour}
        for minute in numbers["BYMINUTE"] or {start.minute}
        for second in numbers["BYSECOND"] or {start.second}
    ]
    if len(times) > MOST_TIMES:
        return RuleFault.TOO_OFTEN
    rule = Rule(
        frequency=frequency,
        interval=interval,
        count=count,
        until=parts.get("UNTIL", ""),
        months=numbers["BYMONTH"],
        weeks=numbers["BYWEEKNO"],
        year_days=numbers["BYYEARDAY"],
        month_days=numbers["BYMONTHDAY"],
        weekdays=frozenset(weekdays),
        times=tuple(sorted(times)),
        positions=numbers["BYSETPOS"],
        week_starts=week_starts,
    )
    return _completed(rule, start.date())


def days_to_look_at(rule: Rule, start: datetime, begin: datetime, end: datetime) -> int:
    """How much work `starts` is."""
    since = start if rule.count is not None else max(start, begin)
    return max(0, (end - since).days) + 366


def starts(rule: Rule, start: datetime, begin: datetime, end: datetime) -> Iterator[datetime]:
    """When it takes place from `begin` through `end`, all by the wall clock. What UNTIL means depends on the
    time zone; who asks lets `end` be no later."""
    first = start if rule.count is not None else max(start, begin)
    counted = 0
    for period in _periods(rule, start.date(), first.date(), end.date()):
        for found in _of_period(rule, period):
            if found < start:
                continue
            if found > end or counted == rule.count:
                return
            counted += 1
            if found >= begin:
                yield found


def _completed(rule: Rule, start: date) -> Rule:
    if rule.weeks or rule.year_days or rule.month_days or rule.weekdays:
        return rule
    match rule.frequency:
        case Frequency.YEARLY:
            months = rule.months or frozenset({start.month})
            return msgspec.structs.replace(rule, months=months, month_days=frozenset({start.day}))
        case Frequency.MONTHLY:
            return msgspec.structs.replace(rule, month_days=frozenset({start.day}))
        case Frequency.WEEKLY:
            return msgspec.structs.replace(rule, weekdays=frozenset({(0, start.weekday())}))
        case Frequency.DAILY:
            return rule


def _periods(rule: Rule, start: date, first: date, last: date) -> Iterator[tuple[date, int]]:
    """The first day and the number of days of each period that the interval leaves, from that of `first`."""
    step = rule.interval
    match rule.frequency:
        case Frequency.YEARLY:
            for year in range(start.year + _up(first.year - start.year, step), last.year + 1, step):
                yield date(year, 1, 1), 366 if calendar.isleap(year) else 365
        case Frequency.MONTHLY:
            begin = start.year * 12 + start.month - 1
            skipped = _up(first.year * 12 + first.month - 1 - begin, step)
            for month in range(begin + skipped, last.year * 12 + last.month, step):
                year, index = divmod(month, 12)
                yield date(year, index + 1, 1), calendar.monthrange(year, index + 1)[1]
        case Frequency.WEEKLY | Frequency.DAILY:
            days = 7 if rule.frequency is Frequency.WEEKLY else 1
            back = (start.weekday() - rule.week_starts) % 7 if days == 7 else 0
            origin = start.toordinal() - back
            skipped = _up((first.toordinal() - origin) // days, step)
            for ordinal in range(origin + skipped * days, last.toordinal() + 1, step * days):
                if 1 <= ordinal <= date.max.toordinal() - days:
                    yield date.fromordinal(ordinal), days


def _up(number: int, step: int) -> int:
    return -(-number // step) * step


def _of_period(rule: Rule, period: tuple[date, int]) -> list[datetime]:
    first, length = period
    days = [day for index in range(length) if _matches(rule, day := first + timedelta(days=index))]
    found = [datetime.combine(day, at) for day in days for at in rule.times]
    if not rule.positions:
        return found
    chosen = {p - 1 if p > 0 else len(found) + p for p in rule.positions}
    return [each for index, each in enumerate(found) if index in chosen]


def _matches(rule: Rule, day: date) -> bool:
    if rule.months and day.month not in rule.months:
        return False
    if rule.month_days:
        length = calendar.monthrange(day.year, day.month)[1]
        if rule.month_days.isdisjoint((day.day, day.day - length - 1)):
            return False
    if rule.year_days:
        of_year, length = day.timetuple().tm_yday, 366 if calendar.isleap(day.year) else 365
        if rule.year_days.isdisjoint((of_year, of_year - length - 1)):
            return False
    if rule.weeks and rule.weeks.isdisjoint(_week(day, rule.week_starts)):
        return False
    return not rule.weekdays or _is_weekday(rule, day)


def _is_weekday(rule: Rule, day: date) -> bool:
    which = {which for which, weekday in rule.weekdays if weekday == day.weekday()}
    if not which or 0 in which or rule.frequency in (Frequency.DAILY, Frequency.WEEKLY):
        return bool(which)
    if rule.frequency is Frequency.MONTHLY or rule.months:
        index, length = day.day - 1, calendar.monthrange(day.year, day.month)[1]
    else:
        index, length = day.timetuple().tm_yday - 1, 366 if calendar.isleap(day.year) else 365
    return not which.isdisjoint((index // 7 + 1, -((length - 1 - index) // 7) - 1))


def _week(day: date, week_starts: int) -> tuple[int, int]:
    """The number of its week, and the same counted from the end of that week's year. A week belongs to the
    year that has four of its days."""
    first = day - timedelta(days=(day.weekday() - week_starts) % 7)
    year = (first + 3 * _ONE_DAY).year
    number = (first - _first_week(year, week_starts)).days // 7
    weeks = (_first_week(year + 1, week_starts) - _first_week(year, week_starts)).days // 7
    return number + 1, number - weeks


def _first_week(year: int, week_starts: int) -> date:
    fourth = date(year, 1, 4)
    return fourth - timedelta(days=(fourth.weekday() - week_starts) % 7)


def _numbers(parts: dict[str, str], name: str) -> frozenset[int]:
    """Raises ValueError for what is out of range."""
    if name not in parts:
        return frozenset()
    numbers = frozenset(int(value) for value in parts[name].split(","))
    least, most = _RANGES[name]
    if any(not least <= number <= most or (number == 0 and name[2:] not in _FROM_ZERO) for number in numbers):
        raise ValueError(f"{name} is out of range")
    return numbers


_FROM_ZERO = ("HOUR", "MINUTE", "SECOND")


def _weekday(text: str) -> tuple[int, int]:
    """Raises ValueError."""
    found = _DAY.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"{text} is no day of the week")
    return int(found[1] or 0), _DAYS[found[2]]
