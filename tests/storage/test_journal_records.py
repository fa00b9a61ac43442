import zlib

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from softphone.storage.journal_records import (
    MAX_RECORD,
    Call,
    CallEnded,
    KeptParty,
    LastFlow,
    Record,
    encode,
    latest,
    read,
)
from tests.storage.journal_facts import flow, records


@given(st.lists(records, max_size=8))
def test_what_is_written_is_read(written: list[Record]) -> None:
    reading = read(encode(written))
    assert list(reading.records) == written
    assert (reading.damaged, reading.unknown, reading.torn) == (0, 0, 0)


@given(st.lists(st.lists(records, max_size=3), max_size=5), st.data())
def test_cut_at_any_byte_it_is_what_was_true_then(appends: list[list[Record]], data: st.DataObject) -> None:
    whole = b"".join(map(encode, appends))
    cut = data.draw(st.integers(0, len(whole)))
    reading = read(whole[:cut])
    written = [record for append in appends for record in append]
    count = len(reading.records)
    assert list(reading.records) == written[:count]
    assert latest(reading.records) == latest(written[:count])
    assert len(encode(reading.records)) + reading.torn == cut
    assert reading.damaged == 0
    missing = encode(written[count : count + 1])
    assert count == len(written) or reading.torn < len(missing)


@given(st.lists(records, min_size=1, max_size=6), st.data())
def test_a_damaged_byte_costs_one_record(written: list[Record], data: st.DataObject) -> None:
    whole = bytearray(encode(written))
    place = data.draw(st.integers(0, len(whole) - 1))
    whole[place] ^= data.draw(st.integers(1, 255))
    reading = read(bytes(whole))
    hit = next(n for n in range(len(written)) if len(encode(written[: n + 1])) > place)
    assert list(reading.records) == written[:hit] + written[hit + 1 :]
    assert (reading.damaged, reading.torn > 0) == ((0, True) if hit == len(written) - 1 else (1, False))


@given(st.binary(max_size=200))
def test_rubbish_is_no_record(rubbish: bytes) -> None:
    reading = read(rubbish + encode([flow(1)]))
    assert reading.records == (flow(1),)
    assert reading.damaged == (1 if rubbish else 0)


def test_a_record_of_another_version_is_skipped() -> None:
    """One of a kind that we do not know, and one of ours that is more than we know."""
    later = frame(["location9", "alice", {}])
    longer = frame(["flow1", "pc", "10.0.0.9", 5060, "new"])
    reading = read(encode([flow(1)]) + later + longer + encode([flow(2)]))
    assert reading.records == (flow(1), LastFlow("pc", "10.0.0.9", 5060), flow(2))
    assert (reading.unknown, reading.damaged) == (1, 0)


def frame(payload: object) -> bytes:
    body = msgspec.msgpack.encode(payload)
    return b"\xd7J" + len(body).to_bytes(2, "little") + zlib.crc32(body).to_bytes(4, "little") + body


def test_the_form_on_the_disk_is_the_one_that_was_released() -> None:
    """Whoever changes this changes the kind in the record, too."""
    assert encode([LastFlow("pc", "10.0.0.9", 5060)]) == frame(["flow1", "pc", "10.0.0.9", 5060])


@pytest.mark.parametrize("device", ["x" * MAX_RECORD, "a\udcff"])
def test_what_cannot_be_written_is_left_out(device: str) -> None:
    assert read(encode([flow(1), LastFlow(device, "h", 1), flow(2)])).records == (flow(1), flow(2))


def test_the_last_word_about_a_subject_holds() -> None:
    a, b = KeptParty("id-a", "a-pc", "1"), KeptParty("id-b", "b-pc", "2")
    first, again = Call("c", a, b, 1.0), Call("c", a, b, 2.0)
    other = Call("d", a, b, 1.0)
    moved = LastFlow("device1", "10.0.0.8", 2)
    state = latest([first, flow(1), other, again, moved, CallEnded("d", "1"), CallEnded("e", "1")])
    assert list(state.values()) == [again, moved]
