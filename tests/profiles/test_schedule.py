"""What a schedule asks for, day by day."""

from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from softphone.profiles.profile_list import ProfileList
from softphone.profiles.schedule import (
    Dates,
    Exceptions,
    Holidays,
    Hours,
    Schedule,
    WeeklyHours,
    limited_to,
    spans,
)
from softphone.profiles.schedule_validation import MOST_ENTRIES, check_schedule, check_zone
from softphone.profiles.validation import Reason
from tests.profiles.times import STOCKHOLM, ZONES, at, clock, instants

WORKDAYS, EVERY_DAY = (0, 1, 2, 3, 4), tuple(range(7))
LUNCH, LEFT, VACATION = 2, 4, 5
WEEK = (
    WeeklyHours(WORKDAYS, Hours(time(17), time(8), LEFT)),
    WeeklyHours((5, 6), Hours(time(8), time(8), LEFT)),
    WeeklyHours(WORKDAYS, Hours(time(12), time(13), LUNCH)),
)


def listed(schedule: Schedule, since: str, until: str) -> list[tuple[str, str, int]]:
    """What goes on unchanged joined to one."""
    found: list[tuple[str, str, int]] = []
    for span in spans(schedule, at(since), at(until), STOCKHOLM):
        begin, end = clock(span.begin)[5:], clock(span.end)[5:]
        if found and found[-1][1:] == (begin, span.profile):
            begin = found.pop()[0]
        found.append((begin, end, span.profile))
    return found


def test_weekly_hours_run_past_midnight_and_past_the_week() -> None:
    assert listed(Schedule(weekly=WEEK), "2026-11-27 09:00", "2026-11-30 12:30") == [
        ("11-27 12:00", "11-27 13:00", LUNCH),
        ("11-27 17:00", "11-30 08:00", LEFT),
        ("11-30 12:00", "11-30 13:00", LUNCH),
        ("11-30 17:00", "12-01 00:00", LEFT),
    ]


def test_what_began_last_holds_whatever_the_order() -> None:
    day = WeeklyHours(EVERY_DAY, Hours(time(0), time(0), LEFT))
    work = WeeklyHours(EVERY_DAY, Hours(time(8), time(17), 1))
    lunch = WeeklyHours(EVERY_DAY, Hours(time(12), time(13), LUNCH))
    expected = [
        ("11-26 00:00", "11-26 08:00", LEFT),
        ("11-26 08:00", "11-26 12:00", 1),
        ("11-26 12:00", "11-26 13:00", LUNCH),
        ("11-26 13:00", "11-26 17:00", 1),
        ("11-26 17:00", "11-27 00:00", LEFT),
    ]
    for weekly in ((day, work, lunch), (lunch, work, day)):
        assert listed(Schedule(weekly=weekly), "2026-11-26 00:00", "2026-11-26 23:59") == expected


def test_dates_go_before_weekly_hours() -> None:
    vacation = Dates(
        first=date(2026, 11, 26), last=date(2026, 11, 27), profile=VACATION, begin=time(12, 30), end=time(12)
    )
    assert listed(Schedule(weekly=WEEK, dates=(vacation,)), "2026-11-26 10:00", "2026-11-27 14:00") == [
        ("11-26 12:00", "11-26 12:30", LUNCH),
        ("11-26 12:30", "11-27 12:00", VACATION),
        ("11-27 12:00", "11-27 13:00", LUNCH),
        ("11-27 17:00", "11-28 00:00", LEFT),
    ]


def test_exceptions_go_before_all() -> None:
    day = date(2026, 11, 26)
    vacation = Dates(first=date(2026, 11, 1), last=date(2026, 11, 30), profile=VACATION)
    at_work = Exceptions(first=day, last=day, hours=(Hours(time(15), time(16), 3),))
    schedule = Schedule(weekly=WEEK, dates=(vacation,), exceptions=(at_work,))
    assert listed(schedule, "2026-11-26 00:00", "2026-11-26 23:00") == [("11-26 15:00", "11-26 16:00", 3)]
    nothing = Schedule(dates=(vacation,), exceptions=(Exceptions(first=day, last=day),))
    assert listed(nothing, "2026-11-26 00:00", "2026-11-26 23:00") == []


NIGHT, NOON, EVENING = (
    ("12-24 00:00", "12-24 08:00", LEFT),
    ("12-24 12:00", "12-24 13:00", LUNCH),
    ("12-24 17:00", "12-25 00:00", LEFT),
)


@pytest.mark.parametrize(
    ("holidays", "expected"),
    [
        (Holidays(), [NIGHT, NOON, EVENING]),
        (Holidays(observed=True), []),
        (Holidays(observed=True, profile=LEFT), [("12-24 00:00", "12-25 00:00", LEFT)]),
    ],
)
def test_public_holidays(holidays: Holidays, expected: list[tuple[str, str, int]]) -> None:
    schedule = Schedule(weekly=WEEK, holidays=holidays)
    assert listed(schedule, "2026-12-24 00:00", "2026-12-24 23:00") == expected


def test_the_night_after_a_holiday_is_as_every_night() -> None:
    schedule = Schedule(weekly=WEEK, holidays=Holidays(observed=True, profile=VACATION))
    assert listed(schedule, "2027-01-06 22:00", "2027-01-07 10:00") == [
        ("01-06 22:00", "01-07 00:00", VACATION),
        ("01-07 00:00", "01-07 08:00", LEFT),
        ("01-07 12:00", "01-07 13:00", LUNCH),
        ("01-07 17:00", "01-08 00:00", LEFT),
    ]


def test_a_removed_profile_leaves_what_is_under_it() -> None:
    schedule = Schedule(
        weekly=(
            WeeklyHours(EVERY_DAY, Hours(time(8), time(17), 3)),
            WeeklyHours(EVERY_DAY, Hours(time(12), time(13), 99)),
        ),
        holidays=Holidays(observed=True, profile=99),
    )
    expected = [("11-26 08:00", "11-26 17:00", 3)]
    assert listed(limited_to(schedule, {1, 3}), "2026-11-26 00:00", "2026-11-26 23:00") == expected
    assert limited_to(schedule, {1, 3}).holidays == Holidays(observed=True)


@pytest.mark.parametrize(
    ("begin", "end", "hours"),
    [
        ("01:00", "03:00", 1.0),
        ("02:00", "03:00", 0.0),
        ("02:30", "04:00", 1.0),
        ("22:00", "06:00", 7.0),
    ],
)
def test_hours_over_the_night_without_an_hour(begin: str, end: str, hours: float) -> None:
    weekly = WeeklyHours(
        (5, 6) if begin > end else (6,), Hours(time.fromisoformat(begin), time.fromisoformat(end), 3)
    )
    found = spans(Schedule(weekly=(weekly,)), at("2026-03-28 12:00"), at("2026-03-29 12:00"), STOCKHOLM)
    until_noon = [s for s in found if s.begin < at("2026-03-29 12:00")]
    assert sum((s.end - s.begin for s in until_noon), timedelta()) == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("begin", "end", "hours"), [("01:00", "03:00", 3), ("02:30", "04:00", 2.5), ("01:00", "02:30", 1.5)]
)
def test_hours_over_the_night_with_an_hour_more(begin: str, end: str, hours: float) -> None:
    weekly = WeeklyHours((6,), Hours(time.fromisoformat(begin), time.fromisoformat(end), 3))
    (span,) = spans(Schedule(weekly=(weekly,)), at("2026-10-25 00:00"), at("2026-10-25 12:00"), STOCKHOLM)
    assert span.end - span.begin == timedelta(hours=hours)


MINUTES = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 59]))
HOURS = st.builds(Hours, MINUTES, MINUTES, st.integers(1, 12))
DAYS = st.dates(date(2026, 3, 1), date(2026, 11, 10))


def schedules() -> st.SearchStrategy[Schedule]:
    days = st.tuples(DAYS, st.timedeltas(timedelta(0), timedelta(30))).map(lambda d: (d[0], d[0] + d[1]))
    return st.builds(
        Schedule,
        weekly=st.lists(
            st.builds(WeeklyHours, st.sets(st.integers(0, 6), min_size=1).map(tuple), HOURS), max_size=5
        ).map(tuple),
        dates=st.lists(
            st.builds(
                lambda d, p, b, e: Dates(first=d[0], last=d[1], profile=p, begin=b, end=e),
                days, st.integers(1, 12), MINUTES, MINUTES,
            ),
            max_size=3,
        ).map(tuple),
        exceptions=st.lists(
            st.builds(
                lambda d, h: Exceptions(first=d[0], last=d[1], hours=tuple(h)),
                days,
                st.lists(HOURS, max_size=3),
            ),
            max_size=2,
        ).map(tuple),
        holidays=st.builds(Holidays, st.booleans(), st.integers(0, 12)),
    )  # fmt: skip


@given(schedules(), st.sampled_from(ZONES), instants())
def test_spans_are_in_order_and_never_overlap(schedule: Schedule, zone: ZoneInfo, since: datetime) -> None:
    found = list(spans(schedule, since, since + timedelta(days=4), zone))
    assert all(since <= span.begin < span.end for span in found)
    assert all(one.end <= other.begin for one, other in pairwise(found))


@given(schedules(), st.sampled_from(ZONES), instants(), st.timedeltas(timedelta(0), timedelta(days=3)))
def test_it_does_not_matter_from_when_one_looks(
    schedule: Schedule, zone: ZoneInfo, since: datetime, later: timedelta
) -> None:
    until = since + timedelta(days=5)
    whole = [s for s in spans(schedule, since, until, zone) if s.end > since + later]
    from_later = list(spans(schedule, since + later, until, zone))
    assert [(s.end, s.profile) for s in whole] == [(s.end, s.profile) for s in from_later]


def test_nothing_wrong() -> None:
    assert check_schedule(Schedule(weekly=WEEK, holidays=Holidays(True, LEFT)), ProfileList()) == ()
    assert check_zone("Europe/Stockholm") is None


def weekly(*days: int, begin: time = time(8), profile: int = 2) -> Schedule:
    return Schedule(weekly=(WeeklyHours(days, Hours(begin, time(9), profile)),))


def dates(last: date, begin: time = time(0), end: time = time(0)) -> Schedule:
    return Schedule(dates=(Dates(first=date(2026, 7, 1), last=last, profile=5, begin=begin, end=end),))


def exceptions(hours: Hours) -> Schedule:
    return Schedule(exceptions=(Exceptions(first=date(2026, 7, 1), last=date(2026, 7, 1), hours=(hours,)),))


@pytest.mark.parametrize(
    ("schedule", "field", "reason"),
    [
        (weekly(), "weekly.0.days", Reason.MISSING),
        (weekly(7), "weekly.0.days", Reason.OUT_OF_RANGE),
        (weekly(0, profile=99), "weekly.0.hours.profile", Reason.NO_SUCH_PROFILE),
        (weekly(0, begin=time(8, 0, 1)), "weekly.0.hours.begin", Reason.BAD_TIME),
        (Schedule(weekly=WEEK[:1] * (MOST_ENTRIES + 1)), "weekly", Reason.TOO_MANY),
        (dates(date(2026, 6, 30)), "dates.0.last", Reason.ENDS_BEFORE_IT_BEGINS),
        (dates(date(2036, 7, 1)), "dates.0.last", Reason.TOO_FAR),
        (dates(date(2026, 7, 1), time(9), time(8)), "dates.0.end", Reason.ENDS_BEFORE_IT_BEGINS),
        (
            exceptions(Hours(time(9), time(8), 2)),
            "exceptions.0.hours.0.end",
            Reason.ENDS_BEFORE_IT_BEGINS,
        ),
        (Schedule(holidays=Holidays(True, 99)), "holidays.profile", Reason.NO_SUCH_PROFILE),
        (Schedule(working_days=()), "working_days", Reason.MISSING),
    ],
)
def test_what_cannot_be_set(schedule: Schedule, field: str, reason: Reason) -> None:
    assert [(r.field, r.reason) for r in check_schedule(schedule, ProfileList())] == [(field, reason)]


def test_a_time_zone_that_there_is_not() -> None:
    refusal = check_zone("Europe/Lund")
    assert refusal is not None
    assert refusal.reason is Reason.NO_SUCH_TIME_ZONE
