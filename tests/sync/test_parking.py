"""Parked calls on their way between two desktops and the server."""

import secrets
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from softphone.people.company import Connected, Disconnected, ParkAnswered, ParkedChanged
from softphone.people.parking import Fetched, Waiting
from softphone.server.addresses import Address
from softphone.sip.calls_seen import Party
from softphone.sync.client import CompanyClient
from tests.helpers.ports import free_port
from tests.helpers.running_server import COMPANY, RunningServer
from tests.sync.test_client import await_event

WAITS = Waiting(call_id="c1", caller_tag="from", address="sip:cia@company.test", name="Cia")


@pytest.fixture
def clients() -> Iterator[tuple[CompanyClient, CompanyClient]]:
    with ExitStack() as stack:
        made = []
        for _ in range(2):
            made.append(CompanyClient(lambda: 0.0, new_id=lambda: secrets.token_hex(16)))
            stack.callback(made[-1].close)
        yield made[0], made[1]


def signed_in(client: CompanyClient, server: RunningServer, login: str) -> None:
    client.sign_in(server.addresses.http, login, f"{login}'s password")
    await_event(client, Connected)


def somebody_calls_asa(server: RunningServer) -> None:
    """Cia, by a telephone that the engine has seen; it remembers that over a restart."""
    core = server.service._engine._core  # type: ignore[union-attr]
    assert core is not None and core._journal is not None
    journal = core._journal
    asa, cia = (server.directory.find(login) for login in ("asa", "cia"))
    assert asa is not None and cia is not None
    parties = Party(cia.id, "cia-pc"), "to", Party(asa.id, "asa-pc")
    now = server.service._clocks.steady()
    server.call(lambda: core.calls.restore("c1", "from", *parties, now))
    server.call(journal.write)


def place(event: ParkedChanged) -> list[tuple[int, str]]:
    return [(each.place, each.name) for each in event.calls]


def test_one_parks_and_the_other_is_told(
    clients: tuple[CompanyClient, CompanyClient], tmp_path: Path
) -> None:
    asas, bos = clients
    port = free_port()
    with RunningServer(tmp_path, COMPANY, http=Address("127.0.0.1", port)) as server:
        signed_in(asas, server, "asa")
        signed_in(bos, server, "bo")
        nobody = Waiting(call_id="other", caller_tag="x", address="sip:x@y")
        somebody_calls_asa(server)
        asas.park((WAITS, nobody))
        assert await_event(asas, ParkAnswered).places == ((WAITS, 1), (nobody, 0))
        told = await_event(bos, ParkedChanged)
        asa = server.directory.find("asa")
        assert asa is not None
        assert place(told) == [(1, "Cia")] and told.calls[0].by == asa.id
        asas.park(())
        assert place(await_event(bos, ParkedChanged)) == []
        asas.park((WAITS,))
        assert place(await_event(bos, ParkedChanged)) == [(1, "Cia")]
    # The server is gone: nobody can say what waits. Back again, it is told by who keeps the call.
    assert place(await_event(bos, ParkedChanged)) == []
    await_event(asas, Disconnected)
    with RunningServer(tmp_path, COMPANY, http=Address("127.0.0.1", port)):
        for client in clients:
            client.retry()
        assert place(await_event(bos, ParkedChanged)) == [(1, "Cia")]


def test_who_comes_later_is_told_and_a_fetch_says_whose(
    clients: tuple[CompanyClient, CompanyClient], tmp_path: Path
) -> None:
    asas, bos = clients
    with RunningServer(tmp_path) as server:
        signed_in(asas, server, "asa")
        somebody_calls_asa(server)
        asas.park((WAITS,))
        await_event(asas, ParkAnswered)
        signed_in(bos, server, "bo")
        assert place(await_event(bos, ParkedChanged)) == [(1, "Cia")]
        fetched = Fetched(place=1, parked_by="id-asa", by="id-bo")
        server.call(lambda: server.service.feed.set_parked((), fetched))
        assert await_event(asas, ParkedChanged, lambda event: not event.calls).fetched == fetched


@pytest.mark.parametrize(
    "body",
    [
        {"calls": [{"call_id": "x" * 301, "caller_tag": "a", "address": "b"}]},
        {"calls": [{"call_id": "x", "caller_tag": "a", "address": "b", "place": 100}]},
        {"calls": [{"call_id": "x", "caller_tag": "a", "address": "b"}] * 100},
        {"calls": [{"call_id": "x"}]},
        {},
    ],
)
def test_bad_input_is_refused(server: RunningServer, body: dict[str, object]) -> None:
    with server.http(server.token()) as client:
        assert client.put("/parked", json=body).status_code == 422
    with server.http() as client:
        assert client.put("/parked", json={"calls": []}).status_code == 401


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    with RunningServer(tmp_path_factory.mktemp("parking")) as running:
        yield running
