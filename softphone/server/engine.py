"""The engine: registrar, proxy and observer on real sockets, under one event loop.

`EngineCore` decides; this file owns the sockets, the one timer, and nothing else.
"""

import asyncio
import ssl
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, final

import msgspec

from softphone.people.directory import Directory
from softphone.people.line_state import LineState
from softphone.people.parking import Waiting
from softphone.people.presentation import Presented
from softphone.profiles.incoming import Target
from softphone.server.afterwards import Afterwards
from softphone.server.call_records import CallRecords
from softphone.server.engine_core import EngineCore
from softphone.server.engine_journal import Journal
from softphone.server.engine_live import Live, Registration, live, registrations
from softphone.server.engine_metrics import EngineMetrics, LagHistogram, measured
from softphone.server.overload import BEHIND
from softphone.server.parking import Told
from softphone.server.ports import Ports
from softphone.server.profile_codes import NO_SERVICE_CODES, Dialled
from softphone.server.rules import Active, Rules
from softphone.server.trace.ring import Ring
from softphone.server.trunk.edge import trunk_address
from softphone.server.trunk.trial_call import TrialCall, place
from softphone.sip.message.errors import ParseError
from softphone.sip.message.flow import Flow
from softphone.sip.proxy.forwarding import Refusal
from softphone.sip.transaction.layer import ServerTransaction
from softphone.sip.transport.limits import Limits
from softphone.sip.transport.transports import PortInUseError, Transports, own_address

__all__ = ["Engine", "EngineAddresses", "EngineMetrics", "EngineSettings", "PortInUseError"]

_GRAIN = 0.02
"""Seconds between two looks at timers at the least: each call has a dozen of them, most of which are void
when their time comes."""
_BEAT = 0.1
"""Seconds between measurements of the loop's lag."""
_LOOK_FOR_LOST_CALLS = 60.0
_LOOK_WHETHER_SET_UP = 0.05


class EngineSettings(msgspec.Struct, frozen=True, kw_only=True):
    host: str = "127.0.0.1"
    port: int = 5060
    """UDP and TCP; 0: any free one."""
    tls_port: int = 5061
    """0: any free one; not listened on without a TLS context."""
    advertised_host: str = ""
    """What telephones reach us by, in Via and Record-Route. Empty: the host, and when that is 0.0.0.0, this
    machine's address towards other networks."""
    ring_seconds: float = 180.0
    """How long a call rings at the most."""
    route_key: str = ""
    """Signs Record-Route; kept over restarts by who keeps it, a new one each start when empty."""
    limits: Limits = Limits()
    behind: float = BEHIND
    """Seconds that a message may wait for us before new calls are refused."""


class EngineAddresses(msgspec.Struct, frozen=True):
    """Where the engine listens. `tls_port` is 0 without TLS."""

    host: str
    port: int
    tls_port: int


@final
class Engine:
    """`clock` gives seconds of a steady clock, `local_time` the company's date and time with its zone,
    `token(n)` n random bytes in hexadecimal. `on_line_state` is called in the loop, with a person's id, at
    each change of what others may see, `on_own_line` of what the person sees. `log` is a structlog logger.

    `tls` is the server's context; without one there is no TLS. `trunk_tls` verifies trunks. What has to
    survive a kill of the process is kept in `journal`, with times of `wall`, in seconds since 1970. `records`
    is told of calls, `trace` is given each message, `by_code` answers service codes of profiles, `on_parked`
    is told of the calls that wait at a place.
    """

    def __init__(
        self,
        settings: EngineSettings,
        directory: Directory,
        *,
        clock: Callable[[], float],
        local_time: Callable[[], datetime],
        token: Callable[[int], str],
        tls: ssl.SSLContext | None,
        on_line_state: Callable[[str, LineState], None],
        log: Any,
        on_own_line: Callable[[str, LineState], None] = lambda _person, _line: None,
        trunk_tls: ssl.SSLContext | None = None,
        journal: Journal | None = None,
        wall: Callable[[], float] | None = None,
        records: CallRecords | None = None,
        trace: Ring | None = None,
        by_code: Callable[[str, Dialled], Awaitable[Refusal]] | None = None,
        on_parked: Told = lambda _calls, _fetched: None,
    ) -> None:
        self._settings = settings
        self._directory = directory
        self._clock = clock
        self._local_time = local_time
        self._rules = Rules()
        self._token = token
        self._tls = tls
        self._trunk_tls = trunk_tls
        self._on_line_state = on_line_state
        self._on_own_line = on_own_line
        self._log = log
        self._journal = journal
        self._wall = wall or clock
        self._records = records
        self._trace = trace
        self._by_code = by_code
        self._on_parked = on_parked
        self._afterwards = Afterwards(self._call_later)
        self._dialled: set[asyncio.Task[None]] = set()
        self._core: EngineCore | None = None
        self._transports: Transports | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._fires_at = float("inf")
        self._soon = False
        self._beat: asyncio.Task[None] | None = None
        self._resolving: asyncio.Task[None] | None = None
        self._lag = LagHistogram()
        self._heard: set[str] = set()

    async def start(self) -> EngineAddresses:
        """PortInUseError when an address cannot be listened on; then nothing is left open."""
        settings = self._settings
        transports = Transports(
            self._received,
            self._closed,
            self._unreachable,
            lambda error, flow: self._log.info("stream refused", source=str(flow), why=error.reason),
            kept_alive=self._kept_alive,
            client_tls=self._trunk_tls,
            limits=settings.limits,
            mark=bytes.fromhex(self._token(16)),
        )
        bound = await transports.listen(settings.host, settings.port, settings.tls_port, self._tls)
        everywhere = settings.host in ("", "0.0.0.0")  # noqa: S104 - compared, not bound
        host = settings.advertised_host or (own_address() if everywhere else settings.host)
        self._core = EngineCore(
            self._directory,
            Ports(host, bound.port, bound.tls_port),
            own_hosts=(host, settings.host, *(("127.0.0.1", "localhost") if everywhere else ())),
            token=self._token,
            route_key=settings.route_key or self._token(32),
            ring_seconds=settings.ring_seconds,
            local_time=self._local_time,
            send=transports.send
            if self._trace is None
            else _traced(transports.send, self._trace, self._clock),
            on_line_state=self._on_line_state,
            on_own_line=self._on_own_line,
            log=self._log,
            journal=self._journal,
            ahead=lambda: self._wall() - self._clock(),
            records=self._records,
            afterwards=self._afterwards,
            prove=self._proven,
            on_profile_code=self._profile_code,
            on_parked=self._on_parked,
            behind=settings.behind,
        )
        self._core.restore(self._clock())
        self._core.use_rules(self._rules)
        self._transports = transports
        await self._resolve_trunks(self._directory)
        self._beat = asyncio.create_task(self._measure_lag())
        self._set_timer()
        self._log.info("engine started", host=settings.host, port=bound.port, tls_port=bound.tls_port)
        return EngineAddresses(settings.host, bound.port, bound.tls_port)

    def use_directory(self, directory: Directory) -> None:
        """Swap the snapshot, at once. What credentials that are gone had registered ends."""
        self._directory = directory
        if self._core is None:
            return
        self._core.use_directory(directory, _literal_trunks(directory))
        if self._resolving is not None:
            self._resolving.cancel()
        self._resolving = asyncio.get_running_loop().create_task(self._resolve_trunks(directory))
        self._set_timer()

    def use_rules(self, rules: Rules) -> None:
        """The profiles in force, and where reserved numbers are forwarded: from the next call on."""
        self._use_rules(rules, None)

    def use_active(self, person: str, active: Active) -> None:
        """The same for one person."""
        self._use_rules(self._rules.with_active(person, active), (person,))

    def use_reserved(self, reserved: Mapping[str, Target]) -> None:
        """Where reserved numbers are forwarded, from the next call on."""
        self._use_rules(msgspec.structs.replace(self._rules, reserved=reserved), ())

    def _use_rules(self, rules: Rules, persons: tuple[str, ...] | None) -> None:
        self._rules = rules
        if self._core is not None:
            self._core.use_rules(rules, persons)
            self._set_timer()

    def line_states(self) -> Mapping[str, LineState]:
        """By the id of each person of the directory, as others may see it."""
        if self._core is None:
            return dict.fromkeys(self._directory.people, LineState.OFFLINE)
        self._afterwards.run()
        return self._core.line_states()

    def is_registered(self, device: str) -> bool:
        return self._core is not None and bool(self._core.locations.of_device(device))

    def park(self, owner: str, person: str, wanted: Sequence[Waiting]) -> tuple[int, ...]:
        """Documented in Parking."""
        if self._core is None:
            return (0,) * len(wanted)
        return self._core.parking.park(owner, person, wanted, self._wall())

    def registrations(self, person: str) -> tuple[Registration, ...]:
        return () if self._core is None else registrations(self._core, person, self._clock())

    def live(self) -> Live | None:
        """None when it is stopped."""
        return None if self._core is None else live(self._core)

    def try_trunk(
        self, trunk: str, number: str, show: Presented, sound_port: int, changed: Callable[[], None]
    ) -> TrialCall | Refusal:
        """A call of the engine's own, by the id of the trunk; `end_trial` ends it."""
        if self._core is None:
            return Refusal(503)
        trial = place(self._core, trunk, number, show, sound_port, self._clock(), changed)
        self._core.trial = trial if isinstance(trial, TrialCall) else None
        self._set_timer()
        return trial

    @property
    def sound_host(self) -> str:
        """Where sound for the engine itself is awaited."""
        return self._settings.host

    def note_trial(self, trial: TrialCall, came: int) -> None:
        said = "No sound came.", "Sound came: 1 packet.", "Sound came: {came} packets."
        trial.note(self._clock(), said[min(came, 2)], **({"came": came} if came > 1 else {}))

    def end_trial(self, trial: TrialCall) -> None:
        if self._core is not None:
            trial.end(self._clock())
            self._set_timer()

    def forget_trial(self, trial: TrialCall) -> None:
        """Whatever has become of it."""
        trial.forget(self._clock())

    def devices_heard(self) -> set[str]:
        """Devices that are registered, or have proven who they are since this was asked last."""
        heard, self._heard = self._heard, set()
        if self._core is not None:
            heard |= {binding.device for binding in self._core.locations}
        return heard

    def metrics(self) -> EngineMetrics:
        self._afterwards.run()
        return measured(self._core, self._lag, self._trace)

    async def drain(self, seconds: float) -> None:
        """No new calls from now on; returns when none is being set up any more, at the latest after that
        time. Calls that go on need nothing of us but the way of their next requests."""
        core = self._core
        if core is None:
            return
        core.takes_calls = False
        until = self._clock() + seconds
        self._afterwards.run()
        # Looked at, for it happens once, and only here somebody wants to know.
        while core.records.being_set_up and self._clock() < until:  # noqa: ASYNC110
            await asyncio.sleep(_LOOK_WHETHER_SET_UP)

    async def stop(self) -> None:
        """Close everything; calls go on between the telephones. Safe to call twice."""
        for task in (self._beat, self._resolving, *self._dialled):
            if task is not None:
                task.cancel()
        if self._timer is not None:
            self._timer.cancel()
        core, self._core = self._core, None
        if core is not None:
            core.close(self._clock())
            self._afterwards.run()
            core.records.close()
        if self._transports is not None:
            await self._transports.close()
            self._transports = None
        if core is not None:
            self._log.info("engine stopped")

    def _received(self, data: bytes, flow: Flow) -> None:
        if self._core is not None:
            now = self._clock()
            if self._trace is not None:
                self._trace.append(now, True, flow, data)
            self._core.receive(data, flow, now)
            self._set_timer()

    def _kept_alive(self, flow: Flow) -> None:
        if self._core is not None:
            self._core.heard(flow, self._clock())

    def _proven(self, flow: Flow, device: str) -> None:
        self._heard.add(device)
        if self._transports is not None:
            self._transports.prove(flow, device)

    def _profile_code(self, server: ServerTransaction, person: str, dialled: Dialled) -> None:
        task = asyncio.get_running_loop().create_task(self._obey(server, person, dialled))
        self._dialled.add(task)
        task.add_done_callback(self._dialled.discard)

    async def _obey(self, server: ServerTransaction, person: str, dialled: Dialled) -> None:
        answer = NO_SERVICE_CODES if self._by_code is None else await self._by_code(person, dialled)
        if self._core is not None:
            self._core.refuse(server, answer, self._clock())
            self._set_timer()

    def _closed(self, flow: Flow) -> None:
        if self._core is not None:
            self._core.flow_closed(flow)
            self._set_timer()

    def _unreachable(self, flow: Flow) -> None:
        if self._core is not None:
            self._core.flow_unreachable(flow, self._clock())
            self._set_timer()

    def _call_later(self, seconds: float, run: Callable[[], None]) -> None:
        def done() -> None:
            try:
                run()
            finally:
                if self._core is not None:
                    self._set_timer()  # whoever watches is to be told

        asyncio.get_running_loop().call_later(seconds, done)

    def _set_timer(self) -> None:
        core = self._core
        assert core is not None
        if core.presence.has_news:
            if not self._soon:
                self._soon = True
                asyncio.get_running_loop().call_soon(self._due_at_once)
            return
        now = self._clock()
        if self._timer is not None and self._fires_at <= now + _GRAIN:
            return  # nothing could be due before
        deadline = core.deadline
        if self._timer is None or deadline < self._fires_at:
            if self._timer is not None:
                self._timer.cancel()
            wait = max(_GRAIN, deadline - now)
            self._fires_at = now + wait
            self._timer = asyncio.get_running_loop().call_later(wait, self._due)

    def _due_at_once(self) -> None:
        self._soon = False
        if self._core is not None:
            self._core.advance(self._clock())
            self._set_timer()

    def _due(self) -> None:
        self._timer = None
        if self._core is not None:
            self._core.advance(self._clock())
            self._set_timer()

    async def _measure_lag(self) -> None:
        looked = self._clock()
        while True:
            before = self._clock()
            await asyncio.sleep(_BEAT)
            now = self._clock()
            late = max(0.0, now - before - _BEAT)
            self._lag.observe(late)
            if self._core is not None and self._transports is not None:
                self._look_for_overload(self._core, max(late, self._transports.wait()))
            if now - looked >= _LOOK_FOR_LOST_CALLS and self._core is not None:
                looked = now
                self._afterwards.run()
                seen = {(call.call_id, call.caller_tag) for call in self._core.calls}
                self._core.records.forget_all_but(seen, now)

    def _look_for_overload(self, core: EngineCore, wait: float) -> None:
        overload = core.overload
        if overload.observe(wait):
            said = "overloaded" if overload.refuses else "overload over"
            self._log.warning(said, wait=round(wait, 3), refused=overload.refused)

    async def _resolve_trunks(self, directory: Directory) -> None:
        """Find the address of each trunk that is named, not numbered."""
        flows = _literal_trunks(directory)
        loop = asyncio.get_running_loop()
        for trunk in directory.trunks.values():
            try:
                transport, host, port = trunk_address(trunk)
                found = await loop.getaddrinfo(host, port)
                flows[trunk.id] = Flow(transport, str(found[0][4][0]), port)
            except (ParseError, OSError, UnicodeError) as error:  # the last: no name at all, as a..b
                self._log.warning("trunk not found", trunk=trunk.name, address=trunk.address, why=str(error))
        if self._core is not None and self._core.directory is directory:
            self._core.router.use_trunk_flows(flows)


def _traced(
    send: Callable[[bytes, Flow], bool], trace: Ring, clock: Callable[[], float]
) -> Callable[[bytes, Flow], bool]:
    def sent(data: bytes, flow: Flow) -> bool:
        trace.append(clock(), False, flow, data)
        return send(data, flow)

    return sent


def _literal_trunks(directory: Directory) -> dict[str, Flow]:
    """Trunks whose address is a number already: they are in use without waiting for a name server."""
    flows = {}
    for trunk in directory.trunks.values():
        try:
            transport, host, port = trunk_address(trunk)
        except ParseError:
            continue
        if host.replace(".", "").isdigit() or ":" in host:
            flows[trunk.id] = Flow(transport, host, port)
    return flows
