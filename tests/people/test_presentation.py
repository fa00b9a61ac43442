"""The number shown: one's own, or withheld."""

import pytest

from softphone.people.presentation import NumberPresentation, Presented, Show, own_numbers, presented
from tests.people.company import ANNA, CILLA, DAN, directory

LANDLINE, SECOND, MOBILE = "+46812345001", "+46812345011", "+46701234501"


def test_ones_own_numbers() -> None:
    assert own_numbers(ANNA, directory()) == (LANDLINE, SECOND, MOBILE)
    assert own_numbers(DAN, directory()) == ()


@pytest.mark.parametrize(
    ("choice", "shown"),
    [
        (NumberPresentation(), Presented(LANDLINE, withheld=False)),
        (NumberPresentation(Show.MOBILE), Presented(MOBILE, withheld=False)),
        (NumberPresentation(Show.NUMBER, SECOND), Presented(SECOND, withheld=False)),
        (NumberPresentation(Show.NUMBER, "+46812345002"), Presented(LANDLINE, withheld=False)),
        (NumberPresentation(Show.WITHHELD), Presented(LANDLINE, withheld=True)),
    ],
)
def test_the_choice(choice: NumberPresentation, shown: Presented) -> None:
    assert presented(choice, ANNA, directory()) == shown


@pytest.mark.parametrize("show", Show)
def test_a_call_for_help_shows_the_real_number(show: Show) -> None:
    assert presented(NumberPresentation(show), ANNA, directory(), emergency=True) == Presented(
        LANDLINE, withheld=False
    )


def test_who_lacks_the_number_chosen_shows_the_first_and_who_has_none_shows_none() -> None:
    assert presented(NumberPresentation(Show.MOBILE), CILLA, directory()).number == CILLA.landline
    assert presented(NumberPresentation(), DAN, directory()) == Presented("", withheld=False)
