"""What the server counts, in Prometheus' text format. Nothing about persons."""

from collections.abc import Callable, Iterator, Mapping

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    InfoMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

from softphone.server.engine_metrics import LAG_BOUNDS, EngineMetrics

_GAUGES = {
    "registrations": "Contacts that are registered.",
    "calls_now": "Calls whose end was not seen.",
    "calls_being_set_up": "Calls that are neither answered nor over.",
    "subscriptions": "Watchers of presence, dialogs and messages.",
    "transactions": "SIP transactions that live.",
    "timers": "Timers of transactions that are set.",
    "overloaded": "1 while new calls are refused because messages wait too long.",
    "wait_seconds": "How long a message waits for the engine.",
}
_COUNTERS = {
    "calls_total": ("calls", "Calls that were let through."),
    "messages_in": ("messages_received", "SIP messages received."),
    "messages_out": ("messages_sent", "SIP messages sent."),
    "parse_failures": ("parse_failures", "Messages that were no SIP."),
    "challenges": ("challenges", "Requests answered by 401 or 407."),
    "wrong_secrets": ("wrong_secrets", "Challenges after credentials that were wrong."),
    "refused_by_overload": ("refused_by_overload", "New calls refused while messages waited too long."),
    "trace_lost": (
        "trace_lost",
        "Messages and records that the traces had no room for, or no disk that took them.",
    ),
}


class _Counts(Collector):
    def __init__(
        self, engine: EngineMetrics, queues: Mapping[str, int], listeners: int, version: str
    ) -> None:
        self._engine = engine
        self._queues = queues
        self._listeners = listeners
        self._version = version

    def collect(self) -> Iterator[Metric]:
        engine = self._engine
        yield InfoMetricFamily("softphone", "The version that runs.", {"version": self._version})
        yield GaugeMetricFamily("softphone_listeners", "Open WebSockets.", self._listeners)
        for field, said in _GAUGES.items():
            yield GaugeMetricFamily(f"softphone_engine_{field}", said, getattr(engine, field))
        for field, (name, said) in _COUNTERS.items():
            yield CounterMetricFamily(f"softphone_engine_{name}", said, getattr(engine, field))
        yield _labelled("softphone_engine_forwards", "Forwards.", "cause", engine.forwards)
        refused = {str(status): count for status, count in engine.refused.items()}
        yield _labelled("softphone_engine_refused", "Requests that the engine refused.", "status", refused)
        depths = {**self._queues, "trace": engine.trace_waiting}
        depth = GaugeMetricFamily(
            "softphone_queue_depth", "What waits to be written or sent.", labels=["queue"]
        )
        for name, waiting in sorted(depths.items()):
            depth.add_metric([name], waiting)
        yield depth
        yield _lag(engine)


def _labelled(name: str, said: str, label: str, counts: Mapping[str, int]) -> Metric:
    family = CounterMetricFamily(name, said, labels=[label])
    for value, count in sorted(counts.items()):
        family.add_metric([value], count)
    return family


def _lag(engine: EngineMetrics) -> Metric:
    total = 0
    buckets = []
    for bound, count in zip((*LAG_BOUNDS, float("inf")), engine.loop_lag_counts, strict=True):
        total += count
        buckets.append((str(bound) if bound != float("inf") else "+Inf", float(total)))
    said = "Seconds by which the engine's loop was late."
    return HistogramMetricFamily(
        "softphone_loop_lag_seconds", said, buckets=buckets, sum_value=engine.loop_lag_sum
    )


def render(
    engine: EngineMetrics, queues: Mapping[str, Callable[[], int]], listeners: int, version: str
) -> str:
    """`queues` gives how much waits in each, by name."""
    registry = CollectorRegistry()
    waiting = {name: depth() for name, depth in queues.items()}
    registry.register(_Counts(engine, waiting, listeners, version))
    return generate_latest(registry).decode()
