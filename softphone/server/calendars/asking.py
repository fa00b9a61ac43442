"""Requests to the servers of calendars: one answer each, bounded, or why there is none."""

import asyncio
import logging
from collections.abc import Awaitable
from email.utils import parsedate_to_datetime
from typing import TypeVar

import httpx

from softphone.server.calendars.caldav import AnswerError
from softphone.server.calendars.fetched import Failed, Failure
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

T = TypeVar("T")


class StoppedError(Exception):
    def __init__(self, failed: Failed) -> None:
        super().__init__(failed.failure.value)
        self.failed = failed


class Asking:
    """`transport` is what may be asked (`outward`)."""

    def __init__(self, transport: httpx.AsyncBaseTransport, patience: float) -> None:
        # It would write down every address, and those are often secrets.
        logging.getLogger("httpx").setLevel(logging.WARNING)
        self._client = httpx.AsyncClient(
            transport=transport, trust_env=False, headers=_HEADERS, timeout=20.0, follow_redirects=False
        )
        self._patience = patience

    async def close(self) -> None:
        await self._client.aclose()

    async def result(self, work: Awaitable[T]) -> T | Failed:
        """What comes of several requests."""
        try:
            async with asyncio.timeout(self._patience):
                return await work
        except StoppedError as stopped:
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

    async def ask(
        self,
        method: str,
        url: httpx.URL,
        auth: httpx.Auth | None,
        headers: dict[str, str],
        content: bytes = b"",
        *,
        only_there: bool = False,
    ) -> tuple[httpx.Response, bytes, httpx.URL]:
        """And whose answer it is: it goes to where a server redirects, the password to no other server.
        `only_there`: nothing goes to another one. Raises StoppedError."""
        first = url
        for _ in range(MOST_REDIRECTS + 1):
            used = auth if same_server(url, first) else None
            async with self._client.stream(
                method, url, headers=headers, content=content or None, auth=used
            ) as response:
                location = response.headers.get("Location", "")
                if response.status_code not in _REDIRECTS or not location:
                    return response, await _body(response), url
            url = joined(url, location) if only_there else url.join(location)
        raise StoppedError(Failed(Failure.TOO_MANY_REDIRECTS))


def same_server(one: httpx.URL, other: httpx.URL) -> bool:
    return (one.scheme, one.netloc) == (other.scheme, other.netloc)


def joined(url: httpx.URL, reference: str) -> httpx.URL:
    """Where a server points, on itself. Raises StoppedError with the other one."""
    found = url.join(reference).copy_with(userinfo=b"", fragment=None)
    if not same_server(found, url):
        other = f"{found.scheme}://{found.netloc.decode('ascii', 'replace')}"
        raise StoppedError(Failed(Failure.ELSEWHERE, other[:200]))
    return found


async def _body(response: httpx.Response) -> bytes:
    if response.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise StoppedError(Failed(Failure.NOT_UNDERSTOOD, "Content-Encoding"))
    parts: list[bytes] = []
    length = 0
    async for part in response.aiter_raw():
        length += len(part)
        if length > LARGEST:
            raise StoppedError(Failed(Failure.TOO_LARGE, str(LARGEST)))
        parts.append(part)
    return b"".join(parts)


def unexpected(response: httpx.Response) -> StoppedError:
    status = response.status_code
    if status in _BUSY:
        return StoppedError(Failed(Failure.BUSY, str(status), _retry_after(response)))
    failure = _STATUS.get(status, Failure.NO_ANSWER if status >= 500 else Failure.NOT_UNDERSTOOD)
    return StoppedError(Failed(failure, str(status)))


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
