"""A child is killed between what it wrote of a call and its word for it: the trace is whole all the same."""

import time
from pathlib import Path

import msgspec

from softphone.server.call_keeper import Batch, Traced
from softphone.server.call_log import TRACES
from softphone.server.keeper_process import KeeperProcess, _write
from softphone.server.trace.calls import TracedCall, traced_calls
from softphone.server.trace.files import read_frames
from softphone.server.trace.known_calls import KnownCalls
from softphone.server.trace.ladder import ladder
from softphone.storage.call_record import CallRecord
from tests.server.engine.bench import Log
from tests.server.trace.test_ladder import Traced as Bench
from tests.server.trace.test_ladder import play

AHEAD = 1_700_000_000.0
ENOUGH = 60.0
"""Seconds for a process to begin on a busy machine."""


def read(folder: Path) -> list[TracedCall]:
    return traced_calls(read_frames(folder / TRACES))


def killed_with(child: KeeperProcess, batch: Batch, folder: Path, *, written: int) -> None:
    """It has written the batch, and nobody has read that it has."""
    process = child._process
    assert process is not None
    assert process.stdin is not None
    _write(process.stdin, msgspec.msgpack.encode(batch))
    deadline = time.monotonic() + ENOUGH
    while sum(len(call.messages) for call in read(folder)) < written:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    process.kill()
    process.wait()


def test_a_call_that_two_children_kept_is_read_whole_and_once(tmp_path: Path) -> None:
    bench, whole, taken_over = Bench(tmp_path / "whole" / TRACES), tmp_path / "whole", tmp_path / "taken over"
    play(bench)
    passed = list(bench.ring._messages)
    (expected,) = bench.calls()
    assert read(whole)[0].messages == expected.messages
    records = [each for each in bench.kept if isinstance(each, CallRecord)]

    known, log = KnownCalls(), Log()
    taken_over.mkdir()
    child = KeeperProcess(taken_over, "", known, log)
    try:
        half = len(passed) // 2
        for start in range(0, half, 3):
            child.keep(Traced(AHEAD, passed[start : min(start + 3, half)], ()))
        assert expected.call_id in known
        in_flight = Traced(AHEAD, passed[half:], ())
        killed_with(child, in_flight, taken_over, written=len(expected.messages))
        child.keep(in_flight)
        child.keep(Traced(AHEAD, (), records))
    finally:
        child.close()
    assert [event for event, _ in log.lines] == ["another child keeps calls"]
    (found,) = read(taken_over)
    assert found.messages == expected.messages
    assert ladder(found) == ladder(expected)
