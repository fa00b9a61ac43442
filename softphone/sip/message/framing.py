"""Messages out of a stream (RFC 3261 §18.3) and the keep-alives between them (RFC 5626 §3.5.1)."""

import re

from softphone.sip.message.errors import ParseError
from softphone.sip.message.grammar import parse_number

MAX_HEAD = 32 * 1024
"""Bytes of start line and headers."""
MAX_BODY = 256 * 1024

PING = b"\r\n\r\n"
PONG = b"\r\n"
_LENGTH = re.compile(rb"\r\n(?:Content-Length|l)[ \t]*:[ \t\r\n]*([^\r\n]*)", re.IGNORECASE)


class Framer:
    """Feed it what a stream delivers; it gives back whole messages, and PING where one was sent.

    After a ParseError nothing more can be told apart: the connection must be closed.
    """

    def __init__(self, max_head: int = MAX_HEAD, max_body: int = MAX_BODY) -> None:
        self._buffer = bytearray()
        self._max_head = max_head
        self._max_body = max_body
        self._searched = 0
        self._needed = 0

    @property
    def partial(self) -> bool:
        """Whether a message has begun and is not whole."""
        return bool(self._buffer) and not PING.startswith(self._buffer)

    def feed(self, data: bytes) -> list[bytes]:
        """ParseError with 413 or 513 over the caps, 400 for a stream that cannot be framed."""
        self._buffer += data
        whole: list[bytes] = []
        while (message := self._next()) is not None:
            if message:
                whole.append(message)
        return whole

    def _next(self) -> bytes | None:
        """The next message or PING; empty for a stray CR LF (a pong); None when more must come."""
        buffer = self._buffer
        if not buffer:
            return None
        if self._needed:
            return self._take(self._needed) if len(buffer) >= self._needed else None
        if buffer[0] in b"\r\n":
            return self._between_messages()
        end = buffer.find(b"\r\n\r\n", max(0, self._searched - 3))
        if end < 0:
            self._searched = len(buffer)
            if len(buffer) > self._max_head:
                raise ParseError("headers too long", 513)
            return None
        if end > self._max_head:
            raise ParseError("headers too long", 513)
        found = _LENGTH.findall(bytes(buffer[: end + 2]))
        if len(set(found)) != 1:
            raise ParseError("a stream needs one Content-Length")
        size = parse_number(found[0].decode("latin-1"), "Content-Length")
        if size > self._max_body:
            raise ParseError("body too long", 413)
        self._needed = end + 4 + size
        return self._take(self._needed) if len(buffer) >= self._needed else None

    def _between_messages(self) -> bytes | None:
        if self._buffer.startswith(PING):
            return self._take(4)
        if PING.startswith(self._buffer):
            # A pong or the first half of a ping; a pong needs no answer, so waiting costs nothing.
            return None
        if self._buffer.startswith(PONG):
            self._take(2)
            return b""
        raise ParseError("neither a message nor a keep-alive")

    def _take(self, size: int) -> bytes:
        message = bytes(self._buffer[:size])
        del self._buffer[:size]
        self._searched = self._needed = 0
        return message
