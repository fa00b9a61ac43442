"""Which profile of everyone is in force now, until when; and the one timer for the next change.

Computed from settings, never stored: after a restart the right one is there before the first call.
"""

import asyncio
import heapq
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from types import MappingProxyType

from softphone.profiles.activation import Active, active
from softphone.profiles.public_holidays import public_holidays
from softphone.profiles.settings import FIRST, PersonalSettings
from softphone.profiles.timeline import Occurrence

LONGEST_WAIT = 30.0
"""Seconds after which the clock is looked at again: it may be set, or the machine have slept."""


class InForce:
    """Lives on one loop. `wall` gives seconds since 1970, `call_later` is the loop's; `tell` is called with a
    person's id and what is in force from now on."""

    def __init__(
        self,
        wall: Callable[[], float],
        call_later: Callable[[float, Callable[[], None]], object],
        tell: Callable[[str, Active], None],
    ) -> None:
        self._wall = wall
        self._call_later = call_later
        self._tell = tell
        self._settings: dict[str, PersonalSettings] = {}
        self._occurrences: dict[str, tuple[Occurrence, ...]] = {}
        self._active: dict[str, Active] = {}
        self._due: list[tuple[float, str]] = []
        self._waits_until = float("inf")
        self._looked = 0.0
        self._running = False
        self._first = active(FIRST.availability(), datetime.fromtimestamp(0, UTC))

    def take(
        self,
        all_settings: Mapping[str, PersonalSettings],
        occurrences: Mapping[str, tuple[Occurrence, ...]] = MappingProxyType({}),
    ) -> None:
        """At the start: many at once. Can run on another thread, before anything else is called."""
        now = self._now()
        self._occurrences.update(occurrences)
        for person, settings in all_settings.items():
            self._settings[person] = settings
            self._look_at(person, now)
        self._looked = self._wall()

    def start(self) -> None:
        """From now on changes happen by themselves, and are told."""
        self._running = True
        self.look()
        self._wait()

    def stop(self) -> None:
        self._running = False

    def of(self, person: str) -> Active:
        return self._active.get(person, self._first)

    def everybody(self) -> Mapping[str, Active]:
        """Of whom anything is known."""
        return self._active

    def use_settings(self, person: str, settings: PersonalSettings) -> None:
        self._settings[person] = settings
        self._changed(person)

    def use_occurrences(self, person: str, occurrences: tuple[Occurrence, ...]) -> None:
        """Of the person's calendar, as it is now."""
        if occurrences != self._occurrences.get(person, ()):
            self._occurrences[person] = occurrences
            self._changed(person)

    def forget(self, person: str) -> None:
        """They are gone."""
        for kept in (self._settings, self._occurrences, self._active):
            kept.pop(person, None)

    def look(self) -> None:
        """Whatever is due happens now. A clock that was set back makes everything new."""
        wall, now = self._wall(), self._now()
        if wall < self._looked:
            self._due = []
            for person in list(self._active):
                self._look_at(person, now, anew=True)
        self._looked = wall
        while self._due and self._due[0][0] <= wall:
            at, person = heapq.heappop(self._due)
            known = self._active.get(person)
            if known is not None and known.until is not None and known.until.timestamp() == at:
                self._look_at(person, max(now, known.until))

    def _changed(self, person: str) -> None:
        self._look_at(person, self._now())
        self._wait()

    def _look_at(self, person: str, now: datetime, *, anew: bool = False) -> None:
        settings = self._settings.get(person, FIRST)
        found = active(settings.availability(self._occurrences.get(person, ())), now)
        before, self._active[person] = self._active.get(person), found
        if found.until is not None and (anew or before is None or before.until != found.until):
            heapq.heappush(self._due, (found.until.timestamp(), person))
        if self._running and found != before:
            self._tell(person, found)

    def _wait(self) -> None:
        """For the next change; again, when that is now an earlier one."""
        if not self._running:
            return
        wall = self._wall()
        at = min(self._due[0][0] if self._due else float("inf"), wall + LONGEST_WAIT)
        if at < self._waits_until:
            self._waits_until = at
            self._call_later(max(0.0, at - wall), lambda: self._woken(at))

    def _woken(self, at: float) -> None:
        if at != self._waits_until or not self._running:
            return  # an earlier one took its place
        self._waits_until = float("inf")
        self.look()
        self._wait()

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self._wall(), UTC)


async def load_holidays(country: str, wall: float) -> None:
    """Before somebody's schedule asks, on the loop, what is a day off: it is a large library."""
    year = datetime.fromtimestamp(wall, UTC).year
    await asyncio.to_thread(lambda: public_holidays(country, year))
