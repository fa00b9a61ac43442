"""Profiles by service code."""

from datetime import date, time
from string import printable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from softphone.profiles.presets import PRESETS
from softphone.profiles.profile import ChosenLength, For, UntilChanged, UntilDate, UntilTime
from softphone.profiles.service_codes import (
    ActivateProfile,
    BackToAutomatic,
    ServiceCode,
    UnknownCode,
    length_of,
    service_code,
)
from softphone.profiles.validation import Reason, Refusal
from tests.profiles.times import STOCKHOLM, at

LUNCH, VACATION = PRESETS[1], PRESETS[4]
NOW = at("2026-11-26 10:00")


@pytest.mark.parametrize(
    ("dialled", "means"),
    [
        ("*23*3#", ActivateProfile(3)),
        ("*23*3", ActivateProfile(3)),
        ("*23*12*45#", ActivateProfile(12, "45")),
        ("* 23 * 5 * 2707-15 #", ActivateProfile(5, "270715")),
        ("#23#", BackToAutomatic()),
        ("#23", BackToAutomatic()),
        ("*21*0812345678#", UnknownCode()),
        ("*23#", UnknownCode()),
        ("#23*3#", UnknownCode()),
        ("*23*#", UnknownCode()),
        ("*23*3*4*5#", UnknownCode()),
        ("*#06#", UnknownCode()),
        ("*23*٣#", UnknownCode()),
        ("", None),
        ("23", None),
        ("0812345678", None),
        ("anna", None),
    ],
)
def test_codes(dialled: str, means: ServiceCode | None) -> None:
    assert service_code(dialled) == means


def test_a_company_has_its_own_code() -> None:
    assert service_code("*77*3#", "77") == ActivateProfile(3)
    assert service_code("*23*3#", "77") == UnknownCode()


@given(st.text(alphabet=printable))
def test_anything_can_be_dialled(text: str) -> None:
    assert service_code(text) is None or text.strip().lstrip("-.()").startswith(("*", "#"))


@pytest.mark.parametrize(
    ("digits", "length"),
    [
        ("", None),
        ("45", For(45)),
        ("005", For(5)),
        ("0", UntilChanged()),
        ("1300", UntilTime(time(13))),
        ("0000", UntilTime(time(0))),
        ("2400", UntilTime(time(0))),
        ("270715", UntilDate(date(2027, 7, 15))),
    ],
)
def test_lengths(digits: str, length: ChosenLength | None) -> None:
    assert length_of(digits, LUNCH, NOW, STOCKHOLM) == length


@pytest.mark.parametrize(
    ("digits", "day"),
    [
        ("0715", date(2027, 7, 15)),
        ("1224", date(2026, 12, 24)),
        ("1126", date(2027, 11, 26)),
        ("0229", date(2028, 2, 29)),
    ],
)
def test_dates_for_a_profile_that_asks_for_one(digits: str, day: date) -> None:
    assert length_of(digits, VACATION, NOW, STOCKHOLM) == UntilDate(day)


@pytest.mark.parametrize("digits", ["2500", "1260", "12345", "261301", "1234567", "9" * 50])
def test_lengths_that_are_none(digits: str) -> None:
    assert length_of(digits, LUNCH, NOW, STOCKHOLM) == Refusal("length", Reason.BAD_LENGTH)


@pytest.mark.parametrize("digits", ["0230", "1301", "0000"])
def test_dates_that_are_none(digits: str) -> None:
    assert length_of(digits, VACATION, NOW, STOCKHOLM) == Refusal("length", Reason.BAD_LENGTH)
