"""The garbage collector waits for a time without calls, but not for ever; calls leave it nothing to do."""

import gc
import weakref
from collections.abc import Iterator

import pytest

from softphone.server.exchange import Exchange
from softphone.server.quiet_garbage import QuietGarbage
from tests.server.engine.bench import Bench
from tests.server.engine.company import company


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    yield
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


def test_it_waits_while_calls_come() -> None:
    server = Server()
    server.garbage.start()
    cycle = dropped()
    for _ in range(3):
        server.calls += 1
        assert not server.garbage.look()
    assert cycle() is not None
    assert server.garbage.look()
    assert cycle() is None


def test_it_does_not_wait_for_ever() -> None:
    server = Server()
    server.garbage.start()
    cycle = dropped()
    server.calls, server.now = 1, 899.0
    assert not server.garbage.look()
    server.calls, server.now = 2, 900.0
    assert server.garbage.look()
    assert cycle() is None
    server.calls, server.now = 3, 1000.0
    assert not server.garbage.look()


def test_nothing_is_collected_by_itself() -> None:
    Server().garbage.start()
    collections = [each["collections"] for each in gc.get_stats()]
    kept = [[number] for number in range(300_000)]
    assert [each["collections"] for each in gc.get_stats()] == collections
    assert len(kept) == 300_000


def test_a_sweep_takes_what_is_new_and_looks_at_nothing_twice() -> None:
    garbage = Server().garbage
    garbage.start()
    young, old = dropped(), Cycle()
    gone = weakref.ref(old)
    garbage.sweep()
    assert young() is None
    del old
    garbage.sweep()
    assert gone() is not None
    assert garbage.look()
    assert gone() is None


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
