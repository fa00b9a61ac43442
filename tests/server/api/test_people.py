"""People over the API: added, edited, out at once, in again, invited, many at once."""

import asyncio
import contextlib
import hashlib
import json
import secrets
import sqlite3
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from websockets.exceptions import ConnectionClosed

from softphone.people.company import CompanyFault, SignedIn, SignInFailed
from softphone.people.directory import Number, NumberKind, NumberStatus
from softphone.people.invitation import invited, read_invitation
from softphone.sync import wire
from softphone.sync.client import CompanyClient
from tests.helpers.running_server import PATIENCE, RunningServer
from tests.server.api.test_api import follow, person_id, refusal, snapshot
from tests.server.portal.browsing import browsing
from tests.server.test_presence import authorization, register, telephone


@pytest.fixture
def admin(server: RunningServer) -> Iterator[httpx.Client]:
    with server.http(server.token("asa")) as client:
        yield client


NEW = {
    "login": "disa",
    "name": "Disa Dal",
    "title": "Säljare",
    "extension": "104",
    "landline": "08-123 45 04",
    "add_ons": ["recording"],
}


def added(admin: httpx.Client, **fields: Any) -> dict[str, Any]:
    answer = admin.post("/people", json=NEW | fields)
    assert answer.status_code == 201, answer.text
    found = answer.json()
    assert isinstance(found, dict)
    return found


def actions(admin: httpx.Client) -> list[str]:
    """The newest first."""
    return [entry["action"] for entry in admin.get("/audit").raise_for_status().json()["entries"]]


def test_who_is_added_is_found_called_and_in_the_audit_log(
    server: RunningServer, admin: httpx.Client
) -> None:
    person = added(admin)
    assert (person["landline"], person["add_ons"], person["active"]) == ("+4681234504", ["recording"], True)
    assert admin.get(f"/people/{person['id']}").json() == person
    assert server.call(lambda: server.directory.find("+4681234504")) == server.call(
        lambda: server.directory.find("104")
    )
    number = server.call(lambda: server.directory.numbers["+4681234504"])
    assert number == Number(
        number="+4681234504", kind=NumberKind.LANDLINE, status=NumberStatus.IN_USE, person=person["id"]
    )
    assert "disa" in {row.person.login for row in snapshot(admin).colleagues}
    (entry,) = admin.get("/audit").json()["entries"]
    assert (entry["action"], entry["subject"], entry["name"]) == ("person.added", person["id"], "Disa Dal")
    assert entry["after"]["landline"] == "+4681234504" and entry["before"] == {}
    stored = server.run(server.service.accounts._kept.run(server.service.accounts._kept.repository.directory))
    assert stored == server.directory


def test_a_change_has_before_and_after_and_what_is_left_out_stays(
    server: RunningServer, admin: httpx.Client
) -> None:
    person = added(admin)
    answer = admin.patch(f"/people/{person['id']}", json={"landline": "", "mobile": "070-111 22 33"})
    assert answer.json() == person | {"landline": "", "mobile": "+46701112233"}
    number, entry, _ = admin.get("/audit").json()["entries"]
    assert (number["subject"], number["after"]["status"]) == ("+4681234504", "reserved")
    assert entry["before"] == {"landline": "+4681234504", "mobile": ""}
    assert entry["after"] == {"landline": "", "mobile": "+46701112233"}
    numbers = server.call(lambda: server.directory.numbers)
    assert numbers["+4681234504"].status is NumberStatus.RESERVED
    assert numbers["+46701112233"].person == person["id"]
    assert admin.patch(f"/people/{person['id']}", json={}).json() == answer.json()
    assert len(actions(admin)) == 3


@pytest.mark.parametrize(
    ("fields", "status", "code"),
    [
        ({"login": "ASA"}, 409, "taken"),
        ({"extension": "101"}, 409, "taken"),
        ({"landline": "08-123 45 01"}, 409, "taken"),
        ({"name": "a\r\nb"}, 422, "bad_request"),
        ({"name": "x" * 10_000}, 422, "bad_request"),
        ({"roles": ["king"]}, 422, "bad_request"),
        ({"salary": "1"}, 422, "bad_request"),
    ],
)
def test_what_is_wrong_is_said_and_changes_nothing(
    server: RunningServer, admin: httpx.Client, fields: dict[str, Any], status: int, code: str
) -> None:
    before = server.directory
    assert refusal(admin.post("/people", json=NEW | fields)) == (status, code)
    bo = person_id(server, "bo")
    assert refusal(admin.patch(f"/people/{bo}", json=fields)) == (status, code)
    assert server.directory == before
    assert actions(admin) == []


def test_nobody_is_changed_who_is_not_there(admin: httpx.Client) -> None:
    for answer in (
        admin.get("/people/x"),
        admin.patch("/people/x", json={"title": "y"}),
        admin.post("/people/x/deactivate"),
        admin.post("/people/x/activate"),
        admin.get("/people/x/devices"),
        admin.delete("/people/x/devices/y"),
        admin.post("/people/x/invitation"),
    ):
        assert refusal(answer) == (404, "no_such_person")


def test_the_last_administrator_stays(server: RunningServer, admin: httpx.Client) -> None:
    asa, bo = person_id(server, "asa"), person_id(server, "bo")
    assert refusal(admin.patch(f"/people/{asa}", json={"roles": []})) == (409, "last_administrator")
    assert refusal(admin.post(f"/people/{asa}/deactivate")) == (409, "last_administrator")
    # Nor does it help to make somebody one who cannot sign in: the company would be locked out.
    cia = person_id(server, "cia")
    admin.patch(f"/people/{cia}", json={"roles": ["admin"]}).raise_for_status()
    assert refusal(admin.delete(f"/people/{asa}")) == (409, "last_administrator")
    assert refusal(admin.post(f"/people/{asa}/deactivate")) == (409, "last_administrator")
    admin.patch(f"/people/{bo}", json={"roles": ["admin"]}).raise_for_status()
    assert admin.patch(f"/people/{asa}", json={"roles": ["supervisor"]}).status_code == 200
    assert refusal(admin.get("/people")) == (403, "forbidden")


def test_who_is_deactivated_is_out_at_once_and_comes_back_as_they_were(
    server: RunningServer, admin: httpx.Client
) -> None:
    bo = person_id(server, "bo")
    client = CompanyClient(lambda: 0.5, new_id=lambda: secrets.token_hex(16))
    client.sign_in(server.addresses.http, "bo", "bo's password", device_name="Laptop")
    signed_in = client.receive(PATIENCE)
    assert isinstance(signed_in, SignedIn)
    account = signed_in.account
    token = server.token("bo")
    with server.http(token) as own:
        own.put("/people/me/activation", json={"profile": 2}).raise_for_status()
        epoch = snapshot(own).revision.epoch
    with telephone(account) as connection, follow(server, token, epoch, 0) as socket:
        challenge = register(connection, account, 1)
        register(connection, account, 2, authorization(challenge, account, account.secret))
        (device,) = admin.get(f"/people/{bo}/devices").json()["devices"]
        (registered,) = device["registrations"]
        assert registered["address"].startswith("tls:127.0.0.1") and registered["expires"] > 200
        admin.post(f"/people/{bo}/deactivate").raise_for_status()
        # Nothing is waited for: it has happened when the answer comes.
        assert server.call(lambda: server.service.accounts.directory.credentials) == {}
        assert admin.get(f"/people/{bo}/devices").json() == {"devices": []}
        refused = register(connection, account, 3)
        again = register(connection, account, 4, authorization(refused, account, account.secret))
        assert again.startswith("SIP/2.0 401 ")
        with pytest.raises(ConnectionClosed):
            while True:
                socket.recv(timeout=PATIENCE)
    client.close()
    with server.http(token) as own:
        assert refusal(own.get("/me")) == (401, "signed_out")
    with server.http() as stranger:
        answer = stranger.post("/sign-in", json={"login": "bo", "password": "bo's password"})
        assert refusal(answer) == (401, "wrong_password")
    assert server.call(lambda: server.directory.find("102")) is None
    assert "bo" not in {row.person.login for row in snapshot(admin).colleagues}
    # The login is still theirs.
    assert refusal(admin.post("/people", json={"login": "bo", "name": "Bo Två"})) == (409, "taken")
    (row,) = admin.get("/people", params={"inactive": True}).json()["people"]
    assert (row["login"], row["active"]) == ("bo", False)

    admin.post(f"/people/{bo}/activate").raise_for_status()
    with server.http(server.token("bo")) as own:
        assert own.get("/people/me/in-force").json()["profile"] == 2
        own.put("/people/me/activation", json={"profile": 3}).raise_for_status()
    assert actions(admin)[:2] == ["person.activated", "person.deactivated"]


def test_who_was_deactivated_is_so_after_a_restart(server: RunningServer, admin: httpx.Client) -> None:
    bo = person_id(server, "bo")
    admin.post(f"/people/{bo}/deactivate").raise_for_status()
    stored = server.run(server.service.accounts._kept.run(server.service.accounts._kept.repository.directory))
    assert stored == server.directory
    assert set(stored.inactive) == {bo}


def test_an_invitation_signs_in_once_and_the_desktop_reads_its_link(
    server: RunningServer, admin: httpx.Client
) -> None:
    person = added(admin)
    made = admin.post(f"/people/{person['id']}/invitation").raise_for_status().json()
    link = read_invitation(made["link"])
    assert link is not None and link.server == server.addresses.http
    assert made["page"] == f"{server.addresses.http}/admin/invitation#login=disa&token={link.token}"
    asked = {"token": link.token, "device_name": "Laptop", "password": "a long password"}
    with server.http() as client:
        assert refusal(client.post("/invitations/accept", json=asked | {"password": "short"})) == (
            422,
            "bad_request",
        )
        answer = client.post("/invitations/accept", json=asked).raise_for_status()
        signed_in = wire.SignedIn.model_validate(answer.json())
        assert signed_in.person.login == "disa"
        assert refusal(client.post("/invitations/accept", json=asked)) == (410, "invitation_over")
        again = client.post("/sign-in", json={"login": "disa", "password": "a long password"})
        assert again.status_code == 200
    with server.http(signed_in.token) as own:
        assert own.get("/me").json()["login"] == "disa"
    used, invited, _ = admin.get("/audit").json()["entries"]
    assert (used["action"], used["login"], used["subject"]) == ("invitation.used", "disa", person["id"])
    assert used["after"] == {"device": "Laptop", "password": "…", "sessions": "ended"}
    assert (invited["action"], invited["after"]) == ("invitation.made", {"days": 7})
    kept = (server.settings.data / "softphone.db").read_bytes()
    assert link.token.encode() not in kept
    assert link.token not in json.dumps(admin.get("/audit").json())
    assert hashlib.sha256(link.token.encode()).hexdigest() not in json.dumps(admin.get("/audit").json())


def meanwhile(server: RunningServer, monkeypatch: pytest.MonkeyPatch, change: Callable[[], object]) -> None:
    """`change` is done, once, after the password of the next sign-in was found right."""
    passwords = server.service.accounts._passwords
    is_right = passwords.is_right

    async def overtaken(encoded: str, password: str) -> bool | None:
        right = await is_right(encoded, password)
        monkeypatch.undo()
        await asyncio.to_thread(change)
        return right

    monkeypatch.setattr(passwords, "is_right", overtaken)


def sessions(server: RunningServer, person: str) -> list[str]:
    """Their names, as they are kept."""
    with contextlib.closing(sqlite3.connect(server.settings.data / "softphone.db")) as kept:
        return [name for (name,) in kept.execute("SELECT name FROM sessions WHERE person = ?", [person])]


@pytest.mark.parametrize("by", ["API", "portal"])
def test_a_password_that_is_set_during_a_sign_in_ends_it(
    server: RunningServer, admin: httpx.Client, monkeypatch: pytest.MonkeyPatch, by: str
) -> None:
    asa = person_id(server, "asa")
    link = read_invitation(admin.post(f"/people/{asa}/invitation").raise_for_status().json()["link"])
    assert link is not None
    asked = {"token": link.token, "device_name": "Laptop", "password": "another password"}
    with server.http() as client, browsing(server) as browser:
        meanwhile(
            server,
            monkeypatch,
            lambda: admin.post("/invitations/accept", json=asked).raise_for_status(),
        )
        if by == "API":
            old = {"login": "asa", "password": "asa's password"}
            assert refusal(client.post("/sign-in", json=old)) == (401, "wrong_password")
        else:
            assert browser.sign_in().status_code == 401 and not browser.cookies
    assert sessions(server, asa) == ["Laptop"]


def test_a_deactivation_during_a_sign_in_ends_it(
    server: RunningServer, admin: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    bo = person_id(server, "bo")
    meanwhile(server, monkeypatch, lambda: admin.post(f"/people/{bo}/deactivate").raise_for_status())
    with server.http() as client:
        asked = {"login": "bo", "password": "bo's password"}
        assert refusal(client.post("/sign-in", json=asked)) == (401, "wrong_password")
        # Active again, nobody is signed in who was not since.
        admin.post(f"/people/{bo}/activate").raise_for_status()
        assert sessions(server, bo) == []
        assert client.post("/sign-in", json=asked).status_code == 200


def test_an_invitation_is_over_after_its_days_and_when_its_person_is_out(
    server: RunningServer, admin: httpx.Client
) -> None:
    person = added(admin)["id"]

    def invited(**asked: Any) -> str:
        made = admin.post(f"/people/{person}/invitation", json=asked).raise_for_status().json()
        link = read_invitation(made["link"])
        assert link is not None
        return link.token

    late, out = invited(days=1), invited(days=90, server="https://softphone.company.test")
    server.ahead += 86_401
    with server.http() as client:
        assert refusal(client.post("/invitations/accept", json={"token": late})) == (410, "invitation_over")
        admin.post(f"/people/{person}/deactivate").raise_for_status()
        admin.post(f"/people/{person}/activate").raise_for_status()
        assert refusal(client.post("/invitations/accept", json={"token": out})) == (410, "invitation_over")


def test_who_is_not_active_gets_another_number_all_the_same(
    server: RunningServer, admin: httpx.Client
) -> None:
    cia, old, new = person_id(server, "cia"), "+46812345690", "+46812345691"
    admin.patch(f"/people/{cia}", json={"landline": old}).raise_for_status()
    admin.post(f"/people/{cia}/deactivate").raise_for_status()
    admin.patch(f"/people/{cia}", json={"landline": new}).raise_for_status()
    for _ in ("while away", "and back"):
        numbers = {each: admin.get(f"/numbers/{each}").json() for each in (old, new)}
        assert (numbers[old]["status"], numbers[new]["owner"]["id"]) == ("reserved", cia)
        admin.post(f"/people/{cia}/activate").raise_for_status()
    addresses = server.directory.addresses
    assert (addresses.get(old), addresses.get(new)) == (None, cia)


def test_an_add_on_is_in_force_as_soon_as_it_is_given(server: RunningServer, admin: httpx.Client) -> None:
    bo = person_id(server, "bo")
    change = {"field": "profiles.2.recording", "value": True}
    with server.http(server.token("bo")) as own:
        assert own.post("/people/me/edits/check", json=change).json()["refused"]["reason"] == "no_add_on"
        admin.patch(f"/people/{bo}", json={"add_ons": ["recording"]}).raise_for_status()
        assert own.post("/people/me/edits/check", json=change).json()["refused"] is None


def test_a_profile_is_activated_for_many(server: RunningServer, admin: httpx.Client) -> None:
    people = [person_id(server, login) for login in ("bo", "cia")]
    asked = {"people": [*people, "nobody"], "profile": 4, "message": "Julfest"}
    answer = admin.post("/people/activation", json=asked).raise_for_status().json()
    assert (answer["count"], [each["code"] for each in answer["refused"]]) == (2, ["no_such_person"])
    for person in people:
        in_force = admin.get(f"/people/{person}/in-force").json()
        assert (in_force["profile"], in_force["message"]) == (4, "Julfest")
    assert actions(admin) == ["profile.activated"] * 2
    refused = admin.post("/people/activation", json={"people": people, "profile": 99}).json()
    assert (refused["count"], {each["code"] for each in refused["refused"]}) == (0, {"no_such_profile"})


def test_what_an_administrator_sets_for_others_is_noted_without_what_it_says(
    server: RunningServer, admin: httpx.Client
) -> None:
    bo = person_id(server, "bo")
    admin.put(f"/people/{bo}/activation", json={"profile": 6, "message": "Influensa"}).raise_for_status()
    admin.put("/people/me/activation", json={"profile": 2}).raise_for_status()
    (entry,) = admin.get("/audit").json()["entries"]
    assert (entry["action"], entry["subject"], entry["after"]) == ("profile.activated", bo, {"profile": 6})


def test_a_device_is_removed_by_an_administrator(server: RunningServer, admin: httpx.Client) -> None:
    bo = person_id(server, "bo")
    elsewhere = server.token("bo")
    with server.http() as client:
        asked = {"login": "bo", "password": "bo's password", "device_name": "Laptop"}
        token = client.post("/sign-in", json=asked).raise_for_status().json()["token"]
    with server.http(token) as own, server.http(elsewhere) as other:
        device = own.post("/devices", json={"name": "Laptop"}).raise_for_status().json()["id"]
        assert admin.delete(f"/people/{bo}/devices/{device}").status_code == 204
        # Or the lost computer would ask for its next secret.
        assert refusal(own.post("/devices", json={"name": "Laptop"})) == (401, "signed_out")
        assert other.get("/me").status_code == 200
    assert refusal(admin.delete(f"/people/{bo}/devices/{device}")) == (404, "no_such_device")
    (entry,) = admin.get("/audit").json()["entries"]
    assert (entry["action"], entry["before"]) == ("device.removed", {"device": device, "name": "Laptop"})


def test_a_dry_run_names_each_faulty_row_and_an_import_of_them_is_refused(
    server: RunningServer, admin: httpx.Client
) -> None:
    table = "Namn;Användarnamn;Fastnummer\nÄngla;angla;08-555 00 01\nBo Två;bo;\nNils;nils;08\n"
    send = {"content": table.encode("cp1252"), "headers": {"Content-Type": "text/csv"}}
    tried = admin.post("/people/import?dry_run=true", **send)  # type: ignore[arg-type]
    assert tried.status_code == 200
    assert [(row["line"], row["adds"]) for row in tried.json()["rows"]] == [(2, True), (3, False), (4, False)]
    assert refusal(admin.post("/people/import", **send)) == (422, "bad_request")  # type: ignore[arg-type]
    assert actions(admin) == []
    done = admin.post("/people/import?without_faulty=true", **send)  # type: ignore[arg-type]
    assert (done.status_code, done.json()) == (201, {"count": 1})
    assert actions(admin) == ["people.imported"]
    assert server.directory.numbers["+4685550001"].person == person_id(server, "angla")


def test_the_invited_desktop_is_connected(server: RunningServer, admin: httpx.Client) -> None:
    made = admin.post(f"/people/{added(admin)['id']}/invitation").raise_for_status().json()
    link = read_invitation(made["link"])
    assert link is not None
    client = CompanyClient(lambda: 0.5, new_id=lambda: secrets.token_hex(16))
    client.sign_in(link.server, link.login, invited(link.token), device_name="Laptop")
    signed_in = client.receive(PATIENCE)
    assert isinstance(signed_in, SignedIn) and signed_in.person.login == "disa"
    assert link.token not in repr(signed_in) and signed_in.session not in repr(signed_in)
    client.close()
    # The next time, with what is kept in the place of a password; the device keeps its place.
    client = CompanyClient(lambda: 0.5, new_id=lambda: secrets.token_hex(16))
    client.sign_in(link.server, link.login, signed_in.session, device=signed_in.device)
    again = client.receive(PATIENCE)
    assert isinstance(again, SignedIn) and (again.device, again.session) == (
        signed_in.device,
        signed_in.session,
    )
    client.close()
    # A second use of the link is refused in words.
    client = CompanyClient(lambda: 0.5, new_id=lambda: secrets.token_hex(16))
    client.sign_in(link.server, link.login, invited(link.token))
    failed = client.receive(PATIENCE)
    assert isinstance(failed, SignInFailed) and failed.fault is CompanyFault.INVITATION_OVER
    client.close()
