"""From what people set to which calendars are watched."""

import ipaddress
from collections.abc import Callable

from softphone.people.directory import Directory
from softphone.profiles.activation import zone_of
from softphone.profiles.settings import PersonalSettings
from softphone.server.calendars.calendars import Calendars, CalendarState, Wanted
from softphone.server.calendars.outward import Network


class PersonalCalendars:
    """Lives on the server's loop. `settings` gives those of a person as they are now."""

    def __init__(
        self,
        calendars: Calendars,
        settings: Callable[[str], PersonalSettings],
        directory: Callable[[], Directory],
    ) -> None:
        self._calendars = calendars
        self._settings = settings
        self._directory = directory

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

    def use_password(self, person: str) -> None:
        """It has changed."""
        self._calendars.look_soon(person)

    def use_directory(self, directory: Directory) -> None:
        for person in self._calendars.watched():
            if person in directory.people:
                self.use_settings(person)  # the address under which they are invited
            else:
                self._calendars.forget(person)

    def look_soon(self, person: str) -> None:
        self._calendars.look_soon(person)

    async def look(self, person: str) -> None:
        """Now; returns when it was looked at."""
        await self._calendars.look(person)

    def state(self, person: str) -> CalendarState:
        return self._calendars.state(person)


def networks(texts: tuple[str, ...]) -> tuple[Network, ...]:
    """Raises ValueError for what is none."""
    return tuple(ipaddress.ip_network(text) for text in texts)
