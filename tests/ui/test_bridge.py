"""From a blocking receive() to one signal for each batch, on the window's thread."""

import queue
import threading

from pytestqt.qtbot import QtBot

from softphone.ui.bridge import LONGEST_BATCH, Bridge


class Numbers:
    """A source of what is put into it; None ends it."""

    def __init__(self) -> None:
        self.queue: queue.SimpleQueue[int | None] = queue.SimpleQueue()
        self.closed = False

    def receive(self, timeout: float | None = None) -> int | None:
        if self.closed and self.queue.empty():
            return None
        try:
            return self.queue.get(timeout=timeout)
        except queue.Empty:
            return None

    def close(self) -> None:
        self.closed = True
        self.queue.put(None)


def test_order_batches_and_thread(qtbot: QtBot) -> None:
    source = Numbers()
    heard: list[list[int]] = []
    threads: set[int] = set()

    bridge = Bridge(source, "test")

    def hear(batch: list[int]) -> None:
        heard.append(batch)
        threads.add(threading.get_ident())

    bridge.arrived.connect(hear)
    for number in range(3 * LONGEST_BATCH):
        source.queue.put(number)
    bridge.start()
    qtbot.waitUntil(lambda: sum(map(len, heard)) == 3 * LONGEST_BATCH, timeout=60_000)
    assert [number for batch in heard for number in batch] == list(range(3 * LONGEST_BATCH))
    assert all(0 < len(batch) <= LONGEST_BATCH for batch in heard) and len(heard) <= 4
    source.close()
    assert bridge.finish()


def test_it_ends_with_its_source_and_says_when_that_does_not(qtbot: QtBot) -> None:
    source = Numbers()
    bridge = Bridge(source, "test")
    bridge.start()
    assert not bridge.finish(timeout=0.05)
    source.close()
    assert bridge.finish()


def test_what_was_read_before_the_silence_does_not_arrive_after_it(qtbot: QtBot) -> None:
    source = Numbers()
    bridge = Bridge(source, "test")
    heard: list[list[int]] = []
    bridge.arrived.connect(heard.append)
    source.queue.put(1)
    bridge.start()
    while not source.queue.empty():
        pass  # without Qt's loop: it is read, and waits to be handed over
    bridge.silence()
    source.queue.put(2)
    source.close()
    assert bridge.finish()
    qtbot.wait(20)
    assert heard == []


def test_one_that_never_started_has_ended(qtbot: QtBot) -> None:
    assert Bridge(Numbers(), "test").finish()
