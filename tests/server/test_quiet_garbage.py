"""The garbage collector waits for a time without calls, but not for ever; calls leave it nothing to do."""

import gc
import weakref
from collections.abc import Iterator

import pytest

from softphone.server.exchange import Exchange
from softphone.server.quiet_garbage import SAMPLE, SWEEP_EVERY, QuietGarbage
from tests.server.engine.bench import Bench
from tests.server.engine.company import company


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    yield
    gc.unfreeze()
    gc.enable()


class Cycle:
    def __init__(self) -> None:
        self.itself = self


def dropped() -> "weakref.ref[Cycle]":
    """A cycle that nothing refers to any more."""
    return weakref.ref(Cycle())


class Server:
    def __init__(self) -> None:
        self.calls = 0
        self.now = 0.0
        self.garbage = QuietGarbage(lambda: self.calls, lambda: self.now)


def grown(by: float) -> list[list[int]]:
    """So many times as many objects as live now, and live then too."""
    return [[number] for number in range(round((by - 1) * gc.get_freeze_count()))]


def test_it_waits_while_calls_come() -> None:
    server = Server()
    server.garbage.start()
    cycle, kept = dropped(), grown(1.1)
    server.garbage.sweep()
    for _ in range(3):
        server.calls += 1
        assert server.garbage.look() is None
    assert cycle() is not None
    collected = server.garbage.look()
    assert cycle() is None
    assert collected is not None and collected.found >= 1
    assert collected.left > len(kept)


def test_it_does_not_wait_for_ever() -> None:
    server = Server()
    server.garbage.start()
    cycle, kept = dropped(), grown(1.6)
    server.calls += 1
    assert server.garbage.look() is not None
    assert cycle() is None
    server.calls += 1
    assert server.garbage.look() is None
    assert kept


def test_a_server_that_stays_as_large_is_not_stopped() -> None:
    server = Server()
    server.garbage.start()
    cycle = dropped()
    for _ in range(100):
        server.garbage.sweep()
        server.now += 30.0
        assert server.garbage.look() is None
    assert cycle() is not None


def test_nothing_is_collected_by_itself() -> None:
    Server().garbage.start()
    collections = [each["collections"] for each in gc.get_stats()]
    kept = [[number] for number in range(300_000)]
    assert [each["collections"] for each in gc.get_stats()] == collections
    assert len(kept) == 300_000


def test_one_sweep_of_many_looks_at_what_is_new() -> None:
    garbage = Server().garbage
    garbage.start()
    for _ in range(SAMPLE - 1):
        unseen = dropped()
        garbage.sweep()
        assert unseen() is not None
    sampled = dropped()
    garbage.sweep()
    assert sampled() is None


def test_after_one_that_found_something_each_sweep_looks_for_a_minute() -> None:
    garbage = Server().garbage
    garbage.start()
    for _ in range(SAMPLE):
        found = dropped()
        garbage.sweep()
    assert found() is None
    looked = 0
    for _ in range(round(60 / SWEEP_EVERY)):
        before = gc.get_stats()[1]["collections"]
        garbage.sweep()
        looked += gc.get_stats()[1]["collections"] - before
    assert looked == round(60 / SWEEP_EVERY)
    again = dropped()
    garbage.sweep()
    assert again() is not None


def test_what_a_sweep_has_left_is_not_looked_at_by_the_next() -> None:
    garbage = Server().garbage
    garbage.start()
    kept = [[number] for number in range(10_000)]
    garbage.sweep()
    assert len(gc.get_objects()) < 1000
    assert len(kept) == 10_000


def test_a_call_leaves_no_cycle_behind() -> None:
    bench = Bench(company())
    alice, pc, phone = (bench.registered(each) for each in ("alice-pc", "bob-pc", "bob-phone"))
    bench.wait(60)
    gc.collect()
    gc.disable()
    try:
        alice.call("bob")
        at_pc, at_phone = pc.asked("INVITE"), phone.asked("INVITE")
        owners = [each.owner for each in bench.core.layer._servers.values()]
        forks = [weakref.ref(each.fork) for each in owners if isinstance(each, Exchange)]
        del owners
        phone.answer(at_phone, 180)
        pc.answer(at_pc, 200)
        phone.answer(phone.asked("CANCEL"), 200)
        phone.answer(at_phone, 487)
        ok = alice.response(200)
        alice.send(alice.within(ok, "ACK"))
        alice.send(alice.within(ok, "BYE"))
        pc.answer(pc.asked("BYE"), 200)
        del at_pc, at_phone, ok
        bench.wait(120)
        assert len(bench.core.layer) == 0
        assert [each() for each in forks] == [None]
    finally:
        gc.enable()
