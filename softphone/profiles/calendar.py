"""From the text of a calendar to the times for which its events ask for a profile, and to its next meetings.

An event asks for a profile by carrying its number (`calendar_settings.Markers`) in its title, location or
description: "Kundmöte #3", "profil 3". The events of the next days are meetings, with a number or without.
All others are passed over unread, so the work is small for the calendars of most people, and bounded for any.
"""

from collections.abc import Container, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from enum import Enum
from zoneinfo import ZoneInfo

import msgspec

from softphone.people.meeting import Meeting
from softphone.profiles.calendar_events import Event, EventReader, Moment, title_of
from softphone.profiles.calendar_settings import CalendarSettings, MeetingsShown
from softphone.profiles.calendar_text import EVENT, components
from softphone.profiles.calendar_zones import CalendarZones, tzid_of
from softphone.profiles.recurrence import RuleFault, days_to_look_at, parse_rule, starts
from softphone.profiles.timeline import Occurrence

MOST_EVENTS = 10_000
"""With numbers, series included; as many meetings besides."""
MOST_OCCURRENCES = 5_000
MOST_DAYS = 300_000
"""That all rules together may look at: a second or two. As many for the meetings."""
MEETINGS_WITHIN = timedelta(days=10)
"""Of the beginning: a calendar that is out of reach for some days goes on telling of them."""
MOST_MEETINGS = 1_000
LONGEST_MEETING = timedelta(days=1)
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
    meetings: tuple[Meeting, ...] = ()
    """In order, with their titles only where these may be shown. Of faults in them alone nothing is said."""


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
    settings = settings or CalendarSettings()
    taken_apart = list(components(text))
    zones = CalendarZones({tzid_of(lines): lines for kind, lines in taken_apart if kind != EVENT})
    events = [lines for kind, lines in taken_apart if kind == EVENT]
    reader = EventReader(zones, zone, settings, profiles, email)
    faults: dict[Fault, None] = {}
    occurrences = _occurrences(_Reading(begin, end, faults), reader, events)
    meetings: list[Meeting] = []
    if settings.shown is not MeetingsShown.NOTHING:
        soon = min(end, begin + MEETINGS_WITHIN)
        # What only a meeting has wrong is no business of the profiles'.
        meetings = _meetings(
            _Reading(begin, soon, {}), EventReader(zones, zone, settings, profiles, email), events
        )
        if settings.shown is MeetingsShown.TIMES:
            meetings = [msgspec.structs.replace(meeting, title="") for meeting in meetings]
    return CalendarReading(tuple(occurrences), tuple(faults)[:MOST_FAULTS], tuple(meetings))


def _occurrences(reading: "_Reading", reader: EventReader, events: list[str]) -> list[Occurrence]:
    series = reading.series(reader, filter(reader.may_count, events))
    marked = (each for each in series if any(event.profile for event in each))
    found = {
        Occurrence(begin, end, event.profile)
        for each in marked
        for event, begin, end in reading.times(each)
        if event.profile
    }
    for name in sorted(reader.unknown_zones):
        reading.fault(CalendarFault.UNKNOWN_TIME_ZONE, name[:100])
    if len(found) > MOST_OCCURRENCES:
        reading.fault(CalendarFault.TOO_MUCH)
    return sorted(found, key=lambda o: (o.begin, o.end, o.profile))[:MOST_OCCURRENCES]


def _meetings(reading: "_Reading", reader: EventReader, events: list[str]) -> list[Meeting]:
    first, last = (reading.begin - 2 * _A_DAY).date(), (reading.end + _A_DAY).date()
    # A change of an occurrence is needed wherever it lies: it takes the place of one.
    near = (e for e in events if "\nRECURRENCE-ID" in e or reader.may_touch(e, first, last))
    found = {
        Meeting(begin, end, "" if event.is_private else event.title)
        for each in reading.series(reader, near)
        for event, begin, end in reading.times(each)
        if event.is_meeting and end - begin <= LONGEST_MEETING
    }
    return sorted(found, key=lambda m: (m.begin, m.end, m.title))[:MOST_MEETINGS]


class _Reading:
    """Of what is on from `begin` until `end`. `faults` takes what is wrong, in order."""

    def __init__(self, begin: datetime, end: datetime, faults: dict[Fault, None]) -> None:
        self.begin = begin
        self.end = end
        self._faults = faults
        self._days = 0

    def series(self, reader: EventReader, components: Iterable[str]) -> Iterator[list[Event]]:
        """Events of one UID together."""
        kept: dict[str, list[Event]] = {}
        for index, component in enumerate(components):
            if index == MOST_EVENTS:
                self.fault(CalendarFault.TOO_MUCH)
                break
            event = reader.read(component)
            if event is None:
                self.fault(CalendarFault.EVENT_NOT_UNDERSTOOD, title_of(component))
            else:
                kept.setdefault(event.uid or f"\0{index}", []).append(event)
        return iter(kept.values())

    def times(self, events: list[Event]) -> Iterator[tuple[Event, datetime, datetime]]:
        """Of one series: what takes place from when until when."""
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
        begin = self.begin.astimezone(zone).replace(tzinfo=None) - longest
        end = self.end.astimezone(zone).replace(tzinfo=None) + 2 * _A_DAY
        yield event.begin
        yield from event.added
        for text in event.rules:
            rule = parse_rule(text, event.begin.clock)
            if isinstance(rule, RuleFault):
                self.fault(_FAULTS[rule], event.title)
                continue
            last = _last(rule.until, event.begin) if rule.until else end
            if last is None:
                self.fault(CalendarFault.RULE_NOT_UNDERSTOOD, event.title)
                continue
            if last < begin:
                continue
            self._days += days_to_look_at(rule, event.begin.clock, begin, end)
            if self._days > MOST_DAYS:
                self.fault(CalendarFault.TOO_MUCH)
                return
            for clock in starts(rule, event.begin.clock, begin, min(end, last)):
                yield event.begin.moved(clock)

    def _once(self, event: Event, begin: Moment) -> Iterator[tuple[Event, datetime, datetime]]:
        if event.length > timedelta(0):
            starts_at, ends_at = begin.instant, begin.moved(begin.clock + event.length).instant
            if ends_at <= starts_at:  # an hour that was skipped: it lasts as long as it would have
                ends_at = starts_at + event.length
            if starts_at < self.end and ends_at > self.begin:
                yield event, starts_at, ends_at

    def fault(self, fault: CalendarFault, detail: str = "") -> None:
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
