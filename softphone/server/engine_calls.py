"""Passing requests on: new ones to the targets that routing names, those within a dialog to the other side.

Joins the pure parts: a Fork per request, client transactions for its branches, and the observer table.
"""

from typing import TYPE_CHECKING

from softphone.people.directory import Person
from softphone.server.routing import Caller, Ring
from softphone.sip.calls_seen import Party
from softphone.sip.message.address import Address, parse_address
from softphone.sip.message.errors import ParseError
from softphone.sip.message.flow import Flow
from softphone.sip.message.message import Request, Response
from softphone.sip.message.replaces import parse_replaces, replaces_in
from softphone.sip.message.uri import Uri
from softphone.sip.proxy import fork as forks
from softphone.sip.proxy.fork import Branch, CancelBranch, Final, Fork, Launch, PassBack, StepEnded
from softphone.sip.proxy.forwarding import Refusal, Target, branch, cancel_of, forwarded, returned
from softphone.sip.proxy.record_route import NOWHERE, Passage, Side, flow_id
from softphone.sip.registrar.digest import without_our_credentials
from softphone.sip.transaction.layer import ClientTransaction, ServerTransaction

if TYPE_CHECKING:
    from softphone.server.engine_core import EngineCore

_MAKES_DIALOG = frozenset({"INVITE", "SUBSCRIBE", "REFER"})
_IDENTITY = ("p-asserted-identity", "p-preferred-identity", "remote-party-id")


class Exchange:
    """A request under way: its server transaction, its fork, and what each branch became."""

    __slots__ = ("__weakref__", "caller", "clients", "fork", "request", "ring", "server", "step", "within")

    def __init__(
        self, server: ServerTransaction, request: Request, caller: Caller, ring: Ring, within: bool
    ) -> None:
        self.server = server
        self.request = request
        self.caller = caller
        self.ring = ring
        self.within = within
        self.step = 0
        self.fork = Fork(invite=request.method == "INVITE")
        self.clients: dict[Branch, ClientTransaction] = {}

    @property
    def is_call(self) -> bool:
        """Whether it is an INVITE that makes a call, not one within a dialog."""
        return self.request.method == "INVITE" and not self.within


class Passing:
    def __init__(self, core: "EngineCore") -> None:
        self._core = core

    def pass_new(self, server: ServerTransaction, request: Request, caller: Caller, now: float) -> None:
        """A new request of somebody who is proven."""
        core = self._core
        if request.get("replaces") is not None and request.method == "INVITE":
            routed = self._route_replaces(request, caller, now)
        else:
            routed = core.router.route(request.uri, caller)
        if isinstance(routed, Refusal):
            core.refuse(server, routed, now)
            return
        request = self._with_identity(without_our_credentials(request, core.directory.domain), caller)
        exchange = Exchange(server, request, caller, routed, within=False)
        if exchange.is_call:
            core.counts.calls += 1
            core.log.info(
                "call",
                call=request.call_id,
                caller=caller.device,
                to=request.target,
                devices=[target.device for step in routed.steps for target in step],
            )
            party = Party(caller.person, caller.device)
            core.update_lines(core.calls.calling(request.call_id, request.from_.tag, party, now))
        self._start(exchange, now)

    def pass_within_dialog(
        self, server: ServerTransaction, request: Request, passage: Passage, now: float
    ) -> None:
        """A request with a token of ours: to the other of the two devices that the token names."""
        core = self._core
        target = core.router.within_dialog(passage.receiver, request.uri, core.last_flows)
        tags = request.from_.tag, request.to.tag
        if request.method == "BYE":
            core.log.info("call ended", call=request.call_id, by=passage.sender.name.lower())
            core.update_lines(core.calls.ended(request.call_id, *tags))
        else:
            core.calls.alive(request.call_id, *tags, now)
        if target is None:
            core.refuse(server, Refusal(480), now)
            return
        if request.method == "REFER":
            self._note_refer(request, passage, target, now)
        request = without_our_credentials(request, core.directory.domain).without(*_IDENTITY)
        exchange = Exchange(server, request, Caller("", ""), Ring(((target,),), None), within=True)
        self._start(exchange, now)

    def pass_ack(self, request: Request, passage: Passage) -> None:
        core = self._core
        target = core.router.within_dialog(passage.receiver, request.uri, core.last_flows)
        hops = request.number("max-forwards")
        if target is None or hops == 0:
            return
        request = without_our_credentials(request, core.directory.domain)
        core.transmit(forwarded(request, target, self._via(request, target.flow)), target.flow)

    def answered(self, client: ClientTransaction, response: Response, now: float) -> None:
        """A response to a branch; those to our CANCELs have no owner."""
        if not isinstance(client.owner, tuple):
            return
        exchange, made = client.owner
        if exchange.is_call:
            self._observe(exchange, made, response, now)
        elif exchange.within and response.status in (408, 481):
            request = exchange.request
            self._core.update_lines(
                self._core.calls.ended(request.call_id, request.from_.tag, request.to.tag)
            )
        self._carry_out(exchange, exchange.fork.answered(made, response, now), now)

    def failed(self, client: ClientTransaction, timeout: bool, now: float) -> None:
        if not isinstance(client.owner, tuple):
            return
        exchange, made = client.owner
        self._core.log.info(
            "no answer" if timeout else "unreachable",
            method=client.request.method,
            device=made.target.device,
            to=str(client.flow),
            call=client.request.get("call-id"),
        )
        if exchange.is_call:
            self._stopped(exchange, made)
        self._carry_out(exchange, exchange.fork.failed(made, now), now)

    def cancel(self, exchange: Exchange, reason: str, now: float) -> None:
        """The caller's CANCEL."""
        self._carry_out(exchange, exchange.fork.cancel(now, reason), now)

    def advance(self, exchange: Exchange, now: float) -> None:
        self._carry_out(exchange, exchange.fork.advance(now), now)

    def _start(self, exchange: Exchange, now: float) -> None:
        core = self._core
        exchange.server.owner = exchange
        if exchange.request.method == "INVITE":
            core.respond(exchange.server, 100, now)
        self._next_step(exchange, now)

    def _next_step(self, exchange: Exchange, now: float) -> None:
        targets = exchange.ring.steps[exchange.step]
        exchange.step += 1
        last = exchange.step == len(exchange.ring.steps)
        seconds = None
        if exchange.is_call:
            seconds = self._core.ring_seconds if last else exchange.ring.step_seconds
        self._carry_out(exchange, exchange.fork.start(targets, now, seconds), now)

    def _carry_out(self, exchange: Exchange, actions: list[forks.Action], now: float) -> None:
        for action in actions:
            match action:
                case Launch(made):
                    self._launch(exchange, made, now)
                case CancelBranch(made, reason):
                    self._cancel_branch(exchange, made, reason, now)
                case PassBack(_, response):
                    self._answer(exchange, returned(response), now)
                case StepEnded():
                    if exchange.step < len(exchange.ring.steps):
                        self._next_step(exchange, now)
                    else:
                        self._carry_out(exchange, exchange.fork.finish(), now)
                case Final(response, status):
                    self._finish(exchange, response, status, now)
        self._core.watch(exchange)

    def _launch(self, exchange: Exchange, made: Branch, now: float) -> None:
        core, target = self._core, made.target
        routes: tuple[str, ...] = ()
        if exchange.request.method in _MAKES_DIALOG and not exchange.within:
            routes = self._record_routes(exchange, target, now)
        copy = forwarded(exchange.request, target, self._via(exchange.request, target.flow), routes)
        client, actions = core.layer.request(copy, target.flow, now)
        client.owner = (exchange, made)
        exchange.clients[made] = client
        core.carry_out(actions, now)

    def _cancel_branch(self, exchange: Exchange, made: Branch, reason: str, now: float) -> None:
        client = exchange.clients[made]
        if exchange.is_call:
            self._stopped(exchange, made)
        _, actions = self._core.layer.request(cancel_of(client.request, reason), client.flow, now)
        self._core.carry_out(actions, now)

    def _finish(self, exchange: Exchange, response: Response | None, status: int, now: float) -> None:
        core, request = self._core, exchange.request
        back = None if response is None else returned(response)
        if exchange.is_call:
            core.log.info("call failed", call=request.call_id, status=back.status if back else status)
            core.update_lines(core.calls.ended(request.call_id, request.from_.tag))
        if back is not None:
            self._answer(exchange, back, now)
        else:
            core.respond(exchange.server, status, now)

    def _answer(self, exchange: Exchange, response: Response | None, now: float) -> None:
        if response is not None:
            self._core.carry_out(self._core.layer.respond(exchange.server, response, now), now)

    def _via(self, request: Request, flow: Flow) -> str:
        core = self._core
        unique = branch(core.token(8), request)
        return f"SIP/2.0/{flow.transport.upper()} {core.ports.sent_by(flow.transport)};rport;branch={unique}"

    def _record_routes(self, exchange: Exchange, target: Target, now: float) -> tuple[str, ...]:
        """Ours, doubled where the two sides are reached by different transports (RFC 5658): the upper one is
        the callee's."""
        core = self._core
        caller = flow_id(exchange.caller.device) if exchange.caller.device else NOWHERE
        callee = flow_id(target.device) if target.device else NOWHERE
        user = core.tokens.issue(exchange.request, caller, callee, now)
        sides = dict.fromkeys((target.flow.transport, exchange.server.flow.transport))
        return tuple(
            f"<sip:{user}@{core.ports.sent_by(transport)};transport={transport};lr>" for transport in sides
        )

    def _with_identity(self, request: Request, caller: Caller) -> Request:
        """P-Asserted-Identity is ours to say, of those who signed in (RFC 3325)."""
        if caller.trunk:
            return request
        request = request.without(*_IDENTITY)
        person = self._core.directory.people.get(caller.person)
        if person is None or "id" in (request.get("privacy") or "").lower():
            return request
        return request.with_added(("p-asserted-identity", str(self._address(person))))

    def _address(self, person: Person) -> Address:
        return Address(Uri("sip", user=person.login, host=self._core.directory.domain), person.name)

    def _route_replaces(self, request: Request, caller: Caller, now: float) -> Ring | Refusal:
        """An INVITE that takes the place of a dialog never goes by the rules: it goes to the device that
        holds the leg it names (RFC 3891), if its sender is a party of that dialog."""
        core = self._core
        replaces = parse_replaces(request.required("replaces"))
        holder = core.calls.holder(replaces)
        if holder is None:
            return Refusal(481)
        if not core.calls.may_replace(replaces, caller.person, now):
            return Refusal(403, reason="Not Your Call")
        target = core.router.device(holder.device, request.uri, core.last_flows)
        if target is None:
            return Refusal(480)
        return Ring(((target,),), None)

    def _note_refer(self, request: Request, passage: Passage, target: Target, now: float) -> None:
        try:
            replaces = replaces_in(parse_address(request.required("refer-to")).uri)
        except ParseError:
            return
        sender = passage.caller if passage.sender is Side.CALLER else passage.callee
        referrer = self._core.router.holder_of(sender)
        if replaces is not None and referrer:
            self._core.calls.referred(replaces, referrer, target.person, now)

    def _observe(self, exchange: Exchange, made: Branch, response: Response, now: float) -> None:
        core, request = self._core, exchange.request
        call = request.call_id, request.from_.tag
        party = Party(made.target.person, made.target.device)
        if response.status <= 100:
            return
        if response.status < 200:
            if not made.done and request.get("replaces") is None:
                core.update_lines(core.calls.ringing(*call, response.to.tag, party))
        elif response.status < 300:
            if not made.done:
                core.log.info("call answered", call=request.call_id, device=made.target.device)
            changed = core.calls.answered(*call, response.to.tag, party, now)
            if changed and request.get("replaces") is not None:
                replaced = parse_replaces(request.required("replaces"))
                changed |= core.calls.ended(replaced.call_id, replaced.from_tag, replaced.to_tag)
            core.update_lines(changed)
        else:
            self._stopped(exchange, made)

    def _stopped(self, exchange: Exchange, made: Branch) -> None:
        core, request = self._core, exchange.request
        party = Party(made.target.person, made.target.device)
        core.update_lines(core.calls.stopped(request.call_id, request.from_.tag, party))
