"""One's own settings for the desktop: `softphone.profiles.own.OwnSettings`, for any thread.

What is asked is done on the company client's loop, by `settings_follower`, which is imported there: it needs
what the window must not wait for.
"""

from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Any

from softphone.event_queue import EventQueue
from softphone.profiles.own import SettingsEvent
from softphone.profiles.settings import PersonalSettings, Value

if TYPE_CHECKING:
    from softphone.sync.settings_follower import SettingsFollower


class SettingsClient:
    """`post` runs a coroutine on the loop; the rest as for `SettingsFollower`."""

    def __init__(
        self,
        post: Callable[[Coroutine[Any, Any, None]], None],
        *,
        new_id: Callable[[], str],
        random: Callable[[], float],
        path: Path | None,
        version: str,
    ) -> None:
        self._post = post
        self._new_id = new_id
        self._random = random
        self._path = path
        self._version = version
        self._events: EventQueue[SettingsEvent] = EventQueue()
        self._follower: SettingsFollower | None = None

    def change(self, settings: PersonalSettings) -> None:
        self._post(self._change(settings))

    def edit(self, field: str, new: Value) -> None:
        self._post(self._edit(field, new))

    def check(self, field: str, value: Value) -> None:
        self._post(self._check(field, value))

    def dismiss(self, edit: str) -> None:
        self._post(self._dismiss(edit))

    def see_calendar(self, *, fetch: bool = False) -> None:
        self._post(self._see_calendar(fetch=fetch))

    def set_calendar_password(self, password: str) -> None:
        self._post(self._set_calendar_password(password))

    def find_calendars(self) -> None:
        self._post(self._find_calendars())

    def receive(self, timeout: float | None = None) -> SettingsEvent | None:
        return self._events.receive(timeout)

    def close(self) -> None:
        """After the loop has ended."""
        if self._follower is not None:
            self._follower.close()
        self._events.end()

    def follower(self) -> "SettingsFollower":
        """On the loop."""
        if self._follower is None:
            from softphone.sync.settings_follower import SettingsFollower

            self._follower = SettingsFollower(
                self._events.put,
                new_id=self._new_id,
                random=self._random,
                path=self._path,
                version=self._version,
            )
        return self._follower

    async def _change(self, settings: PersonalSettings) -> None:
        self.follower().change(settings)

    async def _edit(self, field: str, new: Value) -> None:
        self.follower().edit(field, new)

    async def _check(self, field: str, value: Value) -> None:
        await self.follower().check(field, value)

    async def _dismiss(self, edit: str) -> None:
        self.follower().dismiss(edit)

    async def _see_calendar(self, *, fetch: bool) -> None:
        await self.follower().see_calendar(fetch=fetch)

    async def _find_calendars(self) -> None:
        await self.follower().find_calendars()

    async def _set_calendar_password(self, password: str) -> None:
        await self.follower().set_calendar_password(password)
