"""Calendars that mean harm, or are only large: the work is bounded, and what was left out is said.

And ordinary ones, compared with what recurring_ical_events makes of them.
"""

from datetime import UTC, datetime, timedelta

import icalendar
import pytest
import recurring_ical_events
from hypothesis import given, settings
from hypothesis import strategies as st

from softphone.profiles.calendar import (
    MOST_EVENTS,
    MOST_OCCURRENCES,
    CalendarFault,
    CalendarReading,
    Fault,
    read_calendar,
)
from tests.profiles.times import STOCKHOLM, at

BEGIN, END = at("2026-03-01 00:00"), at("2026-05-01 00:00")
TOO_MUCH = (Fault(CalendarFault.TOO_MUCH),)
MEGABYTE = 1_000_000


def read(body: str) -> CalendarReading:
    return read_calendar(
        f"BEGIN:VCALENDAR\r\n{body}\r\nEND:VCALENDAR\r\n", BEGIN, END, STOCKHOLM, range(1, 11)
    )


def event(*lines: str, uid: object = "x") -> str:
    return "\r\n".join(("BEGIN:VEVENT", f"UID:{uid}", *lines, "END:VEVENT", ""))


MARKED, NINE = "SUMMARY:Möte #3", "DTSTART:20260310T090000Z\r\nDURATION:PT1H"


@pytest.mark.parametrize(
    "scrap",
    [
        "BEGIN:VEVENT\r\n",
        "END:VEVENT\r\n",
        "BEGIN:VEVENT\r\nEND:VEVENT\r\n",
        " \r\n ",
        ";",
        "\\",
        "#",
        "x" * 1000,
    ],
)
def test_ten_megabytes_of_one_scrap(scrap: str) -> None:
    assert read(scrap * (10 * MEGABYTE // len(scrap)) + event(MARKED, NINE)).faults == ()


def test_ten_megabytes_in_one_event() -> None:
    scraps = (
        "#4" * MEGABYTE,
        ";a=b" * MEGABYTE,
        "RDATE:" + "20260310T090000Z," * (2 * MEGABYTE // 17) + "20260311T090000Z",
    )
    reading = read(event(MARKED, NINE, *(f"DESCRIPTION:{scrap}" for scrap in scraps), *scraps))
    assert [o.profile for o in reading.occurrences] == [3, 3]


def test_a_large_calendar_without_numbers_is_read_in_passing() -> None:
    """The one that has a number is found at its end."""
    others = "".join(event("SUMMARY:Möte", NINE, "RRULE:FREQ=DAILY", uid=n) for n in range(60_000))
    reading = read(others + event(MARKED, NINE))
    assert len(reading.occurrences) == 1
    assert reading.faults == ()


def test_more_events_with_numbers_than_count() -> None:
    first = event("SUMMARY:#4", NINE)
    reading = read(first + "".join(event(MARKED, "DTSTART:20250101", uid=n) for n in range(MOST_EVENTS)))
    assert [o.profile for o in reading.occurrences] == [4]
    assert reading.faults == TOO_MUCH


def test_more_occurrences_than_count() -> None:
    times = "BYHOUR=" + ",".join(map(str, range(24)))
    rule = f"RRULE:FREQ=DAILY;{times}"
    reading = read(
        "".join(
            event(MARKED, f"DTSTART:20260101T00{n:02}00Z", "DURATION:PT1M", rule, uid=n) for n in range(9)
        )
    )
    assert len(reading.occurrences) == MOST_OCCURRENCES
    assert reading.occurrences[0].begin < BEGIN + timedelta(days=1)
    assert reading.faults == TOO_MUCH


def test_more_rules_than_count() -> None:
    """Each is followed for 126 years."""
    endless = "".join(
        event(MARKED, "DTSTART:19000101T090000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=99999", uid=n)
        for n in range(100)
    )
    reading = read(endless)
    assert reading.faults == TOO_MUCH
    assert len(reading.occurrences) == 61


def test_many_zones_of_ones_own() -> None:
    zone = "BEGIN:VTIMEZONE\r\nTZID:{}\r\nBEGIN:STANDARD\r\nDTSTART:16010101T000000\r\nTZOFFSETFROM:+0300\r\nTZOFFSETTO:+0300\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"  # noqa: E501
    body = "".join(zone.format(f"Z{n}") for n in range(5_000))
    body += "".join(
        event(MARKED, f"DTSTART;TZID=Z{n}:20260310T090000", "DURATION:PT1H", uid=n) for n in range(30)
    )
    reading = read(body)
    assert {o.begin for o in reading.occurrences} == {at("2026-03-10 07:00"), at("2026-03-10 09:00")}
    assert {fault.fault for fault in reading.faults} == {CalendarFault.UNKNOWN_TIME_ZONE}


ZONES = st.sampled_from([";TZID=Europe/Stockholm", ";TZID=America/New_York", ""])
RULES = st.sampled_from(
    [
        "FREQ=DAILY",
        "FREQ=DAILY;INTERVAL=3;COUNT=20",
        "FREQ=WEEKLY;BYDAY=MO,WE,FR",
        "FREQ=WEEKLY;INTERVAL=2;UNTIL=20260420T120000Z",
        "FREQ=MONTHLY;BYDAY=-1SU",
        "FREQ=MONTHLY;BYMONTHDAY=31,-2",
        "FREQ=YEARLY;BYMONTH=3;BYDAY=2TU,-1FR",
    ]
)


@st.composite
def series(draw: st.DrawFn) -> str:
    """A series, some occurrences excluded, some moved or without their number."""
    zone = draw(ZONES)
    utc = "" if zone else "Z"
    begin = draw(st.datetimes(datetime(2025, 11, 1), datetime(2026, 4, 20))).replace(
        minute=0, second=0, microsecond=0
    )
    day = st.integers(0, 90).map(lambda n: begin + timedelta(days=n))
    lines = [MARKED, f"DTSTART{zone}:{begin:%Y%m%dT%H%M%S}{utc}", "DURATION:PT45M", f"RRULE:{draw(RULES)}"]
    lines += [f"EXDATE{zone}:{at:%Y%m%dT%H%M%S}{utc}" for at in draw(st.lists(day, max_size=3))]
    changes = [
        event(
            draw(st.sampled_from(["SUMMARY:#4", "SUMMARY:-"])),
            f"RECURRENCE-ID{zone}:{at:%Y%m%dT%H%M%S}{utc}",
            f"DTSTART{zone}:{at + timedelta(hours=draw(st.integers(-50, 50))):%Y%m%dT%H%M%S}{utc}",
            "DURATION:PT30M",
        )
        for at in draw(st.lists(day, max_size=3, unique=True))
    ]
    return event(*lines) + "".join(changes)


@given(series())
@settings(max_examples=200)
def test_as_recurring_ical_events(body: str) -> None:
    whole = icalendar.Calendar.from_ical(
        f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{body}END:VCALENDAR\r\n"
    )
    expected = set()
    for found in recurring_ical_events.of(whole).between(BEGIN - timedelta(2), END + timedelta(2)):
        begin, end = (found[name].dt.astimezone(UTC) for name in ("DTSTART", "DTEND"))
        if "#" in found["SUMMARY"] and end > BEGIN and begin < END:
            expected.add((begin, end, int(found["SUMMARY"].split("#")[1])))
    assert {(o.begin, o.end, o.profile) for o in read(body).occurrences} == expected
