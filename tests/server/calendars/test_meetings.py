"""Whose meeting is told, over time."""

from datetime import timedelta

from softphone.people.meeting import Meeting
from softphone.profiles.calendar_settings import MeetingsShown
from softphone.server.calendars.meetings import Meetings
from tests.profiles.times import at

NOON = at("2026-11-26 12:00")
ONE = Meeting(at("2026-11-26 13:30"), at("2026-11-26 14:00"), "Kundmöte")
TWO = Meeting(at("2026-11-26 16:00"), at("2026-11-26 17:00"), "Styrelsen")


class Company:
    def __init__(self) -> None:
        self.now = NOON
        self.shown = MeetingsShown.TITLES
        self.told: list[tuple[str, Meeting | None]] = []
        self.meetings = Meetings(
            lambda: self.now.timestamp(),
            lambda person: self.shown,
            lambda person, meeting: self.told.append((person, meeting)),
        )

    def go(self, minutes: int) -> list[tuple[str, Meeting | None]]:
        """What was told after that time."""
        self.now += timedelta(minutes=minutes)
        self.meetings.look()
        told, self.told = self.told, []
        return told


def test_each_is_told_once_when_it_comes_near_and_when_it_has_ended() -> None:
    company = Company()
    company.meetings.use("asa", (ONE, TWO))
    assert company.go(29) == []
    assert company.go(1) == [("asa", ONE)]
    assert company.go(60) == []
    assert company.go(30) == [("asa", None)]
    assert company.go(60) == [("asa", TWO)]
    assert company.go(300) == [("asa", None)]
    assert company.go(300) == []


def test_another_reading_and_a_calendar_given_up_are_told_at_once() -> None:
    company = Company()
    company.meetings.use("asa", (ONE,))
    company.go(60)
    moved = Meeting(ONE.begin + timedelta(minutes=15), ONE.end)
    company.meetings.use("asa", (moved,))
    assert company.go(0) == [("asa", moved)]
    company.meetings.use("asa", ())
    assert company.go(0) == [("asa", None)]
    assert company.go(300) == []


def test_what_the_person_shows_no_more_is_gone_at_once() -> None:
    company = Company()
    company.meetings.use("asa", (ONE,))
    company.go(60)
    company.shown = MeetingsShown.TIMES
    company.meetings.look_at("asa")
    assert company.go(0) == [("asa", Meeting(ONE.begin, ONE.end))]
    company.shown = MeetingsShown.NOTHING
    company.meetings.look_at("asa")
    assert company.go(0) == [("asa", None)]


def test_a_clock_that_is_set_back_makes_everything_new() -> None:
    company = Company()
    company.meetings.use("asa", (ONE,))
    assert company.go(60) == [("asa", ONE)]
    assert company.go(-60) == [("asa", None)]
    assert company.go(60) == [("asa", ONE)]


def test_of_who_is_gone_nothing_is_told() -> None:
    company = Company()
    company.meetings.use("asa", (ONE,))
    company.meetings.forget("asa")
    assert company.go(60) == []
