"""Asking for published calendars."""

import asyncio
import contextlib
import datetime as dt
import ssl
from collections.abc import Callable
from pathlib import Path

import pytest

from softphone.profiles.calendar_settings import CalendarKind, CalendarSettings
from softphone.server import certificates
from softphone.server.calendars.asking import LARGEST, MOST_REDIRECTS
from softphone.server.calendars.fetched import Failed, Failure, Fetched, Result, Unchanged, Version, Window
from tests.helpers.ports import free_port
from tests.profiles.times import at
from tests.server.calendars.web import Asked, Reply, Web, fetcher, web

WINDOW = Window(at("2026-11-24 00:00"), at("2026-12-31 00:00"))
EMPTY = "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"


def fetched(
    address: str,
    known: Version | None = None,
    *,
    login: str = "",
    kind: CalendarKind = CalendarKind.ICALENDAR,
    context: ssl.SSLContext | None = None,
    patience: float = 60.0,
) -> Result:
    async def fetching() -> Result:
        fetch = fetcher(context, patience)
        try:
            settings = CalendarSettings(address=address, login=login, kind=kind)
            return await fetch.fetch(settings, "hemligt", known, WINDOW)
        finally:
            await fetch.close()

    return asyncio.run(fetching())


def answered(answer: Callable[[Asked], Reply], **options: object) -> tuple[Result, Web]:
    with web(answer) as server:
        return fetched(f"{server.address}/a.ics", **options), server  # type: ignore[arg-type]


def test_a_published_calendar() -> None:
    text = "\ufeffBEGIN:VCALENDAR\r\nX:Möte\r\nEND:VCALENDAR\r\n"
    headers = {"ETag": '"1"', "Last-Modified": "Thu, 26 Nov 2026 10:00:00 GMT"}
    result, server = answered(lambda asked: Reply(body=text.encode(), headers=headers))
    assert result == Fetched(text.removeprefix("\ufeff"), Version('"1"', headers["Last-Modified"]))
    assert "Authorization" not in server.asked[0].headers


@pytest.mark.parametrize(
    ("known", "header", "value"),
    [
        (Version('"1"', "yesterday"), "If-None-Match", '"1"'),
        (Version("", "yesterday"), "If-Modified-Since", "yesterday"),
    ],
)
def test_unchanged(known: Version, header: str, value: str) -> None:
    def answer(asked: Asked) -> Reply:
        return Reply(304 if asked.headers.get(header) == value else 500)

    assert answered(answer, known=known)[0] == Unchanged()


@pytest.mark.parametrize(
    ("reply", "failed"),
    [
        (Reply(401), Failed(Failure.WRONG_PASSWORD, "401")),
        (Reply(403), Failed(Failure.WRONG_PASSWORD, "403")),
        (Reply(404), Failed(Failure.NOT_FOUND, "404")),
        (Reply(410), Failed(Failure.NOT_FOUND, "410")),
        (Reply(500), Failed(Failure.NO_ANSWER, "500")),
        (Reply(503, headers={"Retry-After": "120"}), Failed(Failure.BUSY, "503", 120.0)),
        (Reply(429), Failed(Failure.BUSY, "429")),
        (Reply(429, headers={"Retry-After": "soon"}), Failed(Failure.BUSY, "429")),
        (Reply(204), Failed(Failure.NOT_UNDERSTOOD, "204")),
        (Reply(304), Failed(Failure.NOT_UNDERSTOOD, "304")),
        (Reply(body=b"<html>Sign in</html>"), Failed(Failure.NOT_A_CALENDAR)),
        (Reply(headers={"Content-Encoding": "gzip"}), Failed(Failure.NOT_UNDERSTOOD, "Content-Encoding")),
    ],
)
def test_what_fails(reply: Reply, failed: Failed) -> None:
    assert answered(lambda asked: reply)[0] == failed


def test_too_large() -> None:
    body = EMPTY.encode() + b" " * LARGEST
    assert answered(lambda asked: Reply(body=body))[0] == Failed(Failure.TOO_LARGE, str(LARGEST))
    body = EMPTY.encode() + b" " * (LARGEST - len(EMPTY))
    assert isinstance(answered(lambda asked: Reply(body=body))[0], Fetched)


def test_a_retry_after_as_a_date() -> None:
    def answer(asked: Asked) -> Reply:
        later = dt.datetime.now(dt.UTC) + dt.timedelta(minutes=10)
        return Reply(503, headers={"Retry-After": later.strftime("%a, %d %b %Y %H:%M:%S GMT")})

    result, _ = answered(answer)
    assert isinstance(result, Failed)
    assert 500 < result.retry_after < 700


def test_redirected() -> None:
    def answer(asked: Asked) -> Reply:
        if asked.path == "/a.ics":
            return Reply(302, headers={"Location": "/b/c.ics"})
        return Reply(body=EMPTY.encode())

    result, server = answered(answer, login="anna")
    assert isinstance(result, Fetched)
    assert [asked.path for asked in server.asked] == ["/a.ics", "/b/c.ics"]
    assert all("Authorization" in asked.headers for asked in server.asked)


def test_the_password_goes_to_no_other_server() -> None:
    with web(lambda asked: Reply(body=EMPTY.encode())) as other:
        result, server = answered(
            lambda asked: Reply(307, headers={"Location": f"{other.address}/b.ics"}), login="anna"
        )
    assert isinstance(result, Fetched)
    assert "Authorization" in server.asked[0].headers
    assert "Authorization" not in other.asked[0].headers


def test_redirected_without_end() -> None:
    result, server = answered(lambda asked: Reply(302, headers={"Location": f"{asked.path}x"}))
    assert result == Failed(Failure.TOO_MANY_REDIRECTS)
    assert len(server.asked) == MOST_REDIRECTS + 1


@pytest.mark.parametrize(
    ("location", "failure"),
    [
        ("https://10.0.0.1/", Failure.NOT_ALLOWED),
        ("http://8.8.8.8/", Failure.NOT_ENCRYPTED),
        ("file:///etc/passwd", Failure.NOT_AN_ADDRESS),
        ("http://[", Failure.NO_SUCH_HOST),
    ],
)
def test_redirected_where_nobody_may_ask(location: str, failure: Failure) -> None:
    assert answered(lambda asked: Reply(302, headers={"Location": location}))[0] == Failed(failure)


@pytest.mark.parametrize("address", ["", "hello", "http://", "http://[::1/"])
def test_addresses_that_are_none(address: str) -> None:
    assert fetched(address) == Failed(Failure.NOT_AN_ADDRESS)


def test_an_answer_that_never_ends() -> None:
    """The length that is promised never comes."""
    reply = Reply(body=b"BEGIN", headers={"Content-Length": "1000"})
    assert answered(lambda asked: reply)[0] == Failed(Failure.NOT_UNDERSTOOD)


def test_no_answer() -> None:
    assert fetched(f"http://127.0.0.1:{free_port()}/") == Failed(Failure.NO_ANSWER)


def test_patience_ends(tmp_path: Path) -> None:
    """However slowly a server goes on, it is over in time."""
    slow = asyncio.Event()

    async def serve() -> Result:
        async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            # It may be over before anything was asked.
            with contextlib.suppress(asyncio.IncompleteReadError):
                await reader.readuntil(b"\r\n\r\n")
            await slow.wait()
            writer.close()

        server = await asyncio.start_server(connected, "127.0.0.1", 0)
        fetch = fetcher(patience=0.2)
        try:
            port = server.sockets[0].getsockname()[1]
            settings = CalendarSettings(address=f"http://127.0.0.1:{port}/")
            return await fetch.fetch(settings, "", None, WINDOW)
        finally:
            slow.set()
            await fetch.close()
            server.close()
            await server.wait_closed()

    assert asyncio.run(serve()) == Failed(Failure.NO_ANSWER)


def test_certificates(tmp_path: Path) -> None:
    files = certificates.own_certificate(tmp_path, ["127.0.0.1"], dt.datetime.now(dt.UTC))
    server_context = certificates.server_context(files)
    trusting = ssl.create_default_context(cafile=str(files.chain))
    with web(lambda asked: Reply(body=EMPTY.encode()), server_context) as server:
        address = f"{server.address}/a.ics"
        assert fetched(address) == Failed(Failure.NOT_TRUSTED)
        assert isinstance(fetched(address, context=trusting), Fetched)
        assert isinstance(fetched(address.replace("https", "webcal"), context=trusting), Fetched)
