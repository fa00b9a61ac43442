"""Days off, and the next working day."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from softphone.profiles.public_holidays import MONDAY_TO_FRIDAY, is_public_holiday, next_working_day
from tests.profiles.times import STOCKHOLM, ZONES, at, clock, instants


@pytest.mark.parametrize(
    ("country", "day", "off"),
    [
        ("SE", date(2026, 12, 24), True),  # by custom, not by law
        ("SE", date(2026, 6, 19), True),  # Midsummer Eve
        ("SE", date(2027, 3, 29), True),  # Easter Monday
        ("SE", date(2026, 11, 29), False),  # a Sunday is only a Sunday
        ("NO", date(2027, 5, 17), True),
        ("SE", date(2027, 5, 17), False),
        ("US", date(2026, 11, 26), True),
        ("ZZ", date(2026, 12, 25), False),
    ],
)
def test_public_holidays(country: str, day: date, off: bool) -> None:
    assert is_public_holiday(day, country) is off


@pytest.mark.parametrize(
    ("now", "ends"),
    [
        ("2026-11-26 16:30", "2026-11-27 08:00"),
        ("2026-11-26 07:00", "2026-11-27 08:00"),
        ("2026-11-27 16:30", "2026-11-30 08:00"),  # over the weekend
        ("2026-11-28 12:00", "2026-11-30 08:00"),
        ("2026-12-23 16:30", "2026-12-28 08:00"),  # Christmas Eve, Christmas, Boxing Day, Sunday
        ("2026-11-26 01:00", "2026-11-26 08:00"),  # the night belongs to the day before
        ("2026-11-26 04:00", "2026-11-27 08:00"),
        ("2026-03-27 17:00", "2026-03-30 08:00"),  # over a change of the clocks
    ],
)
def test_the_next_working_day(now: str, ends: str) -> None:
    assert clock(next_working_day(time(8), at(now), STOCKHOLM, "SE", MONDAY_TO_FRIDAY)) == ends


def test_another_working_week() -> None:
    tuesday = next_working_day(time(9), at("2026-11-26 17:00"), STOCKHOLM, "SE", (1, 2))
    assert clock(tuesday) == "2026-12-01 09:00"


def test_the_country_decides() -> None:
    now = at("2026-11-25 17:00")
    assert clock(next_working_day(time(8), now, STOCKHOLM, "US", MONDAY_TO_FRIDAY)) == "2026-11-27 08:00"


@given(st.sampled_from(ZONES), instants(), st.times(), st.sets(st.integers(0, 6)))
def test_it_is_always_ahead(zone, now, o_clock, weekdays) -> None:  # type: ignore[no-untyped-def]
    ends = next_working_day(o_clock.replace(second=0, microsecond=0), now, zone, "SE", weekdays)
    assert now < ends < now + timedelta(days=368)
