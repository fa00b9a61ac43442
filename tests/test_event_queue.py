"""Whoever reads events gets each of them, and is never left waiting once there are no more."""

import threading

import pytest

from softphone.event_queue import EventQueue

PATIENCE = 60.0


def test_they_come_in_order_and_then_nothing_for_good() -> None:
    events: EventQueue[int] = EventQueue()
    assert events.receive(0) is None  # not yet
    for number in range(3):
        events.put(number)
    events.end()
    events.end()
    assert [events.receive() for _ in range(6)] == [0, 1, 2, None, None, None]
    assert events.receive(0) is None


@pytest.mark.parametrize("readers", [1, 3])
def test_its_end_frees_all_who_wait(readers: int) -> None:
    events: EventQueue[str] = EventQueue()
    got: list[str | None] = []

    def read() -> None:
        while (event := events.receive()) is not None:
            got.append(event)

    threads = [threading.Thread(target=read, daemon=True) for _ in range(readers)]
    for each in threads:
        each.start()
    events.put("a")
    events.put("b")
    events.end()
    for each in threads:
        each.join(PATIENCE)
    assert not any(each.is_alive() for each in threads)
    assert sorted(filter(None, got)) == ["a", "b"]
