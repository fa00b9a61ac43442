"""HTTP connections with an end to patience: uvicorn itself waits for ever for the rest of a request."""

import asyncio
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol


class TimedHttp(H11Protocol):
    """A request whose header is not there in time, or whose body stands still, ends its connection. How long
    answers take, and WebSockets, is not looked at."""

    header_seconds = 10.0
    """From the connection, or from the first byte after an answer, to the end of the header."""
    silence_seconds = 30.0
    """Between two pieces of a body."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._timer: asyncio.TimerHandle | None = None
        self._in_header = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._watch()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop()
        super().connection_lost(exc)

    def _watch(self) -> None:
        if self.transport.is_closing() or self.transport.get_protocol() is not self:  # a WebSocket now
            self._stop()
        elif self.conn.their_state is h11.IDLE:
            if not self._in_header:  # the whole header has that time, however it trickles in
                self._start(self.header_seconds)
                self._in_header = True
        elif self.conn.their_state is h11.SEND_BODY:
            self._start(self.silence_seconds)
        else:
            self._stop()

    def _start(self, seconds: float) -> None:
        self._stop()
        self._timer = self.loop.call_later(seconds, self._overdue)

    def _stop(self) -> None:
        self._in_header = False
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _overdue(self) -> None:
        self._timer = None
        if self.flow.read_paused:  # it is we who do not read on
            self._watch()
        else:
            # No farewell: whoever holds connections on purpose would not answer it.
            self.transport.abort()
