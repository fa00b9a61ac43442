"""The whole server on PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from softphone.server.company import StartError
from softphone.storage import whole_state
from tests.helpers.postgresql import PostgreSQL, may_run
from tests.helpers.running_server import RunningServer
from tests.server.api.test_api import refusal
from tests.server.api.test_settings import edit, fetched, pushed, refusals

pytestmark = [pytest.mark.peer, pytest.mark.skipif(not may_run(), reason="PostgreSQL is not installed")]


@pytest.fixture(scope="module")
def postgresql() -> Iterator[PostgreSQL]:
    started = PostgreSQL()
    yield started
    started.stop()


def test_a_company_lives_there(tmp_path: Path, postgresql: PostgreSQL) -> None:
    with (
        RunningServer(tmp_path, database=postgresql.url) as server,
        server.http(server.token("asa")) as client,
    ):
        assert refusals(pushed(client, edit("e1", "Chatta"))) == [""]
        made = client.post("/backups", json={"passphrase": "correct horse battery"})
        assert made.status_code == 201
        backup = tmp_path / "data" / "backups" / made.json()["name"]
        # It keeps no NUL, and says so late.
        for path in (
            "/call-records?text=%00",
            "/call-records?person=%00",
            "/call-records/%00",
            "/audit?who=%00",
        ):
            assert refusal(client.get(path)) == (400, "bad_request")
        asked = {"login": "bo", "password": "bo's password", "device_name": "a\x00"}
        assert client.post("/sign-in", json=asked).status_code == 200
        assert refusal(client.post("/sign-in", json=asked | {"login": "\x00"})) == (401, "wrong_password")
    assert not (tmp_path / "data" / "softphone.db").exists()
    # A backup of it is a server in a file.
    whole_state.restore(backup, tmp_path / "back" / "data", "correct horse battery")
    with (
        RunningServer(tmp_path / "back") as server,
        server.http(server.token("asa")) as client,
    ):
        assert [each.edit.id for each in fetched(client).answers] == ["e1"]
    with (
        RunningServer(tmp_path, database=postgresql.url) as server,
        server.http(server.token("asa")) as client,
    ):
        settings = fetched(client)
        assert (settings.revision.n, [each.edit.id for each in settings.answers]) == (1, ["e1"])


def test_a_database_that_is_not_there_is_said_without_its_password(tmp_path: Path) -> None:
    url = "postgresql://softphone:secret-password@/none?host=/nowhere"
    with pytest.raises(StartError) as refused:
        RunningServer(tmp_path, database=url).start()
    assert "cannot be used" in refused.value.sentence
    assert "secret-password" not in refused.value.sentence + refused.value.cause
