"""Answer groups: hours, whom they ring, overflow."""

from datetime import datetime, timedelta

import msgspec
import pytest

from softphone.people.directory import Group, GroupRing
from softphone.profiles.answer_group import overflow_of
from softphone.profiles.incoming import (
    Forward,
    LineRules,
    Phones,
    Ring,
    Target,
    ToColleague,
    ToGroup,
    ToNumber,
    ToVoicemail,
)
from softphone.profiles.plan import Facts, Plan, Situation
from softphone.profiles.presets import PRESETS
from softphone.profiles.steps import (
    CallNumber,
    Came,
    Cause,
    Forwarding,
    Outcome,
    Reason,
    Refuse,
    RingMembers,
    RingPhones,
    TakeMessage,
    ToAnswerGroup,
    ToPerson,
)
from tests.people.company import RECEPTION, SUPPORT, directory
from tests.profiles.calls import NIGHT, NOON, arrive, facts, reasons, went, with_rules

BUSY = with_rules(LineRules(), in_call=True, call_waiting=False)
OFFLINE = with_rules(LineRules(), connected=False)


def group(**changes: object) -> Group:
    return msgspec.structs.replace(RECEPTION, **changes)


def company(changed: Group, situations: dict[str, Situation] | None = None) -> Facts:
    return facts(situations, company=directory(groups=(changed, SUPPORT)))


def call(known: Facts, id_: str = "g-reception", caller: str = "") -> Plan:
    return arrive(known, ToAnswerGroup(id_), caller=caller)


def test_all_members_ring_together() -> None:
    known = facts()
    plan = call(known)
    assert plan.step == RingMembers("g-reception", ("p-cilla", "p-dan"), None)
    assert went(plan, known, Came.NO_ANSWER).step == Refuse(480)
    assert went(plan, known, Came.BUSY).step == Refuse(486)


@pytest.mark.parametrize("outcome", [came for came in Came if came not in (Came.DONE, Came.FAILED)])
def test_in_order_and_then_the_overflow(outcome: Came) -> None:
    known = facts()
    plan = call(known, "g-support")
    assert plan.step == RingMembers("g-support", ("p-bo",), 20)
    plan = went(plan, known, outcome)
    assert plan.step == RingMembers("g-support", ("p-cilla",), 20)
    plan = went(plan, known, outcome)
    assert plan.step == RingPhones("p-dan", computer=True, mobile="", seconds=20)
    cause = {
        Came.BUSY: Cause.USER_BUSY,
        Came.DECLINED: Cause.USER_BUSY,
        Came.NO_ANSWER: Cause.NO_ANSWER,
    }.get(outcome, Cause.UNAVAILABLE)
    assert plan.forwardings == (Forwarding("g-support", "190", cause, ToColleague("p-dan")),)


def test_in_order_without_overflow_the_last_rings_on() -> None:
    known = company(group(ring=GroupRing.IN_ORDER))
    plan = call(known)
    assert plan.step == RingMembers("g-reception", ("p-cilla",), 20)
    plan = went(plan, known, Came.NO_ANSWER)
    assert plan.step == RingMembers("g-reception", ("p-dan",), None)
    assert went(plan, known, Outcome(Came.FAILED, 404)).step == Refuse(404)


def test_the_caller_is_not_rung() -> None:
    assert call(facts(), caller="p-dan").step == RingMembers("g-reception", ("p-cilla",), None)


def test_who_forwarded_the_call_here_is_not_rung() -> None:
    known = facts({"p-dan": with_rules(LineRules(no_answer=Forward(ToGroup("g-reception"))))})
    plan = went(arrive(known, ToPerson("p-dan")), known, Came.NO_ANSWER)
    assert plan.step == RingMembers("g-reception", ("p-cilla",), None)


@pytest.mark.parametrize(
    "situation",
    [
        OFFLINE,
        BUSY,
        Situation(profile=PRESETS[1]),
        with_rules(LineRules(first=Forward(ToVoicemail()))),
        with_rules(LineRules(first=Ring(Phones.MOBILE))),
    ],
)
def test_members_who_cannot_be_rung_are_passed_over(situation: Situation) -> None:
    assert call(facts({"p-dan": situation})).step == RingMembers("g-reception", ("p-cilla",), None)


def test_when_nobody_can_be_rung_it_overflows_at_once() -> None:
    plan = call(facts({"p-bo": OFFLINE, "p-cilla": OFFLINE}), "g-support")
    assert isinstance(plan.step, RingPhones)
    assert reasons(plan)[0] is Reason.NOBODY
    assert plan.forwardings[-1].cause is Cause.UNAVAILABLE
    busy = call(facts({"p-bo": BUSY, "p-cilla": OFFLINE}), "g-support")
    assert busy.forwardings[-1].cause is Cause.USER_BUSY


def test_when_all_are_busy_and_nothing_follows_it_is_486() -> None:
    assert call(facts({"p-cilla": BUSY, "p-dan": BUSY})).step == Refuse(486)
    assert call(facts({"p-cilla": OFFLINE, "p-dan": OFFLINE})).step == Refuse(480)


@pytest.mark.parametrize(
    ("now", "is_open"),
    [
        (NOON, True),
        (NIGHT, False),
        (NOON + timedelta(days=3), False),
        (NOON.replace(hour=8), True),
        (NOON.replace(hour=17), False),
    ],
)
@pytest.mark.parametrize("overflow", ["", "anna"])
def test_hours(now: datetime, is_open: bool, overflow: str) -> None:
    plan = arrive(company(group(overflow=overflow)), ToAnswerGroup("g-reception"), now=now)
    if is_open:
        assert plan.step == RingMembers("g-reception", ("p-cilla", "p-dan"), 20 if overflow else None)
    elif overflow:
        assert plan.step == RingPhones("p-anna", computer=True, mobile="", seconds=20)
        assert plan.forwardings[-1].cause is Cause.TIME_OF_DAY
    else:
        assert plan.step == Refuse(480)
        assert reasons(plan) == [Reason.CLOSED]


def test_hours_that_cannot_be_read_are_always_open() -> None:
    known = company(group(hours="now and then"))
    assert isinstance(arrive(known, ToAnswerGroup("g-reception"), now=NIGHT).step, RingMembers)


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("", None),
        ("anna", ToColleague("p-anna")),
        ("101", ToColleague("p-anna")),
        ("08-123 450 01", ToColleague("p-anna")),
        ("190", ToGroup("g-support")),
        ("Voicemail", ToVoicemail()),
        ("08-765 43 21", ToNumber("087654321")),
        ("nobody at all", None),
    ],
)
def test_overflow_is_read(text: str, target: Target | None) -> None:
    assert overflow_of(group(overflow=text), directory()) == target


def test_overflow_to_the_outside_and_to_the_groups_mailbox() -> None:
    outside = company(group(overflow="08-765 43 21"))
    plan = went(call(outside), outside, Came.NO_ANSWER)
    assert plan.step == CallNumber("+4687654321", "")
    abroad = company(group(overflow="+4532123456"))
    assert reasons(went(call(abroad), abroad, Came.NO_ANSWER))[-1] is Reason.CLASS_OF_SERVICE
    mailbox = company(group(overflow="voicemail"))
    assert went(call(mailbox), mailbox, Came.NO_ANSWER).step == TakeMessage("g-reception")


def test_a_member_may_be_the_overflow() -> None:
    """Her own rules then say what happens; that she was rung as a member does not count as a visit."""
    known = company(group(overflow="cilla"))
    plan = went(call(known), known, Came.NO_ANSWER)
    assert plan.step == RingPhones("p-cilla", computer=True, mobile="", seconds=20)
    assert went(plan, known, Came.NO_ANSWER).step == TakeMessage("p-cilla")


def test_groups_that_overflow_into_each_other_end() -> None:
    support = msgspec.structs.replace(SUPPORT, overflow="100")
    known = facts(company=directory(groups=(group(overflow="190"), support)))
    plan = went(call(known), known, Came.NO_ANSWER, Came.NO_ANSWER)
    assert plan.step == RingMembers("g-support", ("p-cilla",), 20)
    plan = went(plan, known, Came.NO_ANSWER)
    assert plan.step == Refuse(480)
    assert reasons(plan)[-1] is Reason.LOOP
