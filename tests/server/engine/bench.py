"""The engine's core on a bench: telephones without sockets, and a clock that is turned by hand."""

import itertools
import logging

from softphone.people.directory import Directory
from softphone.people.line_state import LineState
from softphone.server.engine_core import EngineCore, Ports
from softphone.sip.message.auth import Credentials, parse_challenge
from softphone.sip.message.flow import Flow
from softphone.sip.message.message import Header, Request, Response, parse, respond
from softphone.sip.registrar.digest import digest_response, ha1
from softphone.people.directory import DigestAlgorithm
from tests.server.engine.company import DOMAIN, SECRET

TAGS = itertools.count(1)


def authorization(response: Response, request: Request, user: str, secret: str = SECRET, count: int = 1) -> Header:
    """The header that answers a 401 or 407."""
    header = "www-authenticate" if response.status == 401 else "proxy-authenticate"
    challenge = parse_challenge(response.required(header))
    given = Credentials(
        username=user,
        realm=challenge.realm,
        nonce=challenge.nonce,
        uri=request.target,
        response="",
        algorithm=challenge.algorithm,
        qop="auth",
        nc=f"{count:08x}",
        cnonce="c",
    )
    a1 = ha1(DigestAlgorithm(challenge.algorithm), user, challenge.realm, secret)
    answer = digest_response(challenge.algorithm, a1, request.method, given)
    values = {name: getattr(given, name) for name in Credentials.__struct_fields__} | {"response": answer}
    return ("authorization" if response.status == 401 else "proxy-authorization", str(Credentials(**values)))


class Log:
    """structlog's face, for the tests' own log."""

    def __init__(self) -> None:
        self.lines: list[tuple[str, dict[str, object]]] = []

    def info(self, event: str, **values: object) -> None:
        self.lines.append((event, values))

    warning = debug = info

    def error(self, event: str, **values: object) -> None:
        self.info(event, **values)
        logging.getLogger("engine").error("%s %s", event, values)


class Bench:
    def __init__(self, directory: Directory) -> None:
        self.now = 1000.0
        self.lines: list[tuple[str, LineState]] = []
        self.telephones: dict[tuple[str, int], Telephone] = {}
        self.log = Log()
        self.dead: set[Flow] = set()
        tokens = itertools.count(1)
        self.core = EngineCore(
            directory,
            Ports("10.0.0.1", 5060, 5061),
            own_hosts=("10.0.0.1",),
            token=lambda size: f"{next(tokens):0{2 * size}x}",
            route_key="key",
            ring_seconds=60.0,
            step_seconds=20.0,
            send=self._send,
            on_line_state=lambda person, line: self.lines.append((person, line)),
            log=self.log,
        )

    def telephone(self, device: str, person: str = "", *, transport: str = "udp", port: int = 0) -> "Telephone":
        port = port or 6000 + len(self.telephones)
        flow = Flow(transport, "10.0.0.9", port, 0 if transport == "udp" else port)
        made = Telephone(self, device, person or device.partition("-")[0], flow)
        self.telephones["10.0.0.9", port] = made
        return made

    def registered(self, device: str, **how: object) -> "Telephone":
        made = self.telephone(device, **how)  # type: ignore[arg-type]
        assert made.register().status == 200
        return made

    def line(self, person: str) -> LineState:
        return self.core.line_states()[f"id-{person}"]

    def wait(self, seconds: float) -> None:
        """Let time pass, with each timer at its own moment."""
        end = self.now + seconds
        while self.core.deadline <= end:
            self.now = max(self.now, self.core.deadline)
            self.core.advance(self.now)
        self.now = end

    def _send(self, data: bytes, flow: Flow) -> bool:
        if flow in self.dead:
            return False
        telephone = self.telephones.get((flow.host, flow.port))
        if telephone is not None and telephone.flow.transport == flow.transport:
            telephone.got.append(parse(data))
        return True


class Telephone:
    """Keeps what it got in `got`; `take` looks for one message and drops those before it."""

    def __init__(self, bench: Bench, device: str, person: str, flow: Flow) -> None:
        self.bench = bench
        self.device = device
        self.person = person
        self.flow = flow
        self.got: list[Request | Response] = []
        self.cseq = 0
        transport = "" if flow.transport == "udp" else f";transport={flow.transport}"
        self.contact = f"<sip:{person}@10.0.0.9:{flow.port}{transport}>"

    def send(self, message: Request | Response) -> None:
        self.bench.core.receive(message.to_bytes(), self.flow, self.bench.now)

    def request(self, method: str, target: str, *headers: Header, to: str = "", tag: str = "") -> Request:
        """A new request, not sent yet."""
        self.cseq += 1
        number = next(TAGS)
        return Request(
            (
                ("via", f"SIP/2.0/{self.flow.transport.upper()} 10.0.0.9:{self.flow.port};rport;branch=z9hG4bK{number}"),
                *headers,
                ("max-forwards", "70"),
                ("from", f"<sip:{self.person}@{DOMAIN}>;tag={tag or f't{number}'}"),
                ("to", to or f"<{target}>"),
                ("call-id", f"call-{number}"),
                ("cseq", f"{self.cseq} {method}"),
                ("contact", self.contact),
            ),
            b"",
            method,
            target,
        )

    def again(self, request: Request, *headers: Header) -> Request:
        """The same request as a new transaction."""
        self.cseq += 1
        changed = request.with_header("via", f"{request.required('via').rpartition('=')[0]}=z9hG4bK{next(TAGS)}")
        return changed.with_header("cseq", f"{self.cseq} {request.method}").with_added(*headers)

    def signed(self, request: Request, secret: str = SECRET) -> Request:
        """Send it, and again for each challenge; the one that was sent last."""
        self.send(request)
        plain = request
        for _ in range(2):
            challenge = next((m for m in self.got if isinstance(m, Response) and m.status in (401, 407)), None)
            if challenge is None:
                break
            self.got.remove(challenge)
            if request.method == "INVITE":
                self.send(self.ack_of(request, challenge))
            request = self.again(plain, authorization(challenge, plain, self.device, secret))
            self.send(request)
        return request

    def register(self, expires: int = 300, secret: str = SECRET) -> Response:
        request = self.request("REGISTER", f"sip:{DOMAIN}", ("expires", str(expires)))
        request = request.with_header("to", f"<sip:{self.person}@{DOMAIN}>")
        self.signed(request, secret)
        return self.response()

    def call(self, target: str, *headers: Header) -> Request:
        """Dial; the INVITE that was let through."""
        if "@" not in target:
            target = f"sip:{target}@{DOMAIN}"
        return self.signed(self.request("INVITE", target, *headers))

    def answer(self, request: Request, status: int, *headers: Header) -> Response:
        routes = tuple(h for h in request.headers if h[0] == "record-route")
        response = respond(
            request, status, *routes, ("contact", self.contact), *headers, to_tag=f"tag-{self.device}"
        )
        self.send(response)
        return response

    def ack_of(self, request: Request, response: Response) -> Request:
        """The ACK for a failure."""
        headers = tuple(h for h in request.headers if h[0] in ("via", "from", "call-id", "max-forwards"))
        headers += (("to", response.required("to")), ("cseq", f"{request.cseq.number} ACK"))
        return Request(headers, b"", "ACK", request.target)

    def cancel(self, invite: Request, *extra: Header) -> None:
        headers = tuple(h for h in invite.headers if h[0] in ("via", "from", "to", "call-id", "max-forwards"))
        headers += (("cseq", f"{invite.cseq.number} CANCEL"), *extra)
        self.send(Request(headers, b"", "CANCEL", invite.target))

    def within(self, dialog: Request | Response, method: str, *headers: Header) -> Request:
        """A request within the dialog that an INVITE (we were called) or its 2xx (we called) made; not sent."""
        caller = isinstance(dialog, Response)
        routes = [("route", value) for value in dialog.all("record-route")]
        if caller:
            routes.reverse()
        us, them = (dialog.from_, dialog.to) if caller else (dialog.to, dialog.from_)
        made = self.request(method, str(dialog.contacts[0].uri), *routes, *headers)
        if not caller:
            us = us.with_param("tag", f"tag-{self.device}")
        return (
            made.with_header("from", str(us)).with_header("to", str(them)).with_header("call-id", dialog.call_id)
        )

    def response(self, status: int = 0) -> Response:
        """The next response (of that status)."""
        while self.got:
            message = self.got.pop(0)
            if isinstance(message, Response) and (not status or message.status == status):
                return message
        raise AssertionError(f"{self.device} got no {status or 'response'}")

    def asked(self, method: str) -> Request:
        """The next request with that method."""
        while self.got:
            message = self.got.pop(0)
            if isinstance(message, Request) and message.method == method:
                return message
        raise AssertionError(f"{self.device} was not asked to {method}")

    def statuses(self) -> list[int]:
        """Of the responses since the last look, all dropped."""
        statuses = [message.status for message in self.got if isinstance(message, Response)]
        self.got.clear()
        return statuses
