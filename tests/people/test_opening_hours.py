"""Opening hours as people write them."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from softphone.people.opening_hours import (
    ALWAYS_OPEN,
    HoursCause,
    HoursFault,
    OpeningHours,
    parse_hours,
)

MONDAY = 2  # of November 2026


def hours(text: str) -> OpeningHours:
    parsed = parse_hours(text)
    assert isinstance(parsed, OpeningHours)
    return parsed


def at(day: int, clock: str) -> datetime:
    """`day` from Monday, 0."""
    hour, minute = clock.split(":")
    return datetime(2026, 11, MONDAY + day, int(hour), int(minute))


@pytest.mark.parametrize(
    ("text", "day", "clock", "is_open"),
    [
        ("mon-fri 08:00-17:00", 0, "07:59", False),
        ("mon-fri 08:00-17:00", 0, "08:00", True),
        ("mon-fri 08:00-17:00", 4, "16:59", True),
        ("mon-fri 08:00-17:00", 4, "17:00", False),
        ("mon-fri 08:00-17:00", 5, "12:00", False),
        ("Mån – Fre 8.00 – 12.00 13.00 – 17.00", 2, "12:30", False),
        ("mån-fre 8-12, 13-17; lör 10-14", 5, "13:59", True),
        ("mon, wed 8-17", 1, "12:00", False),
        ("mon, wed 8-17", 2, "12:00", True),
        ("fri-mon 10-12", 6, "11:00", True),
        ("fri-mon 10-12", 0, "11:00", True),
        ("fri-mon 10-12", 3, "11:00", False),
        ("sun 22-06", 0, "05:59", True),
        ("sun 22-06", 6, "21:59", False),
        ("sat 00:00-24:00", 5, "23:59", True),
        ("sat 00:00-24:00", 6, "00:00", False),
        ("", 6, "03:00", True),
    ],
)
def test_open(text: str, day: int, clock: str, is_open: bool) -> None:
    assert hours(text).is_open(at(day, clock)) is is_open


@pytest.mark.parametrize(
    ("text", "cause", "word"),
    [
        ("08:00-17:00", HoursCause.NO_DAYS, "08:00-17:00"),
        ("mon-fri", HoursCause.NO_HOURS, "mon-fri"),
        ("mon 8-17 sat", HoursCause.NO_HOURS, "sat"),
        ("mox 8-17", HoursCause.UNKNOWN_DAY, "mox"),
        ("mon- 8-17", HoursCause.UNKNOWN_DAY, "mon-8-17"),
        ("mon 8-25", HoursCause.BAD_TIME, "8-25"),
        ("mon 8:60-9", HoursCause.BAD_TIME, "8:60-9"),
        ("mon 8", HoursCause.BAD_TIME, "8"),
        ("mon 24:00-08:00", HoursCause.BAD_TIME, "24:00-08:00"),
        ("mon 8-8", HoursCause.NOTHING_BETWEEN, "8-8"),
    ],
)
def test_mistakes_are_named(text: str, cause: HoursCause, word: str) -> None:
    fault = parse_hours(text)
    assert fault == HoursFault(cause, word)
    assert str(fault) == f'{cause.value}: "{word}".'


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 23), st.integers(1, 24)), min_size=1, max_size=6))
def test_hours_are_those_of_their_parts(parts: list[tuple[int, int, int]]) -> None:
    """Any hour of the week is open exactly when one of the parts says so."""
    days = ("mon", "tis", "wednesday", "tors", "fri", "lördag", "sun")
    parts = [part for part in parts if part[1] != part[2]]
    text = ", ".join(f"{days[day]} {begin}-{end:02}.00" for day, begin, end in parts)
    whole = hours(text)
    for hour in range(7 * 24):
        now = at(hour // 24, f"{hour % 24}:30")
        expected = not parts or any(
            (hour - day * 24 - begin) % (7 * 24) < (end - begin if end > begin else end - begin + 24)
            for day, begin, end in parts
        )
        assert whole.is_open(now) is expected


@given(st.text(max_size=30) | st.text("monfri8-17:. ,", max_size=20))
def test_every_text_is_hours_or_a_fault(text: str) -> None:
    parsed = parse_hours(text)
    if isinstance(parsed, OpeningHours):
        assert (parsed == ALWAYS_OPEN) is not any(character.isalnum() for character in text)
    else:
        assert isinstance(parsed, HoursFault)
        assert parsed.word
