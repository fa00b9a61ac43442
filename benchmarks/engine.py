"""What a call costs in the engine and in Kamailio: CPU and INVITE to 180, on the same calls in one run.

    python -m benchmarks.engine [--rate CALLS_PER_SECOND] [--seconds S] [--rounds N]

A: from a trunk's address, no challenge, one leg. B: the caller is challenged, the callee is busy, and the
call is forwarded to another. Kamailio has the same policy in Python (kamailio/policy.py). The engine runs as
`softphone serve` runs it, with its journal and its log; CPU is that of all processes of each, and the two
take turns for some rounds. Without Kamailio the engine's own figures are printed alone.
"""

import argparse
import statistics
from collections.abc import Callable
from contextlib import AbstractContextManager

import msgspec

from benchmarks.load.calls import place_calls
from benchmarks.servers.kamailio import KamailioMissingError, kamailio
from benchmarks.servers.ours import engine
from benchmarks.servers.scenario import Scenario, Serving
from softphone.programs.serve import run_on_fastest_loop

TARGETS = {"A": 2.5, "B": 3.0}
"""CPU of the engine's per CPU of Kamailio's, at the most."""


class Figures(msgspec.Struct, frozen=True):
    """Per call, in seconds."""

    cpu: float
    p50: float
    p99: float


Server = Callable[[Scenario], AbstractContextManager[Serving]]


def measured(server: Server, name: str, rate: float, seconds: float) -> Figures:
    load = run_on_fastest_loop(lambda: place_calls(server, forward=name == "B", rate=rate, seconds=seconds))
    marks = statistics.quantiles(load.latencies, n=100)
    return Figures(load.cpu / load.calls, marks[49], marks[98])


def middle(figures: list[Figures]) -> Figures:
    return Figures(
        *(statistics.median(getattr(f, name) for f in figures) for name in Figures.__struct_fields__)
    )


def said(name: str, figures: Figures) -> str:
    return (
        f"{name:16} {figures.cpu * 1e6:6.0f} us CPU per call,"
        f" INVITE to 180 p50 {figures.p50 * 1e3:.2f} ms, p99 {figures.p99 * 1e3:.2f} ms"
    )


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--rate", type=float, default=200.0)
    arguments.add_argument("--seconds", type=float, default=8.0)
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--only", choices=sorted(TARGETS), help="one of the two")
    options = arguments.parse_args()
    for name, what in (("A", "no challenge, one leg"), ("B", "407, forwarded on busy")):
        if options.only not in (None, name):
            continue
        ours: list[Figures] = []
        theirs: list[Figures] = []
        print(
            f"{name}: {what}, {options.rate:.0f} calls/s, {options.rounds} rounds of {options.seconds:.0f} s"
        )
        for _ in range(options.rounds):
            ours.append(measured(engine, name, options.rate, options.seconds))
            try:
                theirs.append(measured(kamailio, name, options.rate, options.seconds))
            except KamailioMissingError as missing:
                print(f"no comparison: {missing}")
        print(said("the engine", middle(ours)))
        if theirs:
            a, b = middle(ours), middle(theirs)
            print(said("Kamailio", b))
            print(
                f"the engine's by Kamailio's: x {a.cpu / b.cpu:.2f} CPU (at most {TARGETS[name]}),"
                f" x {a.p50 / b.p50:.2f} p50, x {a.p99 / b.p99:.2f} p99"
            )


if __name__ == "__main__":
    main()
