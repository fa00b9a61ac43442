"""Everyone's calendars, asked again and again, and what they ask for.

A calendar that cannot be fetched keeps what was read of it before, also over a restart: the state says since
when.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
import structlog

from softphone.profiles.calendar import CalendarReading, Fault, read_calendar
from softphone.profiles.calendar_settings import CalendarKind, CalendarSettings, password_at
from softphone.server.accounts import Clocks
from softphone.server.calendars.fetch import CalendarFetcher
from softphone.server.calendars.fetched import Failed, Failure, Fetched, Result, Version, Window
from softphone.server.calendars.remembered import Remembered
from softphone.storage.repository import StorageError

EVERY = {CalendarKind.ICALENDAR: 600.0, CalendarKind.CALDAV: 180.0}
"""Seconds between looks: whole calendars are large, and who publishes them renews them now and then."""
FIRST_RETRY, LONGEST_RETRY = 60.0, 3_600.0
LONGEST_REQUESTED = 86_400.0
"""That a server can ask to wait."""
BEHIND, AHEAD = timedelta(days=2), timedelta(days=35)
READ_AGAIN = timedelta(days=1)
"""After which also an unchanged calendar is fetched: the window has moved."""
AT_ONCE = 4
"""Calendars fetched at the same time."""
LONGEST_WAIT = 30.0
"""Seconds after which the clock is looked at again: the machine may have slept."""


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """All that decides what a person's calendar asks for. Another value is looked at anew."""

    settings: CalendarSettings
    zone: ZoneInfo
    profiles: frozenset[int]
    """The numbers that there are."""
    email: str = ""

    @property
    def asked(self) -> str:
        """Equal for equal ones, also in another run."""
        parts = (self.settings, self.zone.key, sorted(self.profiles), self.email)
        return msgspec.json.encode(parts).decode()


class CalendarState(msgspec.Struct, frozen=True, kw_only=True):
    """What the person sees of it. Times in UTC."""

    looked: datetime | None = None
    """Last, with whatever result."""
    succeeded: datetime | None = None
    """Last; what counts is as it was then."""
    failed: Failed | None = None
    """Of the last look."""
    failures: int = 0
    """In a row."""
    next_look: datetime | None = None
    faults: tuple[Fault, ...] = ()
    """In what was read."""
    occurrences: int = 0
    """How often events ask for a profile, in the time that was read."""


class _Watched:
    def __init__(self, wanted: Wanted, due: float) -> None:
        self.wanted = wanted
        self.due = due
        """By the steady clock."""
        self.state = CalendarState()
        self.version: Version | None = None
        self.read: datetime | None = None
        self.reading = CalendarReading()
        self.looking = asyncio.Lock()
        self.again = False
        """Somebody asked for a look while one was under way."""


class Calendars:
    """Lives on the server's loop; calendars are read on a thread. `password` gives that of a person's
    calendar, with the server that it is for (calendar_settings.password_for), or raises StorageError;
    `jitter` numbers from 0 to 1. `on_reading` is told what is in a person's calendar whenever it is read,
    `keep` what is to be remembered of it (None: nothing any more), and `remembered` is that of the run
    before."""

    def __init__(
        self,
        fetcher: CalendarFetcher,
        *,
        clocks: Clocks,
        jitter: Callable[[], float],
        password: Callable[[str], Awaitable[str]],
        on_reading: Callable[[str, CalendarReading], None],
        keep: Callable[[str, Remembered | None], None],
        remembered: Mapping[str, Remembered],
    ) -> None:
        self._fetcher = fetcher
        self._clocks = clocks
        self._jitter = jitter
        self._password = password
        self._on_reading = on_reading
        self._keep = keep
        self._remembered = dict(remembered)
        self._watched: dict[str, _Watched] = {}
        self._changed = asyncio.Event()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="calendars")
        self._log = structlog.get_logger("softphone.calendars")

    def watch(self, person: str, wanted: Wanted) -> None:
        """From now on, at once for what is new. Without an address: no longer, and nothing is asked for."""
        kept, remembered = self._watched.get(person), self._remembered.pop(person, None)
        if not wanted.settings.address:
            if kept is not None or remembered is not None:
                self.forget(person)
                self._on_reading(person, CalendarReading())
                self._keep(person, None)
            return
        if kept is not None and kept.wanted == wanted:
            return
        self._watched[person] = watched = _Watched(wanted, self._clocks.steady())
        if kept is not None:
            if kept.wanted.settings.address == wanted.settings.address:
                watched.state, watched.reading = kept.state, kept.reading
            else:
                self._on_reading(person, CalendarReading())
                self._keep(person, None)
        elif remembered is not None and remembered.address == wanted.settings.address:
            self._take(person, watched, remembered)
        self._changed.set()

    def _take(self, person: str, watched: _Watched, remembered: Remembered) -> None:
        """What the run before knew of it."""
        watched.reading = reading = remembered.reading
        watched.state = CalendarState(
            looked=remembered.looked,
            succeeded=remembered.succeeded,
            failed=remembered.failure,
            failures=remembered.failures,
            faults=reading.faults,
            occurrences=len(reading.occurrences),
        )
        if remembered.asked == watched.wanted.asked:
            watched.version, watched.read = remembered.version, remembered.read
        self._on_reading(person, reading)

    def forget(self, person: str) -> None:
        self._watched.pop(person, None)

    def look_soon(self, person: str) -> None:
        """Asked for by the person, who waits for it."""
        watched = self._watched.get(person)
        if watched is not None:
            watched.again = watched.looking.locked()
            watched.due = self._clocks.steady()
            self._changed.set()

    def watched(self) -> list[str]:
        """The ids of persons."""
        return list(self._watched)

    def state(self, person: str) -> CalendarState:
        watched = self._watched.get(person)
        return watched.state if watched else CalendarState()

    async def run(self) -> None:
        """Until it is cancelled."""
        at_once = asyncio.Semaphore(AT_ONCE)
        try:
            async with asyncio.TaskGroup() as looks:
                while True:
                    self._changed.clear()
                    for person in self.due():
                        self._watched[person].due = float("inf")
                        looks.create_task(self._look_in_turn(person, at_once))
                    await self._wait()
        finally:
            self._thread.shutdown(wait=False, cancel_futures=True)

    def due(self) -> list[str]:
        now = self._clocks.steady()
        return [person for person, watched in self._watched.items() if watched.due <= now]

    async def look(self, person: str) -> None:
        """Fetch and read one calendar now."""
        watched = self._watched.get(person)
        if watched is None:
            return
        async with watched.looking:
            await self._look(person, watched)

    async def _look_in_turn(self, person: str, at_once: asyncio.Semaphore) -> None:
        async with at_once:
            await self.look(person)

    async def _look(self, person: str, watched: _Watched) -> None:
        now, wanted = self._now(), watched.wanted
        window = Window(now - BEHIND, now + AHEAD)
        is_old = watched.read is None or now - watched.read >= READ_AGAIN or now < watched.read
        known = None if is_old else watched.version
        result = await self._fetch(person, wanted.settings, known, window)
        reading = await self._read(person, result, window, wanted) if isinstance(result, Fetched) else None
        if self._watched.get(person) is not watched:
            return  # it was changed or given up meanwhile: this is the answer to another question
        failed = result if isinstance(result, Failed) else None
        if isinstance(reading, CalendarReading) and isinstance(result, Fetched):
            watched.version, watched.read, watched.reading = result.version, now, reading
            watched.state = msgspec.structs.replace(
                watched.state, faults=reading.faults, occurrences=len(reading.occurrences)
            )
            self._on_reading(person, reading)
        elif isinstance(reading, Failed):
            failed = reading
        before = watched.state.failed
        self._say(person, watched, failed)
        if isinstance(reading, CalendarReading) or failed != before:
            # Not each look: only when it was does not need to be known after a restart.
            self._keep(person, _to_remember(watched))

    async def _fetch(
        self, person: str, settings: CalendarSettings, known: Version | None, window: Window
    ) -> Result:
        try:
            kept = await self._password(person) if settings.login else ""
        except StorageError as error:
            self._log.error("the password of a calendar cannot be read", person=person, cause=str(error))
            return Failed(Failure.PASSWORD_LOST)
        password = password_at(kept, settings.address)
        return await self._fetcher.fetch(settings, password, known, window)

    async def _read(
        self, person: str, fetched: Fetched, window: Window, wanted: Wanted
    ) -> CalendarReading | Failed:
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(self._thread, _read, fetched.text, window, wanted)
        except Exception as error:  # noqa: BLE001 - whatever is in one calendar, the others go on
            self._log.error("a calendar cannot be read", person=person, cause=repr(error))
            return Failed(Failure.NOT_UNDERSTOOD)

    def _say(self, person: str, watched: _Watched, failed: Failed | None) -> None:
        now = self._now()
        failures = watched.state.failures + 1 if failed else 0
        wait = until_next_look(watched.wanted.settings.kind, failed, failures, self._jitter())
        wait = 0.0 if watched.again else wait
        watched.again = False
        watched.due = self._clocks.steady() + wait
        watched.state = msgspec.structs.replace(
            watched.state,
            looked=now,
            succeeded=watched.state.succeeded if failed else now,
            failed=failed,
            failures=failures,
            next_look=now + timedelta(seconds=wait),
        )
        if failed is not None and failures == 1:
            # Never the address: it is often a secret.
            self._log.warning("calendar not fetched", person=person, cause=failed.failure.value)
        self._changed.set()

    async def _wait(self) -> None:
        soonest = min((watched.due for watched in self._watched.values()), default=float("inf"))
        wait = min(LONGEST_WAIT, max(0.0, soonest - self._clocks.steady()))
        try:
            # Not wait_for: in Python 3.11 it swallows a cancellation that comes with what it waits for.
            async with asyncio.timeout(wait):
                await self._changed.wait()
        except TimeoutError:
            return

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self._clocks.wall(), UTC)


def until_next_look(kind: CalendarKind, failed: Failed | None, failures: int, jitter: float) -> float:
    """Seconds. After failures twice as long each time, and never sooner than the server asks; the jitter (0
    to 1) keeps calendars of one server apart."""
    if failed is None:
        return EVERY[kind] * (1 + jitter / 10)
    wait = min(LONGEST_RETRY, FIRST_RETRY * 2.0 ** min(failures - 1, 10))
    return max(wait, min(failed.retry_after, LONGEST_REQUESTED)) * (1 + jitter / 10)


def _to_remember(watched: _Watched) -> Remembered:
    state, failed = watched.state, watched.state.failed
    return Remembered(
        address=watched.wanted.settings.address,
        asked=watched.wanted.asked,
        version=watched.version,
        read=watched.read,
        looked=state.looked,
        succeeded=state.succeeded,
        failed=None if failed is None else (failed.failure.name, failed.detail),
        failures=state.failures,
        faults=tuple((fault.fault.name, fault.detail) for fault in state.faults),
        occurrences=watched.reading.occurrences,
        meetings=watched.reading.meetings,
    )


def _read(text: str, window: Window, wanted: Wanted) -> CalendarReading:
    return read_calendar(
        text, window.begin, window.end, wanted.zone, wanted.profiles, wanted.settings, email=wanted.email
    )
