"""Where a forward leads: who may be called, chains and loops, reserved numbers, and targets that are gone."""

import msgspec
import pytest

from softphone.profiles.forwarding import decide
from softphone.profiles.incoming import (
    Forward,
    LineRules,
    Target,
    ToColleague,
    ToGroup,
    ToNumber,
    ToVoicemail,
)
from softphone.profiles.steps import (
    Arrival,
    CallNumber,
    Came,
    Cause,
    Forwarding,
    Reason,
    Refuse,
    TakeMessage,
    ToPerson,
    ToReserved,
    Why,
)
from tests.people.company import ANNA, BO, directory
from tests.profiles.calls import NOON, TO_ANNA, arrive, facts, reasons, rings, went, with_rules

MOBILE = ANNA.mobile
OUTSIDE = "+46812345678"


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        ("+4532123456", Reason.CLASS_OF_SERVICE),
        ("09001234567", Reason.CLASS_OF_SERVICE),
        ("0378123456", Reason.CLASS_OF_SERVICE),
        ("112", Reason.EMERGENCY_NUMBER),
        ("bob", Reason.NO_SUCH_TARGET),
        ("+46812345001", Reason.LOOP),
    ],
)
def test_a_forward_that_may_not_be_made_is_not_taken(number: str, reason: Reason) -> None:
    rules = LineRules(busy=Forward(ToNumber(number)))
    known = facts({"p-anna": with_rules(rules)})
    plan = went(arrive(known), known, Came.BUSY)
    assert plan.step == Refuse(486)
    assert plan.whys[-1] == Why(reason, "p-anna")
    assert plan.forwardings == ()


def test_class_of_service_is_looked_at_when_the_forward_is_used() -> None:
    rules = LineRules(no_answer=Forward(ToNumber("+4532123456")))
    allowed = directory(
        people=(msgspec.structs.replace(ANNA, class_of_service="international"), BO), groups=()
    )
    before = facts({"p-anna": with_rules(rules)})
    after = facts({"p-anna": with_rules(rules)}, company=allowed)
    plan = arrive(before)
    assert went(plan, before, Came.NO_ANSWER).step == Refuse(480)
    assert went(plan, after, Came.NO_ANSWER).step == CallNumber("+4532123456", "p-anna")


def test_in_a_chain_each_forwards_with_their_own_class_of_service() -> None:
    abroad = with_rules(LineRules(first=Forward(ToNumber("+4532123456"))))
    known = facts({"p-anna": with_rules(LineRules(first=Forward(ToColleague("p-bo")))), "p-bo": abroad})
    plan = arrive(known)
    assert plan.step == Refuse(480)
    assert plan.whys[-1] == Why(Reason.CLASS_OF_SERVICE, "p-bo")


def test_ones_own_mobile_is_a_telephone_and_not_oneself_again() -> None:
    known = facts({"p-anna": with_rules(LineRules(first=Forward(ToNumber(MOBILE))))})
    assert arrive(known).step == CallNumber(MOBILE, "p-anna")


def test_a_colleagues_mobile_number_comes_under_their_rules_for_it() -> None:
    known = facts(
        {
            "p-anna": with_rules(LineRules(first=Forward(ToNumber(BO.mobile)))),
            "p-bo": with_rules(LineRules(), LineRules(first=Forward(ToVoicemail()))),
        }
    )
    assert arrive(known).step == TakeMessage("p-bo")


def test_a_chain_of_two() -> None:
    known = facts(
        {
            "p-anna": with_rules(LineRules(busy=Forward(ToColleague("p-bo")))),
            "p-bo": with_rules(LineRules(first=Forward(ToNumber(OUTSIDE)))),
        }
    )
    plan = went(arrive(known), known, Came.BUSY)
    assert plan.step == CallNumber(OUTSIDE, "p-bo")
    assert plan.forwardings == (
        Forwarding("p-anna", ANNA.landline, Cause.USER_BUSY, ToColleague("p-bo")),
        Forwarding("p-bo", BO.landline, Cause.UNCONDITIONAL, ToNumber(OUTSIDE)),
    )


def test_the_final_answer_is_the_last_targets() -> None:
    known = facts({"p-anna": with_rules(LineRules(no_answer=Forward(ToColleague("p-bo"))))})
    plan = went(arrive(known), known, Came.NO_ANSWER, Came.DECLINED)
    assert plan.step == Refuse(603)


@pytest.mark.parametrize(
    ("rules", "status"),
    [
        (LineRules(busy=Forward(ToVoicemail())), 486),
        (LineRules(busy=Forward(ToColleague("p-bo"))), 480),
    ],
)
def test_a_voicemail_that_is_not_there_leaves_what_the_last_person_said(
    rules: LineRules, status: int
) -> None:
    known = facts({"p-anna": with_rules(rules), "p-bo": with_rules(LineRules(first=Forward(ToVoicemail())))})
    plan = went(arrive(known), known, Came.BUSY)
    assert isinstance(plan.step, TakeMessage)
    assert went(plan, known, Came.NOT_AVAILABLE).step == Refuse(status)


def test_a_loop_of_always_ends_at_once() -> None:
    known = facts(
        {
            "p-anna": with_rules(LineRules(first=Forward(ToColleague("p-bo")))),
            "p-bo": with_rules(LineRules(first=Forward(ToColleague("p-anna")))),
        }
    )
    plan = arrive(known)
    assert plan.step == Refuse(482)
    assert plan.whys[-1] == Why(Reason.LOOP, "p-bo")
    assert len(plan.forwardings) == 1


def test_a_loop_of_unanswered_phones_ends_as_no_answer() -> None:
    back = {"p-anna": "p-bo", "p-bo": "p-anna"}
    known = facts({a: with_rules(LineRules(no_answer=Forward(ToColleague(b)))) for a, b in back.items()})
    plan = went(arrive(known), known, Came.NO_ANSWER)
    assert plan.step == rings("p-bo", 20)
    assert went(plan, known, Came.NO_ANSWER).step == Refuse(480)


def test_forwards_by_others_count() -> None:
    known = facts({"p-anna": with_rules(LineRules(first=Forward(ToNumber(OUTSIDE))))})
    few = decide(Arrival(called=TO_ANNA, forwarded_before=4), known, NOON)
    many = decide(Arrival(called=TO_ANNA, forwarded_before=5), known, NOON)
    assert few.step == CallNumber(OUTSIDE, "p-anna")
    assert many.step == Refuse(483)
    assert reasons(many)[-1] is Reason.TOO_MANY_FORWARDS


@pytest.mark.parametrize(
    ("reserved", "number", "step", "reason"),
    [
        ({"+46812345099": ToNumber(OUTSIDE)}, "+46812345099", CallNumber(OUTSIDE, ""), Reason.FORWARDED),
        ({"+46812345099": ToColleague("p-bo")}, "+46812345099", rings("p-bo", 20), Reason.PROFILE),
        ({"+46812345099": ToNumber("+4532123456")}, *("+46812345099", Refuse(480), Reason.CLASS_OF_SERVICE)),
        ({"+46812345099": ToVoicemail()}, "+46812345099", Refuse(480), Reason.NO_SUCH_TARGET),
        ({"+46812345099": ToNumber("08-123 450 99")}, "+46812345099", Refuse(482), Reason.LOOP),
        ({}, "+46812345099", Refuse(404), Reason.NO_FORWARDING),
        ({"+46701234599": ToNumber(OUTSIDE)}, "+46701234599", Refuse(404), Reason.RESERVED_MOBILE),
        ({"+46812345011": ToNumber(OUTSIDE)}, "+46812345011", Refuse(404), Reason.NO_FORWARDING),
    ],
)
def test_reserved_numbers(reserved: dict[str, Target], number: str, step: object, reason: Reason) -> None:
    plan = arrive(facts(reserved=reserved), ToReserved(number))
    assert plan.step == step
    assert reasons(plan)[-1] is reason


def test_a_forward_to_a_reserved_number_goes_where_that_one_goes() -> None:
    known = facts(
        {"p-anna": with_rules(LineRules(first=Forward(ToNumber("08-123 450 99"))))},
        reserved={"+46812345099": ToColleague("p-bo")},
    )
    plan = arrive(known)
    assert plan.step == rings("p-bo", 20)
    assert [made.by for made in plan.forwardings] == ["p-anna", "+46812345099"]


@pytest.mark.parametrize("called", [ToPerson("p-nobody"), ToReserved("+4681")])
def test_nobody_is_not_found(called: ToPerson | ToReserved) -> None:
    assert arrive(facts(), called).step == Refuse(404)


@pytest.mark.parametrize("to", [ToColleague("p-nobody"), ToGroup("g-none")])
def test_a_target_that_is_gone(to: Target) -> None:
    known = facts({"p-anna": with_rules(LineRules(first=Forward(to)))})
    plan = arrive(known)
    assert plan.step == Refuse(480)
    assert reasons(plan)[-1] is Reason.NO_SUCH_TARGET
