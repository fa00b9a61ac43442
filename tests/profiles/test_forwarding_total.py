"""Whatever the rules, outcomes and times: one defined step, an end, and nobody twice."""

import itertools
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from softphone.people.class_of_service import allows
from softphone.people.directory import Group, GroupRing, NumberKind
from softphone.people.number_kind import DialledKind, dialled_kind
from softphone.profiles.forwarding import MOST_FORWARDS, decide, next_step
from softphone.profiles.incoming import (
    Forward,
    HangUp,
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
from softphone.profiles.plan import Facts, Plan, Situation
from softphone.profiles.profile import Profile
from softphone.profiles.steps import (
    Arrival,
    Called,
    CallNumber,
    Came,
    Outcome,
    Over,
    PlayReferral,
    Refuse,
    RingMembers,
    RingPhones,
    Step,
    TakeMessage,
    ToAnswerGroup,
    ToPerson,
    ToReserved,
)
from tests.people.company import ANNA, BO, CILLA, DAN, RECEPTION, SUPPORT, directory
from tests.profiles.calls import NIGHT, NOON, facts, with_rules

PEOPLE = (ANNA, BO, CILLA, DAN)
NUMBERS = (
    *("+46812345678", "+46707654321", "+4532123456", "09001234567", "0378123456", "112", "1177", "bob", ""),
    *(ANNA.landline, ANNA.mobile, BO.mobile, "103", "100", "+46812345099", "+46701234599"),
)
OUTCOMES = (
    *(Outcome(came) for came in Came if came is not Came.FAILED),
    *(Outcome(Came.FAILED, status) for status in (302, 404, 407, 488, 500)),
)
LONGEST = 40
"""Steps: each of 4 people and 2 groups at most once, with at most 4 steps, and an end."""

numbers = st.sampled_from(NUMBERS).map(ToNumber)
targets: st.SearchStrategy[Target] = st.one_of(
    numbers,
    st.sampled_from([*(person.id for person in PEOPLE), "p-gone"]).map(ToColleague),
    st.sampled_from([RECEPTION.id, SUPPORT.id, "g-gone"]).map(ToGroup),
    st.sampled_from([ToVoicemail(), ToReception()]),
)
forwards = st.builds(Forward, targets)
refers = st.builds(
    Refer, st.one_of(numbers, st.sampled_from([HangUp(), ToVoicemail(), ToReception()])), st.booleans()
)
otherwise = st.one_of(st.none(), forwards, refers)
line_rules = st.builds(
    LineRules,
    first=st.one_of(st.builds(Ring, st.sampled_from(Phones), st.integers(1, 120)), forwards, refers),
    busy=otherwise,
    no_answer=otherwise,
    no_answer_seconds=st.integers(5, 120),
    no_connection=otherwise,
)
profiles = st.builds(
    Profile,
    number=st.integers(1, 20),
    name=st.just("x"),
    incoming=st.builds(Incoming, landline=line_rules, mobile=st.none() | line_rules),
    call_waiting=st.booleans(),
)
situations = st.builds(Situation, profile=profiles, connected=st.booleans(), in_call=st.booleans())
called = st.one_of(
    st.builds(ToPerson, st.sampled_from([person.id for person in PEOPLE]), st.sampled_from(NumberKind)),
    st.sampled_from([RECEPTION.id, SUPPORT.id]).map(ToAnswerGroup),
    st.sampled_from(["+46812345099", "+46701234599", "+46812345011"]).map(ToReserved),
)
groups = st.builds(
    Group,
    id=st.just(RECEPTION.id),
    name=st.just("Receptionen"),
    number=st.just(RECEPTION.number),
    extension=st.just("100"),
    members=st.lists(st.sampled_from([*(p.id for p in PEOPLE), "p-gone"])).map(tuple),
    ring=st.sampled_from(GroupRing),
    hours=st.sampled_from(["", "mon-fri 8-17", "nonsense"]),
    overflow=st.sampled_from(["", "anna", "190", "100", "voicemail", "+46812345678", "112", "nonsense"]),
)
times = st.integers(0, 7 * 24).map(lambda hours: NOON + timedelta(hours=hours))


@st.composite
def worlds(draw: st.DrawFn) -> Facts:
    known: Mapping[str, Situation] = {person.id: draw(situations) for person in PEOPLE}
    services = st.sampled_from(["internal", "landline", "national", "international", "all"])
    people = tuple(msgspec.structs.replace(p, class_of_service=draw(services)) for p in PEOPLE)
    support = msgspec.structs.replace(
        SUPPORT, overflow=draw(st.sampled_from(["", "100", "dan", "voicemail"]))
    )
    return Facts(
        directory=directory(people=people, groups=(draw(groups), support)),
        situation=known.__getitem__,
        reserved={number: draw(targets) for number in ("+46812345099", "+46701234599")},
        reception=draw(st.sampled_from([RECEPTION.id, ""])),
    )


def drive(known: Facts, arrival: Arrival, outcomes: Sequence[Outcome], now: datetime) -> list[Plan]:
    """Every plan to the end; when the outcomes are used up they begin again."""
    plans = [decide(arrival, known, now)]
    for outcome in itertools.islice(itertools.cycle(outcomes), LONGEST):
        if plans[-1].is_over:
            return plans
        plans.append(next_step(plans[-1], outcome, known, now))
    raise AssertionError(f"no end: {[plan.step for plan in plans]}")


arrivals = st.builds(
    Arrival,
    called=called,
    caller=st.sampled_from(["", *(person.id for person in PEOPLE)]),
    forwarded_before=st.sampled_from([0, 0, 0, 2, 9]),
)
outcome_lists = st.lists(st.sampled_from(OUTCOMES), min_size=1, max_size=8)


@given(worlds(), arrivals, outcome_lists, times)
def test_every_call_ends(known: Facts, arrival: Arrival, outcomes: list[Outcome], now: datetime) -> None:
    plans = drive(known, arrival, outcomes, now)
    end = plans[-1].step
    assert isinstance(end, Over | Refuse)
    assert not isinstance(end, Refuse) or (400 <= end.status <= 699 and end.status not in (401, 407, 487))
    assert drive(known, arrival, outcomes, now) == plans
    for before, after in itertools.pairwise(plans):
        assert after.forwardings[: len(before.forwardings)] == before.forwardings
        assert after.whys[: len(before.whys)] == before.whys
        assert before.visited <= after.visited


@given(worlds(), arrivals, outcome_lists, times)
def test_nobody_is_visited_twice_and_hops_are_bounded(
    known: Facts, arrival: Arrival, outcomes: list[Outcome], now: datetime
) -> None:
    forwardings = drive(known, arrival, outcomes, now)[-1].forwardings
    hops = [made.to for made in forwardings if made.to != ToVoicemail()]
    assert len(set(hops)) == len(hops)
    assert len(hops) <= max(0, MOST_FORWARDS - arrival.forwarded_before)
    visits = {_first(arrival.called), *(_entered(to) for to in hops)}
    assert len(visits) == len(hops) + 1
    assert not any(isinstance(to, ToReception) for to in hops)


def _first(called: Called) -> str:
    match called:
        case ToPerson(person=entered) | ToAnswerGroup(group=entered) | ToReserved(number=entered):
            return entered


def _entered(to: object) -> str:
    match to:
        case ToColleague(person=entered) | ToGroup(group=entered) | ToNumber(number=entered):
            return entered
    raise AssertionError(to)


@given(worlds(), arrivals, outcome_lists, times)
def test_no_step_that_may_not_be(
    known: Facts, arrival: Arrival, outcomes: list[Outcome], now: datetime
) -> None:
    for plan in drive(known, arrival, outcomes, now):
        step = plan.step
        if isinstance(step, CallNumber):
            kind = dialled_kind(step.number, known.directory)
            assert kind is not DialledKind.EMERGENCY
            person = known.directory.people.get(step.on_behalf_of)
            own = person is not None and step.number == person.mobile
            assert own or allows(person.class_of_service if person else known.class_of_service, kind)
        elif isinstance(step, RingPhones):
            person = known.directory.people[step.person]
            situation = known.situation(step.person)
            assert step.computer or step.mobile
            assert not step.computer or situation.connected
            assert step.mobile in ("", person.mobile)
            assert step.seconds is None or step.seconds >= 1
            assert not (situation.in_call and not situation.profile.call_waiting)
        elif isinstance(step, RingMembers):
            assert step.members
            assert arrival.caller not in step.members
            assert not plan.visited & set(step.members)
            assert all(_may_ring(known.situation(member)) for member in step.members)


def _may_ring(situation: Situation) -> bool:
    first = situation.profile.incoming.landline.first
    busy = situation.in_call and not situation.profile.call_waiting
    return isinstance(first, Ring) and first.phones is not Phones.MOBILE and situation.connected and not busy


@given(worlds(), arrivals, outcome_lists, times)
def test_who_always_forwards_is_never_rung(
    known: Facts, arrival: Arrival, outcomes: list[Outcome], now: datetime
) -> None:
    for plan in drive(known, arrival, outcomes, now):
        if isinstance(plan.step, RingPhones):
            incoming = known.situation(plan.step.person).profile.incoming
            assert any(isinstance(incoming.rules(kind).first, Ring) for kind in NumberKind)
        elif isinstance(plan.step, PlayReferral):
            incoming = known.situation(plan.step.person).profile.incoming
            lines = [incoming.landline, incoming.mobile or incoming.landline]
            rules = [r for o in lines for r in (o.first, o.busy, o.no_answer, o.no_connection)]
            neutral = {rule.neutral for rule in rules if isinstance(rule, Refer)}
            assert (plan.step.profile is None) in neutral


@given(line_rules, line_rules, outcome_lists, st.booleans(), st.booleans())
def test_the_mobile_follows_the_landline_until_set_apart(
    rules: LineRules, other: LineRules, outcomes: list[Outcome], connected: bool, in_call: bool
) -> None:
    def steps(kind: NumberKind, landline: LineRules, mobile: LineRules | None) -> list[Step]:
        situation = with_rules(landline, mobile, connected=connected, in_call=in_call, call_waiting=False)
        known = facts({"p-anna": situation})
        plans = drive(known, Arrival(called=ToPerson("p-anna", kind)), outcomes, NOON)
        return [_without_profile(plan.step) for plan in plans]

    landline = steps(NumberKind.LANDLINE, rules, None)
    assert steps(NumberKind.MOBILE, rules, None) == landline
    assert steps(NumberKind.LANDLINE, rules, other) == landline
    assert steps(NumberKind.MOBILE, other, rules) == landline


def _without_profile(step: Step) -> Step:
    """The profile that a referral is made from has both lines in it."""
    if isinstance(step, PlayReferral) and step.profile is not None:
        return msgspec.structs.replace(step, profile=Profile(number=1))
    return step


RULES = {
    "nothing": None,
    "number": Forward(ToNumber("+46812345678")),
    "denied": Forward(ToNumber("+4532123456")),
    "colleague": Forward(ToColleague("p-bo")),
    "oneself": Forward(ToColleague("p-anna")),
    "group": Forward(ToGroup("g-support")),
    "voicemail": Forward(ToVoicemail()),
    "reception": Forward(ToReception()),
    "refer, hang up": Refer(),
    "refer, number": Refer(ToNumber("+46812345678")),
    "refer, voicemail": Refer(ToVoicemail()),
    "refer, reception": Refer(ToReception(), neutral=True),
}
AFTER: Mapping[str, type[Step]] = {
    "nothing": Refuse,
    "number": CallNumber,
    "denied": Refuse,
    "colleague": RingPhones,
    "oneself": Refuse,
    "group": RingMembers,
    "voicemail": TakeMessage,
    "reception": RingMembers,
    "refer, hang up": PlayReferral,
    "refer, number": PlayReferral,
    "refer, voicemail": PlayReferral,
    "refer, reception": PlayReferral,
}


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("kind", NumberKind)
@pytest.mark.parametrize("now", [NOON, NIGHT], ids=["noon", "night"])
def test_every_rule_number_kind_outcome_and_time_has_its_step(
    rule: str, kind: NumberKind, now: datetime
) -> None:
    """The whole table: the same rule at each place, and the kind of step that it leads to."""
    closed = rule == "reception" and now == NIGHT
    expected = Refuse if closed else AFTER[rule]
    followed = RULES[rule]
    everywhere = LineRules(busy=followed, no_answer=followed, no_connection=followed)
    placed = [(everywhere, outcome) for outcome in OUTCOMES]
    if followed is not None:
        placed += [(LineRules(first=followed), outcome) for outcome in OUTCOMES]
    for rules, outcome in placed:
        situation = with_rules(rules)
        known = facts({"p-anna": situation})
        plan = decide(Arrival(called=ToPerson("p-anna", kind)), known, now)
        if isinstance(rules.first, Ring):
            assert isinstance(plan.step, RingPhones)
            plan = next_step(plan, outcome, known, now)
            assert isinstance(plan.step, Over if outcome.came is Came.DONE else expected)
        else:
            assert isinstance(plan.step, expected)
        later = next_step(plan, outcome, known, now)
        assert (later == plan) is plan.is_over
