"""Weekly opening hours of a group, as people write them: "mon-fri 08:00-17:00, sat 10-14".

Days in English or Swedish, short or whole; one or several times for the days before them; a time may run past
midnight. No text means always open.
"""

import re
from datetime import datetime
from enum import Enum

import msgspec

_DAY_NAMES = (
    ("mon", "monday", "mån", "måndag"),
    ("tue", "tues", "tuesday", "tis", "tisdag"),
    ("wed", "wednesday", "ons", "onsdag"),
    ("thu", "thur", "thurs", "thursday", "tor", "tors", "torsdag"),
    ("fri", "friday", "fre", "fredag"),
    ("sat", "saturday", "lör", "lördag"),
    ("sun", "sunday", "sön", "söndag"),
)
_DAYS = {name: day for day, names in enumerate(_DAY_NAMES) for name in names}
_DAY_MINUTES = 24 * 60
_WEEK_MINUTES = 7 * _DAY_MINUTES
_TIME = re.compile(r"([0-9]{1,2})(?:[:.]([0-9]{2}))?")
_DASH = re.compile(r"\s*[-\u2010-\u2015\u2212]\s*")
_BETWEEN = re.compile(r"[\s,;]+")


class HoursCause(Enum):
    UNKNOWN_DAY = "This is no day of the week"
    BAD_TIME = "This is no time from 00:00 to 24:00"
    NO_DAYS = "The days of these hours are missing"
    NO_HOURS = "The hours of these days are missing, such as 08:00-17:00"
    NOTHING_BETWEEN = "These hours end as they begin"


class HoursFault(msgspec.Struct, frozen=True):
    """What is wrong, and with which word of the text."""

    cause: HoursCause
    word: str

    def __str__(self) -> str:
        return f'{self.cause.value}: "{self.word}".'


class OpeningHours(msgspec.Struct, frozen=True):
    week: tuple[tuple[int, int], ...] | None
    """Begin and end in minutes since Monday 00:00 by the wall clock, end excluded; None: always open."""

    def is_open(self, now: datetime) -> bool:
        """`now` in the company's time zone."""
        if self.week is None:
            return True
        minute = now.weekday() * _DAY_MINUTES + now.hour * 60 + now.minute
        return any(begin <= minute < end for begin, end in self.week)


ALWAYS_OPEN = OpeningHours(None)


def parse_hours(text: str) -> OpeningHours | HoursFault:
    words = [word for word in _BETWEEN.split(_DASH.sub("-", text.strip().lower())) if word]
    if not words:
        return ALWAYS_OPEN
    days: list[int] = []
    latest_day = ""
    spans: list[tuple[int, int]] = []
    timed = False
    for word in words:
        if word[0].isdigit():
            if not days:
                return HoursFault(HoursCause.NO_DAYS, word)
            span = _span(word)
            if isinstance(span, HoursFault):
                return span
            spans += [(day * _DAY_MINUTES + span[0], day * _DAY_MINUTES + span[1]) for day in days]
            timed = True
            continue
        if timed:
            days, timed = [], False
        named = _days(word)
        if isinstance(named, HoursFault):
            return named
        days += named
        latest_day = word
    if not timed:
        return HoursFault(HoursCause.NO_HOURS, latest_day)
    return OpeningHours(_joined(spans))


def _days(word: str) -> list[int] | HoursFault:
    first, dash, last = word.partition("-")
    if first not in _DAYS or (dash and last not in _DAYS):
        return HoursFault(HoursCause.UNKNOWN_DAY, word)
    begin = _DAYS[first]
    end = _DAYS[last] if dash else begin
    return [day % 7 for day in range(begin, end + 1 if end >= begin else end + 8)]


def _span(word: str) -> tuple[int, int] | HoursFault:
    """Minutes since the midnight before; the end is beyond 24 h when it is on the next day."""
    first, _, last = word.partition("-")
    begin, end = _minutes(first), _minutes(last)
    if begin is None or end is None or begin == _DAY_MINUTES:
        return HoursFault(HoursCause.BAD_TIME, word)
    if begin == end:
        return HoursFault(HoursCause.NOTHING_BETWEEN, word)
    return begin, end if end > begin else end + _DAY_MINUTES


def _minutes(text: str) -> int | None:
    found = _TIME.fullmatch(text)
    if found is None or int(found[2] or 0) > 59:
        return None
    minutes = int(found[1]) * 60 + int(found[2] or 0)
    return minutes if minutes <= _DAY_MINUTES else None


def _joined(spans: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """In order and without overlaps; what runs past Sunday's end continues on Monday."""
    within: list[tuple[int, int]] = []
    for begin, end in spans:
        within.append((begin, min(end, _WEEK_MINUTES)))
        if end > _WEEK_MINUTES:
            within.append((0, end - _WEEK_MINUTES))
    joined: list[tuple[int, int]] = []
    for begin, end in sorted(within):
        if joined and begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((begin, end))
    return tuple(joined)
