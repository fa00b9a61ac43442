"""Whoever connects at the very moment when a server stops is let go, and does not wait for an answer."""

import asyncio
import contextlib
import socket
from collections.abc import Awaitable, Callable

import pytest
from starlette.applications import Starlette

from softphone.server.addresses import Address
from softphone.server.http import HttpServer, listen
from tests.sip.transport.test_transports import End

PATIENCE = 60.0
Stop = Callable[[], Awaitable[None]]


async def http() -> tuple[int, Stop]:
    bound = listen(Address("127.0.0.1", 0))
    server = HttpServer(Starlette(), bound, None)
    await server.start()
    return bound.getsockname()[1], server.stop


async def sip() -> tuple[int, Stop]:
    end = await End().__aenter__()
    return end.bound.port, end.transports.close


@pytest.mark.parametrize("turns", range(5))
@pytest.mark.parametrize("start", [http, sip])
def test_who_connects_as_it_stops_is_let_go(
    start: Callable[[], Awaitable[tuple[int, Stop]]], turns: int
) -> None:
    """After so many turns of the loop it is in the backlog, accepted, given to its protocol, or known."""

    async def scene() -> socket.socket:
        port, stop = await start()
        peer = socket.create_connection(("127.0.0.1", port), PATIENCE)  # the system answers for the server
        for _ in range(turns):
            await asyncio.sleep(0)
        await stop()
        return peer

    with asyncio.run(scene()) as peer, contextlib.suppress(ConnectionResetError):
        assert peer.recv(1) == b""
