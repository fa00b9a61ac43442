"""The engine: registrar, proxy and observer on real sockets, under one event loop.

`EngineCore` decides; this file owns the sockets, the one timer, and nothing else.
"""

import asyncio
import ssl
from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from softphone.people.directory import Directory
from softphone.people.line_state import LineState
from softphone.server.engine_core import EngineCore, Ports
from softphone.server.routing import trunk_address
from softphone.sip.message.errors import ParseError
from softphone.sip.message.flow import Flow
from softphone.sip.transport.limits import Limits
from softphone.sip.transport.transports import PortInUseError, Transports, own_address

__all__ = ["Engine", "EngineAddresses", "EngineMetrics", "EngineSettings", "PortInUseError"]

_BEAT = 0.5
"""Seconds between measurements of the loop's lag."""


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
    step_seconds: float = 20.0
    """How long each member of a group that rings in order."""
    route_key: str = ""
    """Signs Record-Route; kept over restarts by who keeps it, a new one each start when empty."""
    limits: Limits = Limits()


class EngineAddresses(msgspec.Struct, frozen=True):
    """Where the engine listens. `tls_port` is 0 without TLS."""

    host: str
    port: int
    tls_port: int


class EngineMetrics(msgspec.Struct, frozen=True, kw_only=True):
    registrations: int
    calls_now: int
    calls_total: int
    transactions: int
    messages_in: int
    messages_out: int
    parse_failures: int
    loop_lag: float
    """Seconds by which the loop was late at its last beat."""


class Engine:
    """`clock` gives seconds of a steady clock, `token(n)` n random bytes in hexadecimal. `on_line_state` is
    called in the loop, with a person's id, at each change. `log` is a structlog logger.

    `tls` is the server's context; without one there is no TLS. `trunk_tls` verifies trunks.
    """

    def __init__(
        self,
        settings: EngineSettings,
        directory: Directory,
        *,
        clock: Callable[[], float],
        token: Callable[[int], str],
        tls: ssl.SSLContext | None,
        on_line_state: Callable[[str, LineState], None],
        log: Any,
        trunk_tls: ssl.SSLContext | None = None,
    ) -> None:
        self._settings = settings
        self._directory = directory
        self._clock = clock
        self._token = token
        self._tls = tls
        self._trunk_tls = trunk_tls
        self._on_line_state = on_line_state
        self._log = log
        self._core: EngineCore | None = None
        self._transports: Transports | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._timer_at = float("inf")
        self._beat: asyncio.Task[None] | None = None
        self._resolving: asyncio.Task[None] | None = None
        self._lag = 0.0

    async def start(self) -> EngineAddresses:
        """PortInUseError when an address cannot be listened on; then nothing is left open."""
        settings = self._settings
        transports = Transports(
            self._received,
            self._closed,
            self._unreachable,
            lambda error, flow: self._log.info("stream refused", source=str(flow), why=error.reason),
            client_tls=self._trunk_tls,
            limits=settings.limits,
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
            step_seconds=settings.step_seconds,
            send=transports.send,
            on_line_state=self._on_line_state,
            log=self._log,
        )
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

    def line_states(self) -> Mapping[str, LineState]:
        """By the id of each person of the directory."""
        if self._core is None:
            return dict.fromkeys(self._directory.people, LineState.OFFLINE)
        return self._core.line_states()

    def metrics(self) -> EngineMetrics:
        core = self._core
        return EngineMetrics(
            registrations=len(core.locations) if core else 0,
            calls_now=len(core.calls) if core else 0,
            calls_total=core.counts.calls if core else 0,
            transactions=len(core.layer) if core else 0,
            messages_in=core.counts.messages_in if core else 0,
            messages_out=core.counts.messages_out if core else 0,
            parse_failures=core.counts.parse_failures if core else 0,
            loop_lag=self._lag,
        )

    async def stop(self) -> None:
        """Close everything; calls go on between the telephones. Safe to call twice."""
        for task in (self._beat, self._resolving):
            if task is not None:
                task.cancel()
        if self._timer is not None:
            self._timer.cancel()
        core, self._core = self._core, None
        if self._transports is not None:
            await self._transports.close()
            self._transports = None
        if core is not None:
            self._log.info("engine stopped")

    def _received(self, data: bytes, flow: Flow) -> None:
        if self._core is not None:
            self._core.receive(data, flow, self._clock())
            self._set_timer()

    def _closed(self, flow: Flow) -> None:
        if self._core is not None:
            self._core.flow_closed(flow)

    def _unreachable(self, flow: Flow) -> None:
        if self._core is not None:
            self._core.flow_unreachable(flow, self._clock())
            self._set_timer()

    def _set_timer(self) -> None:
        assert self._core is not None
        deadline = self._core.deadline
        if self._timer is not None and deadline >= self._timer_at:
            return
        if self._timer is not None:
            self._timer.cancel()
        self._timer_at = deadline
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(max(0.0, deadline - self._clock()), self._due)

    def _due(self) -> None:
        self._timer = None
        if self._core is not None:
            self._core.advance(self._clock())
            self._set_timer()

    async def _measure_lag(self) -> None:
        while True:
            before = self._clock()
            await asyncio.sleep(_BEAT)
            self._lag = max(0.0, self._clock() - before - _BEAT)

    async def _resolve_trunks(self, directory: Directory) -> None:
        """Find the address of each trunk that is named, not numbered."""
        flows = _literal_trunks(directory)
        loop = asyncio.get_running_loop()
        for trunk in directory.trunks.values():
            try:
                transport, host, port = trunk_address(trunk)
                found = await loop.getaddrinfo(host, port)
                flows[trunk.id] = Flow(transport, str(found[0][4][0]), port)
            except (ParseError, OSError) as error:
                self._log.warning("trunk not found", trunk=trunk.name, address=trunk.address, why=str(error))
        if self._core is not None and self._core.directory is directory:
            self._core.router.use_trunk_flows(flows)


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
