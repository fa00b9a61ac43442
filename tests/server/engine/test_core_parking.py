"""Parked calls: a place for each, which *5 and the place fetches; nobody else is told of the dialog."""

from dataclasses import dataclass, field

import pytest
from msgspec.structs import replace

from softphone.people.line_state import LineState
from softphone.people.parking import PLACES, Fetched, Parked, Waiting
from softphone.sip.calls_seen import Party
from softphone.sip.message.message import Request, Response
from tests.server.engine.bench import Bench, BenchTelephone
from tests.server.engine.company import company
from tests.server.engine.office import Office, landline
from tests.server.engine.test_core_calls import connected
from tests.server.engine.test_core_replaces import talking

NOBODY = (404, "Nobody Waits There")


@dataclass
class Lot:
    """alice called bob, who parks her."""

    bench: Bench
    alice: BenchTelephone
    bob: BenchTelephone
    sent: Request
    ok: Response
    """To her INVITE."""
    told: list[tuple[tuple[Parked, ...], Fetched | None]] = field(default_factory=list)

    @property
    def waiting(self) -> Waiting:
        sent = self.sent
        return Waiting(call_id=sent.call_id, caller_tag=sent.from_.tag, address="sip:alice@x", name="Alice")

    def park(self, *calls: Waiting, owner: str = "bob's pc", person: str = "id-bob") -> tuple[int, ...]:
        return self.bench.core.parking.park(owner, person, calls, 5000.0)

    def hangs_up(self) -> None:
        """Her telephone says goodbye to bob's: so it does when another call takes that one's place."""
        self.alice.send(self.alice.within(self.ok, "BYE"))
        self.bob.answer(self.bob.asked("BYE"), 200)

    def places(self) -> list[int]:
        return [each.place for each in self.told[-1][0]] if self.told else []


def lot() -> Lot:
    bench, alice, bob, sent, _ = talking()
    made = Lot(bench, alice, bob, sent, alice.response(200))
    bob.got.clear()
    bench.core.parking = type(bench.core.parking)(
        bench.core.calls, lambda calls, fetched: made.told.append((calls, fetched))
    )
    return made


def dialled(telephone: BenchTelephone, code: str) -> tuple[int, str]:
    telephone.call(code)
    response = telephone.response()
    return response.status, response.reason


def test_a_parked_call_is_fetched_by_its_place() -> None:
    there = lot()
    assert there.park(there.waiting) == (1,)
    parked = Parked(place=1, by="id-bob", since=5000.0, address="sip:alice@x", name="Alice")
    assert there.told == [((parked,), None)]
    carol = there.bench.registered("carol-pc")
    there.alice.got.clear()
    carol.call("*51")
    came = there.alice.asked("INVITE")
    tags = f"to-tag={there.sent.from_.tag};from-tag=tag-bob-pc"
    assert came.get("replaces") == f"{there.sent.call_id};{tags}"
    assert came.get("require") == "replaces"
    assert came.target == there.alice.contact[1:-1]
    assert came.from_.uri.user == "carol"
    there.alice.answer(came, 200)
    ok = carol.response(200)
    carol.send(carol.within(ok, "ACK"))
    there.hangs_up()
    assert there.told[1:] == [((), Fetched(place=1, parked_by="id-bob", by="id-carol"))]
    lines = [there.bench.line(each) for each in ("alice", "bob", "carol")]
    assert lines == [LineState.BUSY, LineState.FREE, LineState.BUSY]


def test_who_waits_at_a_place_may_be_the_one_who_was_called() -> None:
    there = lot()
    assert there.park(there.waiting, person="id-alice") == (1,)
    carol = there.bench.registered("carol-pc")
    there.bob.got.clear()
    carol.call("*51")
    tags = f"to-tag=tag-bob-pc;from-tag={there.sent.from_.tag}"
    assert there.bob.asked("INVITE").get("replaces") == f"{there.sent.call_id};{tags}"


def test_somebody_outside_waits() -> None:
    bench = Office()
    operator, bob = bench.operator, bench.registered("bob-pc")
    sent, _ = connected(operator, bob, f"sip:{landline('bob')}@10.0.0.1")
    waiting = Waiting(call_id=sent.call_id, caller_tag=sent.from_.tag, address="sip:outside@x")
    assert bench.core.parking.park("bob's pc", "id-bob", [waiting], 0.0) == (1,)
    operator.got.clear()
    bench.registered("carol-pc").call("*51")
    assert operator.asked("INVITE").get("require") == "replaces"


def test_who_hangs_up_waits_no_longer() -> None:
    there = lot()
    there.park(there.waiting)
    there.hangs_up()
    assert there.told[1:] == [((), None)]
    assert dialled(there.bench.registered("carol-pc"), "*51") == NOBODY


def test_a_fetch_that_comes_to_nothing_leaves_the_call_where_it_is() -> None:
    there = lot()
    there.park(there.waiting)
    carol = there.bench.registered("carol-pc")
    there.alice.got.clear()
    carol.call("*51")
    there.alice.answer(there.alice.asked("INVITE"), 420)
    assert carol.response(420).status == 420
    assert len(there.told) == 1
    there.hangs_up()
    assert there.told[1:] == [((), None)]


def test_of_two_who_fetch_it_the_first_gets_it() -> None:
    there = lot()
    there.park(there.waiting)
    carol = there.bench.registered("carol-pc")
    there.alice.got.clear()
    carol.call("*51")
    came = there.alice.asked("INVITE")
    bob = there.bench.registered("bob-phone")
    assert dialled(bob, "*51") == NOBODY
    there.alice.answer(came, 420)
    # Nothing came of the first: the next may try.
    bob.call("*51")
    there.alice.answer(there.alice.asked("INVITE"), 200)
    assert bob.response(200).status == 200


def test_taken_back_it_waits_no_longer() -> None:
    there = lot()
    there.park(there.waiting)
    assert there.park(there.waiting) == (1,)
    assert len(there.told) == 1
    assert there.park() == ()
    assert there.told[1:] == [((), None)]
    assert dialled(there.bench.registered("carol-pc"), "*51") == NOBODY


@pytest.mark.parametrize(
    ("code", "said"), [("*5", NOBODY), ("*50", NOBODY), ("*52", NOBODY), ("*5100", NOBODY), ("*5x", NOBODY)]
)
def test_where_nobody_waits(code: str, said: tuple[int, str]) -> None:
    there = lot()
    there.park(there.waiting)
    assert dialled(there.bench.registered("carol-pc"), code) == said


def test_who_waits_cannot_fetch_themselves_nor_can_somebody_outside() -> None:
    there = lot()
    there.park(there.waiting)
    assert dialled(there.bench.registered("alice-phone"), "*51") == NOBODY
    bench = Office()
    operator, bob = bench.operator, bench.registered("bob-pc")
    alice = bench.registered("alice-pc")
    sent, _ = connected(alice, bob)
    waiting = Waiting(call_id=sent.call_id, caller_tag=sent.from_.tag, address="sip:alice@x")
    assert bench.core.parking.park("bob's pc", "id-bob", [waiting], 0.0) == (1,)
    alice.got.clear()
    operator.call("*51")
    assert operator.response().status == 404
    assert alice.got == []


def test_only_a_party_parks_and_each_call_once() -> None:
    there = lot()
    assert there.park(there.waiting, owner="carol's pc", person="id-carol") == (0,)
    assert there.park(replace(there.waiting, caller_tag="other")) == (0,)
    assert there.park(replace(there.waiting, call_id="other")) == (0,)
    assert there.told == []
    assert there.park(there.waiting, there.waiting) == (1, 1)
    assert there.park(there.waiting, owner="alice's pc", person="id-alice") == (0,)
    assert there.places() == [1]


def test_a_call_that_nobody_has_answered_is_not_parked() -> None:
    bench = Bench(company())
    alice, bob = bench.registered("alice-pc"), bench.registered("bob-pc")
    sent = alice.call("bob")
    bob.answer(bob.asked("INVITE"), 180)
    waiting = Waiting(call_id=sent.call_id, caller_tag=sent.from_.tag, address="sip:bob@x")
    assert bench.core.parking.park("alice's pc", "id-alice", [waiting], 0.0) == (0,)


def test_a_place_is_kept_and_the_lowest_that_is_free_is_given() -> None:
    there = lot()
    assert there.park(replace(there.waiting, place=7)) == (7,)
    assert there.park(replace(there.waiting, place=3)) == (7,)
    assert there.park() == ()
    assert there.park(there.waiting) == (1,)


def test_when_every_place_is_taken() -> None:
    there = lot()
    parking = there.bench.core.parking
    for place in PLACES:
        made = there.bench.core.calls
        made.restore(
            f"other-{place}", "a", Party("id-bob", "bob-pc"), "b", Party("id-alice", "alice-pc"), 0.0
        )
        waiting = Waiting(call_id=f"other-{place}", caller_tag="a", address="")
        assert parking.park(f"owner {place}", "id-bob", [waiting], 0.0) == (place,)
    assert there.park(there.waiting) == (0,)


def test_it_is_known_at_once_that_nobody_waits_any_more() -> None:
    """Also while it waits to be told what the persons' lines are now."""
    there = lot()
    carol = there.bench.registered("carol-pc")
    there.park(there.waiting)
    there.bench.core.afterwards = lambda work, *given, **named: None
    there.hangs_up()
    assert there.places() == []
    assert there.park(there.waiting) == (0,)
    assert dialled(carol, "*51") == NOBODY
