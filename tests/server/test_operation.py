"""The server as whoever runs it sees it: certificates renewed, stopped, killed, asked about a call."""

import asyncio
import datetime as dt
import os
import signal
import ssl
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest

from softphone.programs.serve import SET_UP_SECONDS
from softphone.server.call_log import TRACES
from softphone.server.certificates import own_certificate
from softphone.server.trace.files import TracedRecord, read_frames
from softphone.storage.call_record import CallRecord, Ending
from softphone.storage.sql import open_sqlite
from softphone.storage.vault import Vault
from tests.server.engine.socket_telephone import PATIENCE, SocketTelephone, telephone
from tests.server.test_serve import FREE, Process

PEOPLE = "".join(
    f"""
[[people]]
login = "{name}"
name = "{name.capitalize()}"

[[devices]]
person = "{name}"
user = "{name}-pc"
secret = "secret"
"""
    for name in ("alice", "bob")
)
COMPANY = f'domain = "company.test"\n{PEOPLE}'
NAMES = ["company.test", "127.0.0.1"]


class Server(Process):
    """A server of that company, with the certificate in the folder `tls`."""

    def __init__(self, folder: Path) -> None:
        (folder / "company.toml").write_text(COMPANY)
        self.tls = folder / "tls"
        self.tls.mkdir(exist_ok=True)
        own_certificate(self.tls, NAMES, dt.datetime.now(dt.UTC))
        self.data = folder / "data"
        self.options = ("--company", str(folder / "company.toml"), "--data", str(self.data))
        self._certificate = (
            "--certificate",
            str(self.tls / "server.pem"),
            "--key",
            str(self.tls / "server.key"),
        )
        super().__init__(folder, *self.options, *FREE, *self._certificate)
        self.addresses = self.wait_until_ready()

    def port(self, transport: str) -> int:
        address = self.addresses.sip_tls if transport == "tls" else self.addresses.sip
        return int(address.rpartition(":")[2])

    @asynccontextmanager
    async def telephones(self, transport: str) -> AsyncIterator[tuple[SocketTelephone, SocketTelephone]]:
        async with AsyncExitStack() as stack:
            port, authority = self.port(transport), self.tls / "ca.pem"
            alice, bob = [
                await stack.enter_async_context(telephone(device, transport, port, authority))
                for device in ("alice-pc", "bob-pc")
            ]
            yield alice, bob

    async def until_logged(self, event: str, times: int = 1) -> None:
        await until(lambda: [each["event"] for each in self.events()].count(event) >= times)

    async def ended(self) -> int:
        return await asyncio.to_thread(self.process.wait, PATIENCE)

    def records(self) -> tuple[CallRecord, ...]:
        """The newest first; the server may run."""
        repository = open_sqlite(self.data / "softphone.db", Vault.open(self.data / "secret.key"))
        try:
            return repository.call_records()
        finally:
            repository.close()

    def has_traced_record(self) -> bool:
        """Written apart from the record itself: one may be there before the other."""
        return any(isinstance(each, TracedRecord) for each in read_frames(self.data / TRACES))


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not condition():
            await asyncio.sleep(0.02)


@pytest.fixture
def servers(tmp_path: Path) -> Iterator[Callable[[], Server]]:
    made: list[Server] = []

    def start() -> Server:
        made.append(Server(tmp_path))
        return made[-1]

    yield start
    for each in made:
        if each.process.poll() is None:
            each.process.kill()
            each.process.wait()


async def presented(server: Server) -> bytes:
    """The certificate that a new connection is shown."""
    context = ssl.create_default_context(cafile=str(server.tls / "ca.pem"))
    _, writer = await asyncio.open_connection("127.0.0.1", server.port("tls"), ssl=context)
    shown = writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
    writer.close()
    await writer.wait_closed()
    assert isinstance(shown, bytes)
    return shown


def test_a_renewed_certificate_drops_no_call(servers: Callable[[], Server]) -> None:
    async def whole() -> None:
        server = servers()
        async with server.telephones("tls") as (alice, bob):
            await alice.call("bob")
            came = await bob.asked("INVITE")
            bob.answer(came, 200)
            ok = await alice.response(200)
            alice.send(alice.within(ok, "ACK"))
            old = await presented(server)
            own_certificate(server.tls, [*NAMES, "new.test"], dt.datetime.now(dt.UTC))
            server.process.send_signal(signal.SIGHUP)
            await server.until_logged("certificate reloaded")
            new = await presented(server)
            assert new != old
            (server.tls / "server.pem").write_text("broken")
            server.process.send_signal(signal.SIGHUP)
            await server.until_logged("new certificate refused, the old one stays in force")
            assert await presented(server) == new
            bob.send(bob.within(came, "BYE"))  # over the connections of before
            alice.answer(await alice.asked("BYE"), 200)
            assert (await bob.response()).status == 200
            assert not alice.closed.is_set()
        assert server.stop() == 0

    asyncio.run(whole())


def test_a_stop_lets_calls_come_to_an_answer_and_takes_no_new_ones(servers: Callable[[], Server]) -> None:
    async def whole() -> None:
        server = servers()
        async with server.telephones("udp") as (alice, bob):
            call = await alice.call("bob")
            came = await bob.asked("INVITE")
            bob.answer(came, 180)
            await alice.response(180)
            server.process.send_signal(signal.SIGTERM)
            await server.until_logged("stopping")
            alice.send(alice.invite("bob"))
            refused = await alice.response()
            assert (refused.status, refused.get("retry-after")) == (503, "10")
            assert server.process.poll() is None
            bob.answer(came, 200)
            assert (await alice.response(200)).call_id == call.call_id
            assert await server.ended() == 0
            (record,) = server.records()
            assert (record.call_id, record.answered_by != "", record.ended) == (call.call_id, True, None)

    asyncio.run(whole())


def test_a_second_signal_ends_the_waiting(servers: Callable[[], Server]) -> None:
    async def whole() -> None:
        server = servers()
        async with server.telephones("udp") as (alice, bob):
            call = await alice.call("bob")
            bob.answer(await bob.asked("INVITE"), 180)
            await alice.response(180)
            server.process.send_signal(signal.SIGTERM)
            await server.until_logged("stopping")
            server.process.send_signal(signal.SIGTERM)
            # Calls that are being set up would have that long.
            assert await asyncio.wait_for(server.ended(), SET_UP_SECONDS) == 0
            (record,) = server.records()
            assert (record.call_id, record.answered, record.ending) == (call.call_id, None, None)

    asyncio.run(whole())


def test_a_call_over_a_kill_is_recorded_whole_and_can_be_looked_at(servers: Callable[[], Server]) -> None:
    async def first(server: Server) -> str:
        async with server.telephones("udp") as (alice, bob):
            call = await alice.call("bob")
            came = await bob.asked("INVITE")
            bob.answer(came, 200)
            alice.send(alice.within(await alice.response(200), "ACK"))
            await bob.asked("ACK")
            await until(lambda: len(server.records()) == 1 and server.has_traced_record())
            server.process.kill()
            await server.ended()
            again = servers()
            # The telephones stay; the server is somewhere else, as if they had looked it up again.
            async with again.telephones("udp") as (_, reborn):
                port = again.port("udp")
                bye = bob.within(came, "BYE")
                routes = [each.replace(str(server.port("udp")), str(port)) for each in bye.all("route")]
                bye = bye.without("route").with_first(*(("route", each) for each in routes))
                reborn.send(bye)
                await until(lambda: again.records()[0].ended is not None)
            assert again.stop() == 0
            return call.call_id

    server = servers()
    call_id = asyncio.run(first(server))
    (record,) = server.records()
    assert (record.call_id, record.ending) == (call_id, Ending.CALLEE_HUNG_UP)
    assert record.talked is not None
    shown = subprocess.run(
        [sys.executable, "-m", "softphone", "trace", "--data", str(server.data), call_id],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
        env={**os.environ, "NO_COLOR": "1"},
    ).stdout
    assert "alice-pc" in shown
    assert "answered by bob-pc" in shown
    assert "<- BYE" in shown
