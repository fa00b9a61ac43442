"""Somebody between two telephones, who carries one call and its sound, datagram by datagram: a test says what
is lost on the way, and what is late."""

import re
import selectors
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from softphone.sip.message.message import Response, parse

Address = tuple[str, int]
Way = Literal["rtp", "rtcp"]
_PORTS = {"rtp": re.compile(rb"(?m)(?<=^m=audio )\d+"), "rtcp": re.compile(rb"(?m)(?<=^a=rtcp:)\d+")}
"""Where a telephone's SDP says that it is reached."""
_PORT = re.compile(r"(?<=@127\.0\.0\.1:)\d+")


@dataclass(frozen=True)
class Datagram:
    """On one of the two ways of a call's sound, each of which agrees on keys of its own."""

    way: Way
    to_caller: bool
    data: bytes

    @property
    def is_handshake(self) -> bool:
        """DTLS (RFC 5764 §5.1.2)."""
        return 19 < self.data[0] < 64

    def agrees_on(self, way: Way) -> bool:
        """The keys of that way."""
        return self.is_handshake and self.way == way


@dataclass
class _Side:
    """What one telephone sends to, and where it is as far as is known: by "sip", "rtp" and "rtcp"."""

    sockets: dict[str, socket.socket] = field(default_factory=dict)
    known: dict[str, Address] = field(default_factory=dict)

    def port(self, kind: str) -> str:
        return str(self.sockets[kind].getsockname()[1])


class Between:
    """Carries a call to the telephone that `called` is the address of; the caller dials `address`. Of what is
    sent for sound it carries what `carries` says, which is asked on a thread of its own."""

    def __init__(self, called: str, carries: Callable[[Datagram], bool]) -> None:
        self._carries = carries
        self._selector = selectors.DefaultSelector()
        self._caller, self._called = _Side(), _Side()
        for side, other in ((self._caller, self._called), (self._called, self._caller)):
            for kind in ("sip", "rtp", "rtcp"):
                side.sockets[kind] = made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
                made.bind(("127.0.0.1", 0))
                self._selector.register(made, selectors.EVENT_READ, (kind, side, other))
        self._called.known["sip"] = ("127.0.0.1", int(called.rpartition(":")[2]))
        self._ends, ended = socket.socketpair()
        self._selector.register(ended, selectors.EVENT_READ, None)
        self._thread = threading.Thread(target=self._run, name="between", daemon=True)
        self._thread.start()
        self.address = _PORT.sub(self._caller.port("sip"), called)
        self.answered = threading.Event()
        """The answer, with the called party's side of the sound, has just been handed to the caller."""

    def __enter__(self) -> "Between":
        return self

    def __exit__(self, *error: object) -> None:
        self._ends.close()
        self._thread.join()
        for key in list(self._selector.get_map().values()):
            assert isinstance(key.fileobj, socket.socket)
            key.fileobj.close()
        self._selector.close()

    def carry(self, datagram: Datagram) -> None:
        receiver = self._caller if datagram.to_caller else self._called
        receiver.sockets[datagram.way].sendto(datagram.data, receiver.known[datagram.way])

    def _run(self) -> None:
        while True:
            for key, _ in self._selector.select():
                if key.data is None:
                    return
                kind, sender, receiver = key.data
                data, sender.known[kind] = sender.sockets[kind].recvfrom(65535)
                if kind == "sip":
                    self._say(data, sender, receiver)
                else:
                    datagram = Datagram(kind, receiver is self._caller, data)
                    if self._carries(datagram):
                        self.carry(datagram)

    def _say(self, data: bytes, sender: _Side, receiver: _Side) -> None:
        """Each takes us for the other: for what is said later in the call, and for the sound."""
        message = parse(data)
        body = message.body
        if message.all("contact"):
            contact = _PORT.sub(receiver.port("sip"), message.required("contact"))
            message = message.with_header("contact", contact)
        if body:
            for way, pattern in _PORTS.items():
                port = pattern.search(body)
                assert port is not None, body
                sender.known[way] = ("127.0.0.1", int(port[0]))
                body = pattern.sub(receiver.port(way).encode(), body)
            message = message.with_body("application/sdp", body)
        receiver.sockets["sip"].sendto(message.to_bytes(), receiver.known["sip"])
        if body and isinstance(message, Response) and message.status == 200:
            self.answered.set()
