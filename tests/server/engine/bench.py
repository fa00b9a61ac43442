"""The engine's core on a bench: telephones without sockets, and a clock that is turned by hand."""

import itertools
import logging
from datetime import UTC, datetime

from softphone.people.directory import Directory
from softphone.people.line_state import LineState
from softphone.server.engine_core import EngineCore
from softphone.server.engine_journal import Journal
from softphone.server.ports import Ports
from softphone.sip.message.flow import Flow
from softphone.sip.message.message import Header, Request, Response, parse
from tests.server.engine.company import SECRET
from tests.server.engine.telephone import Telephone, authorization

LUNCH = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
"""A Wednesday."""


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
    def __init__(
        self,
        directory: Directory,
        *,
        ports: Ports = Ports("10.0.0.1", 5060, 5061),  # noqa: B008 - frozen
        own_hosts: tuple[str, ...] = ("10.0.0.1",),
        journal: Journal | None = None,
        wall: float = 0.0,
    ) -> None:
        """`wall` is the time of day, in seconds since 1970, at the beginning."""
        self.now = 1000.0
        self.lines: list[tuple[str, LineState]] = []
        self.telephones: dict[tuple[str, int], BenchTelephone] = {}
        self.log = Log()
        self.dead: set[Flow] = set()
        tokens = itertools.count(1)
        self.core = EngineCore(
            directory,
            ports,
            own_hosts=own_hosts,
            token=lambda size: f"{next(tokens):0{2 * size}x}",
            route_key="key",
            ring_seconds=60.0,
            local_time=lambda: LUNCH,
            send=self._send,
            on_line_state=lambda person, line: self.lines.append((person, line)),
            log=self.log,
            journal=journal,
            ahead=lambda: wall - 1000.0,
        )
        self.core.restore(self.now)

    def telephone(
        self, device: str, person: str = "", *, transport: str = "udp", port: int = 0
    ) -> "BenchTelephone":
        port = port or 6000 + len(self.telephones)
        flow = Flow(transport, "10.0.0.9", port, 0 if transport == "udp" else port)
        made = BenchTelephone(self, device, person or device.partition("-")[0], flow)
        self.telephones["10.0.0.9", port] = made
        return made

    def registered(self, device: str, *, transport: str = "udp") -> "BenchTelephone":
        made = self.telephone(device, transport=transport)
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

    def receive(self, data: bytes, flow: Flow) -> None:
        """What a telephone sends."""
        self.core.receive(data, flow, self.now)

    def _send(self, data: bytes, flow: Flow) -> bool:
        if flow in self.dead:
            return False
        telephone = self.telephones.get((flow.host, flow.port))
        if telephone is not None and telephone.flow.transport == flow.transport:
            telephone.got.append(parse(data))
        return True


class BenchTelephone(Telephone):
    """On the bench everything that a message causes has happened when `send` returns."""

    def __init__(self, bench: Bench, device: str, person: str, flow: Flow) -> None:
        super().__init__(device, person, flow)
        self.bench = bench

    def send(self, message: Request | Response) -> None:
        self.bench.receive(message.to_bytes(), self.flow)

    def signed(self, request: Request, secret: str = SECRET) -> Request:
        """Send it, and again for each challenge; the one that was sent last."""
        self.send(request)
        plain = request
        for _ in range(2):
            challenge = next(
                (m for m in self.got if isinstance(m, Response) and m.status in (401, 407)), None
            )
            if challenge is None:
                break
            self.got.remove(challenge)
            if request.method == "INVITE":
                self.send(self.ack_of(request, challenge))
            request = self.again(plain, authorization(challenge, plain, self.device, secret))
            self.send(request)
        return request

    def register(self, expires: int = 300, secret: str = SECRET) -> Response:
        self.signed(self.register_request(expires), secret)
        return self.response()

    def call(self, target: str, *headers: Header) -> Request:
        """Dial; the INVITE that was let through."""
        return self.signed(self.invite(target, *headers))

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
