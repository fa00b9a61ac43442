"""Which meeting colleagues are told of, and when that changes."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from softphone.people.meeting import Meeting
from softphone.profiles.calendar import CalendarReading, read_calendar
from softphone.profiles.calendar_settings import CalendarSettings, MeetingsShown
from softphone.profiles.meetings import AHEAD, Soon, soon
from tests.profiles.test_calendar import calendar
from tests.profiles.times import STOCKHOLM, at, clock

TIMES, TITLES = MeetingsShown.TIMES, MeetingsShown.TITLES
ONE = Meeting(at("2026-03-10 13:00"), at("2026-03-10 14:00"), "Kundmöte")
TWO = Meeting(at("2026-03-10 13:30"), at("2026-03-10 15:00"), "Styrelsen")
BEGIN, END = at("2026-03-01 00:00"), at("2026-05-01 00:00")


def test_it_is_told_from_an_hour_before_until_its_end() -> None:
    told = Soon(ONE, ONE.end)
    assert soon([ONE], TITLES, at("2026-03-10 11:59")) == Soon(None, at("2026-03-10 12:00"))
    for moment in ("12:00", "12:59", "13:00", "13:59"):
        assert soon([ONE], TITLES, at(f"2026-03-10 {moment}")) == told
    assert soon([ONE], TITLES, at("2026-03-10 14:00")) == Soon()


def test_the_next_one_is_told_when_the_one_before_has_ended() -> None:
    assert soon([TWO, ONE], TITLES, at("2026-03-10 13:40")) == Soon(ONE, ONE.end)
    assert soon([TWO, ONE], TITLES, at("2026-03-10 14:00")) == Soon(TWO, TWO.end)


def test_no_more_is_told_than_the_person_allows() -> None:
    now = at("2026-03-10 12:30")
    assert soon([ONE], TIMES, now).meeting == Meeting(ONE.begin, ONE.end)
    assert soon([ONE], MeetingsShown.NOTHING, now) == Soon()


minutes = st.integers(0, 300)


@given(st.lists(st.tuples(minutes, st.integers(1, 200)), max_size=6), minutes, st.integers(1, 400))
def test_the_answer_holds_until_it_says(spans: list[tuple[int, int]], now: int, later: int) -> None:
    def moment(n: int) -> datetime:
        return BEGIN + timedelta(minutes=n)

    meetings = [Meeting(moment(begin), moment(begin + length)) for begin, length in spans]
    told = soon(meetings, TIMES, moment(now))
    then = min(moment(now + later), told.until or moment(now + later)) - timedelta(microseconds=1)
    assert soon(meetings, TIMES, then) == told
    if told.meeting is None:
        assert all(m.end <= moment(now) or m.begin - AHEAD > moment(now) for m in meetings)
    else:
        assert told.meeting.begin - AHEAD <= moment(now) < told.meeting.end


def read(*events: str, email: str = "", **settings: object) -> CalendarReading:
    chosen = CalendarSettings(**{"shown": TITLES, **settings})  # type: ignore[arg-type]
    return read_calendar(calendar(*events), BEGIN, END, STOCKHOLM, range(1, 11), chosen, email=email)


def listed(*events: str, **options: object) -> list[str]:
    reading = read(*events, **options)  # type: ignore[arg-type]
    return [f"{clock(m.begin)[5:]}-{clock(m.end)[11:]} {m.title}".strip() for m in reading.meetings]


ONCE = "SUMMARY:Kundmöte\nDTSTART;TZID=Europe/Stockholm:20260302T130000\nDURATION:PT1H"


def test_events_are_meetings_with_a_number_or_without() -> None:
    assert listed(ONCE) == ["03-02 13:00-14:00 Kundmöte"]
    assert listed(ONCE.replace("Kundmöte", "Kundmöte #3")) == ["03-02 13:00-14:00 Kundmöte #3"]
    assert read(ONCE).occurrences == ()


@pytest.mark.parametrize(
    "line",
    [
        "STATUS:CANCELLED",
        "TRANSP:TRANSPARENT",
        "X-MICROSOFT-CDO-BUSYSTATUS:FREE",
        "X-MICROSOFT-CDO-BUSYSTATUS:WORKINGELSEWHERE",
        "ATTENDEE;PARTSTAT=DECLINED:mailto:asa@company.test",
        "ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:asa@company.test",
    ],
)
def test_what_takes_nobodys_time_is_none(line: str) -> None:
    assert listed(f"{ONCE}\n{line}", email="asa@company.test") == []


def test_days_and_what_lasts_longer_are_none() -> None:
    assert listed("SUMMARY:Mässa\nDTSTART;VALUE=DATE:20260302") == []
    assert listed(ONCE.replace("PT1H", "P3D")) == []


def test_a_tentative_one_counts_where_the_person_says_so() -> None:
    assert listed(f"{ONCE}\nSTATUS:TENTATIVE") == []
    assert listed(f"{ONCE}\nSTATUS:TENTATIVE", tentative=True) == ["03-02 13:00-14:00 Kundmöte"]


def test_a_series_with_its_changes() -> None:
    weekly = f"UID:w\n{ONCE.replace('20260302', '20250106')}\nRRULE:FREQ=WEEKLY"
    moved = (
        "UID:w\nSUMMARY:Flyttat\nRECURRENCE-ID;TZID=Europe/Stockholm:20260302T130000\n"
        "DTSTART;TZID=Europe/Stockholm:20260303T090000\nDURATION:PT30M"
    )
    assert listed(weekly) == ["03-02 13:00-14:00 Kundmöte", "03-09 13:00-14:00 Kundmöte"]
    assert listed(weekly, moved) == ["03-03 09:00-09:30 Flyttat", "03-09 13:00-14:00 Kundmöte"]
    assert listed(f"{weekly};UNTIL=20260302T120000Z") == ["03-02 13:00-14:00 Kundmöte"]


def test_titles_stay_in_the_calendar_unless_the_person_shows_them() -> None:
    assert listed(ONCE, shown=TIMES) == ["03-02 13:00-14:00"]
    assert listed(ONCE, shown=MeetingsShown.NOTHING) == []
    for word in ("PRIVATE", "CONFIDENTIAL"):
        assert listed(f"{ONCE}\nCLASS:{word}") == ["03-02 13:00-14:00"]


def test_only_the_days_ahead_are_read() -> None:
    assert listed(ONCE.replace("20260302", "20260228")) == []
    assert listed(ONCE.replace("20260302", "20260310")) == ["03-10 13:00-14:00 Kundmöte"]
    assert listed(ONCE.replace("20260302", "20260312")) == []


def test_what_is_wrong_with_a_meeting_is_no_fault_of_the_profiles() -> None:
    reading = read(
        f"{ONCE}\nRRULE:FREQ=SECONDLY",
        "SUMMARY:Broken\nDTSTART:never",
        ONCE.replace("Europe/Stockholm", "Nowhere/At All"),
    )
    assert reading.faults == ()
    assert [m.title for m in reading.meetings] == ["Kundmöte"]
