"""A forwarded call in the middle: who gives up, who answers at the last moment, which telephones ring."""

import pytest

from softphone.people.line_state import LineState
from softphone.profiles.incoming import (
    Forward,
    LineRules,
    Phones,
    Ring,
    ToColleague,
    ToGroup,
    ToNumber,
)
from softphone.sip.message.message import Request
from tests.server.engine.bench import BenchTelephone
from tests.server.engine.office import (
    OUTSIDE,
    Office,
    diverted,
    landline,
    mobile,
)

DAVE = Forward(ToColleague("id-dave"))
NO_ANSWER = LineRules(no_answer=DAVE, no_answer_seconds=5)


def three(rules: LineRules = NO_ANSWER) -> tuple[Office, BenchTelephone, BenchTelephone, BenchTelephone]:
    bench = Office()
    alice, bob, dave = (bench.registered(f"{name}-pc") for name in ("alice", "bob", "dave"))
    bench.use({"bob": rules})
    return bench, alice, bob, dave


def cancelled(telephone: BenchTelephone, came: Request, reason: str = "") -> None:
    cancel = telephone.asked("CANCEL")
    assert cancel.top_via.branch == came.top_via.branch
    assert reason in (cancel.get("reason") or "")
    telephone.answer(cancel, 200)
    telephone.answer(came, 487)
    telephone.asked("ACK")


# Who gives up.


def test_the_caller_gives_up_while_the_first_rings() -> None:
    bench, alice, bob, dave = three()
    invite = alice.call("bob")
    came = bob.asked("INVITE")
    bob.answer(came, 180)
    alice.cancel(invite, ("reason", 'SIP;cause=200;text="Call completed elsewhere"'))
    cancelled(bob, came, "cause=200")
    assert alice.statuses() == [180, 200, 487]
    bench.wait(60)
    assert dave.got == []


@pytest.mark.parametrize("old_branch_is_over", [True, False])
@pytest.mark.parametrize("said", [180, 100, 0])
def test_the_caller_gives_up_after_the_forward(said: int, old_branch_is_over: bool) -> None:
    bench, alice, bob, dave = three()
    invite = alice.call("bob")
    at_bob = bob.asked("INVITE")
    bob.answer(at_bob, 180)
    bench.wait(5.1)
    if old_branch_is_over:
        cancelled(bob, at_bob)
    at_dave = dave.asked("INVITE")
    if said:
        dave.answer(at_dave, said)
    alice.cancel(invite)
    if not said:
        assert dave.got == [], "no CANCEL before a provisional answer"
        dave.answer(at_dave, 180)
    cancelled(dave, at_dave)
    if not old_branch_is_over:
        assert 487 not in alice.statuses()
        cancelled(bob, at_bob)
        assert alice.statuses() == [487]
    assert 487 in alice.statuses() or not old_branch_is_over
    assert bench.line("bob") is bench.line("dave") is LineState.FREE
    bench.wait(60)
    assert bench.rang() == []


def test_the_caller_gives_up_in_a_chain_of_three_stages() -> None:
    bench, alice, bob, dave = three()
    carol = bench.registered("carol-pc")
    bench.use({"bob": LineRules(busy=Forward(ToColleague("id-carol"))), "carol": LineRules(busy=DAVE)})
    invite = alice.call("bob")
    bob.answer(bob.asked("INVITE"), 486)
    carol.answer(carol.asked("INVITE"), 486)
    came = dave.asked("INVITE")
    dave.answer(came, 180)
    alice.cancel(invite)
    cancelled(dave, came)
    assert alice.statuses() == [181, 181, 180, 200, 487]


def test_the_caller_gives_up_while_a_group_or_the_outside_rings() -> None:
    for to in (ToGroup("g-all"), ToNumber(OUTSIDE)):
        bench, alice, bob, dave = three(LineRules(first=Forward(to)))
        erin = bench.registered("erin-pc")
        invite = alice.call("bob")
        ringing = [dave, erin] if isinstance(to, ToGroup) else [bench.operator]
        came = [each.asked("INVITE") for each in ringing]
        for telephone, request in zip(ringing, came, strict=True):
            telephone.answer(request, 180)
        alice.cancel(invite)
        for telephone, request in zip(ringing, came, strict=True):
            cancelled(telephone, request)
        assert alice.statuses()[-1] == 487
        assert bob.got == []


# Who answers at the last moment.


def test_who_answers_as_the_time_of_no_answer_ends_wins() -> None:
    bench, alice, bob, dave = three()
    alice.call("bob")
    at_bob = bob.asked("INVITE")
    bob.answer(at_bob, 180)
    bench.wait(5.1)
    cancel = bob.asked("CANCEL")
    at_dave = dave.asked("INVITE")
    bob.answer(at_bob, 200)
    bob.answer(cancel, 200)
    assert alice.statuses() == [180, 181, 200]
    dave.answer(at_dave, 180)
    cancelled(dave, at_dave, "cause=200")
    assert alice.statuses() == [], "what comes of the next branch is nothing to the caller any more"
    assert bench.line("bob") is LineState.BUSY
    assert bench.line("dave") is LineState.FREE


def test_when_both_answer_both_reach_the_caller_who_ends_one() -> None:
    bench, alice, bob, dave = three()
    alice.call("bob")
    at_bob = bob.asked("INVITE")
    bob.answer(at_bob, 180)
    bench.wait(5.1)
    at_dave = dave.asked("INVITE")
    dave.answer(at_dave, 180)
    bob.answer(at_bob, 200)
    dave.answer(at_dave, 200)
    alice.response(200)
    second = alice.response(200)
    assert second.to.tag == "tag-dave-pc"
    alice.send(alice.within(second, "ACK"))
    dave.asked("ACK")
    alice.send(alice.within(second, "BYE"))
    dave.asked("BYE")


def test_a_branch_that_was_given_up_and_ends_late_leaks_nothing() -> None:
    for status in (486, 487, 408, 603, 404):
        bench, alice, bob, dave = three()
        alice.call("bob")
        at_bob = bob.asked("INVITE")
        bob.answer(at_bob, 180)
        bench.wait(5.1)
        bob.answer(bob.asked("CANCEL"), 200)
        at_dave = dave.asked("INVITE")
        bob.answer(at_bob, status)
        dave.answer(at_dave, 180)
        assert alice.statuses() == [180, 181, 180]
        dave.answer(at_dave, 404)
        assert alice.statuses() == [404]


# What one telephone says of all.


def test_one_telephone_that_is_busy_leaves_the_other_ringing_and_all_busy_forward() -> None:
    _, alice, bob, dave = three(LineRules(busy=DAVE))
    other = bob.bench.registered("bob-phone")
    alice.call("bob")
    bob.answer(bob.asked("INVITE"), 486)
    assert dave.got == []
    other.answer(other.asked("INVITE"), 486)
    dave.asked("INVITE")


def test_a_6xx_ends_the_telephones_of_its_step_and_the_next_step_is_taken() -> None:
    bench, alice, bob, dave = three(LineRules(busy=DAVE))
    other = bench.registered("bob-phone")
    alice.call("bob")
    at_bob, at_other = bob.asked("INVITE"), other.asked("INVITE")
    other.answer(at_other, 180)
    bob.answer(at_bob, 603)
    cancelled(other, at_other)
    came = dave.asked("INVITE")
    dave.answer(came, 200)
    assert alice.statuses() == [180, 181, 200]


def test_the_time_of_no_answer_counts_from_the_first_telephone_that_rings() -> None:
    bench, alice, bob, dave = three()
    other = bench.registered("bob-phone")
    alice.call("bob")
    at_bob, at_other = bob.asked("INVITE"), other.asked("INVITE")
    bob.answer(at_bob, 180)
    bench.wait(3)
    other.answer(at_other, 180)
    bench.wait(2.1)
    bob.asked("CANCEL")
    other.asked("CANCEL")
    dave.asked("INVITE")


def test_who_only_gets_ready_late_is_not_given_more_time_than_the_reach_timer() -> None:
    bench, alice, bob, dave = three(LineRules(no_connection=DAVE))
    alice.call("bob")
    bob.answer(bob.asked("INVITE"), 100)
    bench.wait(3.9)
    assert dave.got == []
    bench.wait(0.2)
    dave.asked("INVITE")


# Which telephones ring.


def ring(phones: Phones, **more: object) -> LineRules:
    return LineRules(first=Ring(phones, mobile_after=10), no_answer=DAVE, no_answer_seconds=15, **more)  # type: ignore[arg-type]


def test_ringing_the_mobile_alone() -> None:
    bench, alice, bob, dave = three(ring(Phones.MOBILE))
    alice.call("bob")
    came = bench.operator.asked("INVITE")
    assert came.target == f"sip:{mobile('bob')}@10.0.0.9:7000"
    assert came.get("diversion") is None
    assert bob.got == []
    bench.operator.answer(came, 180)
    assert bench.line("bob") is LineState.RINGING
    bench.wait(15.1)
    cancelled(bench.operator, came)
    dave.asked("INVITE")
    assert alice.statuses() == [180, 181]


def test_ringing_both() -> None:
    bench, alice, bob, _ = three(ring(Phones.BOTH))
    alice.call("bob")
    at_mobile, at_bob = bench.operator.asked("INVITE"), bob.asked("INVITE")
    bob.answer(at_bob, 180)
    bench.operator.answer(at_mobile, 183)
    bench.operator.answer(at_mobile, 200)
    cancelled(bob, at_bob, "cause=200")
    assert alice.statuses() == [180, 183, 200]


def test_ringing_both_where_there_is_no_way_out_rings_the_computer() -> None:
    bench, alice, bob, _ = three(ring(Phones.BOTH))
    bench.core.router.use_trunk_flows({})
    alice.call("bob")
    bob.answer(bob.asked("INVITE"), 200)
    assert alice.statuses() == [200]


def test_ringing_the_computer_and_then_the_mobile() -> None:
    bench, alice, bob, dave = three(ring(Phones.COMPUTER_THEN_MOBILE))
    alice.call("bob")
    at_bob = bob.asked("INVITE")
    bob.answer(at_bob, 180)
    bench.wait(9.9)
    assert bench.rang() == []
    bench.wait(0.2)
    cancelled(bob, at_bob)
    at_mobile = bench.operator.asked("INVITE")
    bench.operator.answer(at_mobile, 180)
    bench.wait(4.8)
    assert dave.got == []
    bench.wait(0.3)
    cancelled(bench.operator, at_mobile)
    dave.asked("INVITE")
    assert alice.statuses() == [180, 180, 181]


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        (486, "dead", "user-busy"),
        (486, "silent", "user-busy"),
        (486, "rings", "no-answer"),
        ("rings", "dead", "no-answer"),
        ("rings", "silent", "no-answer"),
        ("dead", "silent", "unavailable"),
        (410, "dead", "unavailable"),
        (603, "silent", "user-busy"),
    ],
)
def test_what_several_telephones_say_together(one: int | str, other: int | str, reason: str) -> None:
    bench = Office()
    alice, dave = bench.registered("alice-pc"), bench.registered("dave-pc")
    telephones = [bench.registered(f"bob-{kind}") for kind in ("pc", "phone")]
    bench.use({"bob": LineRules(busy=DAVE, no_answer=DAVE, no_answer_seconds=5, no_connection=DAVE)})
    ways = dict(zip(telephones, (one, other), strict=True))
    bench.dead.update(telephone.flow for telephone, way in ways.items() if way == "dead")
    alice.call("bob")
    for telephone, way in ways.items():
        if way == "rings" or isinstance(way, int):
            telephone.answer(telephone.asked("INVITE"), way if isinstance(way, int) else 180)
    bench.wait(5.1)
    assert dave.asked("INVITE").all("diversion") == [diverted(landline("bob"), reason)]
