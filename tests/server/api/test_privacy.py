"""How long things are kept, one person's data, and its end."""

import io
import json
import zipfile
from collections.abc import Iterator

import httpx
import msgspec
import pytest

from softphone.storage.audit import AuditQuery
from softphone.storage.repository import Repository
from tests.contract.test_repository import CALL
from tests.helpers.running_server import RunningServer
from tests.server.api.test_api import person_id, refusal

DAY = 86_400.0


@pytest.fixture
def admin(server: RunningServer) -> Iterator[httpx.Client]:
    with server.http(server.token("asa")) as client:
        yield client


def repository(server: RunningServer) -> Repository:
    return server.service.accounts._kept.repository


def keep_call(server: RunningServer, caller: str, callee: str) -> None:
    record = msgspec.structs.replace(CALL, caller=caller, callee=callee, began=server.wall(), steps=())
    server.run(server.service.accounts._kept.run(repository(server).keep_calls, [record], []))


def test_what_is_over_is_forgotten_and_what_is_not_stays(server: RunningServer, admin: httpx.Client) -> None:
    assert admin.get("/retention").json() == {"call_records": 365, "audit": 730, "addresses": 90}
    assert refusal(admin.patch("/retention", json={"audit": 0})) == (422, "bad_request")
    asked = {"call_records": 20, "addresses": 10}
    assert admin.patch("/retention", json=asked).json() == {"audit": 730, **asked}
    keep_call(server, person_id(server, "bo"), "")

    def look() -> tuple[int, set[str]]:
        server.run(server.service.housekeeping.look())
        (entry,) = admin.get("/audit", params={"action": "retention.changed"}).json()["entries"]
        calls = admin.get("/call-records").json()["calls"]
        assert entry["after"] == {"call_records": 20, "addresses": 10}
        return len(calls), {entry["source"], *(call["caller_address"] for call in calls)}

    assert look() == (1, {"127.0.0.1", CALL.caller_address})
    server.ahead += 11 * DAY
    assert look() == (1, {""})
    server.ahead += 10 * DAY
    assert look() == (0, {""})


def test_an_export_has_all_of_one_person_and_no_secret(server: RunningServer, admin: httpx.Client) -> None:
    bo = person_id(server, "bo")
    with server.http(server.token("bo")) as own:
        own.put("/people/me/activation", json={"profile": 6, "message": "Influensa"}).raise_for_status()
        secret = own.post("/devices", json={"name": "Laptop"}).raise_for_status().json()["secret"]
    keep_call(server, bo, person_id(server, "asa"))
    answer = admin.get(f"/people/{bo}/export")
    assert answer.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        parts = {name: json.loads(archive.read(name)) for name in archive.namelist()}
    assert parts["person.json"]["login"] == "bo"
    assert [device["name"] for device in parts["devices.json"]] == ["Laptop"]
    assert "Influensa" in json.dumps(parts["settings.json"])
    assert [call["caller"] for call in parts["calls.json"]] == [bo]
    assert [entry["action"] for entry in parts["changes_about.json"]] == ["person.exported"]
    assert secret not in json.dumps(parts) and "ha1" not in json.dumps(parts)


def test_who_is_erased_is_out_and_nothing_says_who_it_was(server: RunningServer, admin: httpx.Client) -> None:
    bo, token = person_id(server, "bo"), server.token("bo")
    keep_call(server, bo, person_id(server, "asa"))
    admin.patch(f"/people/{bo}", json={"title": "Säljare"}).raise_for_status()
    assert admin.delete(f"/people/{bo}").status_code == 204
    assert refusal(admin.delete(f"/people/{bo}")) == (404, "no_such_person")
    assert refusal(admin.get(f"/people/{bo}/export")) == (404, "no_such_person")
    with server.http(token) as own:
        assert refusal(own.get("/me")) == (401, "signed_out")
    stored = server.run(server.service.accounts._kept.run(repository(server).directory))
    assert stored == server.directory and bo not in stored.people
    erased, changed = admin.get("/audit").json()["entries"]
    assert (erased["action"], erased["subject"], changed["name"], changed["after"]) == (
        "person.erased",
        bo,
        "",
        {},
    )
    (call,) = admin.get("/call-records").json()["calls"]
    assert (call["caller_shown"], call["caller_uri"]) == ("", "")
    asa = person_id(server, "asa")
    assert refusal(admin.delete(f"/people/{asa}")) == (409, "last_administrator")
    # The login is free again.
    assert admin.post("/people", json={"login": "bo", "name": "Bo Två"}).status_code == 201
    # Who erases themselves is not named by that.
    cia, kept = person_id(server, "cia"), server.service.accounts._kept
    server.run(kept.run(repository(server).set_password_hash, cia, "a hash"))
    admin.patch(f"/people/{cia}", json={"roles": ["admin"]}).raise_for_status()
    assert admin.delete(f"/people/{asa}").status_code == 204
    entries = server.run(kept.run(repository(server).audit, AuditQuery()))
    assert (entries[0].subject, {each.actor.login for each in entries}) == (asa, {""})


def test_a_supervisor_searches_calls_and_it_is_noted(server: RunningServer, admin: httpx.Client) -> None:
    bo, cia = person_id(server, "bo"), person_id(server, "cia")
    keep_call(server, cia, "")
    admin.patch(f"/people/{bo}", json={"roles": ["supervisor"]}).raise_for_status()
    with server.http(server.token("bo")) as own:
        (call,) = own.get("/call-records", params={"person": cia, "text": "102"}).json()["calls"]
        assert own.get(f"/call-records/{call['id']}").json() == call
        assert refusal(own.get("/call-records/x")) == (404, "no_such_call")
        assert refusal(own.get("/call-records", params={"before": "x"})) == (422, "bad_request")
        assert refusal(own.get("/audit")) == (403, "forbidden")
    read, searched, _ = admin.get("/audit").json()["entries"]
    assert (read["action"], read["subject"], read["who"]) == ("calls.searched", call["id"], bo)
    assert (searched["subject"], searched["after"]["text"]) == (cia, "102")


def test_nobody_else_sees_the_calls_of_others(server: RunningServer) -> None:
    with server.http(server.token("bo")) as own:
        assert refusal(own.get("/call-records")) == (403, "forbidden")
