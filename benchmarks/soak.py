"""Many calls at a high rate through a challenge and a forward: none fails, and memory does not grow.

    python -m benchmarks.soak [--rate CALLS_PER_SECOND] [--seconds S] [--calls N] [--steady CALLS_PER_SECOND]

First the rate for that many seconds; then that many calls, at a steady rate of their own, with the engine's
memory looked at every 5,000. The first 20,000 fill what is kept for a while (transactions live for 32 s, a
nonce for 5 minutes); at the end memory may be a tenth above what it was then. Ends with status 1 otherwise.
"""

import argparse
import statistics
import sys

from benchmarks.load.calls import Load, place_calls
from benchmarks.servers.ours import engine
from softphone.programs.serve import run_on_fastest_loop

_EVERY = 5_000
_FILLED = 20_000
"""Calls after which memory is to stay as it is."""
_GROWTH = 1.1


def said(load: Load) -> str:
    marks = statistics.quantiles(load.latencies, n=100)
    return (
        f"{load.done:,} of {load.calls:,} calls in {load.seconds:.1f} s ({load.done / load.seconds:.0f}/s),"
        f" {load.calls - load.done} failed, {load.sent_again} messages sent again by telephones,"
        f" {load.cpu / load.calls * 1e6:.0f} us CPU per call ({load.cpu / load.seconds:.0%} of a core;"
        f" the telephones {load.own_cpu / load.seconds:.0%}),"
        f" INVITE to 180 p50 {marks[49] * 1e3:.1f} ms, p99 {marks[98] * 1e3:.1f} ms"
    )


def soak(rate: float, calls: int, every: int = 0) -> Load:
    def look(placed: int, load: Load) -> None:
        print(f"  {placed:7,} calls placed, {load.done:7,} done, {load.memory[-1] / 1e6:.1f} MB", flush=True)

    return run_on_fastest_loop(
        lambda: place_calls(engine, forward=True, rate=rate, seconds=calls / rate, every=every, on_calls=look)
    )


def main() -> int:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--rate", type=float, default=500.0)
    arguments.add_argument("--seconds", type=float, default=60.0)
    arguments.add_argument("--calls", type=int, default=100_000)
    arguments.add_argument("--steady", type=float, default=250.0)
    options = arguments.parse_args()
    if 0 < options.calls <= _FILLED:
        arguments.error(f"--calls must be 0 or above {_FILLED}: until then memory still fills")
    failed = False
    if options.seconds:
        print(f"{options.rate:.0f} calls/s for {options.seconds:.0f} s, challenged and forwarded on busy")
        load = soak(options.rate, int(options.rate * options.seconds))
        print(said(load))
        failed |= load.done < load.calls
    if options.calls:
        print(f"{options.calls:,} calls at {options.steady:.0f}/s")
        load = soak(options.steady, options.calls, _EVERY)
        print(said(load))
        filled, end = load.memory[_FILLED // _EVERY - 1], load.memory[-1]
        print(f"memory after {_FILLED:,} calls {filled / 1e6:.1f} MB, at the end {end / 1e6:.1f} MB", end="")
        print(f": x {end / filled:.3f} (at most {_GROWTH})")
        failed |= load.done < load.calls or end > _GROWTH * filled
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
