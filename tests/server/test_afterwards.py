"""What need not be done now is done later, in its order, and before anybody looks."""

from collections.abc import Callable

import pytest

from softphone.server.afterwards import LATER, Afterwards


class Loop:
    def __init__(self) -> None:
        self.set: list[tuple[float, Callable[[], None]]] = []

    def call_later(self, seconds: float, run: Callable[[], None]) -> None:
        self.set.append((seconds, run))


def test_it_is_done_together_and_in_order() -> None:
    loop, done = Loop(), list[str]()
    afterwards = Afterwards(loop.call_later)
    afterwards(done.append, "first")
    afterwards(done.append, "second")
    assert done == []
    ((seconds, run),) = loop.set
    assert seconds == LATER
    run()
    assert done == ["first", "second"]
    afterwards(done.append, "third")
    assert len(loop.set) == 2


def test_who_looks_before_has_it_done_at_once() -> None:
    loop, done = Loop(), list[str]()
    afterwards = Afterwards(loop.call_later)
    afterwards(done.append, "first")
    afterwards.run()
    assert done == ["first"]
    loop.set[0][1]()
    assert done == ["first"]


def test_what_is_asked_for_meanwhile_is_done_too() -> None:
    loop, done = Loop(), list[str]()
    afterwards = Afterwards(loop.call_later)
    afterwards(lambda: afterwards(done.append, "asked for meanwhile"))
    afterwards.run()
    assert done == ["asked for meanwhile"]


def test_a_fault_keeps_nothing_else_from_being_done() -> None:
    loop, done = Loop(), list[str]()
    afterwards = Afterwards(loop.call_later)
    afterwards(lambda: done.remove("what is not there"))
    afterwards(done.append, "the next")
    with pytest.raises(ValueError):
        afterwards.run()
    assert done == []
    loop.set[-1][1]()
    assert done == ["the next"]


def test_named_values_are_handed_on() -> None:
    loop, done = Loop(), dict[str, int]()
    afterwards = Afterwards(loop.call_later)
    afterwards(done.update, call=1)
    afterwards.run()
    assert done == {"call": 1}
