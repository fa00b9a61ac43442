"""Forwards that would lead back."""

from collections.abc import Mapping

import msgspec
import pytest

from softphone.people.directory import NumberKind
from softphone.profiles.incoming import (
    Forward,
    Incoming,
    LineRules,
    Refer,
    Target,
    ToColleague,
    ToGroup,
    ToNumber,
    ToReception,
    ToVoicemail,
)
from softphone.profiles.loops import Others, check_loops
from softphone.profiles.presets import AVAILABLE
from softphone.profiles.profile import Profile
from softphone.profiles.validation import Reason
from tests.people.company import ANNA, BO, CILLA, RESERVED, directory

BOS_MOBILE = BO.mobile


def forwarding(to: Target, mobile: LineRules | None = None) -> Profile:
    return Profile(number=2, incoming=Incoming(landline=LineRules(first=Forward(to)), mobile=mobile))


def led(to: Target, others: Mapping[str, Profile] = {}, reserved: Mapping[str, Target] = {}) -> str | None:
    in_force = Others(lambda person: others.get(person, AVAILABLE), reserved.get)
    found = check_loops(forwarding(to), ANNA, directory(), in_force)
    if found is None:
        return None
    assert (found.field, found.reason) == ("incoming.landline.first.to", Reason.LOOP)
    return found.detail


TO_ANNA = forwarding(ToColleague(ANNA.id))


@pytest.mark.parametrize(
    "to", [ToColleague(BO.id), ToNumber("102"), ToNumber("08-123 450 02"), ToNumber(BO.landline)]
)
def test_a_colleague_who_forwards_back(to: Target) -> None:
    assert led(to, {BO.id: TO_ANNA}) == BO.id
    assert led(to) is None


def test_a_longer_way_and_one_that_closes_elsewhere() -> None:
    on = forwarding(ToColleague(CILLA.id))
    assert led(ToColleague(BO.id), {BO.id: on, CILLA.id: TO_ANNA}) == CILLA.id
    assert led(ToColleague(BO.id), {BO.id: on, CILLA.id: forwarding(ToColleague(BO.id))}) is None
    assert led(ToColleague(BO.id), {BO.id: on, CILLA.id: forwarding(ToNumber(ANNA.mobile))}) == CILLA.id


def test_the_mobile_has_rules_of_its_own() -> None:
    apart = forwarding(ToColleague(ANNA.id), mobile=LineRules())
    assert led(ToNumber(BOS_MOBILE), {BO.id: apart}) is None
    assert led(ToNumber(BOS_MOBILE), {BO.id: TO_ANNA}) == BO.id
    assert apart.incoming.rules(NumberKind.MOBILE) == LineRules()


def test_over_a_reserved_number_and_after_a_referral() -> None:
    assert led(ToNumber(RESERVED.number), reserved={RESERVED.number: ToColleague(ANNA.id)}) == RESERVED.number
    assert led(ToNumber(RESERVED.number)) is None
    refer = Profile(number=2, incoming=Incoming(landline=LineRules(first=Refer(ToNumber("101")))))
    assert led(ToColleague(BO.id), {BO.id: refer}) == BO.id


@pytest.mark.parametrize(
    "to",
    [
        ToVoicemail(),
        ToReception(),
        ToGroup("g-support"),
        ToNumber("0701234501"),
        ToNumber("08-999 99 99"),
        ToColleague("p-gone"),
    ],
)
def test_what_ends_there(to: Target) -> None:
    assert led(to, dict.fromkeys((BO.id, CILLA.id), TO_ANNA)) is None


@pytest.mark.parametrize("rule", ["busy", "no_answer", "no_connection"])
def test_every_rule_is_looked_at(rule: str) -> None:
    back = Forward(ToColleague(BO.id))
    line = msgspec.structs.replace(LineRules(), **{rule: back})
    in_force = Others(lambda _person: TO_ANNA)
    for incoming, place in (
        (Incoming(landline=line), "landline"),
        (Incoming(mobile=line), "mobile"),
    ):
        found = check_loops(Profile(number=2, incoming=incoming), ANNA, directory(), in_force)
        assert found is not None
        assert found.field == f"incoming.{place}.{rule}.to"
