"""The API as clients use it: a real server on loopback."""

import hashlib
import json
import sqlite3
from typing import Any

import httpx
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from softphone.people.line_state import LineState
from softphone.sync import wire
from tests.helpers.running_server import PATIENCE, RunningServer


def refusal(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, wire.Refusal.model_validate(answer.json()).code


def follow(server: RunningServer, token: str, epoch: str, n: int) -> ClientConnection:
    url = server.addresses.http.replace("http", "ws", 1)
    return connect(
        f"{url}/api/v1/events?epoch={epoch}&n={n}",
        additional_headers={"Authorization": f"Bearer {token}"},
        proxy=None,
        open_timeout=PATIENCE,
    )


def snapshot(client: httpx.Client) -> wire.Colleagues:
    return wire.Colleagues.model_validate(client.get("/colleagues").raise_for_status().json())


def message(socket: ClientConnection) -> dict[str, Any]:
    """The next that is not about one's own settings."""
    while (decoded := json.loads(socket.recv(timeout=PATIENCE)))["type"] == "settings":
        pass
    assert isinstance(decoded, dict)
    return decoded


def person_id(server: RunningServer, login: str) -> str:
    found = server.call(lambda: server.directory.find(login))
    assert found is not None
    return found.id


def test_sign_in_gives_a_token_that_works_until_sign_out(server: RunningServer) -> None:
    with server.http() as client:
        answer = client.post("/sign-in", json={"login": " ASA ", "password": "asa's password"})
        signed_in = wire.SignedIn.model_validate(answer.json())
    assert (signed_in.person.login, signed_in.person.name) == ("asa", "Åsa Öberg")
    assert answer.headers["cache-control"] == "no-store"
    with server.http(signed_in.token) as client:
        assert wire.PersonCard.model_validate(client.get("/me").json()) == signed_in.person
        assert client.post("/sign-out").status_code == 204
        assert refusal(client.get("/me")) == (401, "signed_out")
        assert refusal(client.post("/sign-out")) == (401, "signed_out")


@pytest.mark.parametrize("login", ["asa", "nobody", "cia", "", "x" * 50_000])
def test_whatever_is_wrong_with_a_sign_in_the_answer_is_the_same(server: RunningServer, login: str) -> None:
    """A wrong password, no such person, a person without a password."""
    with server.http() as client:
        answer = client.post("/sign-in", json={"login": login, "password": "wrong"})
    assert refusal(answer) == (401, "wrong_password")
    assert answer.json()["sentence"] == "The login or the password is wrong."


def test_guessing_is_throttled_and_forgiven_with_time(server: RunningServer) -> None:
    server.stop_the_clock()
    with server.http() as client:
        wrong = {"login": "asa", "password": "wrong"}
        answers = [client.post("/sign-in", json=wrong) for _ in range(6)]
        assert [answer.status_code for answer in answers] == [401] * 5 + [429]
        right = {"login": "asa", "password": "asa's password"}
        refused = client.post("/sign-in", json=right)
        assert refusal(refused) == (429, "too_many_attempts")
        assert int(refused.headers["Retry-After"]) >= 1
        assert client.post("/sign-in", json={"login": "bo", "password": "bo's password"}).status_code == 200
        server.ahead += 61
        assert client.post("/sign-in", json=right).status_code == 200


@pytest.mark.parametrize("path", ["/me", "/colleagues"])
@pytest.mark.parametrize("header", ["", "Bearer", "Bearer wrong", "Basic YTpi", "Bearer å"])
def test_nothing_is_told_without_a_token(shared_server: RunningServer, path: str, header: str) -> None:
    with shared_server.http() as client:
        answer = client.get(path, headers=[(b"Authorization", header.encode())])
    assert refusal(answer) == (401, "signed_out")
    assert "asa" not in answer.text


def test_a_token_that_nobody_used_for_long_ends(server: RunningServer) -> None:
    with server.http(server.token()) as client:
        server.ahead += 80 * 86_400
        assert client.get("/me").status_code == 200
        server.ahead += 80 * 86_400
        assert client.get("/me").status_code == 200
        server.ahead += 91 * 86_400
        assert refusal(client.get("/me")) == (401, "signed_out")


def test_a_device_gets_a_secret_that_the_engine_knows_at_once(server: RunningServer) -> None:
    with server.http(server.token()) as client:
        answer = client.post("/devices", json={"name": "Laptop"})
    assert answer.status_code == 201
    device = wire.Device.model_validate(answer.json())
    assert len(bytes.fromhex(device.secret)) == 16
    assert (device.address_user, device.domain, device.algorithm) == ("asa", "company.test", "SHA-256")
    assert (device.transport, device.proxy) == ("tls", server.addresses.sip_tls)
    assert device.trust_anchor.startswith("-----BEGIN CERTIFICATE-----")
    credential = server.directory.credentials[device.user]
    text = f"{device.user}:company.test:{device.secret}"
    assert credential.ha1 == hashlib.sha256(text.encode()).hexdigest()
    assert (credential.person, credential.device) == (person_id(server, "asa"), device.id)


def test_a_device_that_asks_again_gets_a_new_secret_in_place_of_the_old(server: RunningServer) -> None:
    with server.http(server.token()) as client:
        first = client.post("/devices", json={"name": "Laptop"}).json()
        again = client.post("/devices", json={"name": "Laptop", "id": first["id"]}).json()
    assert again["id"] == first["id"]
    assert again["secret"] != first["secret"]
    assert set(server.directory.credentials) == {again["user"]}


def test_nobody_takes_or_removes_anothers_device(server: RunningServer) -> None:
    with server.http(server.token("asa")) as asa, server.http(server.token("bo")) as bo:
        theirs = asa.post("/devices", json={"name": "Laptop"}).json()
        mine = bo.post("/devices", json={"name": "Laptop", "id": theirs["id"]}).json()
        assert mine["id"] != theirs["id"]
        assert refusal(bo.delete(f"/devices/{theirs['id']}")) == (404, "no_such_device")
        assert set(server.directory.credentials) == {theirs["user"], mine["user"]}
        assert asa.delete(f"/devices/{theirs['id']}").status_code == 204
        assert refusal(asa.delete(f"/devices/{theirs['id']}")) == (404, "no_such_device")
        assert set(server.directory.credentials) == {mine["user"]}


def test_an_unused_session_is_no_longer_kept(server: RunningServer) -> None:
    accounts = server.service.accounts
    server.token()
    server.ahead += 60 * 86_400
    used = server.token()
    server.ahead += 31 * 86_400
    server.run(accounts.forget_unused_sessions())
    repository = accounts._kept.repository
    (left,) = server.run(accounts._kept.run(repository.sessions))
    assert left.token_hash == hashlib.sha256(used.encode()).hexdigest()
    with server.http(used) as client:
        assert client.get("/me").status_code == 200


def test_a_person_has_a_bounded_number_of_devices(server: RunningServer) -> None:
    with server.http(server.token()) as client:
        for _ in range(20):
            assert client.post("/devices", json={"name": "Laptop"}).status_code == 201
        refused = client.post("/devices", json={"name": "Laptop"})
        assert refusal(refused) == (409, "too_many_devices")
        assert refused.json()["sentence"] == (
            "Åsa Öberg is signed in on 20 devices, all used in the last 30 days; "
            "sign out on one of them first."
        )


def test_a_device_that_is_not_used_gives_its_place_to_a_new_one(server: RunningServer) -> None:
    accounts = server.service.accounts
    with server.http(server.token()) as client:

        def issue(status: int = 201) -> str:
            answer = client.post("/devices", json={"name": "Laptop"})
            assert answer.status_code == status
            return str(answer.json().get("user", ""))

        first, second, *others = [issue() for _ in range(20)]
        server.run(accounts.note_devices({first, *others}))
        issue(409)  # the second was issued just now
        server.ahead += 3_601
        issue()
        assert second not in server.directory.credentials
        issue(409)
        server.ahead += 20 * 86_400
        server.run(accounts.note_devices(others))
        issue()  # the one of before never came
        issue(409)
        server.ahead += 10 * 86_400
        assert first in server.directory.credentials
        server.run(accounts.note_devices(others))
        issue()
        issue()
        assert first not in server.directory.credentials
        assert set(others) < set(server.directory.credentials)
        assert len(server.directory.credentials) == 20


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"", 422),
        (b"{", 422),
        (b"[]", 422),
        (b'{"login": 1, "password": "my secret"}', 422),
        (b'{"login": "asa", "password": {"my secret": 1}}', 422),
        (b"x" * 70_000, 413),
    ],
)
def test_a_bad_body_is_refused_without_repeating_it(
    shared_server: RunningServer, content: bytes, status: int
) -> None:
    with shared_server.http() as client:
        answer = client.post("/sign-in", content=content, headers={"Content-Type": "application/json"})
        assert answer.status_code == status
        wire.Refusal.model_validate(answer.json())
        assert "my secret" not in answer.text

        def pieces() -> Any:
            yield content

        chunked = client.post("/sign-in", content=pieces(), headers={"Content-Type": "application/json"})
        assert chunked.status_code == status
        wire.Refusal.model_validate(chunked.json())


def test_unknown_paths_and_methods_are_refusals_too(shared_server: RunningServer) -> None:
    with shared_server.http() as client:
        assert refusal(client.get("/nothing")) == (404, "not_found")
        assert refusal(client.get("/sign-in")) == (405, "method_not_allowed")


def test_health_metrics_and_description_are_open(shared_server: RunningServer) -> None:
    with httpx.Client(base_url=shared_server.addresses.http, trust_env=False, timeout=PATIENCE) as client:
        assert client.get("/health").json() == {"status": "ok", "version": "test"}
        assert "softphone_engine_registrations 0.0" in client.get("/metrics").text
        paths = client.get("/api/v1/openapi.json").json()["paths"]
    assert {"/api/v1/sign-in", "/api/v1/devices", "/api/v1/colleagues", "/health"} <= set(paths)
    examples = paths["/api/v1/sign-in"]["post"]["requestBody"]["content"]["application/json"]["examples"]
    assert examples["a person"]["value"]["login"] == "asa"


def test_deltas_applied_to_a_snapshot_equal_a_fresh_one(server: RunningServer) -> None:
    token = server.token()
    with server.http(token) as client:
        first = snapshot(client)
        rows = {row.person.id: row for row in first.colleagues}
        assert {row.line for row in rows.values()} == {LineState.OFFLINE}
        with follow(server, token, first.revision.epoch, first.revision.n) as socket:
            both = person_id(server, "asa"), person_id(server, "bo")
            for line in (LineState.FREE, LineState.RINGING, LineState.BUSY):
                server.set_lines(both, line)
                delta = wire.ColleaguesChanged.model_validate(message(socket))
                # Two changes at once are one delta.
                assert len(delta.changed) == 2
                rows.update({row.person.id: row for row in delta.changed})
        fresh = snapshot(client)
    assert fresh.revision == delta.revision
    assert {row.person.id: row for row in fresh.colleagues} == rows


def test_who_was_away_for_a_moment_catches_up(server: RunningServer) -> None:
    token = server.token()
    asa = person_id(server, "asa")
    with server.http(token) as client:
        first = snapshot(client)
        for line in (LineState.FREE, LineState.BUSY):
            server.set_line(asa, line)
            second = snapshot(client)
    assert second.revision.n == first.revision.n + 2
    with follow(server, token, first.revision.epoch, first.revision.n) as socket:
        assert [message(socket)["revision"]["n"] for _ in range(2)] == [1, 2]


@pytest.mark.parametrize(("epoch", "n"), [("other", 0), ("", -1), (None, 99), (None, -5)])
def test_an_unknown_cursor_means_fetch_again(shared_server: RunningServer, epoch: str | None, n: int) -> None:
    token = shared_server.token()
    with shared_server.http(token) as client:
        known = snapshot(client).revision.epoch
    with follow(shared_server, token, known if epoch is None else epoch, n) as socket:
        assert message(socket) == {"type": "fetch again"}


def test_a_revoked_token_closes_its_socket_and_no_other(server: RunningServer) -> None:
    mine, other = server.token("asa"), server.token("asa")
    with follow(server, mine, "", 0) as socket, follow(server, other, "", 0) as stays:
        assert message(socket) == {"type": "fetch again"}
        assert message(stays) == {"type": "fetch again"}
        with server.http(mine) as client:
            assert client.post("/sign-out").status_code == 204
        assert message(socket) == {"type": "signed out"}
        with pytest.raises(ConnectionClosed) as closed:
            socket.recv(timeout=PATIENCE)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 4401
        server.set_line(person_id(server, "bo"), LineState.BUSY)
        assert message(stays)["changed"][0]["line"] == "busy"


def test_no_socket_without_a_token(shared_server: RunningServer) -> None:
    with follow(shared_server, "wrong", "", 0) as socket:
        assert message(socket) == {"type": "signed out"}
        with pytest.raises(ConnectionClosed):
            socket.recv(timeout=PATIENCE)


def test_tokens_and_devices_outlive_a_restart(server: RunningServer, tmp_path: Any) -> None:
    token = server.token()
    with server.http(token) as client:
        device = client.post("/devices", json={"name": "Laptop"}).json()
        epoch = snapshot(client).revision.epoch
    server.stop()
    with RunningServer(tmp_path) as again:
        assert device["user"] in again.directory.credentials
        with again.http(token) as client:
            assert client.get("/me").json()["login"] == "asa"
            assert snapshot(client).revision.epoch != epoch


def test_no_secret_is_kept_as_it_is(server: RunningServer) -> None:
    token = server.token()
    with server.http(token) as client:
        device = client.post("/devices", json={"name": "Laptop"}).json()
    server.stop()
    with sqlite3.connect(server.settings.data / "softphone.db") as database:
        kept = "\n".join(database.iterdump())
    database.close()
    assert hashlib.sha256(token.encode()).hexdigest() in kept
    for secret in (token, device["secret"], "asa's password"):
        assert secret not in kept


def test_no_secret_is_logged(server: RunningServer, capfd: pytest.CaptureFixture[str], caplog: Any) -> None:
    token = server.token()
    with server.http(token) as client:
        device = client.post("/devices", json={"name": "Laptop"}).json()
        client.post("/sign-in", json={"login": "asa", "password": "a wrong password"})
    out, err = capfd.readouterr()
    logged = out + err + "\n".join(record.getMessage() for record in caplog.records if record.name != "httpx")
    assert "device issued" in logged
    for secret in (token, device["secret"], "asa's password", "a wrong password"):
        assert secret not in logged


def test_half_characters_and_such_are_no_mistake_of_the_servers(server: RunningServer) -> None:
    def send(client: httpx.Client, path: str, **body: str) -> httpx.Response:
        # httpx would refuse to send them otherwise than escaped.
        return client.post(path, content=json.dumps(body), headers={"Content-Type": "application/json"})

    unseen = ("\ud800", "\x00", "a\r\nb", "\u202egnp")
    for text in unseen:
        with server.http() as client:
            for wrong in ({"login": text, "password": "x"}, {"login": "bo", "password": text}):
                assert refusal(send(client, "/sign-in", **wrong)) == (401, "wrong_password")
            signed_in = send(client, "/sign-in", login="bo", password="bo's password", device_name=text)
        with server.http(signed_in.raise_for_status().json()["token"]) as bo:
            assert send(bo, "/devices", name=text, id=text).status_code == 201
    with server.http(server.token("asa")) as asa:
        devices = asa.get(f"/people/{server.directory.addresses['bo']}/devices").json()["devices"]
        assert sorted(each["name"] for each in devices) == ["a��b", "�", "�", "�gnp"]
