"""From wall clocks to instants."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from softphone.profiles.wall_clock import instant, next_time, zone_named
from tests.profiles.times import STOCKHOLM, ZONES, at, clock, instants

MINUTES = st.builds(time, st.integers(0, 23), st.integers(0, 59))


@pytest.mark.parametrize(
    "name", ["Europe", "Europe/Nowhere", "", "../etc/passwd", "a\0b", "W. Europe Standard Time"]
)
def test_names_of_no_zone(name: str) -> None:
    assert zone_named(name) is None


def test_a_zone() -> None:
    assert zone_named("Europe/Stockholm") == STOCKHOLM


def test_a_skipped_time_is_when_the_clock_jumps_over_it() -> None:
    jump = datetime(2026, 3, 29, 1, 0, tzinfo=UTC)
    day = date(2026, 3, 29)
    assert [instant(day, time(*t), STOCKHOLM) for t in ((2, 0), (2, 30), (2, 59), (3, 0))] == [jump] * 4
    assert instant(day, time(1, 59), STOCKHOLM) == jump - timedelta(minutes=1)
    assert instant(day, time(3, 1), STOCKHOLM) == jump + timedelta(minutes=1)


def test_of_a_time_that_comes_twice_the_first_is_meant() -> None:
    assert instant(date(2026, 10, 25), time(2, 30), STOCKHOLM) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_a_midnight_that_is_skipped() -> None:
    cairo = ZoneInfo("Africa/Cairo")
    assert clock(instant(date(2026, 4, 24), time(0), cairo), cairo) == "2026-04-24 01:00"


def test_a_day_that_is_skipped() -> None:
    apia = ZoneInfo("Pacific/Apia")
    assert clock(instant(date(2011, 12, 30), time(12), apia), apia) == "2011-12-31 00:00"


@given(st.sampled_from(ZONES), st.dates(date(2011, 12, 1), date(2028, 1, 1)), MINUTES, MINUTES)
def test_a_later_clock_is_never_earlier(zone: ZoneInfo, day: date, one: time, other: time) -> None:
    first, last = sorted((one, other))
    assert instant(day, first, zone) <= instant(day, last, zone) <= instant(day + timedelta(1), time(0), zone)


@given(st.sampled_from(ZONES), instants(), MINUTES)
def test_the_next_time_is_the_first_one_ahead(zone: ZoneInfo, now: datetime, asked: time) -> None:
    found = next_time(asked, now, zone)
    assert now < found < now + timedelta(days=2, hours=1)
    minutes = (found - now) // timedelta(minutes=1)
    first = now.replace(second=0, microsecond=0)
    shown = [(first + timedelta(minutes=m)).astimezone(zone).time() for m in range(1, minutes + 1)]
    assert asked not in shown[:-1]
    before, shows = (w.astimezone(zone).replace(tzinfo=None) for w in (found - timedelta(minutes=1), found))
    days = (before.date(), before.date() + timedelta(days=1))
    assert shows.time() == asked or any(before < datetime.combine(d, asked) < shows for d in days)


def test_the_next_time_in_the_hour_that_comes_twice() -> None:
    first_pass, second_pass = (datetime(2026, 10, 25, hour, 45, tzinfo=UTC) for hour in (0, 1))
    assert next_time(time(2, 30), first_pass, STOCKHOLM) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert clock(next_time(time(2, 30), second_pass, STOCKHOLM)) == "2026-10-26 02:30"


def test_now_is_not_the_next_time() -> None:
    assert clock(next_time(time(13), at("2026-11-26 13:00"), STOCKHOLM)) == "2026-11-27 13:00"
