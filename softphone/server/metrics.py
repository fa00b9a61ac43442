"""The engine's counts in Prometheus' text format."""

from collections.abc import Iterator, Mapping

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.registry import Collector


class _Counts(Collector):
    def __init__(self, engine: Mapping[str, float], listeners: int, version: str) -> None:
        self._engine = engine
        self._listeners = listeners
        self._version = version

    def collect(self) -> Iterator[Metric]:
        yield InfoMetricFamily("softphone", "The version that runs.", {"version": self._version})
        yield GaugeMetricFamily("softphone_listeners", "Open WebSockets.", self._listeners)
        for name, value in sorted(self._engine.items()):
            yield GaugeMetricFamily(f"softphone_engine_{name}", name.replace("_", " "), value)


def render(engine: Mapping[str, float], listeners: int, version: str) -> str:
    registry = CollectorRegistry()
    registry.register(_Counts(engine, listeners, version))
    return generate_latest(registry).decode()
