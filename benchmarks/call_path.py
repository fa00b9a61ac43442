"""What a call costs in the engine's core alone: the calls of `benchmarks.engine`, without sockets.

    python -m benchmarks.call_path [--calls N] [--pause MILLISECONDS] [--profile]

CPU per call (of the quickest tenth, for the machine may be busy), and as a ratio to reading and writing the
same messages once; and how many calls of functions that is, which does not depend on what else the machine
does. With a pause before each message the processor forgets in between, as it does in a server that waits
for messages: the same calls then cost two to three times as much. Journal, log and the ring of traces are as
in `softphone serve`; time is turned by hand.
"""

import argparse
import asyncio
import cProfile
import gc
import pstats
import statistics
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import Any, cast

import structlog

from benchmarks.load.telephones import Callee, Caller, Telephone
from softphone.profiles.incoming import Forward, Incoming, LineRules, ToColleague
from softphone.profiles.profile import Profile
from softphone.programs.serve import random_hex
from softphone.programs.serve_log import configure_log
from softphone.server.engine_core import EngineCore
from softphone.server.engine_presence import AT_ONCE
from softphone.server.ports import Ports
from softphone.server.rules import Active, Rules
from softphone.server.trace.ring import Ring
from softphone.sip.message.flow import Flow
from softphone.sip.message.message import parse
from softphone.storage.journal import Journal
from tests.server.engine.company import DOMAIN, company

_TARGET = f"sip:+46812345002@{DOMAIN}".encode()
_HOST = "127.0.0.1"
_SERVER = (_HOST, 5060)
_EVERY = 0.005
"""Seconds from call to call."""
_GRAIN = 0.01
"""Seconds between looks at timers, as in `server.engine`."""


class _Line:
    """A telephone's socket: what it sends reaches the bench."""

    def __init__(self, bench: "_Bench", port: int) -> None:
        self._bench = bench
        self._flow = Flow("udp", _HOST, port)

    def sendto(self, data: bytes, _address: object) -> None:
        self._bench.carry(data, self._flow)


class _Bench:
    """A core and its telephones. `forward` as in `place_calls`."""

    def __init__(self, journal: Journal, *, forward: bool) -> None:
        self.now = 1000.0
        self.pause = 0.0
        """Seconds before each message."""
        self.came: list[bytes] = []
        """What the core was given, while `counter` is set."""
        self.counter: _Counter | None = None
        self.spent = 0.0
        """Seconds that the core has computed."""
        self._waiting: deque[tuple[Telephone | None, bytes, Flow]] = deque()
        self._looked = self.now
        self._ring = Ring()
        self.caller = Caller(*(("alice", "alice-phone") if forward else ("+46701234567", "")), _SERVER)
        who = ("carol", "carol-pc") if forward else ("bob", "bob-phone")
        self.called = [Callee(*who, _SERVER)]
        if forward:
            self.called.append(Callee("bob", "bob-pc", _SERVER, busy=True))
        self._telephones = dict(enumerate([self.caller, *self.called], 40_001))
        for port, telephone in self._telephones.items():
            telephone.port = port
            telephone.transport = cast(Any, _Line(self, port))
        active = {"id-bob": Active(Profile(number=1, incoming=Incoming(landline=_ON_BUSY)))}
        self.core = EngineCore(
            company(trunk="" if forward else f"{_HOST}:{self.caller.port}"),
            Ports(*_SERVER, 5061),
            own_hosts=(_HOST,),
            token=random_hex,
            route_key="key",
            ring_seconds=180.0,
            local_time=lambda: datetime.now(UTC),
            send=self._sent,
            on_line_state=lambda _person, _line: None,
            log=structlog.get_logger("softphone.engine"),
            journal=journal,
        )
        self.core.restore(self.now)
        self.core.router.use_trunk_flows({} if forward else {"t1": Flow("udp", _HOST, self.caller.port)})
        self.core.use_rules(Rules(active=active if forward else {}))

    def carry(self, data: bytes, flow: Flow) -> None:
        """From a telephone; returns when all that follows has happened, unless it is part of that itself."""
        alone = not self._waiting
        self._waiting.append((None, data, flow))
        while alone and self._waiting:
            telephone, data, flow = self._waiting[0]
            if telephone is None:
                self._receive(data, flow)
            else:
                telephone.datagram_received(data, _SERVER)
            self._waiting.popleft()

    def call(self) -> None:
        self.now += _EVERY
        self.caller.call(_TARGET)
        if self.now >= self._looked + _GRAIN:
            self._looked = self.now
            self._measured(self.core.advance, self.now)
            self._ring.drain(1_000)

    def _receive(self, data: bytes, flow: Flow) -> None:
        if self.counter is not None:
            self.came.append(data)
        if self.pause:
            time.sleep(self.pause)
        self._measured(self._hand_over, data, flow)

    def _hand_over(self, data: bytes, flow: Flow) -> None:
        self._ring.append(self.now, True, flow, data)
        self.core.receive(data, flow, self.now)
        if self.core.deadline == AT_ONCE:
            self.core.advance(self.now)

    def _measured(self, work: Callable[..., None], *given: Any) -> None:
        if self.counter is not None:
            sys.setprofile(self.counter)
            work(*given)
            sys.setprofile(None)
            return
        began = time.process_time()
        work(*given)
        self.spent += time.process_time() - began

    def _sent(self, data: bytes, flow: Flow) -> bool:
        self._ring.append(self.now, False, flow, data)
        self._waiting.append((self._telephones[flow.port], data, flow))
        return True


_PAUSED = 200
"""Calls with a pause before each message."""
_COUNTED = 100
"""Calls of which the calls of functions are counted."""
_ON_BUSY = LineRules(busy=Forward(ToColleague("id-carol")))


class _Counter:
    """Calls of functions, Python's and C's, while it is set as the profiler."""

    def __init__(self) -> None:
        self.python = self.c = 0

    def __call__(self, _frame: FrameType, event: str, _of: object) -> None:
        self.python += event == "call"
        self.c += event == "c_call"


async def _registered(bench: _Bench) -> None:
    for telephone in bench.called:
        await telephone.register()


def _spent(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def _measure(name: str, bench: _Bench, calls: int, pause: float, profile: bool) -> None:
    def place(number: int) -> list[float]:
        """Seconds of each call."""
        spent = []
        for _ in range(number):
            before = bench.spent
            bench.call()
            spent.append(bench.spent - before)
        return spent

    place(7_000)  # so many that timers run out as fast as they are set
    gc.collect()
    gc.freeze()
    if profile:
        everything = cProfile.Profile()
        everything.runcall(place, calls)
        pstats.Stats(everything).sort_stats("tottime").print_stats(45)
        return
    done = bench.caller.done
    spent = statistics.quantiles(place(calls), n=10)[0]
    if pause:
        bench.pause = pause
        after = statistics.median(place(_PAUSED))
        bench.pause = 0.0
        print(f"{name}: {after * 1e6:.0f} us per call with {pause * 1e3:.1f} ms before each message")
        done += _PAUSED
    assert bench.caller.done == done + calls, bench.caller.failed[:3]
    counter = bench.counter = _Counter()
    place(_COUNTED)
    bench.counter = None
    plain = min(_spent(lambda: [parse(data).to_bytes() for data in bench.came]) for _ in range(20)) / _COUNTED
    print(
        f"{name}: {spent * 1e6:.0f} us per call, {len(bench.came) // _COUNTED} messages in,"
        f" {spent / plain:.1f} x reading and writing those once;"
        f" {counter.python / _COUNTED:.0f} calls of Python functions, {counter.c / _COUNTED:.0f} of C's"
    )


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--calls", type=int, default=3000)
    arguments.add_argument("--pause", type=float, default=1.0, help="milliseconds; 0: none")
    arguments.add_argument("--profile", action="store_true")
    arguments.add_argument("--only", choices=["A", "B"])
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        said, sys.stderr = sys.stderr, (folder / "log").open("w")
        configure_log()
        try:
            for name in "AB":
                if options.only in (None, name):
                    journal = Journal(folder / name, lambda what, cause: print(what, cause))
                    bench = _Bench(journal, forward=name == "B")
                    asyncio.run(_registered(bench))
                    _measure(name, bench, options.calls, options.pause / 1000, options.profile)
                    journal.close()
        finally:
            sys.stderr = said


if __name__ == "__main__":
    main()
