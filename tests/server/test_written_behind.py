"""Records wait, are written in batches, and survive a storage that fails for a while."""

import asyncio
from collections.abc import Sequence

import msgspec
import pytest

from softphone.server import written_behind
from softphone.server.written_behind import WrittenBehind
from softphone.storage.call_record import CallEnd, CallRecord
from tests.contract.test_repository import CALL
from tests.server.engine.bench import Log

END = CallEnd(call_id="c", tags=("a", "b"), at=1.0)


class Storage:
    def __init__(self) -> None:
        self.batches: list[tuple[list[CallRecord], list[CallEnd]]] = []
        self.fails = False

    async def write(self, records: Sequence[CallRecord], ends: Sequence[CallEnd]) -> None:
        if self.fails:
            raise OSError("disk full")
        self.batches.append((list(records), list(ends)))


class QuietLog(Log):
    def error(self, event: str, **values: object) -> None:
        self.info(event, **values)


def record(number: int) -> CallRecord:
    return msgspec.structs.replace(CALL, id=f"e-{number}")


def test_what_waits_is_written_together() -> None:
    storage = Storage()
    waiting = WrittenBehind(storage.write, Log())
    for entry in (record(1), END, record(2)):
        waiting.put(entry)
    assert (len(waiting), storage.batches) == (3, [])
    assert asyncio.run(waiting.flush())
    assert storage.batches == [([record(1), record(2)], [END])]
    assert len(waiting) == 0
    assert asyncio.run(waiting.flush())
    assert len(storage.batches) == 1


def test_a_storage_that_fails_gets_them_again_in_order() -> None:
    storage, log = Storage(), QuietLog()
    storage.fails = True
    waiting = WrittenBehind(storage.write, log)
    waiting.put(record(1))
    assert not asyncio.run(waiting.flush())
    waiting.put(record(2))
    assert not asyncio.run(waiting.flush())
    assert [event for event, _ in log.lines] == ["call records not written"]  # once
    storage.fails = False
    assert asyncio.run(waiting.flush())
    assert storage.batches == [([record(1), record(2)], [])]


def test_what_waits_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(written_behind, "_MOST", 2)
    storage = Storage()
    waiting = WrittenBehind(storage.write, Log())
    for number in range(5):
        waiting.put(record(number))
    assert (len(waiting), waiting.lost) == (2, 3)
    asyncio.run(waiting.flush())
    assert storage.batches == [([record(3), record(4)], [])]


def test_many_are_several_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(written_behind, "_BATCH", 2)
    storage = Storage()
    waiting = WrittenBehind(storage.write, Log())
    for number in range(5):
        waiting.put(record(number))
    asyncio.run(waiting.flush())
    assert [len(records) for records, _ in storage.batches] == [2, 2, 1]
