"""Search, import and backup, over the API."""

import json
import stat
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from softphone.server import child
from softphone.storage.repository import Repository
from softphone.storage.sql import open_sqlite
from softphone.storage.vault import Vault
from tests.helpers.running_server import RunningServer
from tests.server.api.test_api import refusal, snapshot


@pytest.fixture
def admin(server: RunningServer) -> Iterator[httpx.Client]:
    with server.http(server.token("asa")) as client:
        yield client


def lines(*rows: dict[str, str]) -> bytes:
    return "\n".join(json.dumps(row) for row in rows).encode()


def person(number: int) -> dict[str, str]:
    return {
        "login": f"p{number}",
        "name": f"Ängla Nummer {number}",
        "extension": str(5000 + number),
        "landline": f"08-555 0{number:04}",
    }


def import_(client: httpx.Client, body: bytes) -> httpx.Response:
    return client.post("/people/import", content=body, headers={"Content-Type": "application/jsonl"})


def found(client: httpx.Client, search: str) -> list[str]:
    answer = client.get("/people", params={"search": search}).raise_for_status().json()
    assert answer["total"] == len(answer["people"])
    return [row["login"] for row in answer["people"]]


@pytest.mark.parametrize(
    ("search", "logins"),
    [
        ("asa", ["asa"]),
        ("ÖBERG åsa", ["asa"]),
        ("08", []),
        ("+468123", ["asa"]),
        ("ek", ["bo"]),
        ("asa bo", []),
    ],
)
def test_people_are_found_by_parts_of_what_they_are(
    admin: httpx.Client, search: str, logins: list[str]
) -> None:
    assert found(admin, search) == logins


def test_imported_people_are_found_called_and_seen(server: RunningServer, admin: httpx.Client) -> None:
    assert found(admin, "nummer") == []
    answer = import_(admin, lines(*map(person, range(250))) + b"\n\n")
    assert (answer.status_code, answer.json()) == (201, {"count": 250})
    everybody = admin.get("/people", params={"search": "angla nummer", "limit": 10}).json()
    assert (everybody["total"], len(everybody["people"])) == (250, 10)
    assert found(admin, "+46855500007") == ["p7"]
    assert server.call(lambda: server.directory.find("5007")) == server.call(
        lambda: server.directory.find("+46855500007")
    )
    rows = {row.person.login for row in snapshot(admin).colleagues}
    # A large company comes in pieces: the rest follows as changes.
    assert {"asa", "p0"} <= rows
    while len(rows) < 253:
        rows = {row.person.login for row in snapshot(admin).colleagues}


def test_an_import_with_a_mistake_changes_nothing(server: RunningServer, admin: httpx.Client) -> None:
    bad = person(2) | {"login": "Asa"}, person(3) | {"mobile": "1"}
    answer = import_(admin, lines(person(1), *bad))
    assert refusal(answer) == (422, "bad_request")
    sentence = 'line 2: login: "Asa" is in use. line 3: mobile: "1" is not a telephone number.'
    assert answer.json()["sentence"] == sentence
    assert len(server.call(lambda: server.directory.people)) == 3
    assert len(server.run(server.service.accounts._kept.run(repository(server).directory)).people) == 3


def test_imported_people_are_there_after_a_restart_as_they_are_now(
    server: RunningServer, admin: httpx.Client
) -> None:
    import_(admin, lines(*map(person, range(150)))).raise_for_status()
    import_(admin, lines(person(200))).raise_for_status()
    kept = server.run(server.service.accounts._kept.run(repository(server).directory))
    assert len(kept.people) == 154
    assert server.directory == kept


def test_an_import_whose_process_fails_says_so_and_nothing_is_lost(
    server: RunningServer, admin: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(child, "program", lambda: [sys.executable, "-c", "raise SystemExit(3)"])
    answer = import_(admin, lines(person(1)))
    assert refusal(answer) == (500, "import_failed")
    monkeypatch.undo()
    import_(admin, lines(person(1))).raise_for_status()
    assert found(admin, "nummer") == ["p1"]


def repository(server: RunningServer) -> Repository:
    return server.service.accounts._kept.repository


HALF = """
import sys, time
began, arguments = sys.argv[1], sys.argv[2:]
sys.stdin.buffer.read()
if "--to" in arguments:
    open(arguments[arguments.index("--to") + 1], "w").write("half of it")
open(began, "w").close()
time.sleep(60)
"""
"""A child that does not come to its end."""


@pytest.mark.parametrize("path", ["/people/import", "/people/import?dry_run=true", "/backups"])
def test_work_under_way_does_not_hold_up_the_stop_and_nothing_half_of_it_is_kept(
    server: RunningServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, path: str
) -> None:
    began = tmp_path / "began"
    monkeypatch.setattr(child, "program", lambda: [sys.executable, "-c", HALF, str(began)])
    came: list[object] = []

    def ask() -> None:
        with server.http(server.token("asa")) as client:
            try:
                came.append(refusal(client.post(path)))
            except httpx.HTTPError as error:  # the connection may end before the answer
                came.append(error)

    asking = threading.Thread(target=ask)
    asking.start()
    while not began.exists():
        assert asking.is_alive()
        time.sleep(0.01)
    before = time.monotonic()
    server.stop()
    assert time.monotonic() - before < 30
    asking.join(120)
    assert came == [(503, "stopping")] or isinstance(came[0], httpx.HTTPError)
    assert list(server.settings.data.glob("backups/*")) == []


def test_a_backup_that_a_killed_server_left_half_done_goes_with_the_next(
    server: RunningServer, admin: httpx.Client
) -> None:
    left = server.settings.data / "backups" / ".half"
    left.mkdir(parents=True)
    (left / "softphone.db").write_text("half of it")
    made = admin.post("/backups").raise_for_status().json()
    assert [path.name for path in left.parent.iterdir()] == [made["name"]]


def test_a_backup_is_the_whole_company_and_private(server: RunningServer, admin: httpx.Client) -> None:
    made = admin.post("/backups").raise_for_status().json()
    path = server.settings.data / "backups" / made["name"]
    assert path.stat().st_size == made["size"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    copy = open_sqlite(path, Vault.open(server.settings.data / "secret.key"))
    assert set(copy.directory().people) == set(server.call(lambda: server.directory.people))
    copy.close()


def test_a_backup_whose_process_fails_says_so(
    server: RunningServer, admin: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(child, "program", lambda: [sys.executable, "-c", "raise SystemExit(3)"])
    assert refusal(admin.post("/backups")) == (500, "backup_failed")
    monkeypatch.undo()
    (server.settings.data / "softphone.db").rename(server.settings.data / "away.db")
    answer = admin.post("/backups")
    assert refusal(answer) == (500, "backup_failed")
    assert "unable to open" in answer.json()["sentence"]
    assert list((server.settings.data / "backups").iterdir()) == []
    (server.settings.data / "away.db").rename(server.settings.data / "softphone.db")


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/people"), ("POST", "/people/import"), ("POST", "/backups")]
)
def test_only_administrators(server: RunningServer, method: str, path: str) -> None:
    with server.http(server.token("bo")) as client:
        assert refusal(client.request(method, path)) == (403, "forbidden")
    with server.http() as client:
        assert refusal(client.request(method, path)) == (401, "signed_out")
