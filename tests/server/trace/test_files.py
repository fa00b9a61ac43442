"""Traces on disk: bounded, private, and read as far as they are whole."""

import os
import stat
from collections.abc import Sequence
from pathlib import Path

import msgspec
import pytest

from softphone.server.trace.files import (
    Frame,
    TracedMessage,
    TracedRecord,
    TraceFiles,
    read_frames,
    trace_files,
)
from softphone.server.trace.keeper import TraceKeeper
from softphone.server.trace.known_calls import KnownCalls
from softphone.server.trace.ring import LONGEST, Ring
from softphone.sip.message.flow import Flow
from tests.contract.test_repository import CALL

FLOW = Flow("tls", "10.0.0.9", 5061, 7)


def traced(number: int) -> TracedMessage:
    return TracedMessage(float(number), True, "udp:h:1", "c1", b"x" * 100)


def test_what_was_written_is_read(tmp_path: Path) -> None:
    files = TraceFiles(tmp_path / "trace")
    files.write([traced(1), TracedRecord(CALL)])
    files.write([])
    files.write([traced(2)])
    assert list(read_frames(tmp_path / "trace")) == [traced(1), TracedRecord(CALL), traced(2)]
    (path,) = trace_files(tmp_path / "trace")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_the_oldest_files_go(tmp_path: Path) -> None:
    files = TraceFiles(tmp_path, size=250, kept=3)
    for number in range(20):
        files.write([traced(number)])
    kept = trace_files(tmp_path)
    assert len(kept) == 3
    assert sum(path.stat().st_size for path in kept) < 3 * (250 + 200)
    moments = [frame.at for frame in read_frames(tmp_path) if isinstance(frame, TracedMessage)]
    assert moments == list(range(20 - len(moments), 20))


def test_each_start_begins_a_new_file(tmp_path: Path) -> None:
    TraceFiles(tmp_path).write([traced(1)])
    TraceFiles(tmp_path).write([traced(2)])
    assert [path.name for path in trace_files(tmp_path)] == ["00000001.trace", "00000002.trace"]
    assert list(read_frames(tmp_path)) == [traced(1), traced(2)]


@pytest.mark.parametrize("cut", [1, 50, 120])
def test_an_end_that_was_cut_off_is_left_out(tmp_path: Path, cut: int) -> None:
    TraceFiles(tmp_path).write([traced(1), traced(2)])
    (path,) = trace_files(tmp_path)
    path.write_bytes(path.read_bytes()[:-cut])
    TraceFiles(tmp_path).write([traced(3)])
    assert list(read_frames(tmp_path)) == [traced(1), traced(3)]


PIECE: list[Frame] = [traced(2), traced(2), TracedRecord(CALL), traced(3), traced(2)]


def killed_after(folder: Path, frames: Sequence[Frame], cut: int) -> None:
    """One that wrote these and so many bytes of the next."""
    of_next = traced(9)
    TraceFiles(folder).write([*frames, of_next])
    path = trace_files(folder)[-1]
    os.truncate(path, path.stat().st_size - 4 - len(msgspec.msgpack.encode(of_next)) + cut)


@pytest.mark.parametrize("cut", [0, 3, 50])
def test_what_one_or_two_that_were_killed_have_written_is_not_written_twice(tmp_path: Path, cut: int) -> None:
    for first in range(len(PIECE) + 1):
        for second in range(len(PIECE) + 1 - first):
            folder = tmp_path / f"{first} {second}"
            TraceFiles(folder).write([traced(0), traced(1)])
            killed_after(folder, PIECE[:first], cut)
            killed_after(folder, PIECE[first : first + second], cut)
            TraceFiles(folder).write(PIECE, again=True)
            assert list(read_frames(folder)) == [traced(0), traced(1), *PIECE]


def test_one_goes_on_behind_what_another_has_written_since(tmp_path: Path) -> None:
    ours, another = TraceFiles(tmp_path, kept=2), TraceFiles(tmp_path, size=1, kept=2)
    ours.write([traced(1)])
    another.write([traced(2)])
    ours.write([traced(3)])
    assert list(read_frames(tmp_path)) == [traced(2), traced(3)]
    for number in (4, 5, 6):
        another.write([traced(number)])  # until ours has been removed
    ours.write([traced(7)])
    assert list(read_frames(tmp_path)) == [traced(6), traced(7)]


def test_a_write_that_failed_in_the_middle_costs_no_later_one(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")
    files = TraceFiles(tmp_path)
    files.write([traced(1)])
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (trace_files(tmp_path)[0].stat().st_size + 50, hard))
    try:
        with pytest.raises(OSError, match="too large"):
            files.write([traced(2)])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    files.write([traced(3)])
    assert list(read_frames(tmp_path)) == [traced(1), traced(3)]


def test_damage_ends_its_file_alone(tmp_path: Path) -> None:
    TraceFiles(tmp_path).write([traced(1)])
    (path,) = trace_files(tmp_path)
    path.write_bytes(path.read_bytes() + b"\xff\xff\xff\xff damaged" + b"\x00\x00\x00\x02xx")
    TraceFiles(tmp_path).write([traced(2)])
    assert list(read_frames(tmp_path)) == [traced(1), traced(2)]
    assert list(read_frames(tmp_path / "none")) == []


def message(method: str, call_id: str) -> bytes:
    return f"{method} sip:bob@company.test SIP/2.0\r\nCall-ID: {call_id}\r\n\r\n".encode()


def test_only_calls_are_kept(tmp_path: Path) -> None:
    ring = Ring()
    keeper = TraceKeeper(TraceFiles(tmp_path), KnownCalls())
    ring.append(1.0, True, FLOW, message("REGISTER", "r"))
    ring.append(2.0, True, FLOW, message("INVITE", "c"))
    ring.append(3.0, False, FLOW, b"SIP/2.0 100 Trying\r\nCall-ID: c\r\n\r\n")
    ring.append(4.0, True, FLOW, message("SUBSCRIBE", "s"))
    keeper.write(1000.0, ring.drain(9), [CALL])
    ring.append(5.0, True, FLOW, message("BYE", "c"))
    keeper.write(1000.0, ring.drain(9), [])
    frames = list(read_frames(tmp_path))
    assert [msgspec.to_builtins(each)[1] for each in frames if isinstance(each, TracedMessage)] == [
        1002.0,
        1003.0,
        1005.0,
    ]
    assert frames[0] == TracedMessage(1002.0, True, "tls:10.0.0.9:5061#7", "c", message("INVITE", "c"))
    assert TracedRecord(CALL) in frames


def test_a_keeper_goes_on_with_the_calls_of_another(tmp_path: Path) -> None:
    known = KnownCalls()
    first, second = (TraceKeeper(TraceFiles(tmp_path), each) for each in (KnownCalls(), known))
    first.write(0.0, [(1.0, True, FLOW, message("INVITE", "c"))], [])
    known.add(first.seen)
    second.write(0.0, [(2.0, True, FLOW, message("ACK", "c")), (3.0, True, FLOW, message("ACK", "x"))], [])
    kept = [each for each in read_frames(tmp_path) if isinstance(each, TracedMessage)]
    assert [(each.at, each.call_id) for each in kept] == [(1.0, "c"), (2.0, "c")]


def test_the_ring_is_bounded_and_counts_what_it_lost() -> None:
    ring = Ring(3)
    for number in range(5):
        ring.append(float(number), True, FLOW, b"x" * (LONGEST + 1))
    assert (len(ring), ring.lost) == (3, 2)
    drained = ring.drain(2)
    assert [each[0] for each in drained] == [2.0, 3.0]
    assert {len(each[3]) for each in drained} == {LONGEST}
    assert [each[0] for each in ring.drain(2)] == [4.0]
    assert ring.drain(2) == []


def test_a_disk_that_is_full_is_an_error_and_no_more(tmp_path: Path) -> None:
    (tmp_path / "trace").write_text("not a folder")
    keeper = TraceKeeper(TraceFiles(tmp_path / "trace"), KnownCalls())
    with pytest.raises(OSError, match="exists"):
        keeper.write(0.0, [(1.0, True, FLOW, message("INVITE", "c"))], [])
