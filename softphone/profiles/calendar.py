"""From the text of a calendar to the times for which its events ask for a profile.

An event asks for a profile by carrying its number (`calendar_settings.Markers`) in its title, location or
description: "Kundmöte #3", "profil 3". Others are passed over unread, so the work is small for the calendars
of most people, and bounded for any.
"""

from collections.abc import Container, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from enum import Enum
from zoneinfo import ZoneInfo

import msgspec

from softphone.profiles.calendar_events import Event, EventReader, Moment, title_of
from softphone.profiles.calendar_settings import CalendarSettings
from softphone.profiles.calendar_text import EVENT, components
from softphone.profiles.calendar_zones import CalendarZones, tzid_of
from softphone.profiles.recurrence import RuleFault, days_to_look_at, parse_rule, starts
from softphone.profiles.timeline import Occurrence

MOST_EVENTS = 10_000
"""With numbers, series included."""
MOST_OCCURRENCES = 5_000
MOST_DAYS = 300_000
"""That all rules together may look at: a second or two."""
MOST_FAULTS = 20
_A_DAY = timedelta(days=1)


class CalendarFault(Enum):
    """Each has one sentence in the window, beside the calendar."""

    NO_CALENDAR = "this is no calendar"
    EVENT_NOT_UNDERSTOOD = "an event is not understood"
    """`detail` here and in the next: its title."""
    RULE_NOT_UNDERSTOOD = "how an event repeats is not understood"
    TOO_OFTEN = "an event repeats too often to be a meeting"
    TOO_MUCH = "the calendar is too large: only a part of it counts"
    UNKNOWN_TIME_ZONE = "a time zone is not known: one's own was taken"
    """`detail`: its name."""


class Fault(msgspec.Struct, frozen=True):
    fault: CalendarFault
    detail: str = ""


class CalendarReading(msgspec.Struct, frozen=True):
    occurrences: tuple[Occurrence, ...] = ()
    """In order."""
    faults: tuple[Fault, ...] = ()
    """What does not count because of them is left out; the rest counts."""


def read_calendar(
    text: str,
    begin: datetime,
    end: datetime,
    zone: ZoneInfo,
    profiles: Container[int],
    settings: CalendarSettings | None = None,
    *,
    email: str = "",
) -> CalendarReading:
    """What is on from `begin` until `end`. `zone` is the time zone of the person, `profiles` are
    the numbers that there are, `email` the address under which the person is invited."""
    if "BEGIN:VCALENDAR" not in text[:10_000].upper():
        return CalendarReading(faults=(Fault(CalendarFault.NO_CALENDAR),))
    return _Reading(begin, end).read(text, zone, profiles, settings or CalendarSettings(), email)


class _Reading:
    def __init__(self, begin: datetime, end: datetime) -> None:
        self._begin = begin
        self._end = end
        self._faults: dict[Fault, None] = {}
        self._days = 0

    def read(
        self, text: str, zone: ZoneInfo, profiles: Container[int], settings: CalendarSettings, email: str
    ) -> CalendarReading:
        taken_apart = list(components(text))
        zones = CalendarZones({tzid_of(lines): lines for kind, lines in taken_apart if kind != EVENT})
        reader = EventReader(zones, zone, settings, profiles, email)
        events = self._series(reader, (lines for kind, lines in taken_apart if kind == EVENT))
        found = {occurrence for series in events for occurrence in self._occurrences(series)}
        for name in sorted(reader.unknown_zones):
            self._fault(CalendarFault.UNKNOWN_TIME_ZONE, name[:100])
        in_order = sorted(found, key=lambda o: (o.begin, o.end, o.profile))
        if len(in_order) > MOST_OCCURRENCES:
            self._fault(CalendarFault.TOO_MUCH)
        return CalendarReading(tuple(in_order[:MOST_OCCURRENCES]), tuple(self._faults)[:MOST_FAULTS])

    def _series(self, reader: EventReader, components: Iterable[str]) -> Iterator[list[Event]]:
        """Events of one UID together, where one of them carries a number."""
        kept: dict[str, list[Event]] = {}
        for index, component in enumerate(filter(reader.may_count, components)):
            if index == MOST_EVENTS:
                self._fault(CalendarFault.TOO_MUCH)
                break
            event = reader.read(component)
            if event is None:
                self._fault(CalendarFault.EVENT_NOT_UNDERSTOOD, title_of(component))
            else:
                kept.setdefault(event.uid or f"\0{index}", []).append(event)
        return (events for events in kept.values() if any(event.profile for event in events))

    def _occurrences(self, events: list[Event]) -> Iterator[Occurrence]:
        series = [event for event in events if event.instead_of is None]
        main = max(series, key=lambda event: event.sequence, default=None)
        gone = {moment.place for moment in main.excluded} if main else set()
        changes = sorted((e for e in events if e.instead_of is not None), key=lambda e: e.sequence)
        changed = {event.place: event for event in changes if event.place not in gone}
        for event in changed.values():
            yield from self._once(event, event.begin)
        if main is None:
            return
        gone |= changed.keys()
        later = sorted((e for e in changed.values() if e.and_later), key=lambda e: e.replaces.instant)
        for moment in self._moments(main):
            if gone.isdisjoint((moment.instant, moment.clock.date())):
                yield from self._once(*_as_changed(main, moment, later))

    def _moments(self, event: Event) -> Iterator[Moment]:
        """Those that may touch the window."""
        zone = event.begin.zone
        longest = event.length + 2 * _A_DAY
        begin = self._begin.astimezone(zone).replace(tzinfo=None) - longest
        end = self._end.astimezone(zone).replace(tzinfo=None) + 2 * _A_DAY
        yield event.begin
        yield from event.added
        for text in event.rules:
            rule = parse_rule(text, event.begin.clock)
            if isinstance(rule, RuleFault):
                self._fault(_FAULTS[rule], event.title)
                continue
            self._days += days_to_look_at(rule, event.begin.clock, begin, end)
            if self._days > MOST_DAYS:
                self._fault(CalendarFault.TOO_MUCH)
                return
            last = _last(rule.until, event.begin) if rule.until else end
            if last is None:
                self._fault(CalendarFault.RULE_NOT_UNDERSTOOD, event.title)
                continue
            for clock in starts(rule, event.begin.clock, begin, min(end, last)):
                yield event.begin.moved(clock)

    def _once(self, event: Event, begin: Moment) -> Iterator[Occurrence]:
        if event.profile and event.length > timedelta(0):
            starts_at, ends_at = begin.instant, begin.moved(begin.clock + event.length).instant
            if ends_at <= starts_at:  # an hour that was skipped: it lasts as long as it would have
                ends_at = starts_at + event.length
            if starts_at < self._end and ends_at > self._begin:
                yield Occurrence(starts_at, ends_at, event.profile)

    def _fault(self, fault: CalendarFault, detail: str = "") -> None:
        if len(self._faults) < MOST_FAULTS:
            self._faults[Fault(fault, detail)] = None


def _as_changed(main: Event, moment: Moment, later: list[Event]) -> tuple[Event, Moment]:
    """As the last change that holds from an occurrence on has made it."""
    changes = [event for event in later if event.replaces.instant <= moment.instant]
    if not changes:
        return main, moment
    change = changes[-1]
    zone = change.begin.zone
    was, is_now = (each.instant.astimezone(zone).replace(tzinfo=None) for each in (change.replaces, moment))
    return change, change.begin.moved(is_now + (change.begin.clock - was))


def _last(until: str, begin: Moment) -> datetime | None:
    """The last clock that UNTIL allows; a date allows its whole day. None: it is not understood."""
    for form in ("%Y%m%dT%H%M%SZ", "%Y%m%dT%H%M%S", "%Y%m%d"):
        try:
            last = datetime.strptime(until, form)  # noqa: DTZ007 (a wall clock)
        except ValueError:
            continue
        if form.endswith("Z"):
            return last.replace(tzinfo=UTC).astimezone(begin.zone).replace(tzinfo=None)
        return last if "T" in form else last.replace(hour=23, minute=59, second=59)
    return None


_FAULTS = {
    RuleFault.NOT_UNDERSTOOD: CalendarFault.RULE_NOT_UNDERSTOOD,
    RuleFault.TOO_OFTEN: CalendarFault.TOO_OFTEN,
}
