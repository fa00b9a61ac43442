"""Asking for a calendar over HTTP: a published address, or a calendar on a CalDAV server."""

import asyncio
import logging
from email.utils import parsedate_to_datetime

import httpx

from softphone.profiles.calendar_settings import CalendarKind, CalendarSettings
from softphone.server.calendars.caldav import (
    PROPERTIES,
    AnswerError,
    calendar_data,
    collection,
    events_within,
)
from softphone.server.calendars.fetched import (
    Failed,
    Failure,
    Fetched,
    Result,
    Unchanged,
    Version,
    Window,
)
from softphone.server.calendars.outward import OutwardError, is_untrusted

LARGEST = 10_000_000
"""Bytes of one answer."""
MOST_REDIRECTS = 5
PATIENCE = 60.0
"""Seconds for everything together."""
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_STATUS = {
    401: Failure.WRONG_PASSWORD,
    403: Failure.WRONG_PASSWORD,
    404: Failure.NOT_FOUND,
    410: Failure.NOT_FOUND,
}
_BUSY = frozenset({429, 503})
_HEADERS = {
    "User-Agent": "softphone",
    # What is packed could be a thousand times larger than it comes.
    "Accept-Encoding": "identity",
}


class _StoppedError(Exception):
    def __init__(self, failed: Failed) -> None:
        super().__init__(failed.failure.value)
        self.failed = failed


class CalendarFetcher:
    """`transport` is what may be asked (`outward`)."""

    def __init__(self, transport: httpx.AsyncBaseTransport, *, patience: float = PATIENCE) -> None:
        # It would write down every address, and those are often secrets.
        logging.getLogger("httpx").setLevel(logging.WARNING)
        self._client = httpx.AsyncClient(
            transport=transport, trust_env=False, headers=_HEADERS, timeout=20.0, follow_redirects=False
        )
        self._patience = patience

    async def fetch(
        self, settings: CalendarSettings, password: str, known: Version | None, window: Window
    ) -> Result:
        """`known` is the version of what is there already; None fetches in any case."""
        try:
            url = httpx.URL(settings.address.strip())
            if url.scheme == "webcal":
                url = url.copy_with(scheme="https")
            auth = httpx.BasicAuth(settings.login, password) if settings.login else None
            async with asyncio.timeout(self._patience):
                if settings.kind is CalendarKind.CALDAV:
                    return await self._caldav(url, auth, known, window)
                return await self._icalendar(url, auth, known)
        except _StoppedError as stopped:
            return stopped.failed
        except OutwardError as error:
            return Failed(error.failure)
        except (httpx.InvalidURL, httpx.UnsupportedProtocol):
            return Failed(Failure.NOT_AN_ADDRESS)
        except TimeoutError:
            return Failed(Failure.NO_ANSWER)
        except httpx.RemoteProtocolError:
            return Failed(Failure.NOT_UNDERSTOOD)
        except httpx.TransportError as error:
            return Failed(Failure.NOT_TRUSTED if is_untrusted(error) else Failure.NO_ANSWER)
        except AnswerError:
            return Failed(Failure.NOT_UNDERSTOOD)

    async def close(self) -> None:
        await self._client.aclose()

    async def _icalendar(self, url: httpx.URL, auth: httpx.Auth | None, known: Version | None) -> Result:
        headers = {"Accept": "text/calendar"}
        if known and known.etag:
            headers["If-None-Match"] = known.etag
        elif known and known.modified:
            headers["If-Modified-Since"] = known.modified
        response, body = await self._ask("GET", url, auth, headers)
        if response.status_code == 304 and known:
            return Unchanged()
        if response.status_code != 200:
            raise _unexpected(response)
        text = body.decode("utf-8-sig", errors="replace")
        if not text.lstrip().upper().startswith("BEGIN:VCALENDAR"):
            return Failed(Failure.NOT_A_CALENDAR)
        version = Version(response.headers.get("ETag", ""), response.headers.get("Last-Modified", ""))
        return Fetched(text, version)

    async def _caldav(
        self, url: httpx.URL, auth: httpx.Auth | None, known: Version | None, window: Window
    ) -> Result:
        headers = {"Content-Type": "application/xml; charset=utf-8", "Depth": "0"}
        response, body = await self._ask("PROPFIND", url, auth, headers, PROPERTIES)
        if response.status_code != 207:
            raise _unexpected(response)
        found = collection(body)
        if not found.is_calendar:
            return Failed(Failure.NOT_A_CALENDAR)
        if known and known.etag and known.etag == found.version:
            return Unchanged()
        headers["Depth"] = "1"
        response, body = await self._ask("REPORT", url, auth, headers, events_within(window))
        if response.status_code != 207:
            raise _unexpected(response)
        return Fetched(calendar_data(body), Version(found.version))

    async def _ask(
        self,
        method: str,
        url: httpx.URL,
        auth: httpx.Auth | None,
        headers: dict[str, str],
        content: bytes = b"",
    ) -> tuple[httpx.Response, bytes]:
        """With the same request to where a server redirects; the password goes to no other."""
        first = url
        for _ in range(MOST_REDIRECTS + 1):
            used = auth if (url.scheme, url.netloc) == (first.scheme, first.netloc) else None
            async with self._client.stream(
                method, url, headers=headers, content=content or None, auth=used
            ) as response:
                location = response.headers.get("Location", "")
                if response.status_code not in _REDIRECTS or not location:
                    return response, await _body(response)
            url = url.join(location)
        raise _StoppedError(Failed(Failure.TOO_MANY_REDIRECTS))


async def _body(response: httpx.Response) -> bytes:
    if response.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise _StoppedError(Failed(Failure.NOT_UNDERSTOOD, "Content-Encoding"))
    parts: list[bytes] = []
    length = 0
    async for part in response.aiter_raw():
        length += len(part)
        if length > LARGEST:
            raise _StoppedError(Failed(Failure.TOO_LARGE, str(LARGEST)))
        parts.append(part)
    return b"".join(parts)


def _unexpected(response: httpx.Response) -> _StoppedError:
    status = response.status_code
    if status in _BUSY:
        return _StoppedError(Failed(Failure.BUSY, str(status), _retry_after(response)))
    failure = _STATUS.get(status, Failure.NO_ANSWER if status >= 500 else Failure.NOT_UNDERSTOOD)
    return _StoppedError(Failed(failure, str(status)))


def _retry_after(response: httpx.Response) -> float:
    """Seconds (RFC 9110 §10.2.3); a date counts from the server's own."""
    text = response.headers.get("Retry-After", "")
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        wait = parsedate_to_datetime(text) - parsedate_to_datetime(response.headers.get("Date", ""))
    except (ValueError, TypeError):
        return 0.0
    return max(0.0, wait.total_seconds())
