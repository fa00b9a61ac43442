"""The whole engine over real sockets on the loopback."""

import asyncio
import socket
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from softphone.people.line_state import LineState
from softphone.profiles.presets import PRESETS
from softphone.server import engine_core
from softphone.server.engine import EngineSettings, PortInUseError
from softphone.server.rules import Active, Rules
from softphone.sip.registrar import keep_alives
from softphone.sip.transport.limits import Limits
from tests.helpers.ports import free_port
from tests.server.engine.company import DOMAIN, company
from tests.server.engine.conftest import Running
from tests.server.engine.socket_telephone import PATIENCE, SocketTelephone, telephone

Run = Callable[..., Any]
TRANSPORTS = ["udp", "tcp", "tls"]

LUNCH = PRESETS[1]


class Scene:
    """Telephones at a running engine, ended together."""

    def __init__(self, running: Running, certificate: Path, stack: AsyncExitStack) -> None:
        self.running = running
        self._certificate = certificate
        self._stack = stack

    async def telephone(
        self, device: str, transport: str = "udp", *, register: bool = True
    ) -> SocketTelephone:
        port = self.running.port(transport)
        made = telephone(device, transport, port, self._certificate, register=register)
        return await self._stack.enter_async_context(made)

    def line(self, person: str) -> LineState:
        return self.running.engine.line_states()[f"id-{person}"]


def play(
    scene: Callable[[Scene], Any],
    run_engine: Run,
    certificate: Path,
    settings: EngineSettings | None = None,
    md5: tuple[str, ...] = (),
) -> None:
    async def whole() -> None:
        async with run_engine(company(md5=md5), settings) as running, AsyncExitStack() as stack:
            await scene(Scene(running, certificate, stack))

    asyncio.run(whole())


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not condition():
            await asyncio.sleep(0.005)


@pytest.mark.parametrize("caller", TRANSPORTS)
@pytest.mark.parametrize("callee", TRANSPORTS)
def test_a_call(caller: str, callee: str, run_engine: Run, certificate: Path) -> None:
    async def scene(scene: Scene) -> None:
        alice = await scene.telephone("alice-pc", caller)
        bob = await scene.telephone("bob-pc", callee)
        await alice.call("bob")
        came = await bob.asked("INVITE")
        bob.answer(came, 180)
        await alice.response(180)
        assert (scene.line("alice"), scene.line("bob")) == (LineState.RINGING, LineState.RINGING)
        bob.answer(came, 200)
        ok = await alice.response(200)
        alice.send(alice.within(ok, "ACK"))
        await bob.asked("ACK")
        assert (scene.line("alice"), scene.line("bob")) == (LineState.BUSY, LineState.BUSY)
        assert scene.running.engine.metrics().calls_now == 1
        bob.send(bob.within(came, "INFO"))
        alice.answer(await alice.asked("INFO"), 200)
        assert (await bob.response()).status == 200
        bob.send(bob.within(came, "BYE"))
        alice.answer(await alice.asked("BYE"), 200)
        assert (await bob.response()).status == 200
        assert (scene.line("alice"), scene.line("bob")) == (LineState.FREE, LineState.FREE)

    play(scene, run_engine, certificate)


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_a_wrong_password(transport: str, run_engine: Run, certificate: Path) -> None:
    async def scene(scene: Scene) -> None:
        alice = await scene.telephone("alice-pc", transport, register=False)
        assert (await alice.register(secret="wrong")).status == 401
        assert (await alice.register()).status == 200

    play(scene, run_engine, certificate, md5=("alice-pc",))


def test_a_fork_whose_loser_is_cancelled(run_engine: Run, certificate: Path) -> None:
    async def scene(scene: Scene) -> None:
        alice = await scene.telephone("alice-pc", "tls")
        pc, phone = await scene.telephone("bob-pc", "tcp"), await scene.telephone("bob-phone")
        await alice.call("bob")
        at_pc, at_phone = await pc.asked("INVITE"), await phone.asked("INVITE")
        phone.answer(at_phone, 180)
        await alice.response(180)
        pc.answer(at_pc, 200)
        await alice.response(200)
        phone.answer(await phone.asked("CANCEL"), 200)
        phone.answer(at_phone, 487)
        await phone.asked("ACK")

    play(scene, run_engine, certificate)


def test_busy_and_cancel(run_engine: Run, certificate: Path) -> None:
    async def scene(scene: Scene) -> None:
        alice, bob = await scene.telephone("alice-pc", "tcp"), await scene.telephone("bob-pc")
        invite = await alice.call("bob")
        bob.answer(await bob.asked("INVITE"), 486)
        busy = await alice.response()
        assert busy.status == 486
        alice.send(alice.ack_of(invite, busy))
        invite = await alice.call("bob")
        came = await bob.asked("INVITE")
        bob.answer(came, 180)
        await alice.response(180)
        alice.cancel(invite)
        assert (await alice.response()).status == 200
        bob.answer(await bob.asked("CANCEL"), 200)
        bob.answer(came, 487)
        assert (await alice.response()).status == 487

    play(scene, run_engine, certificate)


def test_a_caller_who_is_gone_leaves_no_call_behind(run_engine: Run, certificate: Path) -> None:
    """The connection of a caller breaks in the middle of a call: the other one hangs up, and all is free."""

    async def scene(scene: Scene) -> None:
        alice, bob = await scene.telephone("alice-pc", "tcp"), await scene.telephone("bob-pc")
        await alice.call("bob")
        came = await bob.asked("INVITE")
        bob.answer(came, 200)
        ok = await alice.response(200)
        alice.send(alice.within(ok, "ACK"))
        await bob.asked("ACK")
        alice.hang_up_connection()
        await until(lambda: scene.running.engine.metrics().registrations == 1)
        assert scene.line("alice") is LineState.BUSY  # the sound may go on
        bob.send(bob.within(came, "BYE"))
        assert (await bob.response()).status == 480
        assert (scene.line("alice"), scene.line("bob")) == (LineState.OFFLINE, LineState.FREE)
        assert scene.running.engine.metrics().calls_now == 0

    play(scene, run_engine, certificate)


def test_a_restarted_phone_takes_its_call_up_again(run_engine: Run, certificate: Path) -> None:
    async def scene(scene: Scene) -> None:
        alice, bob = await scene.telephone("alice-pc", "tls"), await scene.telephone("bob-pc", "tls")
        call = await alice.call("bob")
        bob.answer(await bob.asked("INVITE"), 200)
        ok = await alice.response(200)
        alice.send(alice.within(ok, "ACK"))
        alice.hang_up_connection()
        reborn = await scene.telephone("alice-pc", "tls")
        replaces = f"{call.call_id};to-tag=tag-bob-pc;from-tag={call.from_.tag}"
        await reborn.call("bob", ("require", "replaces"), ("replaces", replaces))
        came = await bob.asked("INVITE")
        assert came.get("replaces") == replaces
        bob.answer(came, 200)
        assert (await reborn.response()).status == 200
        assert scene.line("alice") is LineState.BUSY

    play(scene, run_engine, certificate)


@pytest.mark.parametrize("transport", ["tcp", "tls", "udp"])
def test_keep_alives_are_answered(transport: str, run_engine: Run, certificate: Path) -> None:
    async def scene(scene: Scene) -> None:
        alice = await scene.telephone("alice-pc", transport, register=False)
        if transport == "udp":
            alice.datagram_received = lambda data, addr: alice.data_received(data)  # type: ignore[method-assign]
        alice.send_bytes(b"\r\n\r\n")
        await alice.pong()

    play(scene, run_engine, certificate)


@pytest.mark.parametrize("transport", ["tcp", "tls"])
def test_a_keep_alive_brings_a_silent_device_back(
    transport: str, run_engine: Run, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Silence is none of time here: every look finds it."""
    monkeypatch.setattr(keep_alives, "SILENCE", -1.0)
    monkeypatch.setattr(engine_core, "_HOUSEKEEPING", 0.01)

    async def scene(scene: Scene) -> None:
        alice = await scene.telephone("alice-pc", transport, register=False)
        alice.contact += ';reg-id=1;+sip.instance="<urn:uuid:1>"'
        await alice.signed(alice.register_request(300).with_added(("supported", "path, outbound")))
        assert (await alice.response()).status == 200
        await until(lambda: scene.line("alice") is LineState.OFFLINE)
        monkeypatch.setattr(keep_alives, "SILENCE", 60.0)
        alice.send_bytes(b"\r\n\r\n")
        await until(lambda: scene.line("alice") is LineState.FREE)

    play(scene, run_engine, certificate)


def test_a_stream_of_rubbish_is_closed_and_the_engine_goes_on(run_engine: Run, certificate: Path) -> None:
    async def scene(scene: Scene) -> None:
        for rubbish in (
            b"\r\n\rx",
            b"GET / HTTP/1.1\r\n\r\n",
            b"OPTIONS sip:h SIP/2.0\r\nl: 99999999\r\n\r\n",
            b"a" * 40000,
        ):
            stranger = await scene.telephone("alice-pc", "tcp", register=False)
            stranger.send_bytes(rubbish)
            await asyncio.wait_for(stranger.closed.wait(), PATIENCE)
        await scene.telephone("alice-pc", "tcp")

    play(scene, run_engine, certificate)


def test_a_message_that_is_never_finished_is_given_up(run_engine: Run, certificate: Path) -> None:
    async def scene(scene: Scene) -> None:
        slow = await scene.telephone("alice-pc", "tcp", register=False)
        slow.send_bytes(b"OPTIONS sip:h SIP/2.0\r\n")
        await asyncio.wait_for(slow.closed.wait(), PATIENCE)

    settings = EngineSettings(port=0, tls_port=0, limits=Limits(partial_seconds=0.1))
    play(scene, run_engine, certificate, settings)


@pytest.mark.parametrize("kind", [socket.SOCK_DGRAM, socket.SOCK_STREAM])
def test_a_port_in_use_is_one_clear_error(
    kind: socket.SocketKind, run_engine: Run, certificate: Path
) -> None:
    async def start(port: int) -> None:
        async with run_engine(company(), EngineSettings(port=port, tls_port=0)):
            raise AssertionError("started on a port in use")

    with socket.socket(socket.AF_INET, kind) as taken:
        taken.bind(("127.0.0.1", free_port()))
        if kind is socket.SOCK_STREAM:
            taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(PortInUseError) as refused:
            asyncio.run(start(port))
    assert refused.value.port == port
    assert refused.value.transport == ("udp" if kind is socket.SOCK_DGRAM else "tcp")


def test_an_engine_can_be_stopped_twice_and_started_again(run_engine: Run, certificate: Path) -> None:
    async def scene(scene: Scene) -> None:
        engine = scene.running.engine
        await engine.stop()
        await engine.stop()
        assert set(engine.line_states().values()) == {LineState.OFFLINE}
        scene.running.addresses = await engine.start()
        await scene.telephone("alice-pc")
        assert scene.line("alice") is LineState.FREE

    play(scene, run_engine, certificate)


def test_a_revoked_device_is_dropped(run_engine: Run, certificate: Path) -> None:
    async def scene(scene: Scene) -> None:
        alice = await scene.telephone("alice-pc", "tcp")
        scene.running.engine.use_directory(company(without=("alice-pc",)))
        assert scene.line("alice") is LineState.OFFLINE
        assert (await alice.register()).status == 401

    play(scene, run_engine, certificate)


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_who_watches_is_told_of_a_call_and_of_the_stop(
    transport: str, run_engine: Run, certificate: Path
) -> None:
    async def scene(scene: Scene) -> None:
        alice, bob = await scene.telephone("alice-pc"), await scene.telephone("bob-pc")
        carol = await scene.telephone("carol-pc", transport)
        target = f"sip:bob@{DOMAIN}"
        await carol.signed(carol.request("SUBSCRIBE", target, ("event", "dialog"), ("expires", "600")))
        assert (await carol.response()).status == 200
        carol.answer(await carol.asked("NOTIFY"), 200)
        await alice.call("bob")
        bob.answer(await bob.asked("INVITE"), 180)
        early = await carol.asked("NOTIFY")
        assert b"<state>early</state>" in early.body
        carol.answer(early, 200)
        await scene.running.engine.stop()
        last = await carol.asked("NOTIFY")
        assert last.get("subscription-state") == "terminated;reason=deactivated"

    play(scene, run_engine, certificate)


def test_whoever_watches_is_told_as_soon_as_it_is_known(
    run_engine: Run, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What waits for the end of a message is looked at after that, and may leave something to tell."""

    async def scene(scene: Scene) -> None:
        engine, happened, loop = scene.running.engine, list[str](), asyncio.get_running_loop()
        clock = engine._clock

        def look() -> float:
            happened.append("looked what is due")
            return clock()

        def work() -> None:
            happened.append("what waited was done")
            loop.call_soon(happened.append, "the next turn")

        monkeypatch.setattr(engine, "_clock", look)
        engine._afterwards(work)
        await until(lambda: "the next turn" in happened)
        done = happened.index("what waited was done")
        assert happened[done : done + 2] == ["what waited was done", "looked what is due"]

    play(scene, run_engine, certificate)


def test_a_profile_is_shown_by_the_engine(run_engine: Run, certificate: Path) -> None:
    async def scene(scene: Scene) -> None:
        await scene.telephone("bob-pc")
        scene.running.engine.use_rules(Rules(active={"id-bob": Active(LUNCH)}))
        assert scene.line("bob") is LineState.HIDDEN
        assert scene.running.lines[-1] == ("id-bob", LineState.HIDDEN)

    play(scene, run_engine, certificate)
