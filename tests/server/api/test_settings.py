"""A person's settings over the API: a real server on loopback."""

import datetime as dt
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from softphone.people.line_state import LineState
from softphone.profiles.settings import value_at
from softphone.server.rules import Active
from softphone.sync import settings_wire as wire
from softphone.sync.wire import Colleague
from tests.helpers.running_server import COMPANY, PATIENCE, RunningServer
from tests.server.api.test_api import follow, refusal, snapshot

MESSAGE = "profiles.2.message"


@pytest.fixture
def bo(server: RunningServer) -> Iterator[httpx.Client]:
    with server.http(server.token("bo")) as client:
        yield client


@pytest.fixture
def asa(server: RunningServer) -> Iterator[httpx.Client]:
    with server.http(server.token("asa")) as client:
        yield client


def fetched(client: httpx.Client, person: str = "me", **cursor: Any) -> wire.Settings:
    answer = client.get(f"/people/{person}/settings", params=cursor).raise_for_status()
    return wire.Settings.model_validate(answer.json())


def edit(id_: str, new: Any, old: Any = "", field: str = MESSAGE, base: int = 0) -> dict[str, Any]:
    return {"id": id_, "base": base, "field": field, "old": old, "new": new}


def pushed(client: httpx.Client, *edits: dict[str, Any], person: str = "me") -> wire.Pushed:
    epoch = fetched(client, person).epoch
    body = {"epoch": epoch, "edits": edits}
    answer = client.post(f"/people/{person}/edits", json=body).raise_for_status()
    return wire.Pushed.model_validate(answer.json())


def refusals(done: wire.Pushed) -> list[str]:
    return [each.refused.reason if each.refused else "" for each in done.answers]


def activated(client: httpx.Client, person: str = "me", **asked: Any) -> wire.InForce:
    answer = client.put(f"/people/{person}/activation", json=asked).raise_for_status()
    return wire.InForce.model_validate(answer.json())


def obeyed(server: RunningServer, login: str) -> Active:
    """What the engine's next call meets."""
    engine = server.service._engine
    assert engine is not None
    core = engine._core
    assert core is not None
    person = server.directory.addresses[login]
    return server.call(lambda: core.arrivals.rules.of(person))


def row(client: httpx.Client, login: str) -> Colleague:
    return next(each for each in snapshot(client).colleagues if each.person.login == login)


def test_everyone_begins_with_ten_profiles(bo: httpx.Client) -> None:
    settings = fetched(bo)
    assert list(settings.document["profiles"]) == [str(n) for n in range(1, 11)]  # type: ignore[arg-type]
    assert (settings.revision.n, settings.known, settings.answers) == (0, True, [])
    assert (settings.in_force.profile, settings.in_force.source) == (1, "nothing else")
    assert settings.version == "test"


def test_an_edit_is_accepted_once(bo: httpx.Client) -> None:
    first = pushed(bo, edit("e1", "Chatta"))
    assert refusals(first) == [""]
    assert fetched(bo).document["profiles"]["2"]["message"] == "Chatta"  # type: ignore[index,call-overload]
    again = pushed(bo, edit("e1", "Chatta"), edit("e2", "Ring", old="Chatta"))
    assert again.answers[0] == first.answers[0]
    assert refusals(again) == ["", ""]
    assert pushed(bo, edit("e1", "Chatta")).answers == first.answers
    assert fetched(bo).document["profiles"]["2"]["message"] == "Ring"  # type: ignore[index,call-overload]


def test_of_two_who_change_one_field_the_later_is_refused_and_told(bo: httpx.Client) -> None:
    done = pushed(bo, edit("e1", "Chatta"), edit("e2", "Ring"), edit("e3", "Mat", field="profiles.2.name"))
    assert refusals(done) == ["", "changed_meanwhile", ""]
    assert done.answers[1].value == "Chatta"
    assert done.revision.n == 3
    assert refusals(pushed(bo, edit("e2", "Ring"))) == ["changed_meanwhile"]


def test_what_came_since_a_cursor(bo: httpx.Client) -> None:
    first = pushed(bo, edit("e1", "a"))
    pushed(bo, edit("e2", "b", old="a"))
    since = fetched(bo, epoch=first.revision.epoch, n=first.revision.n)
    assert since.known
    assert [each.edit.id for each in since.answers] == ["e2"]
    cursors: list[dict[str, Any]] = [{"epoch": "elsewhere", "n": 1}, {"epoch": first.revision.epoch, "n": 7}]
    for unknown in cursors:
        found = fetched(bo, **unknown)
        assert not found.known
        assert [each.edit.id for each in found.answers] == ["e1", "e2"]


def test_a_push_from_before_a_restart_changes_nothing(tmp_path: Path) -> None:
    with RunningServer(tmp_path) as server, server.http(server.token("bo")) as client:
        before = pushed(client, edit("e1", "a"))
    with RunningServer(tmp_path) as server, server.http(server.token("bo")) as client:
        body = {"epoch": before.epoch, "edits": [edit("e2", "b", old="a")]}
        assert refusal(client.post("/people/me/edits", json=body)) == (409, "fetch_again")
        since = fetched(client, epoch=before.revision.epoch, n=1)
        assert (since.known, since.answers, since.revision) == (True, [], before.revision)
        assert since.epoch != before.epoch
        assert pushed(client, edit("e1", "a")).answers == before.answers


def test_an_edit_is_checked_as_it_is_typed(bo: httpx.Client) -> None:
    def checked(number: str) -> str:
        to = {"type": "forward", "to": {"type": "number", "number": number}}
        body = {"field": "profiles.2.incoming.landline.first", "value": to}
        found = bo.post("/people/me/edits/check", json=body).raise_for_status().json()["refused"]
        return found["reason"] if found else ""

    assert [checked(n) for n in ("08-123 45 01", "112", "102", "+1 212 555 0100", "x")] == [
        "",
        "emergency_number",
        "oneself",
        "class_of_service",
        "not_a_number",
    ]
    assert fetched(bo).revision.n == 0


def test_a_circle_is_refused(server: RunningServer, asa: httpx.Client, bo: httpx.Client) -> None:
    def to(login: str) -> dict[str, Any]:
        return {"type": "forward", "to": {"type": "colleague", "person": server.directory.addresses[login]}}

    first = "profiles.1.incoming.landline.first"
    ring = {"type": "ring", "phones": "computer", "mobile_after": 10}
    assert refusals(pushed(asa, edit("a", to("bo"), old=ring, field=first))) == [""]
    assert refusals(pushed(bo, edit("b", to("asa"), old=ring, field=first))) == ["loop"]


def test_what_is_accepted_is_obeyed_and_seen(
    server: RunningServer, asa: httpx.Client, bo: httpx.Client
) -> None:
    assert row(asa, "bo").profile.preset == 1
    lunch = activated(bo, profile=2, length={"type": "for", "minutes": 45}, message="Åter snart")
    assert (lunch.profile, lunch.preset, lunch.source) == (2, 2, "by hand")
    assert lunch.is_temporary
    assert lunch.until is not None
    assert lunch.next is not None
    assert (lunch.next.profile, lunch.next.source) == (1, "nothing else")
    obeys = obeyed(server, "bo")
    assert (obeys.profile.number, obeys.until, obeys.message) == (2, lunch.until, "Åter snart")
    seen = row(asa, "bo")
    assert (seen.profile.preset, seen.profile.message, seen.profile.until) == (2, "Åter snart", lunch.until)
    assert seen.line is LineState.HIDDEN
    pushed(bo, edit("e", "available", old="not available", field="profiles.2.status"))
    assert row(asa, "bo").line is LineState.OFFLINE
    back = wire.InForce.model_validate(bo.delete("/people/me/activation").raise_for_status().json())
    assert (back.profile, back.message, back.until) == (1, "", None)
    assert obeyed(server, "bo").profile.number == 1
    assert row(asa, "bo").profile.message == ""


def test_an_activation_ends_by_the_servers_clock(
    server: RunningServer, asa: httpx.Client, bo: httpx.Client
) -> None:
    activated(bo, profile=7, length={"type": "for", "minutes": 30})
    server.ahead += 29 * 60
    server.call(server.service.in_force.look)
    assert obeyed(server, "bo").profile.number == 7
    server.ahead += 2 * 60
    server.call(server.service.in_force.look)
    assert obeyed(server, "bo").profile.number == 1
    assert row(asa, "bo").profile.preset == 1
    assert bo.get("/people/me/in-force").json()["source"] == "nothing else"


def test_a_short_activation_ends_by_itself(server: RunningServer, bo: httpx.Client) -> None:
    until = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=0.5)
    chosen = {"by_hand": {"profile": 2, "until": until.isoformat()}, "remark": None}
    old = fetched(bo).document["chosen"]
    assert refusals(pushed(bo, edit("e", chosen, old=old, field="chosen"))) == [""]
    deadline = time.monotonic() + PATIENCE
    while obeyed(server, "bo").profile.number != 1:
        assert time.monotonic() < deadline


def test_after_a_restart_the_right_profile_is_in_force_at_once(tmp_path: Path) -> None:
    with RunningServer(tmp_path) as server, server.http(server.token("bo")) as client:
        activated(client, profile=2)
        assert obeyed(server, "bo").profile.number == 2
    with RunningServer(tmp_path) as server, server.http(server.token("asa")) as client:
        assert obeyed(server, "bo").profile.number == 2
        assert row(client, "bo").profile.preset == 2


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"profile": 99}, "no_such_profile"),
        ({"profile": 5}, "missing"),
        ({"profile": 2, "length": {"type": "for", "minutes": 0}}, "out_of_range"),
        ({"profile": 2, "length": {"type": "until date", "day": "2001-01-01"}}, "past"),
        ({"profile": 2, "length": {"type": "forever"}}, "not_understood"),
        ({"profile": 2, "message": "x" * 201}, "too_long"),
        ({"profile": 2, "message": "\ud800"}, "bad_request"),
    ],
)
def test_what_cannot_be_activated(bo: httpx.Client, asked: dict[str, Any], code: str) -> None:
    # By hand: the client's own JSON would not write half a character.
    headers = {"Content-Type": "application/json"}
    answer = bo.put("/people/me/activation", content=json.dumps(asked), headers=headers)
    assert refusal(answer) == (422, code)
    assert bo.get("/people/me/in-force").json()["profile"] == 1


def test_ones_own_changes_are_told(server: RunningServer, asa: httpx.Client, bo: httpx.Client) -> None:
    seen = snapshot(asa)
    with follow(server, server.token("bo"), seen.revision.epoch, seen.revision.n) as mine:
        assert wire.SettingsChanged.model_validate_json(mine.recv(PATIENCE)).revision.n == 0
        activated(bo, profile=2)
        told = [json.loads(mine.recv(PATIENCE)) for _ in range(4)]
        kinds = [each["type"] for each in told]
        assert set(kinds) == {"settings", "colleagues"}
        last = next(each for each in reversed(told) if each["type"] == "settings")
        assert (last["revision"]["n"], last["in_force"]["profile"]) == (1, 2)
    with follow(server, server.token("asa"), seen.revision.epoch, seen.revision.n) as others:
        assert json.loads(others.recv(PATIENCE))["type"] == "colleagues"
        assert wire.SettingsChanged.model_validate_json(others.recv(PATIENCE)).revision.n == 0


def test_ones_calendar_is_told_to_oneself_alone(
    server: RunningServer, asa: httpx.Client, bo: httpx.Client
) -> None:
    """Not to an administrator either, by whichever answer."""
    secret = "https://calendar.example/private-4711/basic.ics"
    done = pushed(bo, edit("c1", secret, field="calendar.address"))
    assert refusals(done) == [""]
    assert secret in fetched(bo).model_dump_json()
    bos = server.directory.addresses["bo"]
    assert secret not in fetched(asa, bos).model_dump_json()
    mine = pushed(asa, edit("c2", "https://calendar.example/mine.ics", field="calendar.address"), person=bos)
    assert refusals(mine) == ["changed_meanwhile"]
    assert secret not in mine.model_dump_json()
    assert secret not in fetched(asa, bos).model_dump_json()


def test_public_holidays_are_those_of_the_companys_country(tmp_path: Path) -> None:
    company = COMPANY.replace('"SE"', '"NO"').replace('"08-123 45 01"', '"+4681234501"')
    with RunningServer(tmp_path, company) as server, server.http(server.token("bo")) as bo:
        assert value_at(fetched(bo).document, "schedule.country") == "NO"
        assert refusals(pushed(bo, edit("1", "Borta"))) == [""]
        assert value_at(fetched(bo).document, "schedule.country") == "NO"


def test_a_calendar_password_is_not_shown_again(
    server: RunningServer, bo: httpx.Client, tmp_path: Path
) -> None:
    answer = bo.put("/people/me/calendar-password", json={"password": "mycket hemligt"})
    assert answer.status_code == 204
    assert "mycket" not in fetched(bo).model_dump_json()
    kept = b"".join(path.read_bytes() for path in (tmp_path / "data").glob("softphone.db*"))
    assert b"mycket hemligt" not in kept


def test_a_database_that_cannot_be_written_is_said_and_loses_nothing(
    server: RunningServer, bo: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    epoch = fetched(bo).epoch
    pushed(bo, edit("e1", "a"))
    repository = server.service.accounts._kept.repository
    with repository._engine.connect() as connection:  # type: ignore[attr-defined]
        connection.exec_driver_sql("PRAGMA query_only = ON")
    body = {"epoch": epoch, "edits": [edit("e2", "b", old="a")]}
    answer = bo.post("/people/me/edits", json=body)
    assert refusal(answer) == (503, "not_kept")
    assert answer.headers["Retry-After"] == "5"
    assert fetched(bo).revision.n == 1
    with repository._engine.connect() as connection:  # type: ignore[attr-defined]
        connection.exec_driver_sql("PRAGMA query_only = OFF")
    assert refusals(pushed(bo, edit("e2", "b", old="a"))) == [""]


def paths(server: RunningServer) -> list[tuple[str, str]]:
    """Every operation of the API's own description that names a person."""
    with server.http() as client:
        described = client.get("/openapi.json").raise_for_status().json()
    return [
        (method.upper(), path.removeprefix("/api/v1"))
        for path, methods in described["paths"].items()
        for method in methods
        if "{person}" in path
    ]


BODIES: dict[str, Any] = {
    "/people/{person}/edits": {"epoch": "x", "edits": []},
    "/people/{person}/edits/check": {"field": MESSAGE, "value": "x"},
    "/people/{person}/activation": {"profile": 2},
    "/people/{person}/calendar-password": {"password": "x"},
    "/people/{person}/calendar/find": {"address": "https://cloud.example.com"},
}


def test_nobody_reads_or_changes_another_persons_without_the_role(server: RunningServer) -> None:
    asas, nobodys = server.directory.addresses["asa"], "nobody"
    found = paths(server)
    assert len(found) >= 7
    with server.http(server.token("bo")) as bo, server.http() as unknown:
        for method, path in found:
            body = BODIES.get(path) if method != "GET" else None
            for person in (asas, nobodys):
                at = path.replace("{person}", person)
                assert refusal(bo.request(method, at, json=body)) == (403, "forbidden"), at
                assert refusal(unknown.request(method, at, json=body)) == (401, "signed_out"), at
    with server.http(server.token("asa")) as admin:
        assert fetched(admin).revision.n == 0
        bos = server.directory.addresses["bo"]
        assert activated(admin, bos, profile=2).profile == 2
        assert refusal(admin.get(f"/people/{nobodys}/settings")) == (404, "no_such_person")
        # It would be asked with the person's password.
        search = {"address": "https://cloud.example.com", "login": "bo"}
        asked = admin.post(f"/people/{bos}/calendar/find", json=search)
        assert refusal(asked) == (403, "forbidden")
    assert obeyed(server, "bo").profile.number == 2
    assert obeyed(server, "asa").profile.number == 1


def test_every_operation_is_described_with_its_refusals_and_examples(server: RunningServer) -> None:
    with server.http() as client:
        described = client.get("/openapi.json").raise_for_status().json()
    for path, methods in described["paths"].items():
        for operation in methods.values():
            if "{person}" not in path:
                continue
            assert operation["description"], path
            assert {"401", "403", "404", "422"} <= set(operation["responses"]), path
            if "requestBody" in operation:
                (content,) = operation["requestBody"]["content"].values()
                assert content["examples"], path
