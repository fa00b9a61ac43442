"""A week of the schedule in blocks, and which entry each comes from."""

import datetime as dt
from zoneinfo import ZoneInfo

import msgspec
import pytest

from softphone.profiles.schedule import Dates, Exceptions, Hours, Schedule, WeeklyHours
from softphone.ui.models import week
from softphone.ui.models.week import Block, Kind, Place

STOCKHOLM = ZoneInfo("Europe/Stockholm")
MONDAY = dt.date(2026, 3, 9)
FRIDAY = dt.date(2026, 3, 13)
NIGHT = WeeklyHours((0, 1, 2, 3, 4), Hours(dt.time(17), dt.time(8), 4))
LUNCH = WeeklyHours((0, 1, 2, 3, 4), Hours(dt.time(12), dt.time(12, 45), 2))
COURSE = Exceptions(first=FRIDAY, last=FRIDAY, hours=(Hours(dt.time(9), dt.time(15, 30), 10),))
VACATION = Dates(first=dt.date(2026, 7, 6), last=dt.date(2026, 8, 2), profile=5)
SCHEDULE = Schedule(weekly=(NIGHT, LUNCH), dates=(VACATION,), exceptions=(COURSE,))
NAMES = {2: "Lunch", 4: "Left for the day", 5: "Vacation", 10: "Training"}


def test_a_week_is_cut_at_midnights_and_days_of_exceptions_are_their_own() -> None:
    found = week.blocks(SCHEDULE, MONDAY, STOCKHOLM)
    assert [each for each in found if each.day == 0] == [
        Block(0, 720, 765, 2),
        Block(0, 1020, week.DAY, 4),
    ]
    assert next(each for each in found if each.day == 1) == Block(1, 0, 480, 4)
    assert [each for each in found if each.day == 4] == [Block(4, 540, 930, 10)]
    assert [each for each in found if each.day == 5] == [Block(5, 0, 480, 4)]
    assert not [each for each in found if each.day == 6]


def test_a_week_in_which_the_clock_is_set_ends_with_its_sunday() -> None:
    found = week.blocks(msgspec.structs.replace(SCHEDULE, exceptions=()), dt.date(2026, 3, 23), STOCKHOLM)
    assert {each.day for each in found} == {0, 1, 2, 3, 4, 5}
    always = Schedule(weekly=(WeeklyHours(tuple(range(7)), Hours(dt.time(0), dt.time(0), 2)),))
    assert week.blocks(always, dt.date(2026, 3, 23), STOCKHOLM) == tuple(
        Block(day, 0, week.DAY, 2) for day in range(7)
    )


@pytest.mark.parametrize(
    ("day", "minute", "profile", "place"),
    [
        (MONDAY, 720, 2, Place(Kind.WEEKLY, 1)),
        (dt.date(2026, 3, 10), 60, 4, Place(Kind.WEEKLY, 0)),
        (FRIDAY, 600, 10, Place(Kind.EXCEPTIONS, 0)),
        (dt.date(2026, 7, 10), 600, 5, Place(Kind.DATES, 0)),
        (MONDAY, 600, 4, None),
    ],
)
def test_whose_a_block_is(day: dt.date, minute: int, profile: int, place: Place | None) -> None:
    assert week.place_at(SCHEDULE, day, minute, profile) == place


def test_every_block_has_its_entry() -> None:
    for monday in (MONDAY, dt.date(2026, 7, 6), dt.date(2026, 7, 27)):
        for each in week.blocks(SCHEDULE, monday, STOCKHOLM):
            day = monday + dt.timedelta(days=each.day)
            assert week.place_at(SCHEDULE, day, each.begin, each.profile) is not None


def test_an_entry_takes_its_place_or_becomes_one_of_another_kind() -> None:
    later = msgspec.structs.replace(LUNCH, hours=Hours(dt.time(13), dt.time(14), 2))
    at = Place(Kind.WEEKLY, 1)
    assert week.entry_of(SCHEDULE, at) == LUNCH
    assert week.with_entry(SCHEDULE, at, later).weekly == (NIGHT, later)
    assert week.with_entry(SCHEDULE, at, None).weekly == (NIGHT,)
    assert week.with_entry(SCHEDULE, None, later).weekly == (NIGHT, LUNCH, later)
    moved = week.with_entry(SCHEDULE, at, VACATION)
    assert (moved.weekly, moved.dates) == ((NIGHT,), (VACATION, VACATION))


def test_in_words() -> None:
    assert week.sentence(LUNCH, NAMES) == "Mon–Fri · 12:00–12:45 · Lunch"
    assert week.sentence(VACATION, NAMES) == "6 Jul 2026 – 2 Aug 2026 · Vacation"
    assert week.sentence(COURSE, NAMES) == "13 Mar 2026 · 09:00–15:30 Training"
    assert week.sentence(Exceptions(first=FRIDAY, last=FRIDAY), NAMES) == "13 Mar 2026 · nothing scheduled"
    assert week.days_in_words((0, 1, 2, 4, 6)) == "Mon–Wed, Fri, Sun"
    said = week.week_in_words(week.blocks(SCHEDULE, MONDAY, STOCKHOLM)[:2], NAMES)
    assert said == "Monday: 12:00–12:45 Lunch, 17:00–00:00 Left for the day"
