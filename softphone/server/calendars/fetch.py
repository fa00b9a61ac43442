"""Asking for a calendar over HTTP: a published address, or a calendar on a CalDAV server."""

import httpx

from softphone.profiles.calendar_settings import CalendarKind, CalendarSettings
from softphone.server.calendars.asking import PATIENCE, Asking, unexpected
from softphone.server.calendars.caldav import PROPERTIES, calendar_data, collection, events_within
from softphone.server.calendars.discovery import FoundCalendar, find_calendars
from softphone.server.calendars.fetched import (
    Failed,
    Failure,
    Fetched,
    Result,
    Unchanged,
    Version,
    Window,
)


class CalendarFetcher:
    """`transport` is what may be asked (`outward`)."""

    def __init__(self, transport: httpx.AsyncBaseTransport, *, patience: float = PATIENCE) -> None:
        self._asking = Asking(transport, patience)

    async def fetch(
        self, settings: CalendarSettings, password: str, known: Version | None, window: Window
    ) -> Result:
        """`known` is the version of what is there already; None fetches in any case."""

        async def fetching() -> Result:
            url, auth = _address(settings.address), _auth(settings.login, password)
            if settings.kind is CalendarKind.CALDAV:
                return await self._caldav(url, auth, known, window)
            return await self._icalendar(url, auth, known)

        return await self._asking.result(fetching())

    async def find(self, address: str, login: str, password: str) -> tuple[FoundCalendar, ...] | Failed:
        """The calendars of that person at a CalDAV server."""

        async def finding() -> tuple[FoundCalendar, ...] | Failed:
            return await find_calendars(self._asking, _address(address), _auth(login, password))

        return await self._asking.result(finding())

    async def close(self) -> None:
        await self._asking.close()

    async def _icalendar(self, url: httpx.URL, auth: httpx.Auth | None, known: Version | None) -> Result:
        headers = {"Accept": "text/calendar"}
        if known and known.etag:
            headers["If-None-Match"] = known.etag
        elif known and known.modified:
            headers["If-Modified-Since"] = known.modified
        response, body, _ = await self._asking.ask("GET", url, auth, headers)
        if response.status_code == 304 and known:
            return Unchanged()
        if response.status_code != 200:
            raise unexpected(response)
        text = body.decode("utf-8-sig", errors="replace")
        if not text.lstrip().upper().startswith("BEGIN:VCALENDAR"):
            return Failed(Failure.NOT_A_CALENDAR)
        version = Version(response.headers.get("ETag", ""), response.headers.get("Last-Modified", ""))
        return Fetched(text, version)

    async def _caldav(
        self, url: httpx.URL, auth: httpx.Auth | None, known: Version | None, window: Window
    ) -> Result:
        headers = {"Content-Type": "application/xml; charset=utf-8", "Depth": "0"}
        response, body, _ = await self._asking.ask("PROPFIND", url, auth, headers, PROPERTIES)
        if response.status_code != 207:
            raise unexpected(response)
        found = collection(body)
        if not found.is_calendar:
            return Failed(Failure.NOT_A_CALENDAR)
        if known and known.etag and known.etag == found.version:
            return Unchanged()
        headers["Depth"] = "1"
        response, body, _ = await self._asking.ask("REPORT", url, auth, headers, events_within(window))
        if response.status_code != 207:
            raise unexpected(response)
        return Fetched(calendar_data(body), Version(found.version))


def _address(typed: str) -> httpx.URL:
    """Raises httpx.InvalidURL."""
    url = httpx.URL(typed.strip())
    return url.copy_with(scheme="https") if url.scheme == "webcal" else url


def _auth(login: str, password: str) -> httpx.Auth | None:
    return httpx.BasicAuth(login, password) if login else None
