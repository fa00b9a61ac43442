"""The server's counts as Prometheus reads them."""

from prometheus_client.parser import text_string_to_metric_families

from softphone.server.engine_metrics import LAG_BOUNDS, EngineMetrics, LagHistogram, measured
from softphone.server.metrics import render
from softphone.server.trace.ring import Ring
from softphone.sip.message.flow import Flow
from tests.server.engine.bench import Bench
from tests.server.engine.company import company


def samples(metrics: EngineMetrics, **queues: int) -> dict[str, float]:
    depths = {name: lambda depth=depth: depth for name, depth in queues.items()}
    text = render(metrics, depths, 3, "1.2")
    return {
        sample.name + "".join(f"[{value}]" for value in sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_what_happened_on_a_bench_is_counted() -> None:
    bench = Bench(company())
    alice, bob = bench.registered("alice-pc"), bench.registered("bob-pc")
    alice.call("bob")
    came = bob.asked("INVITE")
    bob.answer(came, 180)
    alice.call("nobody")
    bench.core.receive(b"rubbish", Flow("udp", "h", 1), bench.now)
    bench.core.counts.forwarded("user-busy")
    bench.core.counts.forwarded("user-busy")
    stranger = bench.telephone("bob-phone")
    stranger.register(secret="wrong")
    found = samples(measured(bench.core, LagHistogram(), None))
    assert found["softphone_engine_registrations"] == 2
    assert found["softphone_engine_calls_total"] == 1
    assert found["softphone_engine_calls_now"] == found["softphone_engine_calls_being_set_up"] == 1
    assert found["softphone_engine_parse_failures_total"] == 1
    assert found["softphone_engine_forwards_total[user-busy]"] == 2
    assert found["softphone_engine_refused_total[404]"] == 1
    assert found["softphone_engine_challenges_total"] == bench.core.counts.challenges >= 4
    assert found["softphone_engine_wrong_secrets_total"] >= 1
    assert found["softphone_engine_timers"] > 0
    assert found["softphone_engine_messages_received_total"] > 5
    assert found["softphone_listeners"] == 3
    assert found["softphone_info[1.2]"] == 1


def test_the_lag_is_a_histogram() -> None:
    lag = LagHistogram()
    for seconds in (0.0, 0.001, 0.0011, 0.3, 60.0):
        lag.observe(seconds)
    found = samples(measured(None, lag, None))
    assert found["softphone_loop_lag_seconds_bucket[0.001]"] == 2
    assert found["softphone_loop_lag_seconds_bucket[0.0025]"] == 3
    assert found["softphone_loop_lag_seconds_bucket[0.25]"] == 3
    assert found[f"softphone_loop_lag_seconds_bucket[{LAG_BOUNDS[-1]}]"] == 4
    assert found["softphone_loop_lag_seconds_bucket[+Inf]"] == found["softphone_loop_lag_seconds_count"] == 5
    assert found["softphone_loop_lag_seconds_sum"] == 60.3021


def test_queues_have_a_depth() -> None:
    ring = Ring(1)
    for _ in range(2):
        ring.append(0.0, True, Flow("udp", "h", 1), b"")
    found = samples(measured(None, LagHistogram(), ring), call_records=7)
    assert found["softphone_queue_depth[call_records]"] == 7
    assert found["softphone_queue_depth[trace]"] == 1
    assert found["softphone_engine_trace_lost_total"] == 1
