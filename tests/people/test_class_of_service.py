"""Samtalsspärrar: what each class may dial."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from softphone.people.class_of_service import ALL, INTERNAL, LEVELS, CallClass, allows, parse_class_of_service
from softphone.people.directory import Person
from softphone.people.number_kind import DialledKind

K = DialledKind
CHEAP = {K.EMERGENCY, K.INTERNAL, K.LANDLINE, K.TOLL_FREE, K.SHORT}

ALLOWED = {
    "internal": {K.EMERGENCY, K.INTERNAL},
    "landline": CHEAP,
    "national": CHEAP | {K.MOBILE},
    "international": CHEAP | {K.MOBILE, K.INTERNATIONAL},
    "all": set(K),
    "landline, premium": CHEAP | {K.PREMIUM},
    "Mobile,Shared cost": {K.EMERGENCY, K.INTERNAL, K.MOBILE, K.SHARED_COST},
    "no such class": {K.EMERGENCY, K.INTERNAL},
    "": {K.EMERGENCY, K.INTERNAL},
}


@pytest.mark.parametrize("text", ALLOWED)
@pytest.mark.parametrize("kind", K)
def test_what_may_be_dialled(text: str, kind: DialledKind) -> None:
    assert allows(text, kind) is (kind in ALLOWED[text])


def test_a_new_person_calls_within_the_country_only() -> None:
    person = Person(id="p", login="p", name="P")
    denied = {kind for kind in K if not allows(person.class_of_service, kind)}
    assert denied == {K.SHARED_COST, K.INTERNATIONAL, K.PREMIUM, K.INTERNATIONAL_PREMIUM, K.UNKNOWN}


def test_each_level_has_those_before_it() -> None:
    levels = list(LEVELS.values())
    assert all(lower < higher for lower, higher in pairwise(levels))
    assert (levels[0], levels[-1]) == (INTERNAL, ALL)


@given(st.sets(st.sampled_from(CallClass)))
def test_classes_are_read_as_written(classes: set[CallClass]) -> None:
    text = ", ".join(each.value for each in classes)
    expected = INTERNAL | classes
    if len(classes) == 1:
        expected = LEVELS.get(text, expected)
    assert parse_class_of_service(text) == (expected if classes else None)


@given(st.text(max_size=20))
def test_emergency_is_always_allowed(text: str) -> None:
    assert allows(text, K.EMERGENCY)
    assert allows(text, K.INTERNAL)
