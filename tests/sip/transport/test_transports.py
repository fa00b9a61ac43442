"""Connections of our own, and what happens when they cannot be had."""

import asyncio
import contextlib
import ipaddress
import socket
import ssl
from typing import TypeVar

import pytest

from softphone.sip.message.errors import ParseError
from softphone.sip.message.flow import Flow
from softphone.sip.transport.limits import Limits
from softphone.sip.transport.transports import Bound, Transports, own_address
from tests.helpers.ports import free_port
from tests.sip.messages import INVITE

PATIENCE = 60.0


class End:
    """One element's transports, with what they reported."""

    def __init__(self, limits: Limits | None = None, client_tls: ssl.SSLContext | None = None) -> None:
        self.received: asyncio.Queue[tuple[bytes, Flow]] = asyncio.Queue()
        self.closed: asyncio.Queue[Flow] = asyncio.Queue()
        self.unreachable: asyncio.Queue[Flow] = asyncio.Queue()
        self.refused: asyncio.Queue[ParseError] = asyncio.Queue()
        self.transports = Transports(
            lambda data, flow: self.received.put_nowait((data, flow)),
            self.closed.put_nowait,
            self.unreachable.put_nowait,
            lambda error, flow: self.refused.put_nowait(error),
            client_tls=client_tls,
            limits=limits,
        )
        self.bound = Bound(0, 0)

    async def __aenter__(self) -> "End":
        self.bound = await self.transports.listen("127.0.0.1", 0, 0, None)
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.transports.close()


T = TypeVar("T")


async def soon(queue: "asyncio.Queue[T]") -> T:
    return await asyncio.wait_for(queue.get(), PATIENCE)


@pytest.mark.parametrize("transport", ["udp", "tcp"])
def test_two_elements_talk(transport: str) -> None:
    async def scene() -> None:
        async with End() as here, End() as there:
            assert here.transports.send(INVITE, Flow(transport, "127.0.0.1", there.bound.port))
            data, came_by = await soon(there.received)
            assert data == INVITE
            assert came_by.transport == transport
            assert there.transports.send(INVITE, came_by)
            assert (await soon(here.received))[0] == INVITE

    asyncio.run(scene())


def test_a_connection_is_opened_once_and_used_again() -> None:
    async def scene() -> None:
        async with End() as here, End() as there:
            to = Flow("tcp", "127.0.0.1", there.bound.port)
            for _ in range(3):
                assert here.transports.send(INVITE, to)
            flows = {(await soon(there.received))[1] for _ in range(3)}
            assert here.transports.send(INVITE, to)
            flows.add((await soon(there.received))[1])
            assert len(flows) == 1

    asyncio.run(scene())


def test_a_connection_that_closed_is_told_and_cannot_be_used() -> None:
    async def scene() -> None:
        async with End() as there:
            async with End() as here:
                here.transports.send(INVITE, Flow("tcp", "127.0.0.1", there.bound.port))
                _, flow = await soon(there.received)
            assert await soon(there.closed) == flow
            assert not there.transports.send(INVITE, flow)

    asyncio.run(scene())


@pytest.mark.parametrize("transport", ["tcp", "tls"])
def test_nobody_there_is_unreachable(transport: str) -> None:
    async def scene() -> None:
        async with End() as here:
            nowhere = Flow(transport, "127.0.0.1", free_port())
            assert here.transports.send(INVITE, nowhere)
            assert await soon(here.unreachable) == nowhere

    asyncio.run(scene())


def test_a_certificate_that_is_not_trusted_is_unreachable(certificate: str) -> None:
    async def scene() -> None:
        server_tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        server_tls.load_cert_chain(certificate)
        there = End()
        there.bound = await there.transports.listen("127.0.0.1", 0, 0, server_tls)
        try:
            async with End(client_tls=ssl.create_default_context()) as stranger:
                to = Flow("tls", "127.0.0.1", there.bound.tls_port)
                stranger.transports.send(INVITE, to)
                assert await soon(stranger.unreachable) == to
            async with End(client_tls=ssl.create_default_context(cafile=certificate)) as friend:
                friend.transports.send(INVITE, to)
                data, flow = await soon(there.received)
                assert (data, flow.transport) == (INVITE, "tls")
        finally:
            await there.transports.close()

    asyncio.run(scene())


def test_who_speaks_no_tls_on_the_tls_port_is_cut_off(certificate: str) -> None:
    async def scene() -> None:
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(certificate)
        there = End(Limits(partial_seconds=0.2))
        there.bound = await there.transports.listen("127.0.0.1", 0, 0, tls)
        try:
            for said in (INVITE, b""):
                reader, writer = await asyncio.open_connection("127.0.0.1", there.bound.tls_port)
                writer.write(said)
                with pytest.raises((asyncio.IncompleteReadError, ConnectionError)):
                    await asyncio.wait_for(reader.readexactly(10_000), PATIENCE)
                writer.close()
        finally:
            await there.transports.close()

    asyncio.run(scene())


def test_a_stream_that_breaks_is_said() -> None:
    async def scene() -> None:
        async with End() as there:
            _, writer = await asyncio.open_connection("127.0.0.1", there.bound.port)
            writer.write(b"OPTIONS sip:h SIP/2.0\r\n\r\n")
            assert (await soon(there.refused)).status == 400
            writer.close()
            await soon(there.closed)

    asyncio.run(scene())


def test_a_peer_that_does_not_read_is_cut_off() -> None:
    async def scene() -> None:
        async with End(Limits(unsent_bytes=100_000)) as there:
            reader, writer = await asyncio.open_connection("127.0.0.1", there.bound.port)
            writer.write(INVITE)
            _, flow = await soon(there.received)
            for _ in range(1000):
                if not there.transports.send(b"x" * 100_000, flow):
                    break
            else:
                raise AssertionError("never cut off")
            assert await soon(there.closed) == flow
            writer.close()
            assert reader is not None

    asyncio.run(scene())


def test_our_own_address_is_one() -> None:
    assert not ipaddress.ip_address(own_address()).is_unspecified


@pytest.mark.parametrize("fails", [False, True])
def test_what_is_sent_for_a_datagram_goes_when_that_is_dealt_with(fails: bool) -> None:
    """Whoever gets it would be given the processor in the middle. In its order, and also when the rest fails:
    it was handed over."""

    async def scene() -> None:
        probe = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        probe.bind(("127.0.0.1", 0))
        probe.setblocking(False)
        gone_early: list[bytes] = []

        def received(data: bytes, flow: Flow) -> None:
            assert here.send(data + b"1", flow)
            assert not here.send(data, Flow("udp", "::1", 9))  # the other kind of addresses
            assert here.send(data + b"2", flow)
            with contextlib.suppress(BlockingIOError):
                gone_early.append(probe.recv(65535))
            if fails:
                raise RuntimeError("the rest of it")

        here = Transports(received, lambda _: None, lambda _: None, lambda _error, _flow: None)
        bound = await here.listen("127.0.0.1", 0, 0, None)
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda _loop, _context: None)
        try:
            probe.sendto(INVITE, ("127.0.0.1", bound.port))
            came = [await asyncio.wait_for(loop.sock_recv(probe, 65535), PATIENCE) for _ in range(2)]
            assert came == [INVITE + b"1", INVITE + b"2"]
            assert gone_early == []
        finally:
            await here.close()
            probe.close()

    asyncio.run(scene())
