"""Time zones as calendars name them: IANA's names, Windows' (Microsoft 365), and their own definitions."""

from collections.abc import Mapping
from datetime import datetime, tzinfo

import icalendar
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from softphone.profiles.calendar_text import properties
from softphone.profiles.recurrence import Frequency, RuleFault, parse_rule, starts
from softphone.profiles.wall_clock import zone_named

MOST_OWN_ZONES = 20
"""That one calendar may define and use."""
_LONGEST_DEFINITION = 20_000
"""Characters."""
_MOST_RULES = 20
_SOME_YEAR = datetime(2025, 1, 1)  # noqa: DTZ001 (a wall clock)


class CalendarZones:
    """Of one calendar. `definitions` are its VTIMEZONE components, as `calendar_text` gives them, by TZID."""

    def __init__(self, definitions: Mapping[str, str]) -> None:
        self._definitions = definitions
        self._known: dict[str, tzinfo | None] = {}
        self._own = 0

    def named(self, tzid: str) -> tzinfo | None:
        """None for one that nobody knows. A name that the world knows means what the world means by it."""
        if tzid not in self._known:
            self._known[tzid] = self._known_to_all(tzid) or self._defined(tzid)
        return self._known[tzid]

    def _known_to_all(self, tzid: str) -> tzinfo | None:
        parts = tzid.strip("/").split("/")
        if tzid in WINDOWS_TO_OLSON:
            return zone_named(WINDOWS_TO_OLSON[tzid])
        # "/citadel.org/20210210_1/Europe/Stockholm" is a name with whoever gave it before it (§3.8.3.1).
        names = ["/".join(parts[index:]) for index in range(len(parts) if tzid.startswith("/") else 1)]
        return next((zone for name in names[:5] if (zone := zone_named(name)) is not None), None)

    def _defined(self, tzid: str) -> tzinfo | None:
        lines = self._definitions.get(tzid)
        if lines is None or self._own >= MOST_OWN_ZONES or not _is_modest(lines):
            return None
        self._own += 1
        try:
            definition = icalendar.Timezone.from_ical(f"BEGIN:VTIMEZONE\r\n{lines}\r\nEND:VTIMEZONE\r\n")
            assert isinstance(definition, icalendar.Timezone)
            # Not looked up by its name: another calendar may mean another zone by it.
            zone: tzinfo = definition.to_tz(lookup_tzid=False)
            return zone
        except (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, AssertionError):
            return None  # whatever a library says of a definition that is none


def _is_modest(lines: str) -> bool:
    """Rules of real zones say once a year; what looks for others may look until the year 9999."""
    rules = [line.partition(":")[2] for line in lines.splitlines() if line.upper().startswith("RRULE")]
    return len(lines) <= _LONGEST_DEFINITION and len(rules) <= _MOST_RULES and all(map(_is_yearly, rules))


def _is_yearly(text: str) -> bool:
    rule = parse_rule(text, _SOME_YEAR)
    if isinstance(rule, RuleFault) or rule.frequency is not Frequency.YEARLY or rule.interval != 1:
        return False
    until = _SOME_YEAR.replace(year=_SOME_YEAR.year + 2)
    return any(starts(rule, _SOME_YEAR, _SOME_YEAR, until))


def tzid_of(definition: str) -> str:
    return next((found.value.strip() for found in properties(definition, ("TZID",))), "")
