"""What cannot be set, and why."""

import msgspec
import pytest

from softphone.people.add_on import AddOn
from softphone.people.directory import Number
from softphone.people.presentation import NumberPresentation, Show
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
from softphone.profiles.presets import PRESETS
from softphone.profiles.profile import For, Profile
from softphone.profiles.validation import Company, Reason, Refusal, check_profile, check_reserved
from tests.people.company import ANNA, BO, CILLA, RESERVED, RESERVED_MOBILE, SECOND, directory

COMPANY = Company(directory=directory(), reception="g-reception")


def landline(**rules: object) -> Profile:
    return Profile(number=11, name="Mine", incoming=Incoming(landline=LineRules(**rules)))  # type: ignore[arg-type]


def refused(profile: Profile) -> list[tuple[str, Reason]]:
    return [(refusal.field, refusal.reason) for refusal in check_profile(profile, ANNA, COMPANY)]


@pytest.mark.parametrize("preset", PRESETS)
def test_every_preset_can_be_set(preset: Profile) -> None:
    assert check_profile(preset, ANNA, COMPANY, others=[p for p in PRESETS if p != preset]) == ()


@pytest.mark.parametrize(
    ("to", "reason"),
    [
        (ToColleague("p-bo"), None),
        (ToColleague("p-anna"), Reason.ONESELF),
        (ToColleague("p-nobody"), Reason.NO_SUCH_COLLEAGUE),
        (ToGroup("g-support"), None),
        (ToGroup("g-none"), Reason.NO_SUCH_GROUP),
        (ToReception(), None),
        (ToVoicemail(), None),
    ],
)
@pytest.mark.parametrize("rule", ["first", "busy", "no_answer", "no_connection"])
def test_targets(rule: str, to: Target, reason: Reason | None) -> None:
    expected = [] if reason is None else [(f"incoming.landline.{rule}.to", reason)]
    assert refused(landline(**{rule: Forward(to)})) == expected


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        ("08-765 43 21", None),
        ("+46707654321", None),
        ("08-123 450 02", None),
        ("102", None),
        ("+46701234501", None),
        ("+46812345001", Reason.ONESELF),
        ("101", Reason.ONESELF),
        ("112", Reason.EMERGENCY_NUMBER),
        ("+4512345678", Reason.CLASS_OF_SERVICE),
        ("09001234567", Reason.CLASS_OF_SERVICE),
        ("0378123456", Reason.CLASS_OF_SERVICE),
        ("", Reason.MISSING),
        (" ", Reason.MISSING),
        ("bob", Reason.NOT_A_NUMBER),
        ("08-1x", Reason.NOT_A_NUMBER),
        ("4567", Reason.NOT_A_NUMBER),
    ],
)
def test_numbers(number: str, reason: Reason | None) -> None:
    profile = landline(first=Refer(ToNumber(number)))
    expected = [] if reason is None else [("incoming.landline.first.then.number", reason)]
    assert refused(profile) == expected


def test_who_may_call_abroad_may_forward_there() -> None:
    anna = msgspec.structs.replace(ANNA, class_of_service="international")
    assert check_profile(landline(busy=Forward(ToNumber("+4532123456"))), anna, COMPANY) == ()


@pytest.mark.parametrize(("seconds", "ok"), [(4, False), (5, True), (120, True), (121, False)])
def test_the_time_of_no_answer(seconds: int, ok: bool) -> None:
    field = "incoming.landline.no_answer_seconds"
    refusals = check_profile(landline(no_answer_seconds=seconds), ANNA, COMPANY)
    assert refusals == (() if ok else (Refusal(field, Reason.OUT_OF_RANGE, "5-120"),))


@pytest.mark.parametrize(("after", "ok"), [(0, False), (1, True), (15, True), (16, False)])
def test_the_computer_alone_rings_within_the_time_of_no_answer(after: int, ok: bool) -> None:
    ring = Ring(Phones.COMPUTER_THEN_MOBILE, after)
    field = "incoming.landline.first.mobile_after"
    refusals = check_profile(landline(first=ring, no_answer=Forward(ToVoicemail())), ANNA, COMPANY)
    assert refusals == (() if ok else (Refusal(field, Reason.OUT_OF_RANGE, "1-15"),))


@pytest.mark.parametrize("phones", [Phones.MOBILE, Phones.BOTH, Phones.COMPUTER_THEN_MOBILE])
def test_who_has_no_mobile_cannot_have_it_rung(phones: Phones) -> None:
    refusals = check_profile(landline(first=Ring(phones)), CILLA, COMPANY)
    assert refusals == (Refusal("incoming.landline.first.phones", Reason.NO_MOBILE),)


def test_the_mobile_set_apart_is_checked_too() -> None:
    always: Always = Forward(ToColleague("p-nobody"))
    profile = Profile(number=11, name="x", incoming=Incoming(mobile=LineRules(first=always)))
    assert refused(profile) == [("incoming.mobile.first.to", Reason.NO_SUCH_COLLEAGUE)]


@pytest.mark.parametrize(
    ("profile", "field", "reason"),
    [
        (Profile(number=11), "name", Reason.MISSING),
        (Profile(number=11, name="x" * 61), "name", Reason.TOO_LONG),
        (Profile(number=11, name="a\r\nb"), "name", Reason.CONTROL_CHARACTERS),
        (Profile(number=11, name="a", message="x\u2028y"), "message", Reason.CONTROL_CHARACTERS),
        (Profile(number=11, name="a", message="x" * 201), "message", Reason.TOO_LONG),
        (Profile(number=0, name="a"), "number", Reason.OUT_OF_RANGE),
        (Profile(number=11, name="a", length=For(0)), "length.minutes", Reason.OUT_OF_RANGE),
        (Profile(number=11, name="a", recording=True), "recording", Reason.NO_ADD_ON),
        (Profile(number=11, name="a", listening_in=True), "listening_in", Reason.NO_ADD_ON),
        (
            Profile(number=11, name="a", call_presentation=NumberPresentation(Show.NUMBER, "+4681")),
            *("call_presentation.number", Reason.NOT_ONES_OWN),
        ),
        (
            Profile(number=11, name="a", sms_presentation=NumberPresentation(Show.NUMBER, BO.landline)),
            *("sms_presentation.number", Reason.NOT_ONES_OWN),
        ),
    ],
)
def test_fields(profile: Profile, field: str, reason: Reason) -> None:
    assert refused(profile) == [(field, reason)]


def test_every_bad_field_has_its_refusal() -> None:
    profile = landline(busy=Forward(ToNumber("112")), no_answer_seconds=1)
    assert {field for field, _ in refused(profile)} == {
        "incoming.landline.no_answer_seconds",
        "incoming.landline.busy.to.number",
    }


def test_profile_numbers_are_unique_and_add_ons_are_given() -> None:
    profile = Profile(number=3, name="a", recording=True, listening_in=True)
    assert check_profile(
        profile, ANNA, COMPANY, others=PRESETS, add_ons=frozenset({AddOn.RECORDING, AddOn.LISTENING_IN})
    ) == (Refusal("number", Reason.TAKEN),)


def test_a_company_without_a_reception() -> None:
    refusals = check_profile(PRESETS[4], ANNA, Company(directory=directory()))
    assert refusals == (Refusal("incoming.landline.first.then", Reason.NO_RECEPTION),)


@pytest.mark.parametrize(
    ("number", "to", "refusal"),
    [
        (RESERVED, ToNumber("08-765 43 21"), None),
        (RESERVED, ToColleague("p-bo"), None),
        (RESERVED, ToNumber("112"), Refusal("to.number", Reason.EMERGENCY_NUMBER)),
        (RESERVED, ToNumber(""), Refusal("to.number", Reason.MISSING)),
        (RESERVED, ToNumber("+4532123456"), Refusal("to.number", Reason.CLASS_OF_SERVICE, "international")),
        (RESERVED, ToNumber("08-123 450 99"), Refusal("to", Reason.ONESELF)),
        (RESERVED, ToVoicemail(), Refusal("to", Reason.NO_MAILBOX)),
        (RESERVED_MOBILE, ToNumber("08-765 43 21"), Refusal("number", Reason.RESERVED_MOBILE)),
        (SECOND, ToNumber("08-765 43 21"), Refusal("number", Reason.NOT_RESERVED)),
    ],
)
def test_reserved_numbers(number: Number, to: Target, refusal: Refusal | None) -> None:
    assert check_reserved(number, to, COMPANY, "national") == refusal
