"""A real CalDAV server (Radicale), asked and read."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from softphone.profiles.calendar import read_calendar
from softphone.profiles.calendar_settings import CalendarKind, CalendarSettings
from softphone.server.calendars.caldav import AnswerError, Collection, calendar_data, collection
from softphone.server.calendars.fetched import Failed, Failure, Fetched, Result, Unchanged, Version, Window
from tests.helpers.radicale import LOGIN, PASSWORD, Radicale
from tests.profiles.times import STOCKHOLM, at, clock
from tests.server.calendars.web import Asked, Reply, fetcher, web

WINDOW = Window(at("2026-11-24 00:00"), at("2026-12-31 00:00"))
MEETING = "UID:m\nSUMMARY:Kundmöte #3\nDTSTART:20261126T120000Z\nDTEND:20261126T130000Z"
WEEKLY = (
    "UID:w\nSUMMARY:Utbildning\nLOCATION:profil 10\n"
    "DTSTART:20250107T080000Z\nDURATION:PT1H\nRRULE:FREQ=WEEKLY"
)
MOVED = (
    "UID:w\nSUMMARY:Utbildning #10\nRECURRENCE-ID:20261201T080000Z\nDTSTART:20261202T090000Z\nDURATION:PT2H"
)


@pytest.fixture
def radicale(tmp_path: Path) -> Iterator[Radicale]:
    server = Radicale(tmp_path / "radicale")
    yield server
    server.stop()


def fetched(
    address: str, known: Version | None = None, login: str = LOGIN, password: str = PASSWORD
) -> Result:
    async def fetching() -> Result:
        fetch = fetcher()
        try:
            settings = CalendarSettings(address=address, login=login, kind=CalendarKind.CALDAV)
            return await fetch.fetch(settings, password, known, WINDOW)
        finally:
            await fetch.close()

    return asyncio.run(fetching())


def listed(result: Result) -> list[tuple[str, int]]:
    assert isinstance(result, Fetched), result
    reading = read_calendar(result.text, WINDOW.begin, WINDOW.end, STOCKHOLM, range(1, 11))
    assert reading.faults == ()
    return [(clock(o.begin)[5:], o.profile) for o in reading.occurrences]


def test_events_and_series_with_a_change(radicale: Radicale) -> None:
    radicale.put("meeting", MEETING)
    radicale.put("weekly", WEEKLY, MOVED)
    radicale.put("long-ago", MEETING.replace("2026", "2020").replace("UID:m", "UID:old"))
    result = fetched(radicale.address)
    assert listed(result) == [
        ("11-24 09:00", 10),
        ("11-26 13:00", 3),
        ("12-02 10:00", 10),
        ("12-08 09:00", 10),
        ("12-15 09:00", 10),
        ("12-22 09:00", 10),
        ("12-29 09:00", 10),
    ]
    assert isinstance(result, Fetched)
    assert "2020" not in result.text


def test_only_what_has_changed_is_fetched(radicale: Radicale) -> None:
    radicale.put("meeting", MEETING)
    first = fetched(radicale.address)
    assert isinstance(first, Fetched)
    assert fetched(radicale.address, first.version) == Unchanged()
    radicale.put("meeting", MEETING.replace("#3", "#4"))
    second = fetched(radicale.address, first.version)
    assert listed(second) == [("11-26 13:00", 4)]
    assert isinstance(second, Fetched)
    radicale.delete("meeting")
    assert listed(fetched(radicale.address, second.version)) == []


def test_what_cannot_be_fetched(radicale: Radicale) -> None:
    root = radicale.address.removesuffix("work/")
    assert fetched(radicale.address, password="wrong") == Failed(Failure.WRONG_PASSWORD, "401")
    assert fetched(radicale.address, login="") == Failed(Failure.WRONG_PASSWORD, "401")
    assert fetched(f"{root}nothing/") == Failed(Failure.NOT_FOUND, "404")
    assert fetched(root) == Failed(Failure.NOT_A_CALENDAR)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html></html>",
        b"<multistatus",
        b'<!DOCTYPE m [<!ENTITY a "aaaa">]><d:multistatus xmlns:d="DAV:">&a;</d:multistatus>',
        b'<!DOCTYPE m [<!ENTITY a SYSTEM "file:///etc/passwd">]><d:multistatus xmlns:d="DAV:"/>',
        b'<?xml version="1.0" encoding="nothing"?><d:multistatus xmlns:d="DAV:"/>',
    ],
)
def test_answers_that_are_none(body: bytes) -> None:
    with pytest.raises(AnswerError):
        collection(body)
    with pytest.raises(AnswerError):
        calendar_data(body)
    with web(lambda asked: Reply(207, body)) as server:
        assert fetched(server.address) == Failed(Failure.NOT_UNDERSTOOD)


def test_a_server_that_tells_no_version_is_asked_each_time() -> None:
    inside = "<d:resourcetype><d:collection/><c:calendar/></d:resourcetype>"
    spaces = 'xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"'
    body = f"<d:multistatus {spaces}><d:response>{inside}</d:response></d:multistatus>".encode()
    assert collection(body) == Collection(is_calendar=True, version="")

    def answer(asked: Asked) -> Reply:
        return Reply(207, body)

    with web(answer) as server:
        assert listed(fetched(server.address, Version(""))) == []
    assert [asked.method for asked in server.asked] == ["PROPFIND", "REPORT"]
    assert [asked.headers["Depth"] for asked in server.asked] == ["0", "1"]
