"""All profiles of a person: added, renamed, moved, removed, restored."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from softphone.profiles.incoming import Incoming, LineRules, Ring
from softphone.profiles.presets import PRESETS
from softphone.profiles.profile import Profile
from softphone.profiles.profile_list import MOST_PROFILES, ProfileList
from softphone.profiles.validation import HIGHEST_NUMBER, Reason, Refusal


def done(result: ProfileList | Refusal) -> ProfileList:
    assert isinstance(result, ProfileList), result
    return result


def refused(result: ProfileList | Refusal) -> tuple[str, Reason]:
    assert isinstance(result, Refusal), result
    return result.field, result.reason


def numbers(profiles: ProfileList) -> list[int]:
    return [profile.number for profile in profiles.profiles]


def test_everyone_starts_with_the_ten() -> None:
    assert ProfileList().profiles == PRESETS


def test_a_new_one_comes_last_with_a_number_of_its_own() -> None:
    profiles = done(done(ProfileList().added("  Hemma  ")).added("Kund"))
    assert numbers(profiles)[-2:] == [11, 12]
    assert profiles.profiles[-2].name == "Hemma"
    assert profiles.profiles[-2].preset == 0


def test_a_new_one_like_another() -> None:
    profiles = done(ProfileList().added("Lång lunch", like=2))
    like, new = profiles.profiles[1], profiles.profiles[-1]
    assert new == msgspec.structs.replace(like, number=11, preset=0, name="Lång lunch")


def test_the_number_of_a_removed_one_is_not_given_again() -> None:
    profiles = done(done(ProfileList().added("A")).added("B"))
    assert numbers(done(done(profiles.removed(11)).added("C")))[-1] == 13


def test_above_the_highest_number_the_lowest_free_one_is_given() -> None:
    kept = (PRESETS[0], Profile(number=HIGHEST_NUMBER, name="Last"))
    assert numbers(done(ProfileList(kept).added("New")))[-1] == 2


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("", Reason.MISSING),
        ("   ", Reason.MISSING),
        ("x" * 61, Reason.TOO_LONG),
        ("a\r\nb", Reason.CONTROL_CHARACTERS),
        ("lunch", Reason.NAME_TAKEN),
        ("MÖTE", Reason.NAME_TAKEN),
        ("Meeting", Reason.NAME_TAKEN),
    ],
)
def test_names_that_a_new_one_cannot_have(name: str, reason: Reason) -> None:
    assert refused(ProfileList().added(name)) == ("name", reason)


def test_a_standard_one_renamed_and_named_as_before() -> None:
    renamed = done(ProfileList().renamed(2, "Middag"))
    assert renamed.profiles[1].name == "Middag"
    assert done(renamed.added("Lunch")).profiles[-1].name == "Lunch"
    assert done(renamed.renamed(2, "")) == ProfileList()


def test_the_own_name_is_not_taken() -> None:
    assert done(ProfileList().renamed(2, "Lunch")).profiles[1].name == "Lunch"


def test_names_that_stay_free_for_nobody_else() -> None:
    renamed = done(done(ProfileList().renamed(2, "Middag")).added("Lunch"))
    assert refused(renamed.renamed(2, "")) == ("name", Reason.NAME_TAKEN)
    assert refused(renamed.restored(2)) == ("name", Reason.NAME_TAKEN)


@pytest.mark.parametrize(("to", "order"), [(0, [3, 1, 2]), (1, [1, 3, 2]), (99, [1, 2, 3]), (-5, [3, 1, 2])])
def test_moved(to: int, order: list[int]) -> None:
    assert numbers(done(ProfileList(PRESETS[:3]).moved(3, to))) == order


def test_available_stays() -> None:
    assert refused(ProfileList().removed(1)) == ("number", Reason.AVAILABLE_STAYS)


def test_removed_and_restored() -> None:
    without = done(ProfileList().removed(6))
    assert without.find(6) is None
    assert numbers(done(without.restored(6))) == [1, 2, 3, 4, 5, 7, 8, 9, 10, 6]


def test_restored_under_another_number_where_its_own_is_taken() -> None:
    profiles = ProfileList((PRESETS[0], Profile(number=6, name="Mine")))
    assert done(profiles.restored(6)).profiles[-1] == msgspec.structs.replace(PRESETS[5], number=11)


def test_settings_restored_in_place() -> None:
    changed = msgspec.structs.replace(
        PRESETS[1], name="Mat", message="Åter snart", incoming=Incoming(landline=LineRules(first=Ring()))
    )
    profiles = done(ProfileList().changed(changed))
    assert profiles.find(2) == changed
    assert done(profiles.restored(2)) == ProfileList()


@pytest.mark.parametrize(
    "result",
    [
        ProfileList().changed(Profile(number=50)),
        ProfileList().renamed(50, "x"),
        ProfileList().moved(50, 0),
        ProfileList().removed(50),
    ],
)
def test_numbers_that_nothing_has(result: ProfileList | Refusal) -> None:
    assert refused(result) == ("number", Reason.NO_SUCH_PROFILE)


def test_others_that_there_are_not() -> None:
    assert refused(ProfileList().restored(11)) == ("preset", Reason.NO_SUCH_PRESET)
    assert refused(ProfileList().added("x", like=50)) == ("like", Reason.NO_SUCH_PROFILE)


def test_not_without_end() -> None:
    profiles = ProfileList()
    for index in range(MOST_PROFILES - len(PRESETS)):
        profiles = done(profiles.added(f"P{index}"))
    assert refused(profiles.added("One more")) == ("number", Reason.TOO_MANY)


@given(
    st.lists(
        st.one_of(
            st.tuples(st.just("added"), st.text(max_size=3)),
            st.tuples(st.just("renamed"), st.integers(0, 15), st.text(max_size=3)),
            st.tuples(st.just("moved"), st.integers(0, 15), st.integers(-2, 20)),
            st.tuples(st.just("removed"), st.integers(0, 15)),
            st.tuples(st.just("restored"), st.integers(0, 12)),
        ),
        max_size=20,
    )
)
def test_whatever_is_done_numbers_are_unique_and_available_is_there(
    changes: list[tuple[str, object]],
) -> None:
    profiles = ProfileList()
    for name, *arguments in changes:
        result = getattr(profiles, name)(*arguments)
        profiles = result if isinstance(result, ProfileList) else profiles
        assert len(set(numbers(profiles))) == len(profiles.profiles)
        assert all(1 <= number <= HIGHEST_NUMBER for number in numbers(profiles))
        assert profiles.available.preset == 1
