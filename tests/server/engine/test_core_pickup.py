"""Pick-up: *8 and the extension of a colleague whose telephone rings."""

import msgspec
import pytest

from softphone.people.directory import Directory
from softphone.people.line_state import LineState
from softphone.profiles.incoming import Forward, LineRules, ToColleague
from softphone.sip.calls_seen import Party
from softphone.sip.message.message import Request
from tests.server.engine.bench import BenchTelephone
from tests.server.engine.company import DOMAIN
from tests.server.engine.office import Office, landline, office
from tests.server.engine.test_core_calls import connected

PICKED_UP = (480, "Picked Up: Answer The Call That Comes")


def with_role(directory: Directory, name: str, role: str) -> Directory:
    person = msgspec.structs.replace(directory.people[f"id-{name}"], roles=frozenset({role}))
    return msgspec.structs.replace(directory, people={**directory.people, person.id: person})


def ringing(
    directory: Directory | None = None,
) -> tuple[Office, BenchTelephone, BenchTelephone, BenchTelephone, Request]:
    """alice calls dave, who shares a group with erin."""
    bench = Office(directory)
    alice, dave, erin = (bench.registered(f"{name}-pc") for name in ("alice", "dave", "erin"))
    alice.call("dave")
    came = dave.asked("INVITE")
    dave.answer(came, 180)
    alice.got.clear()
    return bench, alice, dave, erin, came


def answer_to(picker: BenchTelephone, code: str = "*8204") -> tuple[int, str]:
    picker.call(code)
    response = picker.response()
    return response.status, response.reason


def test_the_call_comes_to_the_telephone_that_dialled_and_is_answered_by_itself() -> None:
    bench, alice, dave, erin, at_dave = ringing()
    other = bench.registered("erin-phone")
    assert answer_to(erin) == PICKED_UP
    came = erin.asked("INVITE")
    assert other.got == []
    assert came.target == erin.contact[1:-1]
    assert came.from_.uri.user == "alice"
    assert came.get("answer-mode") == "Auto"
    assert came.get("alert-info") == "<http://localhost>;info=alert-autoanswer"
    assert came.get("call-info") == f"<sip:{DOMAIN}>;answer-after=0"
    erin.answer(came, 200)
    ok = alice.response(200)
    cancel = dave.asked("CANCEL")
    assert "completed elsewhere" in (cancel.get("reason") or "")
    dave.answer(cancel, 200)
    dave.answer(at_dave, 487)
    assert bench.line("erin") is LineState.BUSY
    assert bench.line("dave") is LineState.FREE
    alice.send(alice.within(ok, "ACK"))
    erin.asked("ACK")
    alice.send(alice.within(ok, "BYE"))
    erin.answer(erin.asked("BYE"), 200)
    assert alice.response().status == 200
    assert len(bench.core.calls) == 0


@pytest.mark.parametrize("code", ["*8204", "*8dave", f"*8{landline('dave')}", "*8DAVE"])
def test_the_colleague_is_named_by_any_of_their_addresses(code: str) -> None:
    *_, erin, _ = ringing()
    assert answer_to(erin, code) == PICKED_UP


@pytest.mark.parametrize("code", ["*8", "*8202", "*8299", "*8+46709999999", "*8g-all"])
def test_where_nobody_rings(code: str) -> None:
    bench, *_ = ringing(with_role(office(), "erin", "supervisor"))
    erin = next(t for t in bench.telephones.values() if t.device == "erin-pc")
    assert answer_to(erin, code) == (404, "Nobody Rings There")


def test_a_call_that_was_answered_is_not_picked_up() -> None:
    bench = Office()
    alice, dave, erin = (bench.registered(f"{name}-pc") for name in ("alice", "dave", "erin"))
    connected(alice, dave)
    assert answer_to(erin) == (404, "Nobody Rings There")


def test_a_telephone_that_has_not_begun_to_ring_is_not_picked_up() -> None:
    bench = Office()
    alice, dave, erin = (bench.registered(f"{name}-pc") for name in ("alice", "dave", "erin"))
    alice.call("dave")
    dave.answer(dave.asked("INVITE"), 100)
    assert answer_to(erin) == (404, "Nobody Rings There")


@pytest.mark.parametrize(
    ("role", "ok"), [("", False), ("supervisor", True), ("admin", True), ("user", False)]
)
def test_who_may_pick_up(role: str, ok: bool) -> None:
    bench, _, dave, *_ = ringing(with_role(office(), "frank", role) if role else None)
    frank = bench.registered("frank-pc")
    dave.got.clear()
    assert answer_to(frank) == (PICKED_UP if ok else (403, "Pick-Up Not Allowed"))
    assert bench.rang() == (["frank-pc"] if ok else [])


def test_who_may_not_is_not_told_whether_anything_rings() -> None:
    bench = Office()
    frank, _ = bench.registered("frank-pc"), bench.registered("dave-pc")
    assert answer_to(frank) == (403, "Pick-Up Not Allowed")


def test_oneself_from_another_telephone() -> None:
    """bob is in no group."""
    bench = Office()
    alice, bob = bench.registered("alice-pc"), bench.registered("bob-pc")
    alice.call("bob")
    bob.answer(bob.asked("INVITE"), 180)
    other = bench.registered("bob-phone")
    assert answer_to(other, "*8202") == PICKED_UP
    other.answer(other.asked("INVITE"), 200)
    alice.response(200)


def test_a_call_that_was_only_seen_is_not_picked_up() -> None:
    """Nobody can join what another process of the engine had begun."""
    bench = Office()
    erin = bench.registered("erin-pc")
    seen = bench.core.calls
    seen.calling("c", "t", Party("id-alice", "alice-pc"), bench.now)
    seen.ringing("c", "t", "t2", Party("id-dave", "dave-pc"))
    assert answer_to(erin) == (404, "Nobody Rings There")


def test_a_telephone_at_which_it_rings_already_is_told_so() -> None:
    bench = Office()
    alice, dave, erin = (bench.registered(f"{name}-pc") for name in ("alice", "dave", "erin"))
    alice.call("+46812345080")
    dave.answer(dave.asked("INVITE"), 180)
    erin.answer(erin.asked("INVITE"), 180)
    erin.got.clear()
    assert answer_to(erin) == (480, "It Rings Here Already")
    assert bench.rang() == []


def test_nobody_picks_up_their_own_call() -> None:
    bench = Office(with_role(office(), "alice", "admin"))
    alice, dave = bench.registered("alice-pc"), bench.registered("dave-pc")
    alice.call("dave")
    dave.answer(dave.asked("INVITE"), 180)
    alice.got.clear()
    assert answer_to(alice) == (404, "Nobody Rings There")


def test_the_first_of_two_calls_is_picked_up() -> None:
    bench, _, dave, erin, _ = ringing()
    bob = bench.registered("bob-pc")
    bob.call("dave")
    dave.answer(dave.asked("INVITE"), 180)
    assert answer_to(erin) == PICKED_UP
    assert erin.asked("INVITE").from_.uri.user == "alice"


def test_a_pick_up_that_is_declined_leaves_the_call_as_it_was() -> None:
    bench, alice, dave, erin, at_dave = ringing()
    for status in (486, 603):
        assert answer_to(erin) == PICKED_UP
        erin.answer(erin.asked("INVITE"), status)
        erin.got.clear()
        assert dave.got == []
    dave.answer(at_dave, 486)
    assert alice.statuses() == [486], "the verdict is of the telephone that was called"
    assert bench.line("erin") is LineState.FREE


def test_a_pick_up_ends_with_the_step_that_it_joined() -> None:
    bench = Office()
    alice, dave, erin = (bench.registered(f"{name}-pc") for name in ("alice", "dave", "erin"))
    bob = bench.registered("bob-pc")
    bench.use({"dave": LineRules(no_answer=Forward(ToColleague("id-bob")), no_answer_seconds=5)})
    alice.call("dave")
    dave.answer(dave.asked("INVITE"), 180)
    assert answer_to(erin) == PICKED_UP
    came = erin.asked("INVITE")
    erin.answer(came, 180)
    bench.wait(5.1)
    dave.asked("CANCEL")
    erin.answer(erin.asked("CANCEL"), 200)
    erin.answer(came, 487)
    bob.asked("INVITE")
    assert answer_to(erin) == (404, "Nobody Rings There")


def test_a_call_from_outside_is_picked_up() -> None:
    bench = Office()
    dave, erin = bench.registered("dave-pc"), bench.registered("erin-pc")
    bench.operator.send(bench.operator.request("INVITE", f"sip:{landline('dave')}@10.0.0.1"))
    dave.answer(dave.asked("INVITE"), 180)
    assert answer_to(erin) == PICKED_UP
    erin.answer(erin.asked("INVITE"), 200)
    bench.operator.response(200)


def test_strangers_and_operators_pick_up_nothing() -> None:
    bench, *_ = ringing()
    stranger = bench.telephone("stranger-pc")
    stranger.send(stranger.invite("*8204"))
    assert stranger.statuses() == [407]
    bench.operator.send(bench.operator.request("INVITE", "sip:*8204@10.0.0.1"))
    assert bench.operator.statuses() == [404]
