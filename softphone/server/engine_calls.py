"""Passing requests on: new ones to the targets that routing names, those within a dialog to the other side.

Joins the pure parts: a Fork per request, client transactions for its branches, and the observer table.
"""

from typing import TYPE_CHECKING, final

from softphone.server import parking, pickup, profile_codes
from softphone.server.course import Attempt, Course, FixedCourse, Verdict
from softphone.server.exchange import Exchange
from softphone.server.identity import IDENTITY, told, vouched
from softphone.server.routing import Caller
from softphone.sip.calls_seen import CallSeen, Party, Phase
from softphone.sip.message.address import parse_address
from softphone.sip.message.errors import ParseError
from softphone.sip.message.flow import Flow
from softphone.sip.message.message import Request, Response
from softphone.sip.message.replaces import parse_replaces, replaces_in
from softphone.sip.proxy import fork as forks
from softphone.sip.proxy.fork import (
    Abandon,
    Branch,
    CancelBranch,
    Launch,
    PassBack,
    RepeatNoMore,
    StepEnded,
)
from softphone.sip.proxy.forwarding import (
    Refusal,
    Target,
    branch,
    cancel_of,
    forwarded,
    in_parallel,
    returned,
)
from softphone.sip.proxy.record_route import NOWHERE, Passage, Side, flow_id
from softphone.sip.proxy.session_timer import asking, granted
from softphone.sip.registrar.digest import without_our_credentials
from softphone.sip.transaction.layer import ClientTransaction, ServerTransaction
from softphone.storage.call_record import Came

if TYPE_CHECKING:
    from softphone.server.engine_core import EngineCore

_OVER = FixedCourse([])
"""In the place of a course that has led to an answer: what it knows of is not kept with the call."""
_MAKES_DIALOG = frozenset({"INVITE", "SUBSCRIBE", "REFER"})


@final
class Passing:
    def __init__(self, core: "EngineCore") -> None:
        self._core = core
        self._calls: set[Exchange] = set()
        """Those that nobody has answered yet."""

    def __len__(self) -> int:
        """Of the calls that nobody has answered yet."""
        return len(self._calls)

    def pass_new(self, server: ServerTransaction, request: Request, caller: Caller, now: float) -> None:
        """A new request of somebody who is proven."""
        core = self._core
        picked = pickup.wanted(request, caller)
        if picked is not None and core.router.is_ours(request.uri):
            pickup.pick_up(core, self, server, request, caller, picked, now)
            return
        dialled = profile_codes.wanted(request, caller)
        if dialled is not None and core.router.is_ours(request.uri):
            core.on_profile_code(server, caller.person, dialled)
            return
        place = parking.wanted(request, caller) if core.router.is_ours(request.uri) else None
        routed: Course | Refusal
        if request.get("replaces") is not None and request.method == "INVITE":
            routed = self._route_replaces(request, caller, now)
        elif place is not None:
            request, routed = self._route_fetch(request, caller, place)
        else:
            routed = core.arrivals.course(request, caller)
        if isinstance(routed, Refusal):
            if request.method == "INVITE":
                core.afterwards(core.records.refused, request, caller, server.flow, routed.status, now)
            core.refuse(server, routed, now)
            return
        request = without_our_credentials(request, core.directory.domain)
        request = vouched(request, core.directory, caller.person, operator=caller.trunk)
        request = asking(request)
        exchange = Exchange(server, request, caller, routed, within=False)
        if exchange.is_call:
            core.counts.calls += 1
            self._calls.add(exchange)
            core.afterwards(
                core.log.info,
                "call",
                call=request.call_id,
                caller=caller.device,
                to=request.target,
            )
            core.afterwards(core.records.began, request, caller, server.flow, now, routed.callee)
            party = Party(caller.person, caller.device)
            core.update_lines(core.calls.calling(request.call_id, request.from_.tag, party, now))
        self._start(exchange, now)

    def pass_within_dialog(
        self, server: ServerTransaction, request: Request, passage: Passage, now: float
    ) -> None:
        """A request with a token of ours: to the other of the two devices that the token names."""
        core = self._core
        target = core.router.within_dialog(passage.receiver, request, core.last_flows)
        tags = request.from_.tag, request.to.tag
        if request.method == "BYE":
            core.afterwards(core.log.info, "call ended", call=request.call_id, by=passage.sender.name.lower())
            core.afterwards(core.records.ended, request, now)
            core.update_lines(core.calls.ended(request.call_id, *tags))
        else:
            core.update_lines(core.calls.alive(request.call_id, *tags, now))
        if target is None:
            core.refuse(server, Refusal(480), now)
            return
        if request.method == "REFER":
            refusal = self._note_refer(request, passage, target, now)
            if refusal is not None:
                core.refuse(server, refusal, now)
                return
        request = asking(without_our_credentials(request, core.directory.domain).without(*IDENTITY))
        course = FixedCourse([(target,)])
        exchange = Exchange(server, request, Caller("", ""), course, within=True)
        self._start(exchange, now)

    def legs(self, device: str) -> int:
        """How many there are with that device or trunk: of calls, and of attempts that have not ended."""
        talking = sum(
            (call.caller.device == device)
            + (call.phase is Phase.CONFIRMED and any(p.device == device for p in call.callees.values()))
            for call in self._core.calls
        )
        attempts = (made for exchange in self._calls for made in exchange.clients)
        return talking + sum(made.target.device == device and not made.done for made in attempts)

    def is_ringing(self, call: CallSeen) -> bool:
        """Whether one more telephone can join in."""
        exchange = self._exchange_of(call)
        return exchange is not None and exchange.fork.is_open

    def join(self, call: CallSeen, target: Target, now: float) -> None:
        """One more telephone for a call that rings."""
        exchange = self._exchange_of(call)
        if exchange is not None:
            self._carry_out(exchange, exchange.fork.add(target, now), now)

    def _exchange_of(self, call: CallSeen) -> Exchange | None:
        wanted = call.call_id, call.caller_tag
        requests = ((each, each.request) for each in self._calls)
        return next((each for each, r in requests if (r.call_id, r.from_.tag) == wanted), None)

    def pass_ack(self, request: Request, passage: Passage) -> None:
        core = self._core
        target = core.router.within_dialog(passage.receiver, request, core.last_flows)
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
        response, session = granted(exchange.request, response)
        if exchange.is_call:
            self._observe(exchange, made, response, now)
        elif exchange.within and response.status in (408, 481):
            request = exchange.request
            self._core.update_lines(
                self._core.calls.ended(request.call_id, request.from_.tag, request.to.tag)
            )
        if response.status in range(200, 300) and exchange.request.method in ("INVITE", "UPDATE"):
            tags = response.from_.tag, response.to.tag
            self._core.update_lines(self._core.calls.refreshed(response.call_id, *tags, session, now))
        self._carry_out(exchange, exchange.fork.answered(made, response, now), now)

    def failed(self, client: ClientTransaction, timeout: bool, now: float) -> None:
        if not isinstance(client.owner, tuple):
            return
        exchange, made = client.owner
        self._core.afterwards(
            self._core.log.info,
            "no answer" if timeout else "unreachable",
            method=client.request.method,
            device=made.target.device,
            to=str(client.flow),
            call=client.request.get("call-id"),
        )
        if exchange.is_call:
            came = Came.SILENT if timeout else Came.UNREACHABLE
            self._core.afterwards(self._core.records.came, exchange.request, made.target, came, now)
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
        if core.overload.is_late and exchange.request.method == "INVITE":
            core.respond(exchange.server, 100, now)  # by its timer it would come too late
        self._proceed(exchange, exchange.course.begin(), now)

    def _proceed(self, exchange: Exchange, move: Attempt | Verdict, now: float) -> None:
        core = self._core
        if isinstance(move, Verdict):
            exchange.reason = move.reason
            self._carry_out(exchange, exchange.fork.finish(move.status), now)
            return
        targets = move.targets if exchange.within else in_parallel(exchange.request, move.targets)
        if isinstance(targets, Refusal):
            self._carry_out(exchange, exchange.fork.finish(targets.status), now)
            return
        for forwarding in move.forwarded:
            core.counts.forwarded(forwarding.cause.value)
        # A caller who requires each provisional to be acknowledged (RFC 3262 §3) gets none of ours.
        if move.forwarded and "100rel" not in exchange.request.items("require"):
            core.respond(exchange.server, 181, now, to_tag=self._tag(exchange))
        seconds = None
        if exchange.is_call:
            core.afterwards(core.records.step, exchange.request, now, exchange.course.whys)
            seconds = min(move.seconds or core.ring_seconds, core.ring_seconds)
        self._carry_out(exchange, exchange.fork.start(targets, now, seconds), now)

    def _carry_out(self, exchange: Exchange, actions: list[forks.Action], now: float) -> None:
        for action in actions:
            if isinstance(action, PassBack):
                if action.response.status >= 200:
                    self._calls.discard(exchange)
                    exchange.course = _OVER
                self._answer(exchange, _restored(action.response, exchange), now)
            elif isinstance(action, Launch):
                self._launch(exchange, action.branch, now)
            elif isinstance(action, StepEnded):
                self._proceed(exchange, exchange.course.after(action), now)
            elif isinstance(action, CancelBranch):
                self._cancel_branch(exchange, action.branch, action.reason, now)
            elif isinstance(action, Abandon):
                self._core.layer.abandon(exchange.clients[action.branch])
            elif isinstance(action, RepeatNoMore):
                self._core.layer.repeat_no_more(exchange.clients[action.branch])
            else:
                self._finish(exchange, action.response, action.status, now)
        self._core.watched.watch(exchange)

    def _launch(self, exchange: Exchange, made: Branch, now: float) -> None:
        core, target = self._core, made.target
        if exchange.is_call:
            core.afterwards(core.records.trying, exchange.request, target, now)
        routes: tuple[str, ...] = ()
        if exchange.request.method in _MAKES_DIALOG and not exchange.within:
            routes = self._record_routes(exchange, target, now)
        copy = forwarded(exchange.request, target, self._via(exchange.request, target.flow), routes)
        if not exchange.within:
            copy = told(copy, target)
        client, actions = core.layer.request(copy, target.flow, now)
        client.owner = (exchange, made)
        exchange.clients[made] = client
        core.carry_out(actions, now)

    def _cancel_branch(self, exchange: Exchange, made: Branch, reason: str, now: float) -> None:
        client = exchange.clients[made]
        if exchange.is_call:
            self._core.afterwards(self._core.records.came, exchange.request, made.target, Came.STOPPED, now)
            self._stopped(exchange, made)
        _, actions = self._core.layer.request(cancel_of(client.request, reason), client.flow, now)
        self._core.carry_out(actions, now)

    def _finish(self, exchange: Exchange, response: Response | None, status: int, now: float) -> None:
        core, request = self._core, exchange.request
        self._calls.discard(exchange)
        back = None if response is None else _restored(response, exchange)
        if exchange.is_call:
            core.afterwards(
                core.log.info, "call failed", call=request.call_id, status=back.status if back else status
            )
            cancelled = exchange.fork.cancelled
            final = back.status if back else status
            core.afterwards(
                core.records.failed, request, final, now, exchange.course.whys, cancelled=cancelled
            )
            core.update_lines(core.calls.ended(request.call_id, request.from_.tag))
        if back is not None:
            self._answer(exchange, back, now)
        else:
            core.respond(exchange.server, status, now, reason=exchange.reason, to_tag=self._tag(exchange))

    def _answer(self, exchange: Exchange, response: Response, now: float) -> None:
        self._core.carry_out(self._core.layer.respond(exchange.server, response, now), now)

    def _tag(self, exchange: Exchange) -> str:
        exchange.tag = exchange.tag or self._core.token(8)
        return exchange.tag

    def _via(self, request: Request, flow: Flow) -> str:
        core = self._core
        return f"{core.ports.via(flow.transport)};rport;branch={branch(core.token(8), request)}"

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

    def _route_replaces(self, request: Request, caller: Caller, now: float) -> Course | Refusal:
        """An INVITE that takes the place of a dialog never goes by the rules: it goes to the device that
        holds the leg it names (RFC 3891), if its sender is a party of that dialog."""
        core = self._core
        replaces = parse_replaces(request.required("replaces"))
        holder = core.calls.holder(replaces)
        if holder is None:
            return Refusal(481)
        if not core.calls.may_replace(replaces, caller.person, now):
            return Refusal(403, reason="Not Your Call")
        return self._to_holder(holder, request)

    def _route_fetch(self, request: Request, caller: Caller, place: int) -> tuple[Request, Course | Refusal]:
        """Who fetches a parked call takes the place of who parked it; nobody's rules are asked."""
        call = request.call_id, request.from_.tag
        found = self._core.parking.fetch(place, call, caller.person)
        if found is None:
            return request, parking.NOBODY_WAITS
        replaces, waits = found
        request = request.with_added(("replaces", str(replaces)), ("require", "replaces"))
        return request, self._to_holder(waits, request)

    def _to_holder(self, holder: Party, request: Request) -> Course | Refusal:
        target = self._core.router.device(holder.device, request.uri, self._core.last_flows)
        return Refusal(480) if target is None else FixedCourse([(target,)])

    def _note_refer(self, request: Request, passage: Passage, target: Target, now: float) -> Refusal | None:
        """Who is sent on to a dialog may replace it. Who sends someone outside on must be allowed to call
        there: the call would be the company's."""
        core = self._core
        try:
            to = parse_address(request.required("refer-to")).uri
            replaces = replaces_in(to)
        except ParseError:
            return Refusal(400, reason="Bad Refer-To")
        sender = passage.caller if passage.sender is Side.CALLER else passage.callee
        referrer = core.router.holder_of(sender)
        if replaces is not None:
            if referrer:
                core.calls.referred(replaces, referrer, target.person, now)
            return None
        return core.arrivals.refer_refused(to, referrer) if target.outside else None

    def _observe(self, exchange: Exchange, made: Branch, response: Response, now: float) -> None:
        core, request = self._core, exchange.request
        call = request.call_id, request.from_.tag
        party = Party(made.target.person, made.target.device)
        if response.status <= 100:
            return
        if response.status < 200:
            core.afterwards(core.records.ringing, request, made.target, now)
            if not made.done and request.get("replaces") is None:
                core.update_lines(core.calls.ringing(*call, response.to.tag, party))
        elif response.status < 300:
            if not made.done:
                core.afterwards(
                    core.log.info, "call answered", call=request.call_id, device=made.target.device
                )
            core.afterwards(core.records.answered, request, made.target, response.to.tag, now)
            changed = core.calls.answered(*call, response.to.tag, party, now)
            if changed and request.get("replaces") is not None:
                replaced = parse_replaces(request.required("replaces"))
                changed |= core.calls.ended(replaced.call_id, replaced.from_tag, replaced.to_tag)
                core.afterwards(
                    core.records.replaced, replaced.call_id, (replaced.from_tag, replaced.to_tag), now
                )
            core.update_lines(changed)
        else:
            core.afterwards(core.records.came, request, made.target, Came.FAILED, now, response.status)
            self._stopped(exchange, made)

    def _stopped(self, exchange: Exchange, made: Branch) -> None:
        core, request = self._core, exchange.request
        party = Party(made.target.person, made.target.device)
        core.update_lines(core.calls.stopped(request.call_id, request.from_.tag, party))


def _restored(response: Response, exchange: Exchange) -> Response:
    """On its way back to the caller: without our Via, and with the From that the request came with, which a
    caller who withholds their number has another one of outside."""
    back = returned(response, exchange.request)
    theirs = exchange.request.required("from")
    return back if back.get("from") == theirs else back.with_header("from", theirs)
