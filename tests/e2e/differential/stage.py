"""Telephones that follow a script, whichever server they talk to, and what each of them saw.

A script never fails on what a server does or leaves undone: it goes on with what came, and all of that is
noted. `settle` waits until the server has looked at everything sent so far: it asks the server something
itself and waits for the answer, and the servers take what comes in turn.
"""

import select
import socket
import time
from collections import Counter
from collections.abc import Callable, Mapping
from types import TracebackType

import msgspec

from softphone.sip.message.address import Address, parse_address
from softphone.sip.message.flow import Flow
from softphone.sip.message.message import Header, Request, Response, parse
from tests.e2e.differential.company import DOMAIN, SECRET
from tests.server.engine.telephone import NUMBERS, Telephone, authorization

ELSEWHERE = "127.0.0.8"
"""Another host."""
PATIENCE = 60.0
"""Seconds after which a server that does not answer is down."""


class Seen(msgspec.Struct, frozen=True):
    """What a script's telephones saw, in words."""

    came: Mapping[str, str]
    """What came, by "bob gets" (responses) and "bob is asked" (requests), in the order of its arrival."""
    details: Mapping[str, Mapping[str, str]]
    """Of each request by its headers, by "bob INVITE 1", "bob INVITE 2"."""


_COUNTED = {"via": "Vias", "record-route": "Record-Routes", "route": "Routes"}
_SHOWN = {
    "max-forwards": "Max-Forwards",
    "p-asserted-identity": "P-Asserted-Identity",
    "proxy-authorization": "Proxy-Authorization",
    "session-expires": "Session-Expires",
    "reason": "Reason",
    "require": "Require",
}


class Peer(Telephone):
    """Says what its script wants. `name` stands for it in what was seen, and in its tags."""

    def __init__(self, stage: "Stage", name: str, person: str, host: str) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind((host, 0))
        self._socket.setblocking(False)
        port = self._socket.getsockname()[1]
        super().__init__(name, person, Flow("udp", host, port))
        self.contact = f"<sip:{person}@{host}:{port}>"
        self.uri = self.contact[1:-1]
        self.seen: list[Request | Response] = []
        self.pongs = 0
        self._stage = stage
        self._datagrams: set[bytes] = set()

    def fileno(self) -> int:
        return self._socket.fileno()

    def close(self) -> None:
        self._socket.close()

    def send(self, message: Request | Response) -> None:
        self.send_bytes(message.to_bytes())

    def send_bytes(self, data: bytes) -> None:
        """And let the server look at it."""
        self._socket.sendto(data, ("127.0.0.1", self._stage.port))
        self._stage.settle()

    def receive(self) -> None:
        """Take what is there. What comes twice is a retransmission."""
        while True:
            try:
                data = self._socket.recv(65536)
            except BlockingIOError:
                return
            if data in self._datagrams:
                continue
            self._datagrams.add(data)
            if not data.strip():
                self.pongs += 1
                continue
            message = parse(data)
            self.got.append(message)
            self.seen.append(message)

    def forget(self) -> None:
        self.got.clear()
        self.seen.clear()

    def signed(self, request: Request, secret: str = SECRET, user: str = "") -> Request:
        """Send it, and once more when challenged; what was sent last."""
        self.send(request)
        challenge = self.response(401) or self.response(407)
        if challenge is None:
            return request
        if request.method == "INVITE":
            self.send(self.ack_of(request, challenge))
        again = self.again(request, authorization(challenge, request, user or self.person, secret))
        self.send(again)
        return again

    def call(self, target: str, *headers: Header) -> Request:
        return self.signed(self.invite(target, *headers))

    def response(self, status: int = 0) -> Response | None:
        """The next response that came (with that status; any final one when 0)."""
        for message in self.got:
            if isinstance(message, Response) and (
                message.status == status or (not status and message.status >= 200)
            ):
                self.got.remove(message)
                return message
        return None

    def asked(self, method: str) -> Request | None:
        """The next request with that method that came."""
        for message in self.got:
            if isinstance(message, Request) and message.method == method:
                self.got.remove(message)
                return message
        return None

    def has(self, method: str) -> bool:
        """Whether such a request came and was not looked at yet."""
        return any(isinstance(m, Request) and m.method == method for m in self.got)

    def has_final(self) -> bool:
        return any(isinstance(m, Response) and m.status >= 200 for m in self.got)

    def answers(self, method: str, *statuses: int, headers: tuple[Header, ...] = ()) -> Request | None:
        """Answer the next such request, when one came, with each status in turn."""
        request = self.asked(method)
        if request is not None:
            for status in statuses:
                self.answer(request, status, *headers)
        return request

    def cancelled(self) -> None:
        """When a CANCEL came: 200 for it, 487 for what it cancels."""
        cancel = self.answers("CANCEL", 200)
        if cancel is not None:
            invite = next(
                m
                for m in self.seen
                if isinstance(m, Request) and m.method == "INVITE" and m.call_id == cancel.call_id
            )
            self.answer(invite, 487)

    def acknowledge(self, request: Request) -> None:
        """The ACK that each kind of final answer wants, for the next that came."""
        response = self.response()
        if response is None:
            return
        if response.status >= 300:
            self.send(self.ack_of(request, response))
        else:
            self.send(self.ack(response))

    def ack(self, ok: Response) -> Request:
        """Of a 2xx."""
        return self.within(ok, "ACK").with_header("cseq", f"{ok.cseq.number} ACK")

    def register(self, expires: int = 300, *headers: Header) -> Request:
        return self.signed(self.register_request(expires).with_added(*headers))


class Stage:
    """One script's telephones at a server on `port` of 127.0.0.1."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.server = f"127.0.0.1:{port}"
        self._peers: list[Peer] = []
        self._registered: list[Peer] = []
        self._probe = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._probe.bind(("127.0.0.1", 0))
        self._probe.settimeout(PATIENCE)

    def __enter__(self) -> "Stage":
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        for peer in self._peers:
            peer.close()
        self._probe.close()

    def stranger(self, name: str, person: str = "") -> Peer:
        """A telephone that is not registered."""
        return self._peer(name, person or name, "127.0.0.1")

    def outsider(self, name: str) -> Peer:
        """Somebody at another address, who serves the domain of that number."""
        return self._peer(name, name, ELSEWHERE)

    def phone(self, name: str, person: str = "") -> Peer:
        """A registered one; how it got there is not noted."""
        peer = self.stranger(name, person)
        peer.register()
        ok = peer.response(200)
        assert ok is not None, f"{name} could not register"
        peer.forget()
        self._registered.append(peer)
        return peer

    def _peer(self, name: str, person: str, host: str) -> Peer:
        peer = Peer(self, name, person, host)
        self._peers.append(peer)
        return peer

    def settle(self) -> None:
        """Returns when the server has looked at everything that was sent before."""
        number = next(NUMBERS)
        own = f"127.0.0.1:{self._probe.getsockname()[1]}"
        lines = (
            f"OPTIONS sip:{DOMAIN} SIP/2.0",
            f"Via: SIP/2.0/UDP {own};rport;branch=z9hG4bKsettle{number}",
            f"From: <sip:settle@{own}>;tag=s",
            f"To: <sip:{DOMAIN}>",
            f"Call-ID: settle-{number}",
            "CSeq: 1 OPTIONS",
            "Max-Forwards: 5",
            "Content-Length: 0",
        )
        self._probe.sendto("\r\n".join((*lines, "", "")).encode(), ("127.0.0.1", self.port))
        while f"settle-{number}".encode() not in self._probe.recv(65536):
            pass
        for peer in self._peers:
            peer.receive()

    def wait(self, condition: Callable[[], bool]) -> None:
        """Until the condition holds, which only what comes can make true; on a server that leaves it undone
        the script goes on in the end."""
        deadline = time.monotonic() + PATIENCE
        while not condition() and (left := deadline - time.monotonic()) > 0:
            select.select(self._peers, [], [], left)
            for peer in self._peers:
                peer.receive()

    def what_was_seen(self) -> Seen:
        came: dict[str, str] = {}
        details: dict[str, dict[str, str]] = {}
        for peer in self._peers:
            responses = [m for m in peer.seen if isinstance(m, Response) and m.status > 100]
            statuses = [_status(m) for m in responses] + peer.pongs * ["line end"]
            requests = [m for m in peer.seen if isinstance(m, Request)]
            if statuses:
                came[f"{peer.device} gets"] = ", ".join(statuses)
            if requests:
                came[f"{peer.device} is asked"] = ", ".join(request.method for request in requests)
            occurrences: Counter[str] = Counter()
            for request in requests:
                occurrences[request.method] += 1
                nth = occurrences[request.method]
                details[f"{peer.device} {request.method} {nth}"] = _details(request)
        return Seen(came, details)

    def clear_away(self) -> None:
        """No registration is left for the next script."""
        for peer in self._registered:
            peer.forget()
            peer.register(0)
            assert peer.response(200) is not None, f"{peer.device} could not unregister"


def _status(response: Response) -> str:
    """With what matters of its headers."""
    details = []
    if response.cseq.method == "REGISTER" and response.status == 200:
        times = sorted({_seconds(contact) for contact in response.contacts})
        bound = ", ".join([f"{len(response.contacts)} bound", *(f"{seconds} s" for seconds in times)])
        details.append(bound)
    for key in ("min-expires", "unsupported"):
        if response.get(key) is not None:
            details.append(f"{key.title()} {', '.join(response.items(key))}")
    return f"{response.status}" + (f" ({'; '.join(details)})" if details else "")


def _seconds(contact: Address) -> int:
    """Its expires, to the nearest ten: the clock may have ticked since it was granted."""
    return round(int(contact.param("expires") or 0), -1)


def _details(request: Request) -> dict[str, str]:
    counted = {shown: str(len(request.items(key))) for key, shown in _COUNTED.items()}
    return counted | {shown: _value(request, key) for key, shown in _SHOWN.items()}


def _value(request: Request, key: str) -> str:
    value = request.get(key)
    if value is None:
        return "none"
    if key == "p-asserted-identity":
        return ", ".join(str(parse_address(each).uri) for each in request.all(key))
    return "there" if key == "proxy-authorization" else value
