"""What the engine counts, read when it is asked for: nothing is added up on the path of a message."""

from bisect import bisect_left
from collections.abc import Mapping

import msgspec

from softphone.server.engine_core import EngineCore
from softphone.server.trace.ring import Ring

LAG_BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
"""Seconds: the upper ends of the histogram's buckets; one more is without end."""


class LagHistogram:
    """By how much the loop was late."""

    def __init__(self) -> None:
        self.last = 0.0
        self.sum = 0.0
        self.counts = [0] * (len(LAG_BOUNDS) + 1)

    def observe(self, seconds: float) -> None:
        self.last = seconds
        self.sum += seconds
        self.counts[bisect_left(LAG_BOUNDS, seconds)] += 1


class EngineMetrics(msgspec.Struct, frozen=True, kw_only=True):
    """Counts are since the start; the rest is as it is now."""

    registrations: int = 0
    calls_now: int = 0
    calls_being_set_up: int = 0
    calls_total: int = 0
    subscriptions: int = 0
    transactions: int = 0
    timers: int = 0
    """Timers of transactions that are set, those of finished ones among them until their time has come."""
    messages_in: int = 0
    messages_out: int = 0
    parse_failures: int = 0
    challenges: int = 0
    wrong_secrets: int = 0
    forwards: Mapping[str, int] = {}
    """By cause, as in Diversion."""
    refused: Mapping[int, int] = {}
    """By SIP status."""
    refused_by_overload: int = 0
    overloaded: bool = False
    wait_seconds: float = 0.0
    """How long a message waits for the engine."""
    trace_waiting: int = 0
    trace_lost: int = 0
    loop_lag: float = 0.0
    """Seconds by which the loop was late at its last beat."""
    loop_lag_sum: float = 0.0
    loop_lag_counts: tuple[int, ...] = ()
    """By LAG_BOUNDS."""


def measured(core: EngineCore | None, lag: LagHistogram, trace: Ring | None) -> EngineMetrics:
    """Of an engine that is stopped (None), only what outlives it."""
    outside = {
        "trace_waiting": 0 if trace is None else len(trace),
        "trace_lost": 0 if trace is None else trace.lost,
        "loop_lag": lag.last,
        "loop_lag_sum": lag.sum,
        "loop_lag_counts": tuple(lag.counts),
    }
    if core is None:
        return msgspec.convert(outside, EngineMetrics)
    counts = core.counts
    return msgspec.convert(
        {
            "registrations": len(core.locations),
            "calls_now": len(core.calls),
            "calls_being_set_up": core.records.being_set_up,
            "calls_total": counts.calls,
            "subscriptions": len(core.presence),
            "transactions": len(core.layer),
            "timers": core.layer.timers,
            "messages_in": counts.messages_in,
            "messages_out": counts.messages_out,
            "parse_failures": counts.parse_failures,
            "challenges": counts.challenges,
            "wrong_secrets": counts.wrong_secrets,
            "forwards": dict(counts.forwards),
            "refused": dict(counts.refused),
            "refused_by_overload": core.overload.refused,
            "overloaded": core.overload.refuses,
            "wait_seconds": core.overload.wait,
        }
        | outside,
        EngineMetrics,
    )
