"""A far end whose every message the test writes: a telephone of another make, or one that does not behave.

Only what is sent is automatic (Via, tags, CSeq), and the ACK of a refusal; no request is answered unless the
test answers it.
"""

import itertools
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from softphone.sip.message.errors import ParseError
from softphone.sip.message.message import Header, Request, Response, parse, respond

PATIENCE = 60.0
_QUIET = 0.15
"""Seconds without a message after which no more come."""
ALLOW = ("allow", "INVITE, ACK, CANCEL, BYE, REFER, NOTIFY")
SUPPORTED = ("supported", "replaces")
Message = Request | Response
_NUMBERS = itertools.count(1)


@dataclass(frozen=True)
class Talk:
    """A dialog, from the peer's side."""

    call_id: str
    ours: str
    """The peer's From or To with its tag; so `theirs`, the phone's."""
    theirs: str
    target: str
    """Where the phone is reached."""
    sequence: int = 1

    @property
    def our_tag(self) -> str:
        return self.ours.rpartition(";tag=")[2]

    @property
    def their_tag(self) -> str:
        return self.theirs.rpartition(";tag=")[2]


class Peer:
    def __init__(self, user: str) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self._phone: tuple[str, int] | None = None
        self._waiting: list[Message] = []
        self._known: set[tuple[str, ...]] = set()
        self._invites: dict[str, Request] = {}
        """By branch."""
        self.port = int(self._socket.getsockname()[1])
        self.address = f"sip:{user}@127.0.0.1:{self.port}"
        self.contact = ("contact", f"<{self.address}>")

    def finish(self) -> None:
        """Give every request that still waits its answer: who has hung up has the call until then."""
        while True:
            for each in [m for m in self._waiting if isinstance(m, Request) and m.method != "ACK"]:
                self.reply(each, 487 if each.method == "INVITE" else 200)
            self._waiting.clear()
            self._receive(_QUIET)
            if not self._waiting:
                return

    def close(self) -> None:
        self._socket.close()

    # What is sent.

    def _send(self, message: Message, where: tuple[str, int] | None = None) -> None:
        where = where or self._phone
        assert where is not None
        self._socket.sendto(message.to_bytes(), where)

    def _request(self, method: str, talk: Talk, headers: tuple[Header, ...], body: bytes) -> Request:
        via = f"SIP/2.0/UDP 127.0.0.1:{self.port};rport;branch=z9hG4bK{next(_NUMBERS)}"
        first: tuple[Header, ...] = (
            ("via", via),
            ("from", talk.ours),
            ("to", talk.theirs),
            ("call-id", talk.call_id),
            ("cseq", f"{talk.sequence} {method}"),
            ("max-forwards", "70"),
            self.contact,
        )
        return Request((*first, *headers), body, method, talk.target, "SIP/2.0")

    def ask(
        self, method: str, talk: Talk, *headers: Header, body: bytes = b"", where: int = 0
    ) -> tuple[Talk, Response]:
        """Send a request in that dialog, and wait for its final answer. `where`: the port, if not the
        phone's that spoke last."""
        talk, request = self.send(method, talk, *headers, body=body, where=where)
        return talk, self.answer_to(request)

    def send(
        self, method: str, talk: Talk, *headers: Header, body: bytes = b"", where: int = 0
    ) -> tuple[Talk, Request]:
        """The same without waiting."""
        talk = replace(talk, sequence=talk.sequence + 1)
        request = self._request(method, talk, headers, body)
        self._send(request, ("127.0.0.1", where) if where else None)
        return talk, request

    def answer_to(self, request: Request, *, final: bool = True) -> Response:
        def is_it(message: Message) -> bool:
            return (
                isinstance(message, Response)
                and message.top_via.branch == request.top_via.branch
                and message.cseq == request.cseq
                and (message.status >= 200) is final
                and message.status != 100
            )

        found = self._wait(is_it, f"answer to {request.method}")
        assert isinstance(found, Response)
        return found

    def reply(
        self, request: Request, status: int, *headers: Header, body: bytes = b"", tag: str = ""
    ) -> Talk:
        """Answer a request. The dialog as it is then."""
        tag = tag or request.to.tag or f"peer-{next(_NUMBERS)}"
        answer = respond(request, status, self.contact, *headers, to_tag=tag)
        if body:
            answer = answer.with_body("application/sdp", body)
        self._send(answer)
        return Talk(
            request.call_id,
            answer.required("to"),
            request.required("from"),
            str(request.contacts[0].uri) if request.all("contact") else "",
        )

    def report(self, talk: Talk, sipfrag: str, state: str = "active", event: str = "refer") -> Talk:
        """NOTIFY how we get on with a REFER; the phone has taken it."""
        headers = (
            ("event", event),
            ("subscription-state", state),
            ("content-type", "message/sipfrag;version=2.0"),
        )
        talk, answer = self.ask("NOTIFY", talk, *headers, body=sipfrag.encode())
        assert answer.status in (200, 481), answer
        return talk

    # Calls.

    def sdp(self) -> bytes:
        lines = (
            "v=0",
            "o=- 1 1 IN IP4 127.0.0.1",
            "s=-",
            "c=IN IP4 127.0.0.1",
            "t=0 0",
            "m=audio 9 RTP/AVP 8",
            "a=rtpmap:8 PCMA/8000",
            "a=sendrecv",
        )
        return "\r\n".join((*lines, "")).encode()

    def invite(self, port: int, user: str, *headers: Header, body: bytes = b"") -> tuple[Talk, Request]:
        """Call the phone at that port. Nothing is waited for."""
        self._phone = ("127.0.0.1", port)
        number = next(_NUMBERS)
        address = f"sip:{user}@127.0.0.1:{port}"
        talk = Talk(f"call-{number}@peer", f"<{self.address}>;tag=peer-{number}", f"<{address}>", address)
        every = (ALLOW, SUPPORTED, ("content-type", "application/sdp"), *headers)
        request = self._request("INVITE", talk, every, body or self.sdp())
        self._invites[request.top_via.branch] = request
        self._send(request)
        return talk, request

    def answered(self, talk: Talk, request: Request) -> Talk:
        """The phone has answered: ACK."""
        talk = self.taken(talk, request)
        self.acknowledge(talk)
        return talk

    def taken(self, talk: Talk, request: Request) -> Talk:
        """The same without the ACK."""
        response = self.answer_to(request)
        assert response.status == 200, response
        return replace(talk, theirs=response.required("to"), target=str(response.contacts[0].uri))

    def acknowledge(self, talk: Talk) -> None:
        self._send(self._request("ACK", talk, (), b""))

    def takes(self, *headers: Header) -> Talk:
        """Answer the phone's INVITE, and wait for the ACK."""
        request = self.request("INVITE")
        every = headers or (ALLOW, SUPPORTED)
        talk = self.reply(request, 200, *every, body=self.sdp())
        self.request("ACK")
        return talk

    # What comes.

    def request(self, method: str) -> Request:
        """The next request of that method."""
        found = self._wait(lambda m: isinstance(m, Request) and m.method == method, method)
        assert isinstance(found, Request)
        return found

    def nothing(self, method: str, seconds: float = 0.5) -> None:
        """No such request comes in that time."""
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            self._receive(left)
        came = [m for m in self._waiting if isinstance(m, Request) and m.method == method]
        assert not came, came

    def _wait(self, wanted: Callable[[Message], bool], what: str) -> Message:
        deadline = time.monotonic() + PATIENCE
        while True:
            for each in self._waiting:
                if wanted(each):
                    self._waiting.remove(each)
                    return each
            left = deadline - time.monotonic()
            assert left > 0, f"no {what}; what came: {self._waiting}"
            self._receive(left)

    def _receive(self, longest: float) -> None:
        self._socket.settimeout(longest)
        try:
            data, source = self._socket.recvfrom(65535)
        except TimeoutError:
            return
        try:
            message = parse(data)
        except ParseError:
            return
        kind = message.method if isinstance(message, Request) else str(message.status)
        key = (message.top_via.branch or "", str(message.cseq), kind)
        if isinstance(message, Response) and message.status >= 300:
            refused = self._invites.get(message.top_via.branch)
            if refused is not None:
                ack = Request(refused.headers, b"", "ACK", refused.target, "SIP/2.0")
                to = message.required("to")
                sequence = f"{message.cseq.number} ACK"
                ack = ack.without("content-type").with_header("to", to).with_header("cseq", sequence)
                self._send(ack, source)
        if key not in self._known:
            # What is repeated for want of an answer is no news.
            self._known.add(key)
            self._waiting.append(message)
            if isinstance(message, Request):
                self._phone = source


@contextmanager
def peers(*users: str) -> Iterator[list[Peer]]:
    made = [Peer(user) for user in users]
    try:
        yield made
    finally:
        for each in made:
            each.close()
