"""Recurrence rules, compared with dateutil's."""

import warnings
from datetime import datetime, timedelta
from unittest.mock import patch

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from softphone.profiles.recurrence import Rule, RuleFault, days_to_look_at, parse_rule, starts

START = datetime(2026, 1, 5, 10, 0)


def found(text: str, start: datetime, begin: datetime, end: datetime) -> list[datetime]:
    rule = parse_rule(text, start)
    assert isinstance(rule, Rule), rule
    return list(starts(rule, start, begin, min(end, until(rule)) if rule.until else end))


def until(rule: Rule) -> datetime:
    return datetime.strptime(rule.until, "%Y%m%dT%H%M%S")


DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@st.composite
def rules(draw: st.DrawFn) -> str:
    frequency = draw(st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]))
    parts = [f"FREQ={frequency}"]

    def some(name: str, values: st.SearchStrategy[object], most: int = 3) -> None:
        if draw(st.booleans()):
            chosen = draw(st.lists(values, min_size=1, max_size=most, unique=True))
            parts.append(f"{name}=" + ",".join(map(str, chosen)))

    nonzero = [*range(-5, 0), *range(1, 6)]
    if draw(st.booleans()):
        parts.append(f"INTERVAL={draw(st.integers(1, 5))}")
    if draw(st.booleans()):
        parts.append(f"COUNT={draw(st.integers(1, 30))}")
    elif draw(st.booleans()):
        parts.append(f"UNTIL={draw(st.datetimes(datetime(2026, 1, 1), datetime(2029, 1, 1))):%Y%m%dT%H%M%S}")
    some("BYMONTH", st.integers(1, 12))
    some("BYMONTHDAY", st.sampled_from([-31, -30, -2, -1, 1, 2, 15, 28, 29, 30, 31]))
    if frequency == "YEARLY":
        some("BYYEARDAY", st.sampled_from([-366, -365, -1, 1, 60, 100, 365, 366]))
        some("BYWEEKNO", st.sampled_from([-53, -1, 1, 2, 20, 52, 53]))
    if frequency in ("MONTHLY", "YEARLY") and draw(st.booleans()):
        some(
            "BYDAY",
            st.builds(lambda which, day: f"{which}{day}", st.sampled_from(nonzero), st.sampled_from(DAYS)),
        )
    else:
        some("BYDAY", st.sampled_from(DAYS), 7)
    some("BYHOUR", st.integers(0, 23))
    some("BYMINUTE", st.sampled_from([0, 30]))
    if any(part.startswith("BY") for part in parts):
        some("BYSETPOS", st.sampled_from(nonzero))
    if draw(st.booleans()):
        parts.append(f"WKST={draw(st.sampled_from(DAYS))}")
    return ";".join(parts)


@given(
    rules(),
    st.datetimes(datetime(2024, 1, 1), datetime(2027, 12, 31)).map(lambda at: at.replace(microsecond=0)),
    st.integers(0, 1000),
    st.integers(1, 400),
)
@settings(max_examples=300)
def test_as_dateutil(text: str, start: datetime, wait: int, window: int) -> None:
    begin = start + timedelta(days=wait)
    end = begin + timedelta(days=window)
    with warnings.catch_warnings(), patch("datetime.MAXYEAR", end.year):  # or it looks until the year 9999
        warnings.simplefilter("ignore")
        expected = [at for at in rrulestr(text, dtstart=start) if begin <= at <= end]
    assert found(text, start, begin, end) == expected


def test_days_of_the_week_in_every_week_and_only_the_first_of_the_month() -> None:
    """What dateutil takes for both at once."""
    texts = [f"{at:%m-%d}" for at in found("FREQ=MONTHLY;BYDAY=FR,1MO", START, START, datetime(2026, 2, 3))]
    assert texts == ["01-05", "01-09", "01-16", "01-23", "01-30", "02-02"]


@pytest.mark.parametrize(
    "text",
    [
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=5",
        "FREQ=WEEKLY;BYDAY=MO;BYSETPOS=5",
        "FREQ=YEARLY;INTERVAL=9000",
    ],
)
def test_a_rule_that_never_matches_is_little_work(text: str) -> None:
    begin, end = datetime(2026, 2, 1), datetime(2026, 3, 15)
    rule = parse_rule(text, START)
    assert isinstance(rule, Rule)
    assert found(text, START, begin, end) == []
    assert days_to_look_at(rule, START, begin, end) < 800


def test_a_rule_from_long_ago_is_little_work() -> None:
    start, begin, end = datetime(1900, 1, 1), datetime(2026, 2, 1), datetime(2026, 3, 15)
    forever, counted = (parse_rule(text, start) for text in ("FREQ=DAILY", "FREQ=DAILY;COUNT=99999"))
    assert isinstance(forever, Rule)
    assert isinstance(counted, Rule)
    assert days_to_look_at(forever, start, begin, end) < 800
    assert days_to_look_at(counted, start, begin, end) > 46_000
    assert len(found("FREQ=DAILY", start, begin, end)) == 43


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("FREQ=SECONDLY", RuleFault.TOO_OFTEN),
        ("FREQ=HOURLY;INTERVAL=3", RuleFault.TOO_OFTEN),
        ("FREQ=DAILY;BYHOUR=0,1,2,3,4;BYMINUTE=0,10,20,30,40", RuleFault.TOO_OFTEN),
        ("", RuleFault.NOT_UNDERSTOOD),
        ("FREQ=SOMETIMES", RuleFault.NOT_UNDERSTOOD),
        ("FREQ=DAILY;INTERVAL=0", RuleFault.NOT_UNDERSTOOD),
        ("FREQ=DAILY;COUNT=-1", RuleFault.NOT_UNDERSTOOD),
        ("FREQ=DAILY;COUNT=x", RuleFault.NOT_UNDERSTOOD),
        ("FREQ=WEEKLY;BYDAY=XX", RuleFault.NOT_UNDERSTOOD),
        ("FREQ=YEARLY;BYMONTH=13", RuleFault.NOT_UNDERSTOOD),
        ("FREQ=MONTHLY;BYMONTHDAY=0", RuleFault.NOT_UNDERSTOOD),
        ("FREQ=WEEKLY;WKST=XX", RuleFault.NOT_UNDERSTOOD),
    ],
)
def test_rules_that_are_refused(text: str, fault: RuleFault) -> None:
    assert parse_rule(text, START) is fault
