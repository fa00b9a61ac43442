"""The engine without its sockets: bytes and `now` go in, bytes go out through `send`.

Each request is answered here (REGISTER, OPTIONS), refused, or passed on by `engine_calls`.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any, final

from softphone.people.directory import Directory
from softphone.people.line_state import LineState
from softphone.server.afterwards import Does, at_once
from softphone.server.arrivals import Arrivals
from softphone.server.call_records import CallRecords
from softphone.server.counts import Counts
from softphone.server.engine_admission import Admission
from softphone.server.engine_calls import Passing
from softphone.server.engine_journal import EngineJournal, Journal
from softphone.server.engine_presence import EnginePresence
from softphone.server.exchange import Exchange
from softphone.server.forwards import ForwardsInFlight
from softphone.server.media.voice import NoVoiceService
from softphone.server.overload import BEHIND, RETRY_AFTER, Overload, can_wait
from softphone.server.own_routes import through_our_routes
from softphone.server.parking import Parking, Told
from softphone.server.ports import Ports
from softphone.server.profile_codes import Dialled
from softphone.server.routing import Router
from softphone.server.rules import Rules, shown
from softphone.server.trunk.edge import ProxyEdge, trunk_device
from softphone.server.trunk.trial_call import TrialCall
from softphone.server.unsent import Unsent
from softphone.server.watched import Watched
from softphone.sip.calls_seen import CallsSeen
from softphone.sip.message.arrived import arrived
from softphone.sip.message.errors import BuildError, ParseError
from softphone.sip.message.flow import Flow
from softphone.sip.message.message import Header, Request, Response, parse, respond
from softphone.sip.message.salvage import salvage
from softphone.sip.message.status import phrase
from softphone.sip.presence.state import ALLOW_EVENTS
from softphone.sip.presence.subscription import Subscription
from softphone.sip.proxy.forwarding import Refusal, unacceptable
from softphone.sip.proxy.record_route import Passage, Tokens
from softphone.sip.registrar.binding import Binding
from softphone.sip.registrar.locations import Locations
from softphone.sip.transaction.layer import (
    Action,
    Answered,
    ClientTransaction,
    Received,
    ReceivedAck,
    Send,
    ServerTransaction,
    TransactionLayer,
    Why,
)

ALLOW = "INVITE, ACK, CANCEL, BYE, OPTIONS, REGISTER, INFO, UPDATE, PRACK, REFER, SUBSCRIBE, NOTIFY, MESSAGE"
_METHODS = frozenset(ALLOW.split(", "))
_DIALOG_ONLY = frozenset({"BYE", "PRACK", "UPDATE", "INFO", "NOTIFY"})
_RETRY_AFTER = 10
"""Seconds after which a caller may try again while we stop: another engine, or we, may be there then."""
_HOUSEKEEPING = 5.0
"""Seconds between looks at what has expired."""


@final
class EngineCore:
    """`send(data, flow)` says whether the message could be handed over; `on_line_state` is called with each
    change of a person's line as others may see it, `on_own_line` as the person sees it."""

    def __init__(
        self,
        directory: Directory,
        ports: Ports,
        *,
        own_hosts: tuple[str, ...],
        token: Callable[[int], str],
        route_key: str,
        ring_seconds: float,
        local_time: Callable[[], datetime],
        send: Callable[[bytes, Flow], bool],
        on_line_state: Callable[[str, LineState], None],
        on_own_line: Callable[[str, LineState], None] = lambda _person, _line: None,
        log: Any,
        journal: Journal | None = None,
        ahead: Callable[[], float] = lambda: 0.0,
        records: CallRecords | None = None,
        behind: float = BEHIND,
        afterwards: Does = at_once,
        prove: Callable[[Flow, str], None] = lambda _flow, _who: None,
        on_parked: Told = lambda _calls, _fetched: None,
        on_profile_code: Callable[[ServerTransaction, str, Dialled], None] = lambda _s, _who, _code: None,
    ) -> None:
        """`journal` keeps what has to survive a kill of the process, see `restore`; `ahead()` gives the
        seconds by which the wall clock is ahead of `now`, `behind` those that a message may wait for us.
        `afterwards` is given what need not be done now. `prove` is told whose a flow is, `on_profile_code`
        has to answer a service code, `on_parked` is told of the calls that wait."""
        if records is None:
            records = CallRecords(lambda _: None, wall=lambda now: now, epoch="")
        self.records = records
        self.afterwards = afterwards
        self.takes_calls = True
        """False: new calls are refused, those there are go on."""
        self.overload = Overload(behind)
        self.ports = ports
        self.token = token
        self.log = log
        self.ring_seconds = ring_seconds
        self.counts = Counts()
        self.layer = TransactionLayer()
        self.locations = Locations()
        self.calls = CallsSeen()
        self.parking = Parking(self.calls, on_parked)
        self.tokens = Tokens(route_key)
        self.trial: TrialCall | None = None
        self.last_flows: dict[str, Flow] = {}
        self._journal = (
            EngineJournal(journal, ahead, self.locations, self.calls, self.last_flows) if journal else None
        )
        self._own_hosts = own_hosts
        self._local_time = local_time
        self._send = send
        self._unsent = Unsent(lambda each, now: self.carry_out(self.layer.failed(each, now), now))
        self.prove = prove
        self.on_profile_code = on_profile_code
        self._forwards = ForwardsInFlight(lambda *call: call in self.calls)
        self.directory: Directory
        self.router: Router
        self.arrivals: Arrivals
        self._read(directory, {}, Rules())
        self._admission = Admission(self, route_key)
        self.presence = EnginePresence(self, on_line_state, on_own_line)
        self._passing = Passing(self)
        self.watched = Watched()
        self._housekeeping_at = 0.0

    @property
    def deadline(self) -> float:
        """When `advance` has to be called at the latest."""
        presence, transactions = self.presence.deadline, self.layer.deadline
        return min(presence, transactions, self.watched.deadline, self._housekeeping_at)

    @property
    def calls_unanswered(self) -> int:
        """Calls that have neither been answered nor ended."""
        return len(self._passing)

    def line_states(self) -> Mapping[str, LineState]:
        """As others may see them."""
        return self.presence.lines()

    def restore(self, now: float) -> None:
        """Take up what an earlier process left in the journal. Before anything is received."""
        if self._journal is not None:
            self.update_lines(self._journal.restore(self.directory, now))
            self.presence.restored(now)

    def use_directory(self, directory: Directory, trunk_flows: Mapping[str, Flow]) -> None:
        """Swap the snapshot; what credentials that are gone had registered ends."""
        self._read(directory, trunk_flows, self.arrivals.rules)
        self._admission.use_domain(directory.domain)
        went = self.locations.drop_devices(
            lambda device, person: (c := directory.credentials.get(device)) is not None and c.person == person
        )
        self.log_gone(went, "revoked")
        for device in [d for d in self.last_flows if d not in directory.credentials]:
            del self.last_flows[device]
        new = self.presence.use_directory()
        self.update_lines({binding.person for binding in went} | new)

    def use_rules(self, rules: Rules, persons: Iterable[str] | None = None) -> None:
        """From the next call on; a call keeps the rules that held when it reached them. What colleagues see
        of a profile changes with it. `persons`: whose profile may be another one; None: anybody's."""
        before, self.arrivals.rules = self.arrivals.rules, rules
        for person in before.active.keys() | rules.active.keys() if persons is None else persons:
            if before.of(person) != rules.of(person):
                self.presence.use_shown(person, shown(rules.of(person)))

    def _read(self, directory: Directory, trunk_flows: Mapping[str, Flow], rules: Rules) -> None:
        self.directory = directory
        self.router = Router(directory, self.locations, self._own_hosts)
        self.router.use_trunk_flows(trunk_flows)
        self.arrivals = Arrivals(
            self.router,
            ProxyEdge(directory, self.router.trunk_flows, self.channels_taken),
            rules,
            NoVoiceService(),
            in_call=lambda person: self.calls.line(person) is LineState.BUSY,
            local_time=self._local_time,
            forwards=self._forwards,
        )

    def channels_taken(self, trunk: str) -> int:
        return self._passing.legs(trunk_device(trunk))

    def receive(self, data: bytes, flow: Flow, now: float) -> None:
        """One whole message from the network."""
        self.counts.messages_in += 1
        self.layer.release()
        self.heard(flow, now)
        message: Request | Response | None = None
        try:
            message = parse(data)
            if isinstance(message, Request):
                message, flow = arrived(message, flow)
            else:
                # What cannot be read must not move its transaction either: its call would wait for ever.
                _ = message.to, message.from_, message.call_id
            self.carry_out(self.layer.receive(message, flow, now), now)
        except ParseError as error:
            self.counts.parse_failures += 1
            self.log.info("message refused", source=str(flow), why=error.reason)
            self._refuse_malformed(data, message, flow, error)

    def heard(self, flow: Flow, now: float) -> None:
        """A message came, or a keep-alive."""
        back = self.locations.heard(flow, now)
        if back:
            self.update_lines(back)

    def flow_closed(self, flow: Flow) -> None:
        self.presence.flow_closed(flow)
        went = self.locations.drop_flow(flow)
        self.log_gone(went, "connection closed")
        for device in [d for d, last in self.last_flows.items() if last == flow]:
            del self.last_flows[device]
        self.update_lines({binding.person for binding in went})

    def flow_unreachable(self, flow: Flow, now: float) -> None:
        """A connection of our own could not be opened: whatever waits for it fails at once."""
        for transaction in self.layer.of_flow(flow):
            self.carry_out(self.layer.failed(transaction, now), now)

    def advance(self, now: float) -> None:
        """Do what is due."""
        self.layer.release()
        self._unsent.tell(now)  # there are some only where an exception came between
        self.carry_out(self.layer.advance(now), now)
        while (exchange := self.watched.due(now)) is not None:
            self._passing.advance(exchange, now)
        if now >= self._housekeeping_at:
            self._housekeeping_at = now + _HOUSEKEEPING
            went = self.locations.expire(now)
            self.log_gone(went, "expired")
            self._admission.forget_old(now)
            changed = self.locations.look_for_silence(now) | self.calls.forget_old(now)
            self.update_lines({b.person for b in went} | changed)
            if self._journal is not None:
                self._journal.keep_house()
            self.presence.keep_house(now)
        self.presence.advance(now)

    def close(self, now: float) -> None:
        """We stop: say goodbye to those who would wait for us. Calls go on without us."""
        self.presence.close(now)

    def carry_out(self, actions: list[Action], now: float) -> None:
        for action in actions:
            if isinstance(action, Send):
                transaction = action.transaction
                if not self.transmit(action.message, action.flow) and transaction is not None:
                    self._unsent.add(transaction, now)
            elif isinstance(action, Answered):
                self._answered(action.transaction, action.response, now)
            elif isinstance(action, Received):
                self._received(action.transaction, now)
            elif isinstance(action, ReceivedAck):
                self._acknowledged(action.request, now)
            else:
                self._failed(action.transaction, action.why, now)

    def transmit(self, message: Request | Response, flow: Flow) -> bool:
        try:
            data = message.to_bytes()
        except BuildError as error:
            self.log.error("message not sent", to=str(flow), why=str(error))
            return False
        self.counts.messages_out += 1
        if self._journal is not None and self._journal.changed:
            self._journal.write()
        return self._send(data, flow)

    def respond(
        self,
        server: ServerTransaction,
        status: int,
        now: float,
        *headers: Header,
        reason: str = "",
        to_tag: str = "",
    ) -> None:
        if status > 100:
            to_tag = to_tag or self.token(8)
        response = respond(server.request, status, *headers, reason=reason, to_tag=to_tag)
        self.carry_out(self.layer.respond(server, response, now), now)

    def refuse(self, server: ServerTransaction, refusal: Refusal, now: float) -> None:
        refused = self.counts.refused
        refused[refusal.status] = refused.get(refusal.status, 0) + 1
        self.afterwards(
            self.log.info,
            "refused",
            method=server.request.method,
            status=refusal.status,
            why=refusal.reason or phrase(refusal.status),
            source=str(server.flow),
            call=server.request.get("call-id"),
        )
        self.respond(server, refusal.status, now, *refusal.headers, reason=refusal.reason)

    def update_lines(self, persons: Iterable[str]) -> None:
        """Tell of every line among those persons' that is not what it was."""
        self.presence.changed(persons)

    def _answered(self, client: ClientTransaction, response: Response, now: float) -> None:
        if isinstance(client.owner, TrialCall):
            client.owner.answered(response, now)
        elif isinstance(client.owner, Subscription):
            self.presence.answered(client.owner, response, now)
        else:
            self._passing.answered(client, response, now)

    def _failed(self, client: ClientTransaction, why: Why, now: float) -> None:
        if isinstance(client.owner, TrialCall):
            client.owner.failed(client, why is Why.TIMEOUT, now)
        elif isinstance(client.owner, Subscription):
            self.presence.failed(client.owner, now)
        else:
            self._passing.failed(client, why is Why.TIMEOUT, now)

    def _refuse_malformed(
        self, data: bytes, message: Request | Response | None, flow: Flow, error: ParseError
    ) -> None:
        """Answer a request that could not even get a transaction, to where it came from. The tag is the same
        for each retransmission (RFC 3261 §8.2.7)."""
        request = salvage(data) if message is None else message
        if not isinstance(request, Request) or request.method == "ACK" or request.get("via") is None:
            return
        if message is None:
            with suppress(ParseError):
                request, flow = arrived(request, flow)
        tag = hashlib.blake2b(data, digest_size=8).hexdigest()
        if request.version == "SIP/2.0":
            self.transmit(respond(request, error.status, reason=error.reason, to_tag=tag), flow)
        else:
            self.transmit(respond(request, 505, to_tag=tag), flow)

    def _received(self, server: ServerTransaction, now: float) -> None:
        request = server.request
        try:
            if request.cseq.method != request.method:
                raise ParseError("CSeq names another method")
            if not request.call_id or not request.from_.tag:
                raise ParseError("no Call-ID or no From tag")
            to_tag = request.to.tag
            refusal = unacceptable(request, self.ports.host)
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
        if self.trial is not None and self.trial.is_of(server.request):
            self.trial.received(server, now)
            return
        request, passage = self._through_our_routes(server.request, now)
        if passage is None and request.method == "SUBSCRIBE":
            self.presence.refresh(server, now)
            return
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
            self._admission.register(server, now)
        elif request.method in _DIALOG_ONLY:
            self.refuse(server, Refusal(481), now)
        elif request.method == "OPTIONS" and not request.uri.user and self.router.is_ours(request.uri):
            headers = ("allow", ALLOW), ("accept", "application/sdp"), ("allow-events", ALLOW_EVENTS)
            self.respond(server, 200, now, *headers)
        elif request.method == "PUBLISH":
            self.refuse(server, Refusal(489, (("allow-events", ALLOW_EVENTS),)), now)
        elif request.method not in _METHODS and not request.uri.user and self.router.is_ours(request.uri):
            self.refuse(server, Refusal(501, (("allow", ALLOW),)), now)
        elif request.method == "INVITE" and not self.takes_calls and request.get("replaces") is None:
            self.refuse(server, Refusal(503, (("retry-after", str(_RETRY_AFTER)),)), now)
        elif self.overload.refuses and can_wait(request, self.directory.country):
            # Without a line in the log for each: there are many.
            self.overload.refused += 1
            self.respond(server, 503, now, ("retry-after", str(RETRY_AFTER)))
        else:
            caller = self._admission.caller(server, request, now)
            if caller is not None and request.method == "SUBSCRIBE":
                self.presence.subscribe(server, request, caller, now)
            elif caller is not None:
                self._passing.pass_new(server, request, caller, now)

    def _through_our_routes(self, request: Request, now: float) -> tuple[Request, Passage | None]:
        ports = self.ports.port, self.ports.tls_port
        return through_our_routes(request, self.router, ports, self.tokens, now)

    def heard_from(self, device: str, flow: Flow) -> None:
        """Somebody proven to be that device sent something."""
        if self.last_flows.get(device) != flow:
            self.last_flows[device] = flow
            self.prove(flow, device)
            if self._journal is not None:
                self._journal.flow_changed(device)

    def log_gone(self, bindings: list[Binding] | tuple[Binding, ...], why: str) -> None:
        """Those bindings ended."""
        for binding in bindings:
            self.presence.bindings_changed(binding.person, binding.device)
            self.log.info("registration ended", device=binding.device, why=why)
