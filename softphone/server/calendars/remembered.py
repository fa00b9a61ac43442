"""What is kept of everyone's calendars, so that a restart while a calendar's server is out of reach ends no
meeting: what was read, by which version, and what came of the last look.
"""

import asyncio
from collections.abc import Iterable, Mapping
from datetime import datetime

import msgspec
import structlog

from softphone.people.meeting import Meeting
from softphone.profiles.calendar import CalendarFault, CalendarReading, Fault
from softphone.profiles.settings import PersonalSettings
from softphone.profiles.timeline import Occurrence
from softphone.server.calendars.fetched import Failed, Failure, Version
from softphone.server.kept import Kept
from softphone.storage.records import KeptCalendar
from softphone.storage.repository import StorageError


class Remembered(msgspec.Struct, frozen=True, kw_only=True):
    address: str
    """Of which calendar; another's counts for nothing."""
    asked: str
    """All that decides what it asks for (calendars.Wanted); by another, it is read anew."""
    version: Version | None = None
    read: datetime | None = None
    looked: datetime | None = None
    succeeded: datetime | None = None
    failed: tuple[str, str] | None = None
    """By name, here and below: names outlive the sentences. With its detail."""
    failures: int = 0
    faults: tuple[tuple[str, str], ...] = ()
    occurrences: tuple[Occurrence, ...] = ()
    meetings: tuple[Meeting, ...] = ()

    @property
    def reading(self) -> CalendarReading:
        known = CalendarFault.__members__
        faults = tuple(Fault(known[name], detail) for name, detail in self.faults if name in known)
        return CalendarReading(self.occurrences, faults, self.meetings)

    @property
    def failure(self) -> Failed | None:
        if self.failed is None or self.failed[0] not in Failure.__members__:
            return None
        return Failed(Failure[self.failed[0]], self.failed[1])


def counting(
    remembered: Mapping[str, Remembered], person: str, settings: PersonalSettings
) -> tuple[Occurrence, ...]:
    """What still counts for the person."""
    of = remembered.get(person)
    return of.occurrences if of is not None and of.address == settings.calendar.address else ()


class CalendarMemory:
    """Writes in order what it is given. Nobody waits for it: what is not kept is fetched again."""

    def __init__(self, kept: Kept) -> None:
        self._kept = kept
        self._log = structlog.get_logger("softphone.calendars")
        self._writing: set[asyncio.Task[None]] = set()

    async def recall(self) -> dict[str, Remembered]:
        """By person. What this version does not understand is as if it were not there."""
        try:
            return await self._kept.run(lambda: self._decoded(self._kept.repository.calendars()))
        except StorageError as error:
            self._log.error("the calendars kept cannot be read", cause=str(error))
            return {}

    def keep(self, person: str, remembered: Remembered | None) -> None:
        """None: it is given up."""
        task = asyncio.get_running_loop().create_task(self._keep(person, remembered))
        self._writing.add(task)
        task.add_done_callback(self._writing.discard)

    async def close(self) -> None:
        """When all is written."""
        while self._writing:
            await asyncio.wait(self._writing)

    async def _keep(self, person: str, remembered: Remembered | None) -> None:
        repository = self._kept.repository

        def write() -> None:
            if remembered is None:
                repository.forget_calendar(person)
            else:
                document = msgspec.json.encode(remembered).decode()
                repository.keep_calendar(KeptCalendar(person=person, document=document))

        try:
            await self._kept.run(write)
        except (StorageError, LookupError) as error:
            self._log.error("calendar not kept", person=person, cause=repr(error))

    def _decoded(self, kept: Iterable[KeptCalendar]) -> dict[str, Remembered]:
        found = {}
        for each in kept:
            try:
                found[each.person] = msgspec.json.decode(each.document, type=Remembered)
            except msgspec.MsgspecError as error:
                self._log.error("kept calendar not understood", person=each.person, cause=str(error))
        return found
