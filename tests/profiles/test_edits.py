"""Edits: accepted or refused, once."""

from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from softphone.profiles.activation import Availability, choose
from softphone.profiles.edits import Answer, Edit, Refused, Revision, State, answer, apply
from softphone.profiles.incoming import (
    Forward,
    Incoming,
    LineRules,
    Refer,
    ToColleague,
    ToNumber,
    ToReception,
    ToVoicemail,
)
from softphone.profiles.loops import Others
from softphone.profiles.presets import AVAILABLE, PRESETS
from softphone.profiles.profile import For, Notices, Profile
from softphone.profiles.profile_list import ProfileList
from softphone.profiles.schedule import Holidays, Schedule
from softphone.profiles.settings import (
    FIRST,
    PersonalSettings,
    Value,
    differences,
    document_of,
    settings_of,
    value_at,
    with_value,
)
from softphone.profiles.settings_check import Checker
from softphone.profiles.validation import Company, Reason, Refusal
from tests.people.company import ANNA, directory

CHECK = Checker(
    person=ANNA,
    company=Company(directory=directory(), reception="g-reception"),
    others=Others(lambda _person: AVAILABLE),
)
MINE = msgspec.to_builtins(Profile(number=11, name="Mine", notices=Notices(frozenset())))
FORWARD_FIRST = msgspec.to_builtins(Forward(ToNumber("0701234567")))
LUNCH = "profiles.2"


def edit(field: str, old: Value, new: Value, id_: str = "e1", base: int = 0) -> Edit:
    return Edit(id=id_, base=base, field=field, old=old, new=new)


def refusal(field: str, old: Value, new: Value, settings: PersonalSettings = FIRST) -> Refusal | None:
    done = apply(edit(field, old, new), settings, CHECK)
    return done.refusal if isinstance(done, Refused) else None


def applied(settings: PersonalSettings, field: str, new: Value) -> PersonalSettings:
    done = apply(edit(field, value_at(document_of(settings), field), new), settings, CHECK)
    assert isinstance(done, PersonalSettings), done
    return done


def test_a_document_is_the_settings() -> None:
    assert settings_of(document_of(FIRST)) == FIRST
    assert [profile.number for profile in FIRST.in_order.profiles] == list(range(1, 11))


@pytest.mark.parametrize(
    ("field", "new"),
    [
        ("profiles.2.name", "Mat"),
        ("profiles.2.message", "Chatta"),
        ("profiles.2.status", "available"),
        ("profiles.2.notices.desktop", ["missed", "incoming"]),
        ("profiles.2.length", {"type": "until time", "at": "13:00:00"}),
        ("profiles.2.length.minutes", 50),
        ("profiles.2.incoming.landline.first", FORWARD_FIRST),
        ("profiles.2.incoming.landline.no_answer_seconds", 30),
        ("profiles.2.incoming.mobile", {"first": {"type": "ring"}}),
        ("profiles.2.call_presentation.show", "withheld"),
        ("profiles.11", MINE),
        ("order", [2, 1]),
    ],
)
def test_what_can_be_set(field: str, new: Value) -> None:
    after = applied(FIRST, field, new)
    assert after != FIRST
    assert applied(after, field, value_at(document_of(FIRST), field)) == FIRST


@pytest.mark.parametrize(
    ("field", "old", "new", "reason"),
    [
        ("profiles.2.message", "another", "x", Reason.CHANGED_MEANWHILE),
        ("profiles.2.message", "", 5, Reason.NOT_UNDERSTOOD),
        ("profiles.2.message", "", "x" * 300, Reason.TOO_LONG),
        ("profiles.2.message", "", "a\nb", Reason.CONTROL_CHARACTERS),
        ("profiles.2.colour", None, "red", Reason.NO_SUCH_SETTING),
        ("profiles.2.colour", None, None, Reason.NO_SUCH_SETTING),
        ("colour", None, "red", Reason.NO_SUCH_SETTING),
        ("", None, "red", Reason.NO_SUCH_SETTING),
        ("profiles.11.name", None, "x", Reason.NO_SUCH_SETTING),
        ("profiles.11.name", "old", "x", Reason.CHANGED_MEANWHILE),
        ("profiles.11", None, MINE | {"colour": "red"}, Reason.NO_SUCH_SETTING),
        ("profiles.11", None, MINE | {"number": 12}, Reason.NOT_UNDERSTOOD),
        ("profiles.x", None, MINE, Reason.NOT_UNDERSTOOD),
        ("profiles.1000", None, MINE | {"number": 1000}, Reason.OUT_OF_RANGE),
        ("profiles.2.number", 2, 12, Reason.NOT_UNDERSTOOD),
        ("profiles.1", document_of(FIRST)["profiles"]["1"], None, Reason.AVAILABLE_STAYS),
        (
            "profiles.2.incoming.landline.busy",
            None,
            msgspec.to_builtins(Forward(ToNumber("112"))),
            Reason.EMERGENCY_NUMBER,
        ),
        (
            "profiles.2.incoming.landline.busy",
            None,
            msgspec.to_builtins(Forward(ToColleague("p-anna"))),
            Reason.ONESELF,
        ),
    ],
)
def test_what_is_refused(field: str, old: Value, new: Value, reason: Reason) -> None:
    found = refusal(field, old, new)
    assert found is not None
    assert found.reason is reason


def test_what_was_wrong_before_is_no_reason_against_another_change() -> None:
    """A company without a reception has presets that refer to it."""
    company = msgspec.structs.replace(CHECK.company, reception="")
    check = msgspec.structs.replace(CHECK, company=company)
    edit = Edit(id="1", field="profiles.6.message", old="", new="Borta")
    assert isinstance(apply(edit, FIRST, check), PersonalSettings)
    to_reception = {"type": "forward", "to": {"type": "reception"}}
    old = document_of(FIRST)["profiles"]["6"]["incoming"]["landline"]["first"]
    edit = Edit(id="2", field="profiles.6.incoming.landline.first", old=old, new=to_reception)
    done = apply(edit, FIRST, check)
    assert isinstance(done, Refused)
    assert done.refusal.reason is Reason.NO_RECEPTION


def test_a_refused_change_shows_what_is_there() -> None:
    after = applied(FIRST, "profiles.2.message", "Chatta")
    done = apply(edit("profiles.2.message", "", "Ring"), after, CHECK)
    assert done == Refused(Refusal("profiles.2.message", Reason.CHANGED_MEANWHILE), "Chatta")


def test_what_another_version_leaves_out_or_puts_in_is_no_change() -> None:
    lunch = dict(document_of(FIRST)["profiles"]["2"])
    del lunch["call_waiting"]
    done = apply(edit(LUNCH, lunch | {"colour": "red"}, None), FIRST, CHECK)
    assert isinstance(done, PersonalSettings)
    assert 2 not in done.profiles


def test_a_removed_profile_comes_back_as_the_preset() -> None:
    removed = applied(FIRST, LUNCH, None)
    assert removed.in_order.find(2) is None
    assert applied(removed, LUNCH, document_of(FIRST)["profiles"]["2"]) == FIRST


fields = st.sampled_from(
    ["profiles.2.message", "profiles.2.name", "profiles.3.message", "profiles.11", "order"]
)


@st.composite
def edits(draw: st.DrawFn) -> Edit:
    field = draw(fields)
    if field == "profiles.11":
        value: st.SearchStrategy[Value] = st.sampled_from([None, MINE, MINE | {"name": "Other"}])
    elif field == "order":
        value = st.permutations([1, 2, 3])
    else:
        value = st.sampled_from(["", "a", "b", "\n"])
    return Edit(
        id=draw(st.sampled_from("abcdef")),
        base=draw(st.integers(0, 4)),
        field=field,
        old=draw(value),
        new=draw(value),
    )


@given(st.lists(edits(), max_size=12), st.integers(0, 3))
def test_each_edit_has_one_answer_and_one_effect(pushed: list[Edit], forgotten: int) -> None:
    """Whatever comes how often: as if each had come once, when it came first."""
    state = State(settings=FIRST, revision=Revision("x", forgotten), forgotten=forgotten)
    told: dict[str, Answer] = {}
    for n, each in enumerate(pushed):
        before = state
        state, given_answer = answer(each, state, CHECK, "now", float(n))
        if each.id in told:
            assert given_answer == told[each.id]
            assert state == before
        else:
            told[each.id] = given_answer
            assert state.revision == given_answer.revision == Revision("now", before.revision.n + 1)
            if given_answer.refused is not None:
                assert state.settings == before.settings
            else:
                document = document_of(state.settings)
                assert _alike(value_at(document, each.field), each.new)
                assert settings_of(document) == state.settings
            assert (given_answer.refused is not None) or each.base >= forgotten
    assert state.answers == told


@given(edits(), edits())
def test_edits_of_different_fields_merge_in_any_order(one: Edit, other: Edit) -> None:
    if one.field == other.field:
        return
    first = apply(one, FIRST, CHECK)
    second = apply(other, FIRST, CHECK)
    if isinstance(first, Refused) or isinstance(second, Refused):
        return
    both, both_again = apply(other, first, CHECK), apply(one, second, CHECK)
    if isinstance(both, Refused):
        # Two profiles would have one name.
        assert isinstance(both_again, Refused)
    else:
        assert both == both_again


@given(st.text(max_size=30), st.recursive(st.none() | st.integers() | st.text(), st.lists), st.integers())
def test_any_edit_has_an_answer(field: str, value: Value, number: int) -> None:
    for place in (
        field,
        f"profiles.{field}",
        f"profiles.{number}",
        f"profiles.1.{field}",
        "profiles",
        "order",
    ):
        done = apply(edit(place, value_at(document_of(FIRST), place), value), FIRST, CHECK)
        assert isinstance(done, Refused | PersonalSettings)


def test_fields_are_paths() -> None:
    document = document_of(FIRST)
    assert value_at(document, "profiles.2.length.minutes") == 45
    assert value_at(document, "profiles.2.length.minutes.x") is None
    assert with_value(document, "profiles.2.length.hours", 1) is None
    assert with_value(document, "profiles.2.message.x", 1) is None
    assert len(PRESETS) == 10


def _alike(kept: Value, given_value: Value) -> bool:
    return bool(list(kept) == list(given_value) if isinstance(given_value, list) else kept == given_value)


NOON = datetime(2030, 3, 4, 12, tzinfo=UTC)


def carried_out(before: PersonalSettings, after: PersonalSettings) -> PersonalSettings:
    for field, old, new in differences(document_of(before), document_of(after)):
        done = apply(edit(field, old, new), before, CHECK)
        assert isinstance(done, PersonalSettings), (field, done)
        before = done
    return before


def changed_to(availability: Availability | Refusal) -> PersonalSettings:
    assert isinstance(availability, Availability), availability
    return FIRST.with_availability(availability)


def with_profiles(profiles: ProfileList | Refusal) -> PersonalSettings:
    assert isinstance(profiles, ProfileList)
    return changed_to(msgspec.structs.replace(FIRST.availability(), profiles=profiles))


PROFILES = FIRST.in_order


@pytest.mark.parametrize(
    ("after", "fields"),
    [
        (FIRST, []),
        (with_profiles(PROFILES.renamed(2, "Mat")), ["profiles.2.name"]),
        (with_profiles(PROFILES.added("Mine", 2)), ["profiles.11", "order"]),
        (with_profiles(PROFILES.removed(9)), ["profiles.9", "order"]),
        (with_profiles(PROFILES.moved(9, 0)), ["order"]),
        (changed_to(choose(FIRST.availability(), 2, NOON, message="x")), ["chosen"]),
        (
            changed_to(
                msgspec.structs.replace(
                    FIRST.availability(), schedule=Schedule(holidays=Holidays(observed=True, profile=4))
                )
            ),
            ["schedule.holidays.observed", "schedule.holidays.profile"],
        ),
    ],
)
def test_what_was_changed_as_edits(after: PersonalSettings, fields: list[str]) -> None:
    found = [field for field, _, _ in differences(document_of(FIRST), document_of(after))]
    assert found == fields
    assert carried_out(FIRST, after) == after


def test_a_choice_with_a_type_is_changed_whole() -> None:
    lunch = PROFILES.find(2)
    assert lunch is not None
    profile = msgspec.structs.replace(
        lunch,
        length=For(50),
        incoming=Incoming(landline=LineRules(first=Refer(ToReception()), busy=Forward(ToVoicemail()))),
    )
    after = with_profiles(PROFILES.changed(profile))
    found = [field for field, _, _ in differences(document_of(FIRST), document_of(after))]
    line = "profiles.2.incoming.landline"
    assert set(found) == {f"{line}.first", f"{line}.busy", "profiles.2.length"}
    assert carried_out(FIRST, after) == after


def test_only_what_a_choice_may_be() -> None:
    chosen = {"by_hand": {"profile": 2, "until": "0001-01-01T00:00:00+14:00"}, "remark": None}
    old = document_of(FIRST)["chosen"]
    for by_hand, reason in (
        (chosen["by_hand"], Reason.NOT_UNDERSTOOD),
        ({"profile": 77}, Reason.NO_SUCH_PROFILE),
        ({"profile": 2, "message": "x" * 201}, Reason.TOO_LONG),
        ({"profile": 2, "until": "2030-01-01T00:00:00"}, Reason.NOT_UNDERSTOOD),
    ):
        found = refusal("chosen", old, {"by_hand": by_hand, "remark": None})
        assert found is not None
        assert found.reason is reason
    found = refusal("zone", FIRST.zone, "Nowhere")
    assert found == Refusal("zone", Reason.NO_SUCH_TIME_ZONE)
    found = refusal("schedule.working_days", [0, 1, 2, 3, 4], [9])
    assert found == Refusal("schedule.working_days", Reason.OUT_OF_RANGE, "0-6")
