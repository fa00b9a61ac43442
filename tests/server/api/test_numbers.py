"""The company's numbers over the API: in force in the engine, kept, audited; and who may."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

import httpx
import pytest

from softphone.profiles.incoming import ToNumber
from tests.helpers.running_server import RunningServer
from tests.server.numbered_company import MOBILE, NO_SIM, NUMBERS, OTHER, RESERVED

OUTSIDE = "+46701740605"
TO_OUTSIDE = {"to": {"type": "number", "number": "070-174 06 05"}}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RunningServer]:
    with RunningServer(tmp_path, NUMBERS) as running:
        yield running


@pytest.fixture
def admin(server: RunningServer) -> Iterator[httpx.Client]:
    with server.http(server.token("asa")) as client:
        yield client


def path(number: str, more: str = "") -> str:
    return f"/numbers/{quote(number)}{more}"


def code(answer: httpx.Response) -> str:
    return str(answer.json()["code"])


def found(client: httpx.Client, **asked: Any) -> list[str]:
    answer = client.get("/numbers", params=asked).raise_for_status().json()
    return [each["number"] for each in answer["numbers"]]


def person(client: httpx.Client, login: str) -> dict[str, Any]:
    (card,) = client.get("/people", params={"search": login}).raise_for_status().json()["people"]
    return dict(card)


def in_engine(server: RunningServer) -> dict[str, Any]:
    return dict(server.call(lambda: server.service._engine._rules.reserved))  # type: ignore[union-attr]


def test_all_numbers_are_listed_with_whose_they_are(admin: httpx.Client) -> None:
    answer = admin.get("/numbers").raise_for_status().json()
    told = [
        (each["number"], each["kind"], each["status"], each["owner"] and each["owner"]["name"])
        for each in answer["numbers"]
    ]
    assert told == [
        (MOBILE, "mobile", "reserved", None),
        ("+4681234500", "landline", "in use", "Receptionen"),
        ("+4681234501", "landline", "in use", "Åsa Öberg"),
        (RESERVED, "landline", "reserved", None),
        (OTHER, "landline", "reserved", None),
    ]


@pytest.mark.parametrize(
    ("asked", "numbers"),
    [
        ({"search": "08-123 456 8"}, [RESERVED, OTHER]),
        ({"search": "0812345680"}, [RESERVED]),
        ({"search": "+46 8 123 456 81"}, [OTHER]),
        ({"search": "asa öb"}, ["+4681234501"]),
        ({"search": "MASSAN"}, [RESERVED]),
        ({"search": "reserverat 070"}, [MOBILE]),
        ({"search": "i bruk reception"}, ["+4681234500"]),
        ({"search": "nobody"}, []),
        ({"status": "reserved", "sort": "number", "descending": True}, [OTHER, RESERVED, MOBILE]),
        ({"sort": "person", "limit": 2}, ["+4681234500", "+4681234501"]),
        ({"sort": "note", "limit": 1}, [RESERVED]),
        ({"offset": 3, "limit": 1}, [RESERVED]),
        ({"descending": True, "offset": 4}, [MOBILE]),
        ({"offset": 50}, []),
    ],
)
def test_numbers_are_found_sorted_and_paged(
    shared: httpx.Client, asked: dict[str, Any], numbers: list[str]
) -> None:
    assert found(shared, **asked) == numbers


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    with (
        RunningServer(tmp_path_factory.mktemp("numbers"), NUMBERS) as server,
        server.http(server.token("asa")) as client,
    ):
        yield client


def test_a_forwarding_is_in_force_at_once_kept_and_removed(
    server: RunningServer, admin: httpx.Client
) -> None:
    done = admin.put(path("08-123 456 80", "/forwarding"), json=TO_OUTSIDE).raise_for_status().json()
    assert done["forwarding"] == {"to": {"type": "number", "number": OUTSIDE}, "starts": None}
    assert done["forwarded_now"]
    assert in_engine(server) == {RESERVED: ToNumber(OUTSIDE)}
    server.stop()
    with RunningServer(server.settings.data.parent, NUMBERS) as again:
        assert in_engine(again) == {RESERVED: ToNumber(OUTSIDE)}
        with again.http(again.token("asa")) as client:
            assert found(client, search="0701740605") == [RESERVED]
            assert client.delete(path(RESERVED, "/forwarding")).json()["forwarding"] is None
            assert client.delete(path(RESERVED, "/forwarding")).status_code == 200
            assert in_engine(again) == {}
            log = client.get("/audit").raise_for_status().json()["entries"]
    changed = [each for each in log if each["action"] == "number.changed"]
    assert [(each["login"], each["subject"], each["source"]) for each in changed] == [
        ("asa", RESERVED, "127.0.0.1")
    ] * 2
    assert changed[0]["before"] == changed[1]["after"]
    assert changed[1]["after"]["forwarding"]["to"]["number"] == OUTSIDE


def test_a_forwarding_waits_for_its_day_in_the_companys_time_zone(
    server: RunningServer, admin: httpx.Client
) -> None:
    stockholm = ZoneInfo("Europe/Stockholm")
    today = dt.datetime.fromtimestamp(server.wall(), stockholm).date()
    starts = today + dt.timedelta(days=3)
    done = admin.put(path(RESERVED, "/forwarding"), json=TO_OUTSIDE | {"starts": starts.isoformat()})
    assert done.status_code == 200 and not done.json()["forwarded_now"]
    assert in_engine(server) == {}
    midnight = dt.datetime.combine(starts, dt.time(), stockholm).timestamp()
    look = server.service.forwardings.look
    server.set_by += midnight - server.wall() - 1_800
    server.call(look)
    assert in_engine(server) == {}
    server.set_by += 1_800
    server.call(look)
    assert in_engine(server) == {RESERVED: ToNumber(OUTSIDE)}
    assert admin.get(path(RESERVED)).json()["forwarded_now"]
    server.set_by -= 86_400
    server.call(look)
    assert in_engine(server) == {}


@pytest.mark.parametrize("language", ["sv", "en"])
def test_a_reserved_mobile_number_says_that_it_needs_a_sim_card(shared: httpx.Client, language: str) -> None:
    headers = {"Accept-Language": language}
    done = shared.put(path(MOBILE, "/forwarding"), json=TO_OUTSIDE, headers=headers)
    assert (done.status_code, code(done)) == (409, "reserved_mobile")
    assert done.json()["sentence"] == NO_SIM[language]
    checked = shared.post(path(MOBILE, "/forwarding/check"), json=TO_OUTSIDE, headers=headers).json()
    assert checked["refused"]["sentence"] == NO_SIM[language]


@pytest.mark.parametrize(
    ("number", "body", "status", "why"),
    [
        (RESERVED, {"to": {"type": "number", "number": "112"}}, 422, "emergency_number"),
        (RESERVED, {"to": {"type": "number", "number": "+442079460000"}}, 422, "class_of_service"),
        (RESERVED, {"to": {"type": "number", "number": "hello"}}, 422, "not_a_number"),
        (RESERVED, {"to": {"type": "number", "number": "\r\nVia: x"}}, 422, "not_a_number"),
        (RESERVED, {"to": {"type": "number", "number": RESERVED}}, 422, "oneself"),
        (RESERVED, {"to": {"type": "colleague", "person": "nobody"}}, 422, "no_such_colleague"),
        (RESERVED, {"to": {"type": "voicemail"}}, 422, "no_mailbox"),
        (RESERVED, TO_OUTSIDE | {"starts": "2020-01-01"}, 422, "past"),
        (RESERVED, TO_OUTSIDE | {"starts": "9999-12-31"}, 422, "too_far"),
        ("+4681234501", TO_OUTSIDE, 409, "not_reserved"),
        ("+46899999999", TO_OUTSIDE, 404, "no_such_number"),
        ("anna", TO_OUTSIDE, 404, "no_such_number"),
    ],
)
def test_what_cannot_be_forwarded_is_refused_as_typed_and_when_saved(
    shared: httpx.Client, number: str, body: dict[str, Any], status: int, why: str
) -> None:
    done = shared.put(path(number, "/forwarding"), json=body)
    assert (done.status_code, code(done)) == (status, why)
    checked = shared.post(path(number, "/forwarding/check"), json=body).raise_for_status().json()
    assert checked["refused"]["code"] == why
    assert found(shared, search="0701740605") == []


@pytest.mark.parametrize("days", [None, 3])
def test_two_reserved_numbers_do_not_go_round_in_a_circle(
    server: RunningServer, admin: httpx.Client, days: int | None
) -> None:
    """Nor from a day to come."""
    today = dt.datetime.fromtimestamp(server.wall(), dt.UTC).date()
    starts = days and (today + dt.timedelta(days=days)).isoformat()
    first = admin.put(
        path(RESERVED, "/forwarding"), json={"to": {"type": "number", "number": OTHER}, "starts": starts}
    )
    assert first.status_code == 200
    back = admin.put(path(OTHER, "/forwarding"), json={"to": {"type": "number", "number": RESERVED}})
    assert code(back) == "loop" and RESERVED in back.json()["sentence"]


def test_a_number_is_assigned_and_released(server: RunningServer, admin: httpx.Client) -> None:
    bo = person(admin, "bo")
    admin.put(path(RESERVED, "/forwarding"), json=TO_OUTSIDE).raise_for_status()
    done = admin.put(path(RESERVED, "/person"), json={"person": bo["id"]}).raise_for_status().json()
    assert (done["status"], done["owner"]["name"], done["forwarding"]) == ("in use", "Bo Ek", None)
    assert in_engine(server) == {}
    assert person(admin, "bo")["landline"] == RESERVED
    again = admin.put(path(RESERVED, "/person"), json={"person": bo["id"]})
    assert code(again) == "in_use"
    one_more = admin.put(path(OTHER, "/person"), json={"person": bo["id"]}).raise_for_status().json()
    assert one_more["owner"]["name"] == "Bo Ek" and person(admin, "bo")["landline"] == RESERVED
    assert {server.directory.find(each) for each in (RESERVED, OTHER)} == {server.directory.people[bo["id"]]}
    for number in (RESERVED, OTHER):
        freed = admin.delete(path(number, "/person")).raise_for_status().json()
        assert (freed["status"], freed["owner"]) == ("reserved", None)
        assert server.directory.find(number) is None
    assert person(admin, "bo")["landline"] == ""
    assert code(admin.delete(path(RESERVED, "/person"))) == "reserved_already"
    assert code(admin.delete(path("+4681234500", "/person"))) == "of_a_group"
    assert code(admin.put(path(RESERVED, "/person"), json={"person": "nobody"})) == "no_such_person"
    kept = server.run(server.service.accounts._kept.run(server.service.accounts._kept.repository.directory))
    assert kept.numbers == server.directory.numbers and kept.addresses == server.directory.addresses
    assert kept.people == server.directory.people


def test_numbers_are_added_noted_and_removed(admin: httpx.Client) -> None:
    new = {"numbers": [{"number": "08-123 999 90", "note": " Kampanj "}, {"number": "070-123 99 99"}]}
    made = admin.post("/numbers", json=new)
    assert made.status_code == 201
    assert [(each["number"], each["kind"], each["note"]) for each in made.json()["numbers"]] == [
        ("+46812399990", "landline", "Kampanj"),
        ("+46701239999", "mobile", ""),
    ]
    for again in (new, {"numbers": [{"number": "08 1"}]}, {"numbers": [{"number": "08-77 77 77"}] * 2}):
        assert admin.post("/numbers", json=again).status_code in (409, 422)
    assert found(admin, search="0877") == []
    # Or it could be forwarded, which mobile numbers cannot.
    disguised = {"numbers": [{"number": "070-123 99 98", "kind": "landline"}]}
    assert code(admin.post("/numbers", json=disguised)) == "mobile_number"
    admin.patch(path("08-12399990"), json={"note": "Våren"}).raise_for_status()
    assert found(admin, search="varen") == ["+46812399990"]
    assert code(admin.patch(path("08-12399990"), json={"note": "a\r\nb"})) == "control_characters"
    assert code(admin.patch(path("08-12399990"), json={"note": "a" * 10_000})) == "too_long"
    assert admin.delete(path("08-12399990")).status_code == 204
    assert code(admin.delete(path("08-12399990"))) == "no_such_number"
    assert code(admin.delete(path("+4681234501"))) == "in_use"


ROUTES = [
    ("GET", "/numbers"),
    ("POST", "/numbers"),
    ("GET", path(RESERVED)),
    ("PATCH", path(RESERVED)),
    ("DELETE", path(RESERVED)),
    ("PUT", path(RESERVED, "/forwarding")),
    ("DELETE", path(RESERVED, "/forwarding")),
    ("POST", path(RESERVED, "/forwarding/check")),
    ("PUT", path(RESERVED, "/person")),
    ("DELETE", path(RESERVED, "/person")),
]


def test_every_route_is_for_administrators_alone(server: RunningServer) -> None:
    with server.http() as nobody, server.http(server.token("bo")) as member:
        described = nobody.get("/openapi.json").raise_for_status().json()["paths"]
        operations = {
            (method.upper(), route)
            for route, each in described.items()
            if "/numbers" in route
            for method in each
        }
        assert len(operations) == len(ROUTES)
        for method, route in ROUTES:
            assert nobody.request(method, route, json={}).status_code == 401, (method, route)
            assert member.request(method, route, json={}).status_code == 403, (method, route)
