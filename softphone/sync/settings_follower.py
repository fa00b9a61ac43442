"""Keeps one's own settings the same here and at the server: fetches, pushes, waits, and tries again.

Lives on the company client's loop. The database on this computer is opened with the first account, before the
server is reached: one can edit without it.
"""

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path

import msgspec

from softphone.profiles.calendar_settings import CalendarSettings
from softphone.profiles.own import (
    NOT_REACHED,
    CalendarPasswordKept,
    CalendarsFound,
    Checked,
    SettingsEvent,
    SettingsShown,
    SettingsTold,
    Told,
)
from softphone.profiles.settings import PersonalSettings, Value, settings_of
from softphone.sync import settings_shapes as shapes
from softphone.sync import settings_wire as wire
from softphone.sync.api import Api
from softphone.sync.backoff import Backoff
from softphone.sync.calendar_wire import CalendarSearch, CalendarState
from softphone.sync.calendar_wire import CalendarsFound as CalendarsFoundThere
from softphone.sync.failure import Failure, TokenRevoked
from softphone.sync.local_store import LocalStore
from softphone.sync.settings_session import Fetch, Known, Push, SettingsSession
from softphone.sync.settings_wire import CalendarPassword

_log = logging.getLogger("softphone.company.settings")
_FETCH_AGAIN = "fetch_again"


class SettingsFollower:
    """`new_id` makes ids that are never made again, `random` numbers in [0, 1). `path` is that of the
    database, None: memory only. `version` is this program's."""

    def __init__(
        self,
        emit: Callable[[SettingsEvent], None],
        *,
        new_id: Callable[[], str],
        random: Callable[[], float],
        path: Path | None,
        version: str,
    ) -> None:
        self._emit = emit
        self._new_id = new_id
        self._random = random
        self._version = version
        self._store = LocalStore(path)
        self._account = ""
        self._session = SettingsSession()
        self._shown: SettingsShown | None = None
        self._connected = False
        self._api: Api | None = None
        self._wake = asyncio.Event()

    def use(self, account: str) -> None:
        """Of whom: what this computer has of them is shown at once. Empty: of nobody."""
        self._account = account
        self._connected = False
        self._session = SettingsSession(self._store.load(account) if account else Known())
        if self._store.told is not None:
            self._emit(self._store.told)
            self._store.told = None
        self._show()

    def change(self, settings: PersonalSettings) -> None:
        if self._shown is not None and self._shown.settings is not None:
            self._session.change(self._shown.settings, settings, self._new_id)
            self._changed()

    def edit(self, field: str, new: Value) -> None:
        self._session.edit(field, new, self._new_id())
        self._changed()

    def dismiss(self, edit: str) -> None:
        self._session.dismiss(edit)
        self._changed()

    async def check(self, field: str, value: Value) -> None:
        if self._api is None:
            return
        checked = await self._api.check(wire.Change(field=field, value=value))
        if isinstance(checked, wire.Checked):
            refused = None if checked.refused is None else shapes.refusal(checked.refused)
            self._emit(Checked(field, value, refused))

    async def see_calendar(self, *, fetch: bool) -> None:
        if self._api is not None:
            seen = await (self._api.look_at_calendar() if fetch else self._api.calendar())
            if isinstance(seen, CalendarState):
                self._emit(shapes.calendar_seen(seen))

    async def set_calendar_password(self, password: str) -> None:
        """It is a secret: where it cannot be given to the server now, it is not kept."""
        kept = CalendarPassword(password=password, address=self._calendar.address)
        failed = self._api is None or await self._api.set_calendar_password(kept)
        self._emit(CalendarPasswordKept(not failed))

    async def find_calendars(self) -> None:
        asked = CalendarSearch(address=self._calendar.address, login=self._calendar.login)
        found = None if self._api is None else await self._api.find_calendars(asked)
        if isinstance(found, CalendarsFoundThere):
            self._emit(shapes.calendars_found(found))
        else:
            self._emit(CalendarsFound(failed=NOT_REACHED))

    @property
    def _calendar(self) -> CalendarSettings:
        """As the person sees it."""
        settings = None if self._shown is None else self._shown.settings
        return CalendarSettings() if settings is None else settings.calendar

    def close(self) -> None:
        self._store.close()

    async def follow(self, api: Api) -> None:
        """Fetch and push, until cancelled or the token is revoked."""
        backoff = Backoff(self._random)
        self._api = api
        self._session.fetch()
        try:
            while True:
                asked = self._session.next()
                if asked is None:
                    self._wake.clear()
                    await self._wake.wait()
                    continue
                failure = await self._ask(api, asked)
                if failure is None:
                    backoff.reset()
                    continue
                self.lost()
                if isinstance(failure, TokenRevoked):
                    return
                pause = max(failure.wait, backoff.next())
                _log.warning("settings not synced: %s; again in %.1f s", failure.detail, pause)
                await self._pause(pause)
        finally:
            self._api = None
            self.lost()

    def told(self, message: wire.SettingsChanged) -> None:
        """Over the WebSocket, also when it opens."""
        self._session.told(shapes.revision(message.revision), shapes.in_force(message.in_force))
        self._connected = True
        self._changed()

    def lost(self) -> None:
        """The server is out of reach."""
        if self._connected:
            self._connected = False
            self._show()

    async def _ask(self, api: Api, asked: Fetch | Push) -> Failure | TokenRevoked | None:
        if isinstance(asked, Push):
            pushed = await api.push(shapes.push(asked))
            if isinstance(pushed, wire.Pushed):
                self._session.pushed(map(shapes.answer, pushed.answers))
                self._session.told(shapes.revision(pushed.revision), shapes.in_force(pushed.in_force))
            elif isinstance(pushed, Failure) and pushed.code == _FETCH_AGAIN:
                # It was started since; what it knows of us comes with the settings.
                self._session.fetch()
            else:
                return pushed
        else:
            came = await api.settings(asked.since.epoch, asked.since.n)
            if not isinstance(came, wire.Settings):
                return came
            if shapes.minor_versions_apart(self._version, came.version) > 1:
                self._emit(SettingsTold(Told.TOO_FAR_APART, came.version))
                return TokenRevoked()
            if self._session.fetched(shapes.fetched(came)):
                _log.warning("the server was restored from a backup: what it lost is offered again")
                self._emit(SettingsTold(Told.RESTORED))
        self._connected = True
        self._changed()
        return None

    def _changed(self) -> None:
        """Saved before it is shown as saved."""
        if self._account:
            told = self._store.save(self._account, self._session.known)
            if told is not None:
                _log.error("not saved on this computer: %s", told.detail)
                self._emit(told)
        self._wake.set()
        self._show()

    def _show(self) -> None:
        known = self._session.known
        try:
            settings = settings_of(self._session.document) if known.document else None
        except msgspec.ValidationError as error:
            _log.error("settings not understood: %s", error)
            settings = None
        shown = SettingsShown(
            settings=settings,
            waiting=known.waiting,
            refused=known.refused,
            in_force=known.in_force,
            connected=self._connected,
        )
        if shown != self._shown:
            self._shown = shown
            self._emit(shown)

    async def _pause(self, seconds: float) -> None:
        self._wake.clear()
        try:
            async with asyncio.timeout(seconds):
                await self._wake.wait()
        except TimeoutError:
            pass
