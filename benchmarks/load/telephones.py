"""Telephones for a load over UDP: one calls, the others answer at once or are busy.

Each sends again what was not answered, after half a second and then after twice as long each time, as
telephones do (RFC 3261 §17.1.1.2); how often is counted. Calls that were over are forgotten, so that a load
of any length takes the same memory.
"""

import asyncio
import functools
import time
from typing import cast

import msgspec

from benchmarks.load.wire import (
    WITH_SDP,
    WITHOUT,
    credentials,
    header,
    headers,
    port_of,
    response,
    udp_socket,
    uri,
)
from tests.server.engine.company import DOMAIN, SECRET

PATIENCE = 60.0
"""Seconds until a registration that is not answered is a failure."""
T1 = 0.5
"""Seconds."""
_DOMAIN = DOMAIN.encode()
_SECRET = SECRET.encode()
_SENT_BY_PHONES = (
    b"Allow: PRACK, INVITE, ACK, BYE, CANCEL, UPDATE, INFO, SUBSCRIBE, NOTIFY, REFER, OPTIONS\r\n"
    b"Supported: replaces, 100rel, timer, norefersub\r\n"
    b"Session-Expires: 1800\r\n"
    b"User-Agent: benchmark\r\n"
)


class Waiting(msgspec.Struct):
    """A message to be sent again until it is answered."""

    message: bytes
    sent_at: float
    patience: float = T1

    def is_due(self, now: float) -> bool:
        """Whether to send it again now; if so it is taken as sent."""
        if now - self.sent_at < self.patience:
            return False
        self.sent_at, self.patience = now, 2 * self.patience
        return True


class Telephone(asyncio.DatagramProtocol):
    """Knows how to register. `person` is the user of its address, `device` its name at the registrar."""

    def __init__(self, person: str, device: str, server: tuple[str, int]) -> None:
        self.person = person.encode()
        self.device = device.encode()
        self.server = server
        self.port = 0
        self.sent_again = 0
        self._registered: asyncio.Future[bytes] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.DatagramTransport, transport)
        self.port = port_of(transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        if header(data, b"CSeq").endswith(b"REGISTER"):
            if self._registered is not None and not self._registered.done():
                self._registered.set_result(data)
        else:
            self.received(data, addr)

    def received(self, data: bytes, addr: tuple[str, int]) -> None:
        raise NotImplementedError

    def send(self, data: bytes) -> None:
        self.transport.sendto(data, self.server)

    async def register(self) -> None:
        target, signed = b"sip:" + _DOMAIN, b""
        for number in (1, 2):
            self._registered = asyncio.get_running_loop().create_future()
            self.send(
                b"REGISTER %b SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:%d;rport;branch=z9hG4bKr%d%b\r\n"
                b"Max-Forwards: 70\r\nFrom: <sip:%b@%b>;tag=r\r\nTo: <sip:%b@%b>\r\nCall-ID: r-%b\r\n"
                b"CSeq: %d REGISTER\r\nContact: <sip:%b@127.0.0.1:%d>\r\nExpires: 3600\r\n%b%b"
                % (
                    *(target, self.port, number, self.device, self.person, _DOMAIN, self.person, _DOMAIN),
                    *(self.device, number, self.person, self.port, signed, WITHOUT),
                )
            )
            answer = await asyncio.wait_for(self._registered, PATIENCE)
            if answer[8:11] == b"200":
                return
            challenge = header(answer, b"WWW-Authenticate")
            value = credentials(challenge, b"REGISTER", target, self.device, _SECRET)
            signed = b"Authorization: " + value + b"\r\n"
        raise AssertionError(f"not registered: {answer[:200]!r}")


class Callee(Telephone):
    """180 and 200 to every INVITE, or 486 when `busy`; 200 to every BYE."""

    def __init__(self, person: str, device: str, server: tuple[str, int], *, busy: bool = False) -> None:
        super().__init__(person, device, server)
        self._busy = busy
        self._unconfirmed: dict[bytes, Waiting] = {}
        """By Call-ID: 200s whose ACK has not come."""

    def received(self, data: bytes, addr: tuple[str, int]) -> None:
        method = data[:4]
        if method == b"INVI" and self._busy:
            self.send(response(data, b"486 Busy Here", b"busy") + WITHOUT)
        elif method == b"INVI":
            contact = b"Contact: <sip:%b@127.0.0.1:%d>" % (self.person, self.port)
            self.send(response(data, b"180 Ringing", b"callee", contact) + WITHOUT)
            answer = response(data, b"200 OK", b"callee", contact) + WITH_SDP
            self._unconfirmed[header(data, b"Call-ID")] = Waiting(answer, time.perf_counter())
            self.send(answer)
        elif method == b"ACK ":
            self._unconfirmed.pop(header(data, b"Call-ID"), None)
        elif method == b"BYE ":
            self.send(response(data, b"200 OK", b"callee") + WITHOUT)

    def send_again(self) -> None:
        """What was not confirmed for long; call this every so often."""
        now = time.perf_counter()
        for waiting in self._unconfirmed.values():
            if waiting.is_due(now):
                self.sent_again += 1
                self.send(waiting.message)


class Call(msgspec.Struct):
    number: int
    target: bytes
    waiting: Waiting | None = None
    """The request that has no answer yet."""
    asked_at: float = 0.0
    """When the INVITE that was let through was sent first."""
    invites: int = 0
    ack: bytes = b""


class Caller(Telephone):
    """Places calls and hangs up as soon as they are answered. `latencies` are seconds from the INVITE (that
    was let through) to its 180; `failed` is what was answered in place of that."""

    def __init__(self, person: str, device: str, server: tuple[str, int]) -> None:
        super().__init__(person, device, server)
        self.latencies: list[float] = []
        self.done = 0
        self.failed: list[bytes] = []
        self._calls: dict[bytes, Call] = {}
        self._number = 0

    @property
    def open(self) -> int:
        """Calls that are not over."""
        return len(self._calls)

    def call(self, target: bytes) -> None:
        self._number += 1
        call = Call(self._number, target)
        self._calls[b"%d-%d@127.0.0.1" % (call.number, self.port)] = call
        self._invite(call, b"")

    def received(self, data: bytes, addr: tuple[str, int]) -> None:
        arrived = time.perf_counter()
        call = self._calls.get(header(data, b"Call-ID"))
        if call is None:
            return
        status, cseq = data[8:11], header(data, b"CSeq")
        if cseq.endswith(b"BYE"):
            if status >= b"200":
                self._over(call, b"" if status == b"200" else data)
        elif cseq != b"%d INVITE" % call.invites:
            pass
        elif status < b"200":
            call.waiting = None
            if status == b"180" and call.asked_at:
                self.latencies.append(arrived - call.asked_at)
                call.asked_at = 0.0
        elif status == b"200" and call.ack:
            self.sent_again += 1
            self.send(call.ack)
        elif status == b"200":
            route, target = self._way(data)
            call.ack = self._within(call, data, b"ACK", b"a", call.invites, route, target)
            self.send(call.ack)
            self._ask(call, self._within(call, data, b"BYE", b"b", call.invites + 1, route, target))
        else:
            self.send(self._within(call, data, b"ACK", b"i%d" % call.invites, call.invites, b"", call.target))
            challenge = header(data, b"Proxy-Authenticate")
            if not challenge or call.invites > 1:
                self._over(call, data)
                return
            value = credentials(challenge, b"INVITE", call.target, self.device, _SECRET)
            self._invite(call, b"Proxy-Authorization: " + value + b"\r\n")

    def send_again(self) -> None:
        """What was not answered for long; call this every so often."""
        now = time.perf_counter()
        for call in self._calls.values():
            if call.waiting is not None and call.waiting.is_due(now):
                self.sent_again += 1
                self.send(call.waiting.message)

    def _invite(self, call: Call, signed: bytes) -> None:
        call.invites += 1
        call.asked_at = time.perf_counter()
        self._ask(
            call,
            b"INVITE %b SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:%d;rport;branch=z9hG4bK%di%d\r\n"
            b"Max-Forwards: 70\r\nFrom: <sip:%b@%b>;tag=c%d\r\nTo: <%b>\r\nCall-ID: %d-%d@127.0.0.1\r\n"
            b"CSeq: %d INVITE\r\nContact: <sip:%b@127.0.0.1:%d>\r\n%b%b%b"
            % (
                *(call.target, self.port, call.number, call.invites, self.person, _DOMAIN, call.number),
                *(call.target, call.number, self.port, call.invites, self.person, self.port),
                *(_SENT_BY_PHONES, signed, WITH_SDP),
            ),
        )

    def _ask(self, call: Call, request: bytes) -> None:
        call.waiting = Waiting(request, time.perf_counter())
        self.send(request)

    def _over(self, call: Call, why: bytes) -> None:
        del self._calls[b"%d-%d@127.0.0.1" % (call.number, self.port)]
        if why:
            self.failed.append(why[:60])
        else:
            self.done += 1

    def _way(self, answer: bytes) -> tuple[bytes, bytes]:
        routes = b"".join(b"Route: %b\r\n" % value for value in reversed(headers(answer, b"Record-Route")))
        return routes, uri(header(answer, b"Contact"))

    def _within(
        self, call: Call, answer: bytes, method: bytes, mark: bytes, cseq: int, route: bytes, target: bytes
    ) -> bytes:
        return (
            b"%b %b SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:%d;rport;branch=z9hG4bK%d%b\r\n%b"
            b"Max-Forwards: 70\r\nFrom: <sip:%b@%b>;tag=c%d\r\nTo: %b\r\nCall-ID: %d-%d@127.0.0.1\r\n"
            b"CSeq: %d %b\r\n%b"
            % (
                *(method, target, self.port, call.number, mark, route, self.person, _DOMAIN, call.number),
                *(header(answer, b"To"), call.number, self.port, cseq, method, WITHOUT),
            )
        )


async def start(*telephones: Telephone) -> None:
    """Give each a socket."""
    loop = asyncio.get_running_loop()
    for telephone in telephones:
        await loop.create_datagram_endpoint(functools.partial(_same, telephone), sock=udp_socket())


def _same(telephone: Telephone) -> Telephone:
    return telephone
