"""The events of a calendar, each once, as they are written: which profile they ask for, and whether they are
meetings."""

import re
from collections.abc import Container, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta, tzinfo
from enum import Enum
from zoneinfo import ZoneInfo

import icalendar
import msgspec

from softphone.profiles.calendar_settings import CalendarSettings, Markers
from softphone.profiles.calendar_text import Property, properties, text_of
from softphone.profiles.calendar_zones import CalendarZones

LONGEST_EVENT = timedelta(days=400)
LONGEST_SEARCHED = 20_000
"""Characters of a description in which a number is looked for."""
LONGEST_TITLE = 200
_DATE = re.compile(r"([0-9]{8})(?:T([0-9]{6})(Z)?)?")
_BUSY_STATUS = "X-MICROSOFT-CDO-BUSYSTATUS"
_STATUS = ("STATUS", _BUSY_STATUS)
_TEXTS = ("SUMMARY", "LOCATION", "DESCRIPTION")
_TIMES = ("DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID")
_NAMES = frozenset(("UID", "SEQUENCE", "ATTENDEE", "CLASS", "TRANSP", *_STATUS, *_TEXTS, *_TIMES))
_STARTS = re.compile(r"^DTSTART[^\n]*?:([0-9]{8})", re.MULTILINE | re.IGNORECASE)
_FREE = frozenset({"TRANSPARENT", "FREE", "WORKINGELSEWHERE"})
_PRIVATE = frozenset({"PRIVATE", "CONFIDENTIAL"})


class Participation(Enum):
    ACCEPTED = "accepted"
    TENTATIVE = "tentative"
    CANCELLED = "cancelled"


class Moment(msgspec.Struct, frozen=True):
    """A time by the wall clock of some zone."""

    clock: datetime
    """Without a zone."""
    zone: tzinfo
    is_day: bool = False
    """A date: the midnight at which it begins."""

    @property
    def instant(self) -> datetime:
        """In UTC. A time that is skipped counts from the offset before (RFC 5545 §3.3.5)."""
        return self.clock.replace(tzinfo=self.zone).astimezone(UTC)

    @property
    def place(self) -> date:
        """By which an occurrence is found: the instant, or a day for whatever is on it."""
        return self.clock.date() if self.is_day else self.instant

    def moved(self, to: datetime) -> "Moment":
        return msgspec.structs.replace(self, clock=to)


class Event(msgspec.Struct, frozen=True, kw_only=True):
    uid: str
    sequence: int
    title: str
    profile: int
    """0: it asks for none, or counts for nothing."""
    is_meeting: bool = False
    """Whether it takes the person's time: it counts, is no day, and is not marked as free."""
    is_private: bool = False
    begin: Moment
    length: timedelta
    rules: tuple[str, ...] = ()
    added: tuple[Moment, ...] = ()
    excluded: tuple[Moment, ...] = ()
    instead_of: Moment | None = None
    """Of which occurrence of a series it takes the place."""
    and_later: bool = False
    """And of all that follow it."""

    @property
    def replaces(self) -> Moment:
        return self.instead_of or self.begin

    @property
    def place(self) -> date:
        return self.replaces.place


class EventReader:
    """`own` is the time zone of who looks: of days, and of times that say none."""

    def __init__(
        self,
        zones: CalendarZones,
        own: ZoneInfo,
        settings: CalendarSettings,
        profiles: Container[int],
        email: str,
    ) -> None:
        self.unknown_zones: set[str] = set()
        self._zones = zones
        self._own = own
        self._settings = settings
        self._number = re.compile(pattern(settings.markers))
        words = "|".join(map(re.escape, settings.markers.words))
        self._loosely = re.compile(rf"(?i:{words})[\s:#=-]{{0,3}}[0-9]")
        self._profiles = profiles
        self._email = email.casefold()

    def may_count(self, component: str) -> bool:
        """Cheaply: whether it may carry a number, or change an occurrence of a series that does."""
        return bool(self._loosely.search(component)) or "\nRECURRENCE-ID" in component

    def may_touch(self, component: str, begin: date, end: date) -> bool:
        """Cheaply: whether it may begin on one of these days, the last included."""
        if "\nR" in component and ("\nRRULE" in component or "\nRDATE" in component):
            return True
        starts = _STARTS.search(component)
        return starts is None or f"{begin:%Y%m%d}" <= starts[1] <= f"{end:%Y%m%d}"

    def read(self, component: str) -> Event | None:
        """None for one that cannot be read."""
        found: dict[str, list[Property]] = {}
        for line in properties(component, _NAMES):
            found.setdefault(line.name, []).append(line)
        try:
            return self._event(found)
        except (ValueError, OverflowError):
            return None

    def _event(self, found: dict[str, list[Property]]) -> Event:
        """Raises ValueError."""
        first = {name: lines[0] for name, lines in found.items()}
        if "DTSTART" not in first:
            raise ValueError("no beginning")
        begin = self._moment(first["DTSTART"])
        counts = self._counts(found)
        instead = first.get("RECURRENCE-ID")
        return Event(
            uid=first["UID"].value if "UID" in first else "",
            sequence=_whole(first["SEQUENCE"].value) if "SEQUENCE" in first else 0,
            title=text_of(first["SUMMARY"].value)[:LONGEST_TITLE] if "SUMMARY" in first else "",
            profile=self._profile(first) if counts else 0,
            is_meeting=counts and not begin.is_day and not _is_free(first),
            is_private="CLASS" in first and first["CLASS"].value.strip().upper() in _PRIVATE,
            begin=begin,
            length=self._length(begin, first),
            rules=tuple(line.value for line in found.get("RRULE", ())),
            added=tuple(self._moments(found.get("RDATE", ()))),
            excluded=tuple(self._moments(found.get("EXDATE", ()))),
            instead_of=self._moment(instead) if instead else None,
            and_later=bool(instead and instead.parameters.get("RANGE", "").upper() == "THISANDFUTURE"),
        )

    def _counts(self, found: dict[str, list[Property]]) -> bool:
        participation = _participation(found, self._email)
        return participation is Participation.ACCEPTED or (
            participation is Participation.TENTATIVE and self._settings.tentative
        )

    def _profile(self, first: dict[str, Property]) -> int:
        """The first number of a profile that there is."""
        markers = self._settings.markers
        searched = (markers.title, markers.location, markers.description)
        for name, is_searched in zip(_TEXTS, searched, strict=True):
            if is_searched and name in first:
                for number in self._number.finditer(text_of(first[name].value[:LONGEST_SEARCHED])):
                    if int(number[1]) in self._profiles:
                        return int(number[1])
        return 0

    def _length(self, begin: Moment, first: dict[str, Property]) -> timedelta:
        """By the wall clock. Without an end a day lasts a day, and a time nothing (§3.6.1)."""
        length = timedelta(days=1) if begin.is_day else timedelta(0)
        if "DTEND" in first:
            end = self._moment(first["DTEND"])
            same = str(end.zone) == str(begin.zone)
            length = end.clock - begin.clock if same else end.instant - begin.instant
        elif "DURATION" in first:
            length = icalendar.vDuration.from_ical(first["DURATION"].value)  # type: ignore[no-untyped-call]
        return min(length, LONGEST_EVENT)

    def _moments(self, lines: Iterable[Property]) -> Iterator[Moment]:
        for line in lines:
            for value in line.value.split(","):
                # Of a period, its beginning; it lasts as long as the others.
                yield self._moment(line, value.partition("/")[0])

    def _moment(self, line: Property, value: str | None = None) -> Moment:
        found = _DATE.fullmatch((line.value if value is None else value).strip())
        if found is None:
            raise ValueError("no date")
        clock = datetime.strptime(found[1] + (found[2] or "000000"), "%Y%m%d%H%M%S")  # noqa: DTZ007 (a wall clock)
        if not 1900 <= clock.year <= 2200:
            raise ValueError("out of range")
        if found[2] is None:
            return Moment(clock, self._own, is_day=True)
        if found[3]:
            return Moment(clock, UTC)
        tzid = line.parameters.get("TZID", "").strip()
        zone = self._zones.named(tzid) if tzid else None
        if tzid and zone is None:
            self.unknown_zones.add(tzid)
        return Moment(clock, zone or self._own)


def pattern(markers: Markers) -> str:
    """Of a number with its marker. "#3" also as "# 3"; not "a#3" or "&#39;", and not "#3a" or "#31" for 3."""
    words = sorted(markers.words, key=len, reverse=True)
    marked = "|".join(
        rf"(?<!\w){re.escape(word)}[\s:#=-]{{0,3}}"
        if word[-1:].isalnum()
        else rf"(?<![\w&/=]){re.escape(word)}\s?"
        for word in words
    )
    return rf"(?i:{marked})([0-9]{{1,4}})(?!\w)"


def _participation(found: dict[str, list[Property]], email: str) -> Participation:
    """What becomes of an event, by its own word and, where the person is among those invited, by theirs."""
    words = {line.value.strip().upper() for name in _STATUS for line in found.get(name, ())}
    for line in found.get("ATTENDEE", ()):
        if email and line.value.casefold().removeprefix("mailto:").strip() == email:
            words.add(line.parameters.get("PARTSTAT", "NEEDS-ACTION").upper())
    if words & {"CANCELLED", "DECLINED"}:
        return Participation.CANCELLED
    if words & {"TENTATIVE", "NEEDS-ACTION"}:
        return Participation.TENTATIVE
    return Participation.ACCEPTED


def _is_free(first: dict[str, Property]) -> bool:
    said = {first[name].value.strip().upper() for name in ("TRANSP", _BUSY_STATUS) if name in first}
    return bool(said & _FREE)


def title_of(component: str) -> str:
    return next((text_of(found.value)[:LONGEST_TITLE] for found in properties(component, ("SUMMARY",))), "")


def _whole(text: str) -> int:
    return int(text) if text.strip().isascii() and text.strip().isdigit() and len(text) < 10 else 0
