"""One TCP or TLS connection: framing, keep-alives and the limits of a peer."""

import asyncio
import ssl
from collections.abc import Callable
from typing import cast

from softphone.sip.message.errors import ParseError
from softphone.sip.message.flow import Flow
from softphone.sip.message.framing import PING, PONG, Framer
from softphone.sip.transport.limits import Limits


class Connection(asyncio.Protocol):
    """Calls `opened(self)`, which gives it its flow or refuses by None, then `received(data, flow)` for each
    message, `kept_alive(flow)` for each keep-alive (answered here), `refused(error, flow)` when the stream
    broke, and `closed(self)` in the end."""

    def __init__(
        self,
        limits: Limits,
        opened: Callable[["Connection"], Flow | None],
        received: Callable[[bytes, Flow], None],
        kept_alive: Callable[[Flow], None],
        refused: Callable[[ParseError, Flow], None],
        closed: Callable[["Connection"], None],
    ) -> None:
        self.flow: Flow | None = None
        self._limits = limits
        self._opened = opened
        self._received = received
        self._kept_alive = kept_alive
        self._refused = refused
        self._closed = closed
        self._framer = Framer()
        self._loop = asyncio.get_running_loop()
        self._heard_at = self._loop.time()
        self._partial_since: float | None = None
        self._timer: asyncio.TimerHandle | None = None
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self.flow = self._opened(self)
        if self.flow is None:
            self.transport.abort()
            return
        self._watch()

    def peer(self) -> tuple[str, int]:
        assert self.transport is not None
        name = self.transport.get_extra_info("peername") or ("", 0)
        return name[0], name[1]

    @property
    def secure(self) -> bool:
        assert self.transport is not None
        return isinstance(self.transport.get_extra_info("ssl_object"), ssl.SSLObject)

    def data_received(self, data: bytes) -> None:
        assert self.transport is not None
        if self.flow is None:
            return
        self._heard_at = self._loop.time()
        try:
            messages = self._framer.feed(data)
        except ParseError as error:
            self._refused(error, self.flow)
            self.transport.close()
            return
        if not self._framer.partial:
            self._partial_since = None
        elif self._partial_since is None or messages:
            self._partial_since = self._heard_at
            self._watch()
        for message in messages:
            if message == PING:
                self.transport.write(PONG)
                self._kept_alive(self.flow)
            else:
                self._received(message, self.flow)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._timer is not None:
            self._timer.cancel()
        if self.flow is not None:
            self._closed(self)

    def send(self, data: bytes) -> bool:
        """False when the peer is gone or does not read."""
        if self.transport is None or self.transport.is_closing():
            return False
        if self.transport.get_write_buffer_size() > self._limits.unsent_bytes:
            self.transport.abort()
            return False
        self.transport.write(data)
        return True

    def close(self) -> None:
        if self.transport is not None:
            self.transport.close()

    def abort(self) -> None:
        if self.transport is not None:
            self.transport.abort()

    def _watch(self) -> None:
        """Look again when the peer may have taken too long."""
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self._loop.call_at(self._deadline(), self._overdue)

    def _deadline(self) -> float:
        idle = self._heard_at + self._limits.idle_seconds
        if self._partial_since is None:
            return idle
        return min(idle, self._partial_since + self._limits.partial_seconds)

    def _overdue(self) -> None:
        assert self.transport is not None
        if self._loop.time() >= self._deadline() - 0.01:
            self.transport.abort()
        else:
            self._watch()
