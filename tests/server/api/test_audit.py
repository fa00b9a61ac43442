"""The audit log over the API."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.helpers.running_server import RunningServer
from tests.server.api.test_administration import import_, lines, person
from tests.server.api.test_api import person_id, refusal


@pytest.fixture
def admin(server: RunningServer) -> Iterator[httpx.Client]:
    with server.http(server.token("asa")) as client:
        yield client


def entries(client: httpx.Client, **asked: Any) -> list[dict[str, Any]]:
    found = client.get("/audit", params=asked).raise_for_status().json()["entries"]
    assert isinstance(found, list)
    return found


def test_what_was_done_is_there_with_who_when_and_from_where(
    server: RunningServer, admin: httpx.Client
) -> None:
    assert entries(admin) == []
    before = server.wall()
    import_(admin, lines(person(1), person(2))).raise_for_status()
    name = admin.post("/backups").raise_for_status().json()["name"]
    backup, imported = entries(admin)
    assert (backup["action"], backup["subject"]) == ("backup.made", name)
    assert (imported["action"], imported["after"]) == (
        "people.imported",
        {"count": 2, "logins": ["p1", "p2"]},
    )
    assert before <= imported["at"] <= backup["at"] <= server.wall()
    assert (imported["who"], imported["login"]) == (person_id(server, "asa"), "asa")
    assert imported["source"] == "127.0.0.1"


def test_an_import_that_was_refused_is_no_change(admin: httpx.Client) -> None:
    assert refusal(import_(admin, b"{}")) == (422, "bad_request")
    assert entries(admin) == []


def test_it_is_searched_by_who_what_and_when_and_paged(server: RunningServer, admin: httpx.Client) -> None:
    for number in range(5):
        import_(admin, lines(person(number))).raise_for_status()
        server.ahead += 100.0
    everything = entries(admin)
    assert len(everything) == 5
    assert entries(admin, who=person_id(server, "bo")) == []
    assert entries(admin, action="backup.made") == []
    assert len(entries(admin, who=person_id(server, "asa"), action="people.imported")) == 5
    middle = everything[2]["at"]
    assert entries(admin, since=middle, until=everything[1]["at"]) == [everything[2]]
    first = admin.get("/audit", params={"limit": 3}).json()
    second = admin.get("/audit", params={"limit": 3, "below": first["next"]}).json()
    assert first["entries"] + second["entries"] == everything
    assert second["next"] is None


def test_it_is_for_administrators(server: RunningServer) -> None:
    with server.http(server.token("bo")) as client:
        assert refusal(client.get("/audit")) == (403, "forbidden")
    with server.http() as client:
        assert refusal(client.get("/audit")) == (401, "signed_out")
