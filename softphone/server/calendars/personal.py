"""From what people set to which calendars are watched."""

import asyncio
import ipaddress
from collections.abc import Awaitable, Callable, Mapping

from softphone.people.directory import Directory
from softphone.people.meeting import Meeting
from softphone.profiles.activation import zone_of
from softphone.profiles.calendar import CalendarReading
from softphone.profiles.calendar_settings import password_at
from softphone.profiles.settings import PersonalSettings
from softphone.profiles.timeline import Occurrence
from softphone.server.accounts import Clocks
from softphone.server.calendars.calendars import Calendars, CalendarState, Wanted
from softphone.server.calendars.discovery import FoundCalendar
from softphone.server.calendars.fetch import CalendarFetcher
from softphone.server.calendars.fetched import Failed, Failure
from softphone.server.calendars.meetings import Meetings
from softphone.server.calendars.outward import Network
from softphone.server.calendars.remembered import CalendarMemory, Remembered
from softphone.storage.repository import StorageError


class PersonalCalendars:
    """Lives on the server's loop. `settings` gives those of a person as they are now; `on_occurrences` is
    told what a person's calendar asks for, `on_meeting` the meeting that colleagues are told of. The rest is
    as for Calendars."""

    def __init__(
        self,
        fetcher: CalendarFetcher,
        *,
        clocks: Clocks,
        jitter: Callable[[], float],
        password: Callable[[str], Awaitable[str]],
        memory: CalendarMemory,
        remembered: Mapping[str, Remembered],
        settings: Callable[[str], PersonalSettings],
        directory: Callable[[], Directory],
        on_occurrences: Callable[[str, tuple[Occurrence, ...]], None],
        on_meeting: Callable[[str, Meeting | None], None],
    ) -> None:
        self._fetcher = fetcher
        self._password = password
        self._settings = settings
        self._directory = directory
        self._on_occurrences = on_occurrences
        self.meetings = Meetings(clocks.wall, lambda person: settings(person).calendar.shown, on_meeting)
        self._calendars = Calendars(
            fetcher,
            clocks=clocks,
            jitter=jitter,
            password=password,
            on_reading=self._read,
            keep=memory.keep,
            remembered=remembered,
        )

    async def run(self) -> None:
        """Until it is cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._calendars.run())
            tasks.create_task(self.meetings.run())

    def use_settings(self, person: str) -> None:
        """They may have changed."""
        settings = self._settings(person)
        who = self._directory().people.get(person)
        wanted = Wanted(
            settings=settings.calendar,
            zone=zone_of(settings.availability()),
            profiles=frozenset(settings.profiles),
            email=who.email if who else "",
        )
        self._calendars.watch(person, wanted)
        self.meetings.look_at(person)

    def _read(self, person: str, reading: CalendarReading) -> None:
        self._on_occurrences(person, reading.occurrences)
        self.meetings.use(person, reading.meetings)

    def use_password(self, person: str) -> None:
        """It has changed."""
        self._calendars.look_soon(person)

    def use_directory(self, directory: Directory) -> None:
        for person in self._calendars.watched():
            if person in directory.people:
                self.use_settings(person)  # the address under which they are invited
            else:
                self._calendars.forget(person)
                self.meetings.forget(person)

    def look_soon(self, person: str) -> None:
        self._calendars.look_soon(person)

    async def look(self, person: str) -> None:
        """Now; returns when it was looked at."""
        await self._calendars.look(person)

    async def find(self, person: str, address: str, login: str) -> tuple[FoundCalendar, ...] | Failed:
        """The person's calendars at a CalDAV server, with the password that is kept for it."""
        try:
            kept = await self._password(person) if login else ""
        except StorageError:
            return Failed(Failure.PASSWORD_LOST)
        return await self._fetcher.find(address, login, password_at(kept, address))

    def state(self, person: str) -> CalendarState:
        return self._calendars.state(person)


def networks(texts: tuple[str, ...]) -> tuple[Network, ...]:
    """Raises ValueError for what is none."""
    return tuple(ipaddress.ip_network(text) for text in texts)
