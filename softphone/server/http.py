"""The API on a socket: uvicorn, in this process and on this loop."""

import asyncio
import contextlib
import socket
import ssl
from collections.abc import Callable

import uvicorn
from starlette.types import ASGIApp
from websockets.exceptions import InvalidState

from softphone.server.addresses import Address
from softphone.server.http_protocol import TimedHttp
from softphone.sip.transport.accepting import stop_accepting

_GRACE = 1.0
"""Seconds that connections get to end when the server stops."""


def listen(address: Address) -> socket.socket:
    """A socket bound there. OSError when it cannot be."""
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    try:
        # Where this means "take what another listens on" (Windows), it must not be set.
        if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((address.host, address.port))
        bound.listen(512)
        bound.setblocking(False)
    except BaseException:
        bound.close()
        raise
    return bound


class HttpServer:
    def __init__(
        self,
        app: ASGIApp,
        bound: socket.socket,
        tls: ssl.SSLContext | None,
        protocol: type[TimedHttp] = TimedHttp,
    ) -> None:
        factory: Callable[..., ssl.SSLContext] | None = None if tls is None else lambda *_: tls
        self._bound = bound
        self._config = uvicorn.Config(
            app,
            http=protocol,
            ws="websockets-sansio",
            lifespan="off",
            log_config=None,
            access_log=False,
            # On DEBUG it would write every header into the log: tokens.
            log_level="warning",
            proxy_headers=False,
            server_header=False,
            date_header=False,
            ws_max_size=64 * 1024,
            ws_ping_interval=20.0,
            ws_ping_timeout=20.0,
            ssl_context_factory=factory,
        )
        self._server = uvicorn.Server(self._config)

    async def start(self) -> None:
        # Without uvicorn's main loop: it only polls for a stop, which stop() does, and takes the signals.
        self._config.load()
        self._server.lifespan = self._config.lifespan_class(self._config)
        await self._server.startup(sockets=[self._bound])

    async def stop(self) -> None:
        await stop_accepting(self._server.servers)
        stopping = asyncio.ensure_future(self._server.shutdown(sockets=[self._bound]))
        await asyncio.wait([stopping], timeout=_GRACE)
        # Idle TLS clients that do not read would answer our farewell in 30 s, or never.
        for connection in list(self._server.server_state.connections):
            if connection.transport is not None:
                connection.transport.abort()
        # uvicorn falls over a WebSocket that its client is closing at this very moment.
        with contextlib.suppress(InvalidState):
            await stopping
