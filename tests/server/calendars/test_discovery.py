"""Finding the calendars of a CalDAV server: a real Radicale, and servers that mean harm or know little."""

import asyncio
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest

from softphone.server.calendars.discovery import FoundCalendar
from softphone.server.calendars.fetch import CalendarFetcher
from softphone.server.calendars.fetched import Failed, Failure
from softphone.server.calendars.outward import OutwardTransport
from tests.helpers.radicale import LOGIN, PASSWORD, Radicale
from tests.server.calendars.web import Asked, Reply, Web, fetcher, web

SPACES = 'xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"'
CALENDAR = "<d:resourcetype><d:collection/><c:calendar/></d:resourcetype>"
HOME = "<c:calendar-home-set><d:href>{}</d:href></c:calendar-home-set>"
PRINCIPAL = "<d:current-user-principal><d:href>{}</d:href></d:current-user-principal>"


@pytest.fixture
def radicale(tmp_path: Path) -> Iterator[Radicale]:
    server = Radicale(tmp_path / "radicale")
    yield server
    server.stop()


def found(
    address: str, login: str = LOGIN, password: str = PASSWORD, *, fetch: CalendarFetcher | None = None
) -> tuple[FoundCalendar, ...] | Failed:
    async def finding() -> tuple[FoundCalendar, ...] | Failed:
        used = fetch or fetcher()
        try:
            return await used.find(address, login, password)
        finally:
            await used.close()

    return asyncio.run(finding())


def test_all_calendars_of_the_person_wherever_one_begins(radicale: Radicale) -> None:
    radicale.make("home", "Hemma")
    radicale.make("todo", "Att g\u00f6ra", kind="VTODO")
    work = FoundCalendar(radicale.address, "Jobb")
    home = FoundCalendar(f"{radicale.server}/asa/home/", "Hemma")
    for address in (radicale.server, f"{radicale.server}/", f"{radicale.server}/asa/", radicale.address):
        there = found(address)
        assert isinstance(there, tuple), there
        assert sorted(there, key=lambda each: each.name) == [home, work]


def test_who_may_not_ask_and_who_has_none(radicale: Radicale) -> None:
    assert found(radicale.server, password="wrong") == Failed(Failure.WRONG_PASSWORD, "401")
    assert found(radicale.server, login="") == Failed(Failure.WRONG_PASSWORD, "401")
    radicale.forget("work")
    assert found(radicale.server) == Failed(Failure.NOT_FOUND)


class Server:
    """Answers by path: properties of that resource, or of those in it, or a reply."""

    def __init__(self) -> None:
        self.there: dict[str, str | Reply | dict[str, str]] = {}

    def __call__(self, asked: Asked) -> Reply:
        here = self.there.get(asked.path, Reply(404))
        if isinstance(here, Reply):
            return here
        inside = {asked.path: here} if isinstance(here, str) else here
        return Reply(207, multistatus(inside))


def multistatus(inside: dict[str, str]) -> bytes:
    responses = "".join(
        f"<d:response><d:href>{href}</d:href><d:propstat><d:prop>{properties}</d:prop>"
        "<d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response>"
        for href, properties in inside.items()
    )
    return f"<d:multistatus {SPACES}>{responses}</d:multistatus>".encode()


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def there(server: Server) -> Iterator[Web]:
    with web(server) as running:
        yield running


def test_the_well_known_path_leads_to_the_principal(server: Server, there: Web) -> None:
    server.there = {
        "/.well-known/caldav": Reply(301, headers={"Location": "/dav"}),
        "/dav": PRINCIPAL.format("/dav/principals/asa/"),
        "/dav/principals/asa/": HOME.format("/dav/calendars/asa/"),
        "/dav/calendars/asa/": {
            "/dav/calendars/asa/": "<d:resourcetype><d:collection/></d:resourcetype>",
            "/dav/calendars/asa/%C3%A5r/": f"{CALENDAR}<d:displayname>\u00c5r</d:displayname>",
        },
    }
    assert found(there.address) == (FoundCalendar(f"{there.address}/dav/calendars/asa/%C3%A5r/", "\u00c5r"),)
    assert {asked.method for asked in there.asked} == {"PROPFIND"}


def test_a_calendar_alone_is_found_where_nothing_leads_further(server: Server, there: Web) -> None:
    server.there = {"/cal/": CALENDAR}
    assert found(f"{there.address}/cal/") == (FoundCalendar(f"{there.address}/cal/", ""),)


ELSEWHERE = Failed(Failure.ELSEWHERE, "http://127.0.0.2:9")


@pytest.mark.parametrize(
    "paths",
    [
        {"/.well-known/caldav": Reply(301, headers={"Location": "http://127.0.0.2:9/dav"})},
        {"/": PRINCIPAL.format("http://127.0.0.2:9/dav")},
        {"/": HOME.format("//127.0.0.2:9/asa/")},
        {"/": HOME.format("/asa/"), "/asa/": {"http://127.0.0.2:9/asa/work/": CALENDAR}},
        {"/": HOME.format("http://user:secret@127.0.0.2:9/asa/")},
    ],
)
def test_nothing_is_asked_of_another_server(
    server: Server, there: Web, paths: dict[str, str | Reply | dict[str, str]]
) -> None:
    server.there = paths
    assert found(there.address) == ELSEWHERE


def test_redirects_without_end_and_answers_that_are_none(server: Server, there: Web) -> None:
    server.there = {"/.well-known/caldav": Reply(302, headers={"Location": "/.well-known/caldav"})}
    assert found(there.address) == Failed(Failure.TOO_MANY_REDIRECTS)
    server.there = {"/": Reply(200, b"<html></html>")}
    assert found(there.address) == Failed(Failure.NOT_FOUND, "200")
    for body in (b"", multistatus({})):
        server.there = {"/": Reply(207, body)}
        assert found(there.address) == Failed(Failure.NOT_UNDERSTOOD)
    server.there = {"/.well-known/caldav": Reply(503, headers={"Retry-After": "60"})}
    assert found(there.address) == Failed(Failure.BUSY, "503", 60.0)


def test_no_more_calendars_than_one_can_choose_from(server: Server, there: Web) -> None:
    server.there = {
        "/": HOME.format("/asa/"),
        "/asa/": {f"/asa/{n}/": f"{CALENDAR}<d:displayname>{'x' * 999}</d:displayname>" for n in range(99)},
    }
    calendars = found(there.address)
    assert isinstance(calendars, tuple)
    assert len(calendars) == 50
    assert all(len(each.name) == 200 for each in calendars)


def test_what_may_not_be_asked_is_not_asked(server: Server, there: Web) -> None:
    server.there = {"/": CALENDAR}
    outside_only = CalendarFetcher(OutwardTransport(ssl.create_default_context()))
    assert found(there.address, fetch=outside_only) == Failed(Failure.NOT_ALLOWED)
    assert there.asked == []
    assert found("no address") == Failed(Failure.NOT_AN_ADDRESS)
