"""The engine without its sockets: bytes and `now` go in, bytes go out through `send`.

Each request is answered here (REGISTER, OPTIONS), refused, or passed on by `engine_calls`.
"""

import heapq
import itertools
import weakref
from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from softphone.people.directory import Directory
from softphone.people.line_state import LineState
from softphone.server.engine_calls import Exchange, Passing
from softphone.server.routing import Caller, Router, trunk_device
from softphone.sip.calls_seen import CallsSeen
from softphone.sip.message.errors import BuildError, ParseError
from softphone.sip.message.flow import Flow
from softphone.sip.message.message import Header, Request, Response, parse, respond
from softphone.sip.message.status import phrase
from softphone.sip.proxy.forwarding import Refusal, unacceptable
from softphone.sip.proxy.record_route import Passage, Tokens
from softphone.sip.registrar.digest import Accepted, Authenticator, Challenged
from softphone.sip.registrar.locations import Binding, Locations
from softphone.sip.transaction.layer import (
    Action,
    Answered,
    Failed,
    Received,
    ReceivedAck,
    Send,
    ServerTransaction,
    TransactionLayer,
    Why,
)

ALLOW = "INVITE, ACK, CANCEL, BYE, OPTIONS, REGISTER, INFO, UPDATE, PRACK, REFER, NOTIFY, MESSAGE"
_DIALOG_ONLY = frozenset({"BYE", "PRACK", "UPDATE", "INFO", "NOTIFY"})
_HOUSEKEEPING = 5.0
"""Seconds between looks at what has expired."""


class Ports(msgspec.Struct, frozen=True):
    """What we call ourselves in Via and Record-Route."""

    host: str
    port: int
    tls_port: int

    def of(self, transport: str) -> int:
        return self.tls_port if transport == "tls" else self.port

    def sent_by(self, transport: str) -> str:
        return f"{self.host}:{self.of(transport)}"


class Counts(msgspec.Struct):
    """Since the start."""

    calls: int = 0
    messages_in: int = 0
    messages_out: int = 0
    parse_failures: int = 0


class EngineCore:
    """`send(data, flow)` says whether the message could be handed over; `on_line_state` is called with each
    change of a person's line."""

    def __init__(
        self,
        directory: Directory,
        ports: Ports,
        *,
        own_hosts: tuple[str, ...],
        token: Callable[[int], str],
        route_key: str,
        ring_seconds: float,
        step_seconds: float,
        send: Callable[[bytes, Flow], bool],
        on_line_state: Callable[[str, LineState], None],
        log: Any,
    ) -> None:
        self.ports = ports
        self.token = token
        self.log = log
        self.ring_seconds = ring_seconds
        self.counts = Counts()
        self.layer = TransactionLayer()
        self.locations = Locations()
        self.calls = CallsSeen()
        self.tokens = Tokens(route_key)
        self.last_flows: dict[str, Flow] = {}
        self._own_hosts = own_hosts
        self._step_seconds = step_seconds
        self._send = send
        self._on_line_state = on_line_state
        self._lines: dict[str, LineState] = {}
        self._authenticator = Authenticator(directory.domain, token)
        self.router = Router(directory, self.locations, own_hosts, step_seconds)
        self._lines = dict.fromkeys(directory.people, LineState.OFFLINE)
        self._passing = Passing(self)
        self._exchanges: list[tuple[float, int, weakref.ref[Exchange]]] = []
        self._order = itertools.count()
        self._housekeeping_at = 0.0

    @property
    def directory(self) -> Directory:
        return self.router.directory

    @property
    def deadline(self) -> float:
        """When `advance` has to be called at the latest."""
        moments = [self._housekeeping_at]
        if self.layer.deadline is not None:
            moments.append(self.layer.deadline)
        if self._exchanges:
            moments.append(self._exchanges[0][0])
        return min(moments)

    def line_states(self) -> Mapping[str, LineState]:
        return dict(self._lines)

    def use_directory(self, directory: Directory, trunk_flows: Mapping[str, Flow]) -> None:
        """Swap the snapshot; what credentials that are gone had registered ends."""
        if directory.domain != self._authenticator.realm:
            self._authenticator = Authenticator(directory.domain, self.token)
        self.router = Router(directory, self.locations, self._own_hosts, self._step_seconds)
        self.router.use_trunk_flows(trunk_flows)
        went = self.locations.drop_devices(
            lambda device, person: (c := directory.credentials.get(device)) is not None and c.person == person
        )
        self._log_gone(went, "revoked")
        for device in [d for d in self.last_flows if d not in directory.credentials]:
            del self.last_flows[device]
        for person in [p for p in self._lines if p not in directory.people]:
            del self._lines[person]
        self.update_lines(set(directory.people))

    def receive(self, data: bytes, flow: Flow, now: float) -> None:
        """One whole message from the network."""
        self.counts.messages_in += 1
        try:
            message = parse(data)
            via = message.top_via
            if isinstance(message, Response):
                self.carry_out(self.layer.receive(message, flow, now), now)
                return
            seen = via.seen_from(flow.host, flow.port)
            if seen is not via and seen != via:
                message = message.with_top_via(seen)
            if flow.transport == "udp" and via.rport is None:
                flow = Flow("udp", flow.host, via.port or 5060)
            self.carry_out(self.layer.receive(message, flow, now), now)
        except ParseError as error:
            self.counts.parse_failures += 1
            self.log.info("message refused", source=str(flow), why=error.reason)

    def flow_closed(self, flow: Flow) -> None:
        went = self.locations.drop_flow(flow)
        self._log_gone(went, "connection closed")
        for device in [d for d, last in self.last_flows.items() if last == flow]:
            del self.last_flows[device]
        self.update_lines({binding.person for binding in went})

    def flow_unreachable(self, flow: Flow, now: float) -> None:
        """A connection of our own could not be opened: whatever waits for it fails at once."""
        for transaction in self.layer.of_flow(flow):
            self.carry_out(self.layer.failed(transaction, now), now)

    def advance(self, now: float) -> None:
        """Do what is due."""
        self.carry_out(self.layer.advance(now), now)
        while self._exchanges and self._exchanges[0][0] <= now:
            exchange = heapq.heappop(self._exchanges)[2]()
            if exchange is not None:
                self._passing.advance(exchange, now)
        if now >= self._housekeeping_at:
            self._housekeeping_at = now + _HOUSEKEEPING
            went = self.locations.expire(now)
            self._log_gone(went, "expired")
            self._authenticator.forget_old(now)
            self.update_lines({b.person for b in went} | self.calls.forget_old(now))

    def watch(self, exchange: Exchange) -> None:
        """Come back to it when its fork's deadline has passed."""
        deadline = exchange.fork.deadline
        if deadline is not None:
            heapq.heappush(self._exchanges, (deadline, next(self._order), weakref.ref(exchange)))

    def carry_out(self, actions: list[Action], now: float) -> None:
        for action in actions:
            match action:
                case Send(message, flow, transaction):
                    if not self.transmit(message, flow) and transaction is not None:
                        self.carry_out(self.layer.failed(transaction, now), now)
                case Received(transaction):
                    self._received(transaction, now)
                case ReceivedAck(request, flow):
                    self._acknowledged(request, now)
                case Answered(transaction, response):
                    self._passing.answered(transaction, response, now)
                case Failed(transaction, why):
                    self._passing.failed(transaction, why is Why.TIMEOUT, now)

    def transmit(self, message: Request | Response, flow: Flow) -> bool:
        try:
            data = message.to_bytes()
        except BuildError as error:
            self.log.error("message not sent", to=str(flow), why=str(error))
            return False
        self.counts.messages_out += 1
        return self._send(data, flow)

    def respond(
        self, server: ServerTransaction, status: int, now: float, *headers: Header, reason: str = ""
    ) -> None:
        response = respond(server.request, status, *headers, reason=reason, to_tag=self.token(8))
        self.carry_out(self.layer.respond(server, response, now), now)

    def refuse(self, server: ServerTransaction, refusal: Refusal, now: float) -> None:
        self.log.info(
            "refused",
            method=server.request.method,
            status=refusal.status,
            why=refusal.reason or phrase(refusal.status),
            source=str(server.flow),
            call=server.request.get("call-id"),
        )
        self.respond(server, refusal.status, now, *refusal.headers, reason=refusal.reason)

    def update_lines(self, persons: set[str]) -> None:
        """Tell of every line among those persons' that is not what it was."""
        for person in persons:
            if person not in self.directory.people:
                continue
            line = self.calls.line(person) if self.locations.of_person(person) else LineState.OFFLINE
            if self._lines.get(person) is not line:
                self._lines[person] = line
                self._on_line_state(person, line)

    def _received(self, server: ServerTransaction, now: float) -> None:
        request = server.request
        try:
            if request.cseq.method != request.method:
                raise ParseError("CSeq names another method")
            if not request.call_id or not request.from_.tag:
                raise ParseError("no Call-ID or no From tag")
            to_tag = request.to.tag
            refusal = unacceptable(request, self.ports.sent_by(server.flow.transport))
            if refusal is not None:
                self.refuse(server, refusal, now)
            elif request.method == "CANCEL":
                self._cancel(server, now)
            elif to_tag:
                self._within_dialog(server, now)
            else:
                self._new(server, now)
        except ParseError as error:
            self.counts.parse_failures += 1
            self.refuse(server, Refusal(error.status, reason=error.reason), now)

    def _cancel(self, server: ServerTransaction, now: float) -> None:
        invite = self.layer.find_invite(server.request)
        self.respond(server, 481 if invite is None else 200, now)
        if invite is not None and isinstance(invite.owner, Exchange):
            self._passing.cancel(invite.owner, server.request.get("reason") or "", now)

    def _within_dialog(self, server: ServerTransaction, now: float) -> None:
        request, passage = self._through_our_routes(server.request, now)
        if passage is None:
            self.refuse(server, Refusal(481), now)
            return
        self._passing.pass_within_dialog(server, request, passage, now)

    def _acknowledged(self, request: Request, now: float) -> None:
        """The ACK for a 2xx: passed on without a transaction; what has no token goes nowhere."""
        request, passage = self._through_our_routes(request, now)
        if passage is not None:
            self._passing.pass_ack(request, passage)

    def _new(self, server: ServerTransaction, now: float) -> None:
        request, _ = self._through_our_routes(server.request, now)
        if request.get("route") is not None:
            self.refuse(server, Refusal(403, reason="Not A Relay"), now)
        elif request.method == "REGISTER":
            self._register(server, now)
        elif request.method in _DIALOG_ONLY:
            self.refuse(server, Refusal(481), now)
        elif request.method == "OPTIONS" and not request.uri.user and self.router.is_ours(request.uri):
            self.respond(server, 200, now, ("allow", ALLOW), ("accept", "application/sdp"))
        elif request.method in ("SUBSCRIBE", "PUBLISH"):
            self.refuse(server, Refusal(489, (("allow-events", "refer"),)), now)
        else:
            caller = self._caller(server, request, now)
            if caller is not None:
                self._passing.pass_new(server, request, caller, now)

    def _through_our_routes(self, request: Request, now: float) -> tuple[Request, Passage | None]:
        """Without the Routes on top that name us, and what the token in one of them says."""
        passage = None
        for route in request.routes:
            if not self.router.is_ours(route.uri):
                break
            port = route.uri.port or (5061 if route.uri.transport == "tls" else 5060)
            if route.uri.host != self.directory.domain.lower() and port not in (
                self.ports.port,
                self.ports.tls_port,
            ):
                break
            request = request.without_first("route")
            passage = passage or self.tokens.check(route.uri.user, request, now)
        return request, passage

    def _caller(self, server: ServerTransaction, request: Request, now: float) -> Caller | None:
        """Who sends a new request; None when it was refused or challenged. From has to be theirs: identity
        is what the digest proves."""
        via = request.top_via
        trunk = self.router.trunk_of(server.flow, via.port or (5061 if via.transport == "TLS" else 5060))
        if trunk is not None:
            return Caller("", trunk_device(trunk), trunk=True)
        checked = self._authenticator.check(
            request, self.directory.credentials, "proxy-authorization", server.flow.host, now
        )
        if isinstance(checked, Challenged):
            self._challenge(server, checked, 407, "proxy-authenticate", now)
            return None
        credential = checked.credential
        if self.router.person_of(request.from_.uri) != credential.person:
            self.refuse(server, Refusal(403, reason="From Is Not Yours"), now)
            return None
        self.last_flows[credential.user] = server.flow
        return Caller(credential.person, credential.user)

    def _challenge(
        self, server: ServerTransaction, checked: Challenged, status: int, header: str, now: float
    ) -> None:
        if checked.wrong:
            self.log.warning("wrong secret", user=checked.user, source=str(server.flow))
        self.respond(server, status, now, (header, str(checked.challenge)))

    def _register(self, server: ServerTransaction, now: float) -> None:
        request = server.request
        if not self.router.is_ours(request.uri):
            self.refuse(server, Refusal(404, reason="Unknown Domain"), now)
            return
        checked = self._authenticator.check(
            request, self.directory.credentials, "authorization", server.flow.host, now
        )
        if not isinstance(checked, Accepted):
            self._challenge(server, checked, 401, "www-authenticate", now)
            return
        credential = checked.credential
        if self.router.person_of(request.to.uri) != credential.person:
            self.refuse(server, Refusal(403, reason="Address Is Not Yours"), now)
            return
        result = self.locations.register(request, credential.person, credential.user, server.flow, now)
        self.last_flows[credential.user] = server.flow
        self.carry_out(self.layer.respond(server, result.response, now), now)
        for binding in result.came:
            self.log.info("registered", device=binding.device, contact=str(binding.contact.uri))
        self._log_gone(result.went, "unregistered")
        self.update_lines({credential.person})

    def _log_gone(self, bindings: list[Binding] | tuple[Binding, ...], why: str) -> None:
        for binding in bindings:
            self.log.info("registration ended", device=binding.device, why=why)
