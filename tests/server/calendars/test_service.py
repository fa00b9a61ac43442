"""A person's calendar in a real server: set over the API, fetched from a real Radicale, in force."""

import base64
import datetime as dt
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from softphone.sync import settings_wire
from softphone.sync.calendar_wire import CalendarState
from tests.helpers.radicale import LOGIN, PASSWORD, Radicale
from tests.helpers.running_server import RunningServer
from tests.server.calendars.web import LOOPBACK, Reply, web


@pytest.fixture
def radicale(tmp_path: Path) -> Iterator[Radicale]:
    server = Radicale(tmp_path / "radicale")
    yield server
    server.stop()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RunningServer]:
    with RunningServer(tmp_path / "company", calendar_networks=LOOPBACK) as running:
        yield running


@pytest.fixture
def asa(server: RunningServer) -> Iterator[httpx.Client]:
    with server.http(server.token("asa")) as client:
        yield client


def meeting(number: int, begin: dt.datetime, end: dt.datetime) -> str:
    return f"UID:m\nSUMMARY:Kundmöte #{number}\nDTSTART:{begin:%Y%m%dT%H%M%SZ}\nDTEND:{end:%Y%m%dT%H%M%SZ}"


def state(client: httpx.Client) -> CalendarState:
    return CalendarState.model_validate(client.get("/people/me/calendar").raise_for_status().json())


def in_force(client: httpx.Client) -> settings_wire.InForce:
    return settings_wire.InForce.model_validate(client.get("/people/me/in-force").raise_for_status().json())


def set_calendar(client: httpx.Client, **values: Any) -> list[str]:
    """The reasons of refusals, "" for what is accepted."""
    current = client.get("/people/me/settings").raise_for_status().json()
    old = current["document"]["calendar"]
    edits = [
        {"id": f"{name}-{time.monotonic_ns()}", "field": f"calendar.{name}", "old": old[name], "new": new}
        for name, new in values.items()
    ]
    body = {"epoch": current["epoch"], "edits": edits}
    answers = client.post("/people/me/edits", json=body).raise_for_status().json()["answers"]
    return [answer["refused"]["reason"] if answer["refused"] else "" for answer in answers]


def eventually(found: Callable[[], bool]) -> None:
    ends = time.monotonic() + 60
    while not found():
        assert time.monotonic() < ends
        time.sleep(0.05)


def test_an_event_chooses_the_profile_while_it_lasts(
    server: RunningServer, asa: httpx.Client, radicale: Radicale
) -> None:
    now = dt.datetime.now(dt.UTC).replace(microsecond=0)
    ends = now + dt.timedelta(hours=2)
    radicale.put("meeting", meeting(3, now - dt.timedelta(hours=1), ends))
    assert state(asa) == CalendarState()

    assert set_calendar(asa, kind="caldav", login=LOGIN, address=radicale.address) == [""] * 3
    eventually(lambda: state(asa).failed is not None)
    failed = state(asa).failed
    assert failed is not None
    assert (failed.reason, failed.detail) == ("wrong_password", "401")
    assert in_force(asa).source == "nothing else"

    asa.put("/people/me/calendar-password", json={"password": PASSWORD}).raise_for_status()
    eventually(lambda: in_force(asa).source == "calendar")
    found = in_force(asa)
    assert (found.profile, found.until) == (3, ends)
    shown = state(asa)
    assert shown.failed is None
    assert shown.succeeded == shown.looked
    assert (shown.occurrences, shown.faults) == (1, [])

    # Back to automatic, in the middle of it: the calendar still asks for it.
    asa.put("/people/me/activation", json={"profile": 2}).raise_for_status()
    assert in_force(asa).source == "by hand"
    asa.put("/people/me/activation", json={"profile": 1}).raise_for_status()
    assert in_force(asa).source == "calendar"

    server.ahead = 2 * 3600.0
    server.call(server.service.in_force.look)
    assert in_force(asa).source == "nothing else"


def test_what_changes_in_the_calendar_is_found(
    server: RunningServer, asa: httpx.Client, radicale: Radicale
) -> None:
    now = dt.datetime.now(dt.UTC)
    hours = now - dt.timedelta(hours=1), now + dt.timedelta(hours=2)
    asa.put("/people/me/calendar-password", json={"password": PASSWORD}).raise_for_status()
    set_calendar(asa, kind="caldav", login=LOGIN, address=radicale.address)
    eventually(lambda: state(asa).succeeded is not None)
    radicale.put("meeting", meeting(3, *hours))
    assert asa.post("/people/me/calendar/look").status_code == 202
    eventually(lambda: in_force(asa).profile == 3)
    radicale.put("meeting", meeting(4, *hours))
    asa.post("/people/me/calendar/look").raise_for_status()
    eventually(lambda: in_force(asa).profile == 4)
    set_calendar(asa, address="")
    eventually(lambda: in_force(asa).source == "nothing else")
    assert state(asa) == CalendarState()


def test_it_goes_on_after_a_restart(tmp_path: Path, radicale: Radicale) -> None:
    now = dt.datetime.now(dt.UTC)
    radicale.put("meeting", meeting(3, now - dt.timedelta(hours=1), now + dt.timedelta(hours=2)))
    with (
        RunningServer(tmp_path / "company", calendar_networks=LOOPBACK) as first,
        first.http(first.token()) as asa,
    ):
        asa.put("/people/me/calendar-password", json={"password": PASSWORD}).raise_for_status()
        set_calendar(asa, kind="caldav", login=LOGIN, address=radicale.address)
        eventually(lambda: in_force(asa).profile == 3)
    with (
        RunningServer(tmp_path / "company", calendar_networks=LOOPBACK) as second,
        second.http(second.token()) as asa,
    ):
        eventually(lambda: in_force(asa).profile == 3)


def test_a_meeting_goes_on_after_a_restart_while_the_calendar_cannot_be_reached(
    tmp_path: Path, radicale: Radicale
) -> None:
    now = dt.datetime.now(dt.UTC).replace(microsecond=0)
    ends = now + dt.timedelta(hours=2)
    radicale.put("meeting", meeting(3, now - dt.timedelta(hours=1), ends))
    with (
        RunningServer(tmp_path / "company", calendar_networks=LOOPBACK) as first,
        first.http(first.token()) as asa,
    ):
        asa.put("/people/me/calendar-password", json={"password": PASSWORD}).raise_for_status()
        set_calendar(asa, kind="caldav", login=LOGIN, address=radicale.address)
        eventually(lambda: in_force(asa).profile == 3)
        read = state(asa)
    radicale.stop()
    with (
        RunningServer(tmp_path / "company", calendar_networks=LOOPBACK) as second,
        second.http(second.token()) as asa,
    ):
        found = in_force(asa)
        assert (found.source, found.profile, found.until) == ("calendar", 3, ends)
        eventually(lambda: state(asa).failed is not None)
        shown = state(asa)
        assert shown.failed is not None
        assert (shown.failed.reason, shown.succeeded) == ("no_answer", read.succeeded)
        assert in_force(asa).profile == 3
        assert row_of(asa)["meeting"]["end"] == wire_time(ends)


def row_of(client: httpx.Client, login: str = "asa") -> dict[str, Any]:
    rows = client.get("/colleagues").raise_for_status().json()["colleagues"]
    return next(row for row in rows if row["person"]["login"] == login)


def wire_time(at: dt.datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"


def test_colleagues_are_told_of_a_meeting_within_the_hour_as_far_as_one_lets_them(
    server: RunningServer, asa: httpx.Client, radicale: Radicale
) -> None:
    now = dt.datetime.now(dt.UTC).replace(microsecond=0)
    begin, end = now + dt.timedelta(hours=2), now + dt.timedelta(hours=3)
    times = f"DTSTART:{begin:%Y%m%dT%H%M%SZ}\nDTEND:{end:%Y%m%dT%H%M%SZ}"
    radicale.put("meeting", f"UID:m\nSUMMARY:Kundmöte\n{times}")
    asa.put("/people/me/calendar-password", json={"password": PASSWORD}).raise_for_status()
    set_calendar(asa, kind="caldav", login=LOGIN, address=radicale.address)
    eventually(lambda: state(asa).succeeded is not None)
    with server.http(server.token("bo")) as bo:
        assert row_of(bo)["meeting"] is None
        server.ahead = 3600.0 + 60
        server.call(server.service.calendars.meetings.look)
        told = {"begin": wire_time(begin), "end": wire_time(end), "title": ""}
        assert row_of(bo)["meeting"] == told
        assert row_of(bo)["profile"]["preset"] == 1

        set_calendar(asa, shown="titles")
        eventually(lambda: row_of(bo)["meeting"] == told | {"title": "Kundmöte"})
        set_calendar(asa, shown="nothing")
        assert row_of(bo)["meeting"] is None
        set_calendar(asa, shown="times")
        eventually(lambda: row_of(bo)["meeting"] == told)

        server.ahead = 3 * 3600.0 + 60
        server.call(server.service.calendars.meetings.look)
        assert row_of(bo)["meeting"] is None


def test_addresses_that_are_none_and_addresses_inside(tmp_path: Path) -> None:
    with RunningServer(tmp_path) as server, server.http(server.token()) as asa:
        assert set_calendar(asa, address="file:///etc/passwd") == ["not_a_web_address"]
        assert set_calendar(asa, address=server.addresses.http) == [""]
        eventually(lambda: state(asa).failed is not None)
        failed = state(asa).failed
        assert failed is not None
        assert failed.reason == "not_allowed"


def test_the_calendars_of_a_server_are_found_with_the_password_kept_for_it(
    server: RunningServer, asa: httpx.Client, radicale: Radicale
) -> None:
    radicale.make("home", "Hemma")
    search = {"address": radicale.server, "login": LOGIN}

    def found(**changes: str) -> Any:
        return asa.post("/people/me/calendar/find", json=search | changes).raise_for_status().json()

    assert found()["failed"]["reason"] == "wrong_password"
    for meant, reason in (("http://127.0.0.1:9/", "wrong_password"), (radicale.server, None)):
        body = {"password": PASSWORD, "address": meant}
        asa.put("/people/me/calendar-password", json=body).raise_for_status()
        failed = found()["failed"]
        assert (failed and failed["reason"]) == reason
    calendars = {each["name"]: each["address"] for each in found()["calendars"]}
    assert calendars == {"Jobb": radicale.address, "Hemma": f"{radicale.server}/asa/home/"}
    assert found(address="")["failed"]["reason"] == "not_an_address"
    assert found(address="file:///etc/passwd")["failed"]["reason"] == "not_an_address"

    set_calendar(asa, kind="caldav", login=LOGIN, address=calendars["Jobb"])
    eventually(lambda: state(asa).succeeded is not None)


def test_a_password_goes_to_no_other_server_whoever_changes_the_address(
    server: RunningServer, asa: httpx.Client, radicale: Radicale
) -> None:
    body = {"password": PASSWORD, "address": radicale.address}
    asa.put("/people/me/calendar-password", json=body).raise_for_status()
    with web(lambda asked: Reply(401)) as other:
        set_calendar(asa, kind="caldav", login=LOGIN, address=f"{other.address}/asa/work/")
        eventually(lambda: state(asa).failed is not None)
        assert other.asked
        sent = "".join(asked.headers.get("Authorization", "") for asked in other.asked)
    assert base64.b64encode(f"{LOGIN}:{PASSWORD}".encode()).decode() not in sent
    set_calendar(asa, address=radicale.address)
    eventually(lambda: state(asa).succeeded is not None)


def test_only_ones_own(server: RunningServer, asa: httpx.Client) -> None:
    with server.http(server.token("bo")) as bo:
        person = server.directory.addresses["asa"]
        assert bo.get(f"/people/{person}/calendar").status_code == 403
        assert bo.post(f"/people/{person}/calendar/look").status_code == 403
        search = {"address": server.addresses.http}
        assert bo.post(f"/people/{person}/calendar/find", json=search).status_code == 403
    with server.http() as nobody:
        assert nobody.get(f"/people/{person}/calendar").status_code == 401
