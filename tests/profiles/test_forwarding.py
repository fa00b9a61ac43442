"""What becomes of a call: each preset, each rule, each end."""

from datetime import datetime

import msgspec
import pytest

from softphone.people.directory import NumberKind
from softphone.profiles.forwarding import next_step
from softphone.profiles.incoming import (
    Always,
    Forward,
    Incoming,
    LineRules,
    Phones,
    Refer,
    Ring,
    Target,
    ToColleague,
    ToGroup,
    ToNumber,
    ToReception,
    ToVoicemail,
)
from softphone.profiles.plan import Plan, Situation
from softphone.profiles.presets import PRESETS
from softphone.profiles.steps import (
    CallNumber,
    Came,
    Cause,
    Forwarding,
    Outcome,
    Over,
    PlayReferral,
    Reason,
    Refuse,
    RingMembers,
    RingPhones,
    TakeMessage,
    ToPerson,
    Why,
)
from tests.people.company import ANNA
from tests.profiles.calls import NOON, TO_ANNAS_MOBILE, arrive, facts, reasons, rings, went, with_rules

MOBILE = ANNA.mobile
OUTSIDE = "+46812345678"
UNTIL = NOON.replace(hour=13)


@pytest.mark.parametrize("number", [1, 7])
def test_presets_that_ring(number: int) -> None:
    profile = PRESETS[number - 1]
    plan = arrive(facts({"p-anna": Situation(profile=profile)}))
    assert plan.step == rings(seconds=20 if number == 1 else 15)
    assert plan.whys == (Why(Reason.PROFILE, "p-anna", str(number)),)


def test_available_without_a_voicemail_ends_as_no_answer() -> None:
    known = facts()
    plan = went(arrive(known), known, Came.NO_ANSWER)
    assert plan.step == TakeMessage("p-anna")
    assert plan.forwardings == (Forwarding("p-anna", ANNA.landline, Cause.NO_ANSWER, ToVoicemail()),)
    plan = went(plan, known, Came.NOT_AVAILABLE)
    assert plan.step == Refuse(480)
    assert reasons(plan)[1:] == [Reason.NO_ANSWER, Reason.FORWARDED, Reason.NOT_AVAILABLE]


def test_business_trip_rings_the_mobile() -> None:
    plan = arrive(facts({"p-anna": Situation(profile=PRESETS[7])}))
    assert plan.step == RingPhones("p-anna", computer=False, mobile=MOBILE, seconds=20)


@pytest.mark.parametrize("number", [2, 3, 4, 10])
def test_presets_that_refer_and_take_a_message(number: int) -> None:
    profile = PRESETS[number - 1]
    known = facts({"p-anna": Situation(profile=profile, until=UNTIL)})
    plan = arrive(known)
    assert plan.step == PlayReferral("p-anna", profile, UNTIL)
    assert plan.forwardings == ()
    plan = went(plan, known, Came.DONE)
    assert plan.step == TakeMessage("p-anna")
    assert plan.forwardings[-1].cause is Cause.UNCONDITIONAL
    assert went(plan, known, Came.DONE).step == Over()


@pytest.mark.parametrize("number", [5, 6, 9])
def test_presets_that_refer_to_the_reception(number: int) -> None:
    profile = PRESETS[number - 1]
    known = facts({"p-anna": Situation(profile=profile, until=UNTIL)})
    plan = arrive(known)
    said = (profile, UNTIL) if number == 5 else (None, None)
    assert plan.step == PlayReferral("p-anna", *said)
    plan = went(plan, known, Came.DONE)
    assert plan.step == RingMembers("g-reception", ("p-cilla", "p-dan"), None)
    assert plan.forwardings[-1].to == ToGroup("g-reception")


def test_temporarily_out_refers_after_15_seconds() -> None:
    known = facts({"p-anna": Situation(profile=PRESETS[6])})
    plan = went(arrive(known), known, Came.NO_ANSWER)
    assert plan.step == PlayReferral("p-anna", PRESETS[6], None)
    plan = went(plan, known, Came.DONE)
    assert plan.step == TakeMessage("p-anna")
    assert plan.forwardings[-1].cause is Cause.NO_ANSWER


@pytest.mark.parametrize(
    ("phones", "connected", "steps"),
    [
        (Phones.COMPUTER, True, [(True, "", None)]),
        (Phones.COMPUTER, False, []),
        (Phones.MOBILE, True, [(False, MOBILE, None)]),
        (Phones.MOBILE, False, [(False, MOBILE, None)]),
        (Phones.BOTH, True, [(True, MOBILE, None)]),
        (Phones.BOTH, False, [(False, MOBILE, None)]),
        (Phones.COMPUTER_THEN_MOBILE, True, [(True, "", 10), (False, MOBILE, None)]),
        (Phones.COMPUTER_THEN_MOBILE, False, [(False, MOBILE, None)]),
    ],
)
def test_the_phones_of_a_ring(
    phones: Phones, connected: bool, steps: list[tuple[bool, str, int | None]]
) -> None:
    known = facts({"p-anna": with_rules(LineRules(first=Ring(phones)), connected=connected)})
    plan = arrive(known)
    for computer, mobile, seconds in steps:
        assert plan.step == RingPhones("p-anna", computer=computer, mobile=mobile, seconds=seconds)
        plan = went(plan, known, Came.NO_ANSWER)
    assert plan.step == Refuse(480)


@pytest.mark.parametrize(
    ("phones", "shown"),
    [
        (Phones.COMPUTER, Phones.COMPUTER),
        (Phones.MOBILE, Phones.MOBILE),
        (Phones.BOTH, Phones.BOTH),
    ],
)
def test_a_step_says_its_phones(phones: Phones, shown: Phones) -> None:
    step = arrive(facts({"p-anna": with_rules(LineRules(first=Ring(phones)))})).step
    assert isinstance(step, RingPhones)
    assert step.phones is shown


def test_who_has_no_mobile_has_no_connection_there() -> None:
    rules = LineRules(first=Ring(Phones.MOBILE), no_connection=Forward(ToVoicemail()))
    plan = arrive(facts({"p-cilla": with_rules(rules)}), ToPerson("p-cilla"))
    assert plan.step == TakeMessage("p-cilla")
    assert plan.forwardings[-1].cause is Cause.UNAVAILABLE


def test_the_computer_alone_takes_from_the_time_of_no_answer() -> None:
    ring = Ring(Phones.COMPUTER_THEN_MOBILE, mobile_after=8)
    known = facts({"p-anna": with_rules(LineRules(first=ring, no_answer=Forward(ToVoicemail())))})
    plan = arrive(known)
    assert plan.step == rings(seconds=8)
    later = went(plan, known, Came.NO_ANSWER)
    assert later.step == RingPhones("p-anna", computer=False, mobile=MOBILE, seconds=12)
    at_once = went(plan, known, Came.NO_CONNECTION)
    assert at_once.step == RingPhones("p-anna", computer=False, mobile=MOBILE, seconds=20)
    # The computer rang in vain: a mobile out of reach does not make that "no connection".
    assert went(later, known, Came.NO_CONNECTION).step == TakeMessage("p-anna")
    assert went(at_once, known, Came.NO_CONNECTION).step == Refuse(480)


def test_who_declines_at_the_computer_is_not_rung_on_the_mobile() -> None:
    known = facts({"p-anna": with_rules(LineRules(first=Ring(Phones.COMPUTER_THEN_MOBILE)))})
    assert went(arrive(known), known, Came.DECLINED).step == Refuse(603)


ADVANCED = [
    ("busy", Came.BUSY, Cause.USER_BUSY),
    ("busy", Came.DECLINED, Cause.USER_BUSY),
    ("no_answer", Came.NO_ANSWER, Cause.NO_ANSWER),
    ("no_connection", Came.NO_CONNECTION, Cause.UNAVAILABLE),
    ("no_connection", Came.NOT_AVAILABLE, Cause.UNAVAILABLE),
    ("no_connection", Outcome(Came.FAILED, 488), Cause.UNAVAILABLE),
]


@pytest.mark.parametrize(("rule", "outcome", "cause"), ADVANCED)
@pytest.mark.parametrize("kind", NumberKind)
@pytest.mark.parametrize(
    ("to", "step", "resolved"),
    [
        (ToNumber("08-123 456 78"), CallNumber(OUTSIDE, "p-anna"), ToNumber(OUTSIDE)),
        (ToColleague("p-bo"), rings("p-bo", 20), ToColleague("p-bo")),
        (ToNumber("102"), rings("p-bo", 20), ToColleague("p-bo")),
        (ToGroup("g-support"), RingMembers("g-support", ("p-bo",), 20), ToGroup("g-support")),
        (ToReception(), RingMembers("g-reception", ("p-cilla", "p-dan"), None), ToGroup("g-reception")),
        (ToVoicemail(), TakeMessage("p-anna"), ToVoicemail()),
    ],
)
def test_each_advanced_rule(
    rule: str,
    outcome: Came | Outcome,
    cause: Cause,
    kind: NumberKind,
    to: Target,
    step: object,
    resolved: Target,
) -> None:
    rules = LineRules(**{rule: Forward(to)})  # type: ignore[arg-type]
    apart = with_rules(LineRules(), rules) if kind is NumberKind.MOBILE else with_rules(rules, LineRules())
    known = facts({"p-anna": apart})
    plan = arrive(known, ToPerson("p-anna", kind))
    assert isinstance(plan.step, RingPhones)
    plan = went(plan, known, outcome)
    assert plan.step == step
    number = MOBILE if kind is NumberKind.MOBILE else ANNA.landline
    assert plan.forwardings == (Forwarding("p-anna", number, cause, resolved),)
    other = ToPerson("p-anna", next(each for each in NumberKind if each is not kind))
    assert isinstance(went(arrive(known, other), known, outcome).step, Refuse)


@pytest.mark.parametrize(("rule", "outcome", "cause"), ADVANCED)
def test_each_advanced_rule_can_refer(rule: str, outcome: Came | Outcome, cause: Cause) -> None:
    rules = LineRules(**{rule: Refer(ToNumber(OUTSIDE))})  # type: ignore[arg-type]
    known = facts({"p-anna": with_rules(rules)})
    plan = went(arrive(known), known, outcome)
    assert isinstance(plan.step, PlayReferral)
    plan = went(plan, known, Came.DONE)
    assert plan.step == CallNumber(OUTSIDE, "p-anna")
    assert plan.forwardings[-1].cause is cause


@pytest.mark.parametrize(
    ("outcome", "status"),
    [
        (Came.BUSY, 486),
        (Came.DECLINED, 603),
        (Came.NO_ANSWER, 480),
        (Came.NO_CONNECTION, 480),
        (Came.NOT_AVAILABLE, 480),
        (Outcome(Came.FAILED, 488), 488),
        (Outcome(Came.FAILED, 500), 500),
        (Outcome(Came.FAILED, 302), 480),
        (Outcome(Came.FAILED, 407), 480),
        (Outcome(Came.FAILED, 487), 480),
    ],
)
@pytest.mark.parametrize("first", [Ring(), Forward(ToNumber(OUTSIDE))])
def test_what_the_caller_hears_when_nothing_is_left(
    outcome: Came | Outcome, status: int, first: Always
) -> None:
    known = facts({"p-anna": with_rules(LineRules(first=first))})
    plan = went(arrive(known), known, outcome)
    assert plan.step == Refuse(status)
    assert plan.is_over


@pytest.mark.parametrize(("in_call", "call_waiting"), [(True, True), (True, False), (False, False)])
def test_call_waiting_off_makes_a_person_in_a_call_busy(in_call: bool, call_waiting: bool) -> None:
    situation = with_rules(LineRules(busy=Forward(ToVoicemail())), in_call=in_call, call_waiting=call_waiting)
    plan = arrive(facts({"p-anna": situation}))
    if in_call and not call_waiting:
        assert plan.step == TakeMessage("p-anna")
        assert reasons(plan) == [Reason.PROFILE, Reason.IN_A_CALL, Reason.FORWARDED]
        assert plan.forwardings[-1].cause is Cause.USER_BUSY
    else:
        assert plan.step == rings()


def test_busy_in_a_call_without_a_rule_is_486() -> None:
    known = facts({"p-anna": with_rules(LineRules(), in_call=True, call_waiting=False)})
    assert arrive(known).step == Refuse(486)


@pytest.mark.parametrize("connected", [True, False])
@pytest.mark.parametrize("in_call", [True, False])
def test_always_never_rings_and_asks_for_nothing(connected: bool, in_call: bool) -> None:
    situation = with_rules(
        LineRules(first=Forward(ToNumber(OUTSIDE))),
        connected=connected,
        in_call=in_call,
        call_waiting=False,
    )
    plan = arrive(facts({"p-anna": situation}))
    assert plan.step == CallNumber(OUTSIDE, "p-anna")
    assert plan.forwardings[-1].cause is Cause.UNCONDITIONAL


@pytest.mark.parametrize("outcome", [Came.DONE, Came.NOT_AVAILABLE, Outcome(Came.FAILED, 500), Came.BUSY])
def test_after_a_referral_its_next_step_is_taken_whatever_came_of_it(outcome: Came | Outcome) -> None:
    known = facts({"p-anna": with_rules(LineRules(first=Refer(ToVoicemail())))})
    assert went(arrive(known), known, outcome).step == TakeMessage("p-anna")


def test_a_referral_may_hang_up() -> None:
    known = facts({"p-anna": with_rules(LineRules(first=Refer(), busy=None))})
    plan = went(arrive(known), known, Came.DONE)
    assert plan.step == Refuse(480)
    assert reasons(plan)[-1] is Reason.REFERRED
    silent = went(arrive(known), known, Came.NOT_AVAILABLE)
    assert silent.step == Refuse(480)
    assert reasons(silent)[-1] is Reason.NOT_AVAILABLE
    busy = facts({"p-anna": with_rules(LineRules(busy=Refer()))})
    assert went(arrive(busy), busy, Came.BUSY, Came.DONE).step == Refuse(486)


def test_the_neutral_referral_carries_neither_profile_nor_time() -> None:
    situation = msgspec.structs.replace(
        with_rules(LineRules(first=Refer(ToVoicemail(), neutral=True))), until=UNTIL
    )
    assert arrive(facts({"p-anna": situation})).step == PlayReferral("p-anna", None, None)


def test_calls_to_the_mobile_follow_the_landline_until_set_apart() -> None:
    together = facts({"p-anna": with_rules(LineRules(first=Forward(ToColleague("p-bo"))))})
    apart = facts({"p-anna": with_rules(LineRules(first=Forward(ToColleague("p-bo"))), LineRules())})
    assert arrive(together, TO_ANNAS_MOBILE).step == rings("p-bo", 20)
    assert arrive(apart, TO_ANNAS_MOBILE).step == rings()
    assert arrive(apart).step == rings("p-bo", 20)


def test_a_call_keeps_the_rules_it_came_under() -> None:
    before = facts({"p-anna": with_rules(LineRules(busy=Forward(ToVoicemail())))})
    after = facts({"p-anna": with_rules(LineRules(first=Forward(ToNumber(OUTSIDE))))})
    assert went(arrive(before), after, Came.BUSY).step == TakeMessage("p-anna")


@pytest.mark.parametrize("outcome", [Outcome(came) for came in Came if came is not Came.FAILED])
def test_what_is_over_stays_over(outcome: Outcome) -> None:
    known = facts()
    refused = arrive(known, ToPerson("p-nobody"))
    answered = went(arrive(known), known, Came.DONE)
    assert answered.step == Over()
    assert next_step(refused, outcome, known, NOON) == refused
    assert next_step(answered, outcome, known, NOON) == answered


def test_a_time_without_a_zone_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="time zone"):
        arrive(facts(), now=datetime(2026, 11, 25, 12, 0))


def test_a_plan_travels() -> None:
    situation = Situation(profile=msgspec.structs.replace(PRESETS[6], incoming=Incoming()), until=UNTIL)
    plan = arrive(facts({"p-anna": situation}))
    assert msgspec.json.decode(msgspec.json.encode(plan), type=Plan) == plan
