"""From the text of a calendar to the times for which it asks for a profile."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from softphone.profiles.calendar import CalendarFault, CalendarReading, Fault, read_calendar
from softphone.profiles.calendar_settings import CalendarSettings, Markers, check_calendar
from softphone.profiles.validation import Reason
from tests.profiles.times import STOCKHOLM, at, clock

BEGIN, END = at("2026-03-01 00:00"), at("2026-05-01 00:00")


def calendar(*events: str, zones: str = "") -> str:
    """Each event as lines; those without a UID get one."""
    parts = [
        f"BEGIN:VEVENT\n{event if 'UID:' in event else f'UID:{index}{chr(10)}{event}'}\nEND:VEVENT\n"
        for index, event in enumerate(events)
    ]
    whole = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//test\n{zones}{''.join(parts)}END:VCALENDAR\n"
    return whole.replace("\n", "\r\n")


def read(
    text: str, settings: CalendarSettings | None = None, zone: ZoneInfo = STOCKHOLM, email: str = ""
) -> CalendarReading:
    return read_calendar(text, BEGIN, END, zone, range(1, 11), settings, email=email)


def listed(*events: str, **options: object) -> list[str]:
    """ "03-10 10:00-11:00 3" in Stockholm; the day of the end where it is another."""
    reading = read(calendar(*events), **options)  # type: ignore[arg-type]
    assert reading.faults == ()
    return [line(o.begin, o.end, o.profile) for o in reading.occurrences]


def line(begin: datetime, end: datetime, profile: int) -> str:
    first, last = clock(begin)[5:], clock(end)[5:]
    return f"{first}-{last.removeprefix(first[:6])} {profile}"


TITLE = "SUMMARY:Kundmöte #3"
TIMES = "DTSTART;TZID=Europe/Stockholm:20260310T100000\nDTEND;TZID=Europe/Stockholm:20260310T110000"
ONCE = f"{TITLE}\n{TIMES}"


@pytest.mark.parametrize(
    "text",
    [
        "SUMMARY:Kundmöte #3",
        "SUMMARY:#3",
        "SUMMARY:(#3) Kundmöte",
        "SUMMARY:profil 3",
        "SUMMARY:Profil: 3",
        "SUMMARY:PROFILE-3",
        "SUMMARY;LANGUAGE=sv:Möte\\, profil 3\\; rum 7",
        "LOCATION:Rum Ek # 3",
        "DESCRIPTION:Hej\\n#3\\nVälkommen",
        "DESCRIPTION:En lång rad som är vikt, prof\n il 3",
        "SUMMARY:Sprint #42 med profil 3",
        "SUMMARY:Möte\nLOCATION:Rum 7\nDESCRIPTION:https://example.com/a#4 &#39; b#5 #6a #3",
    ],
)
def test_where_the_number_is(text: str) -> None:
    assert listed(f"{text}\n{TIMES}") == ["03-10 10:00-11:00 3"]


@pytest.mark.parametrize(
    "text",
    [
        "SUMMARY:Kundmöte",
        "SUMMARY:3",
        "SUMMARY:Rum 3",
        "SUMMARY:#42",
        "SUMMARY:#0",
        "SUMMARY:#31",
        "SUMMARY:#3a",
        "SUMMARY:C#3",
        "SUMMARY:Kundprofil 3",
        "X-NOTE:#3",
        "SUMMARY:Möte\nBEGIN:VALARM\nACTION:DISPLAY\nDESCRIPTION:#3\nEND:VALARM",
    ],
)
def test_where_no_number_is(text: str) -> None:
    assert listed(f"{text}\n{TIMES}") == []


def test_the_title_goes_before_the_location_and_that_before_the_description() -> None:
    both = f"DESCRIPTION:#4\nLOCATION:#5\nSUMMARY:#6\n{TIMES}"
    assert listed(both) == ["03-10 10:00-11:00 6"]
    markers = Markers(title=False)
    assert listed(both, settings=CalendarSettings(markers=markers)) == ["03-10 10:00-11:00 5"]
    markers = Markers(title=False, location=False)
    assert listed(both, settings=CalendarSettings(markers=markers)) == ["03-10 10:00-11:00 4"]


def test_words_of_ones_own() -> None:
    settings = CalendarSettings(markers=Markers(words=("läge", "§")))
    for text in ("SUMMARY:Läge 3", "SUMMARY:Möte §3"):
        assert listed(f"{text}\n{TIMES}", settings=settings) == ["03-10 10:00-11:00 3"]
    assert listed(ONCE, settings=settings) == []


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        ("DTSTART:20260310T090000Z\nDTEND:20260310T100000Z", "03-10 10:00-11:00 3"),
        ("DTSTART:20260310T100000\nDTEND:20260310T110000", "03-10 10:00-11:00 3"),
        ("DTSTART;TZID=W. Europe Standard Time:20260310T100000\nDURATION:PT1H", "03-10 10:00-11:00 3"),
        ('DTSTART;TZID="Eastern Standard Time":20260310T100000\nDURATION:PT1H', "03-10 15:00-16:00 3"),
        (
            "DTSTART;TZID=/citadel.org/2021/Europe/Helsinki:20260310T100000\nDURATION:PT1H",
            "03-10 09:00-10:00 3",
        ),
        ("DTSTART;VALUE=DATE:20260310\nDTEND;VALUE=DATE:20260312", "03-10 00:00-03-12 00:00 3"),
        ("DTSTART;VALUE=DATE:20260310", "03-10 00:00-03-11 00:00 3"),
        ("DTSTART;VALUE=DATE:20260329", "03-29 00:00-03-30 00:00 3"),
        ("DTSTART;TZID=Europe/Stockholm:20260310T220000\nDURATION:P1DT2H", "03-10 22:00-03-12 00:00 3"),
        (
            "DTSTART;TZID=Europe/Stockholm:20260310T100000\nDTEND;TZID=Europe/Helsinki:20260310T120000",
            "03-10 10:00-11:00 3",
        ),
        # In the hour that is skipped: from the offset before it, as long as it would have been.
        ("DTSTART;TZID=Europe/Stockholm:20260329T023000\nDURATION:PT30M", "03-29 03:30-04:00 3"),
    ],
)
def test_times(times: str, expected: str) -> None:
    assert listed(f"{TITLE}\n{times}") == [expected]


def test_times_of_ones_own_zone() -> None:
    reading = read(calendar(f"{TITLE}\nDTSTART;VALUE=DATE:20260310"), zone=ZoneInfo("America/New_York"))
    assert [o.begin for o in reading.occurrences] == [datetime(2026, 3, 10, 4, tzinfo=UTC)]


@pytest.mark.parametrize(
    "times", ["DTSTART:20260310T090000Z", "DTSTART:20260310T090000Z\nDTEND:20260310T080000Z"]
)
def test_what_takes_no_time_asks_for_nothing(times: str) -> None:
    assert listed(f"{TITLE}\n{times}") == []


def test_the_window() -> None:
    assert listed(
        f"{TITLE}\nDTSTART:20260228T220000Z\nDTEND:20260228T230000Z",  # over as the window begins
        f"{TITLE}\nDTSTART:20260228T220000Z\nDTEND:20260228T230100Z",
        f"{TITLE}\nDTSTART:20260430T215900Z\nDTEND:20260501T010000Z",
        f"{TITLE}\nDTSTART:20260430T220000Z\nDTEND:20260501T010000Z",  # begins as it ends
    ) == ["02-28 23:00-03-01 00:01 3", "04-30 23:59-05-01 03:00 3"]


WEEKLY = f"UID:w\n{ONCE}\nRRULE:FREQ=WEEKLY;COUNT=4"


def test_a_series_keeps_its_clock_over_the_change() -> None:
    assert listed(WEEKLY) == [f"{day} 10:00-11:00 3" for day in ("03-10", "03-17", "03-24", "03-31")]


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ("FREQ=DAILY;UNTIL=20260312T090000Z", "10 11 12"),
        ("FREQ=DAILY;UNTIL=20260312T085900Z", "10 11"),
        ("FREQ=DAILY;UNTIL=20260312", "10 11 12"),
        ("FREQ=DAILY;UNTIL=20260312T100000", "10 11 12"),
        ("FREQ=WEEKLY;BYDAY=TU,TH;UNTIL=20260320", "10 12 17 19"),
        ("FREQ=MONTHLY;BYDAY=2TU;COUNT=1", "10"),
    ],
)
def test_rules(rule: str, days: str) -> None:
    assert listed(f"{ONCE}\nRRULE:{rule}") == [f"03-{day} 10:00-11:00 3" for day in days.split()]


@pytest.mark.parametrize(
    "exdate",
    [
        "EXDATE;TZID=Europe/Stockholm:20260317T100000,20260324T100000",
        "EXDATE:20260317T090000Z\nEXDATE:20260324T090000Z",
        "EXDATE;VALUE=DATE:20260317,20260324",
    ],
)
def test_excluded(exdate: str) -> None:
    assert listed(f"{WEEKLY}\n{exdate}") == ["03-10 10:00-11:00 3", "03-31 10:00-11:00 3"]


def test_added() -> None:
    added = "RDATE;TZID=Europe/Stockholm:20260311T150000\nRDATE;VALUE=PERIOD:20260312T140000Z/PT2H"
    assert listed(f"{ONCE}\n{added}") == ["03-10 10:00-11:00 3", "03-11 15:00-16:00 3", "03-12 15:00-16:00 3"]


def change(recurrence_id: str, rest: str) -> str:
    return f"UID:w\nRECURRENCE-ID{recurrence_id}\n{rest}"


MOVED = "DTSTART;TZID=Europe/Stockholm:20260318T140000\nDURATION:PT30M"


@pytest.mark.parametrize(
    "recurrence_id", [";TZID=Europe/Stockholm:20260317T100000", ":20260317T090000Z", ";VALUE=DATE:20260317"]
)
def test_one_of_a_series_moved(recurrence_id: str) -> None:
    assert listed(WEEKLY, change(recurrence_id, f"{TITLE}\n{MOVED}")) == [
        "03-10 10:00-11:00 3",
        "03-18 14:00-14:30 3",
        "03-24 10:00-11:00 3",
        "03-31 10:00-11:00 3",
    ]


@pytest.mark.parametrize("rest", ["SUMMARY:Utan nummer", f"{TITLE}\nSTATUS:CANCELLED"])
def test_one_of_a_series_without_number_or_cancelled(rest: str) -> None:
    found = listed(change(":20260317T090000Z", f"{rest}\n{MOVED}"), WEEKLY)
    assert [text[:5] for text in found] == ["03-10", "03-24", "03-31"]


def test_only_one_of_a_series_with_a_number() -> None:
    plain = WEEKLY.replace("#3", "utan nummer")
    assert listed(plain, change(":20260317T090000Z", f"SUMMARY:#4\n{MOVED}")) == ["03-18 14:00-14:30 4"]


def test_one_of_a_series_that_one_does_not_see() -> None:
    """Invited to one occurrence: the calendar has that alone."""
    assert listed(change(":20260317T090000Z", f"{TITLE}\n{MOVED}")) == ["03-18 14:00-14:30 3"]


def test_this_and_all_later_ones() -> None:
    later = change(";RANGE=THISANDFUTURE:20260317T090000Z", f"SUMMARY:#4\n{MOVED}")
    assert listed(WEEKLY, later) == [
        "03-10 10:00-11:00 3",
        "03-18 14:00-14:30 4",
        "03-25 14:00-14:30 4",
        "04-01 14:00-14:30 4",
    ]


def test_of_an_event_twice_the_later_version_counts() -> None:
    assert listed(f"UID:x\nSEQUENCE:2\n{TITLE}\n{MOVED}", f"UID:x\nSEQUENCE:1\n{ONCE}") == [
        "03-18 14:00-14:30 3"
    ]


def test_a_series_of_whole_days() -> None:
    days = "DTSTART;VALUE=DATE:20260328\nRRULE:FREQ=DAILY;COUNT=3\nEXDATE;VALUE=DATE:20260329"
    assert listed(f"SUMMARY:#5\n{days}") == ["03-28 00:00-03-29 00:00 5", "03-30 00:00-03-31 00:00 5"]


@pytest.mark.parametrize(
    ("lines", "tentative", "counts"),
    [
        ("STATUS:CONFIRMED", False, True),
        ("STATUS:CANCELLED", True, False),
        ("STATUS:TENTATIVE", False, False),
        ("STATUS:TENTATIVE", True, True),
        ("X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE", False, False),
        ("X-MICROSOFT-CDO-BUSYSTATUS:FREE", False, True),
        ("ATTENDEE;CN=\"Lind, Anna\";PARTSTAT=DECLINED:mailto:Anna@Example.com", True, False),
        ("ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:anna@example.com", False, False),
        ("ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:anna@example.com", True, True),
        ("ATTENDEE;PARTSTAT=ACCEPTED:mailto:anna@example.com", False, True),
        ("ATTENDEE;PARTSTAT=DECLINED:mailto:bo@example.com", False, True),
    ],
)  # fmt: skip
def test_cancelled_tentative_and_declined(lines: str, tentative: bool, counts: bool) -> None:
    found = listed(
        f"{ONCE}\n{lines}", settings=CalendarSettings(tentative=tentative), email="anna@example.com"
    )
    assert bool(found) is counts


OUTLOOK_ZONE = """BEGIN:VTIMEZONE
TZID:Customized Time Zone
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE
"""
CUSTOM = (
    f"{TITLE}\nDTSTART;TZID=Customized Time Zone:20260310T100000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;COUNT=4"
)


def test_a_time_zone_that_the_calendar_defines() -> None:
    reading = read(calendar(CUSTOM, zones=OUTLOOK_ZONE), zone=ZoneInfo("America/New_York"))
    assert reading.faults == ()
    assert [clock(o.begin)[5:] for o in reading.occurrences] == [
        f"{d} 10:00" for d in ("03-10", "03-17", "03-24", "03-31")
    ]


def test_two_calendars_that_mean_different_zones_by_one_name() -> None:
    other = OUTLOOK_ZONE.replace("+0200", "-0400").replace("+0100", "-0500")
    first, second = (
        read(calendar(CUSTOM, zones=zone)).occurrences[0].begin for zone in (OUTLOOK_ZONE, other)
    )
    assert (first.hour, second.hour) == (9, 15)


@pytest.mark.parametrize(
    "zones",
    [
        "",
        OUTLOOK_ZONE.replace("FREQ=YEARLY", "FREQ=SECONDLY"),
        OUTLOOK_ZONE.replace("BYDAY=-1SU;BYMONTH=3", "BYMONTHDAY=30;BYMONTH=2"),
        OUTLOOK_ZONE.replace("TZOFFSETTO:+0100\n", ""),
        OUTLOOK_ZONE.replace("BEGIN:STANDARD", "BEGIN:NOTHING"),
        "BEGIN:VTIMEZONE\nTZID:Customized Time Zone\nEND:VTIMEZONE\n",
    ],
)
def test_a_zone_that_nobody_knows_is_ones_own(zones: str) -> None:
    reading = read(calendar(CUSTOM, zones=zones))
    assert clock(reading.occurrences[0].begin)[5:] == "03-10 10:00"
    assert reading.faults == (Fault(CalendarFault.UNKNOWN_TIME_ZONE, "Customized Time Zone"),)


@pytest.mark.parametrize(
    ("event", "fault"),
    [
        ("DTSTART:hello", CalendarFault.EVENT_NOT_UNDERSTOOD),
        ("DTSTART:20261340T000000Z", CalendarFault.EVENT_NOT_UNDERSTOOD),
        ("DTSTART:00010101T000000Z", CalendarFault.EVENT_NOT_UNDERSTOOD),
        ("DTEND:20260310T100000Z", CalendarFault.EVENT_NOT_UNDERSTOOD),
        ("DTSTART:20260310T100000Z\nDURATION:long", CalendarFault.EVENT_NOT_UNDERSTOOD),
        ("DTSTART:20260310T100000Z\nDURATION:P99999999999999D", CalendarFault.EVENT_NOT_UNDERSTOOD),
        ("DTSTART:20260310T100000Z\nRRULE:FREQ=WEEKLY;BYDAY=XX", CalendarFault.RULE_NOT_UNDERSTOOD),
        ("DTSTART:20260310T100000Z\nRRULE:FREQ=DAILY;UNTIL=never", CalendarFault.RULE_NOT_UNDERSTOOD),
        ("DTSTART:20260310T100000Z\nRRULE:FREQ=MINUTELY", CalendarFault.TOO_OFTEN),
    ],
)
def test_what_is_not_understood_is_said_and_the_rest_counts(event: str, fault: CalendarFault) -> None:
    reading = read(calendar(f"SUMMARY:Fel #4\n{event}", ONCE))
    assert reading.faults == (Fault(fault, "Fel #4"),)
    assert "03-10 10:00-11:00 3" in [line(o.begin, o.end, o.profile) for o in reading.occurrences]


@pytest.mark.parametrize("text", ["", "<html>Sign in</html>", "\0\0", "BEGIN:VCARD"])
def test_what_is_no_calendar(text: str) -> None:
    assert read(text) == CalendarReading(faults=(Fault(CalendarFault.NO_CALENDAR),))


SCRAPS = st.sampled_from(
    f"""BEGIN:VEVENT|END:VEVENT|BEGIN:VTIMEZONE|END:VTIMEZONE|BEGIN:VALARM|END:VALARM|BEGIN:STANDARD|END:STANDARD
{TITLE}|{TIMES}|UID:w|SEQUENCE:-1|TZID:Mine|TZOFFSETFROM:+0200|TZOFFSETTO:+0100|TZOFFSETTO:+9900|:|;=:
DTSTART:20260310T100000Z|DTSTART;VALUE=DATE:20260310|DTSTART;TZID=Mine:20260310T100000|DTEND:20260310T110000Z
DURATION:PT1H|DURATION:-P1W|RRULE:FREQ=DAILY;COUNT=9|RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10|RRULE:|EXDATE:x
RECURRENCE-ID:20260311T100000Z|RECURRENCE-ID;RANGE=THISANDFUTURE:20260311T100000Z|EXDATE:20260311T100000Z
RDATE:,""".replace("\n", "|").split("|")
)


@given(st.lists(st.one_of(SCRAPS, st.text(max_size=20)), max_size=30))
def test_any_text_can_be_read(lines: list[str]) -> None:
    reading = read("BEGIN:VCALENDAR\n" + "\n".join(lines))
    assert all(o.begin < o.end and o.begin < END and o.end > BEGIN for o in reading.occurrences)


def test_settings_that_can_be() -> None:
    assert check_calendar(CalendarSettings()) == ()
    assert check_calendar(CalendarSettings(address="https://example.com/a/basic.ics", login="anna")) == ()
    assert check_calendar(CalendarSettings(address="webcal://example.com:8443/a.ics")) == ()


@pytest.mark.parametrize(
    ("settings", "field", "reason"),
    [
        (CalendarSettings(address="example.com/a.ics"), "address", Reason.NOT_A_WEB_ADDRESS),
        (CalendarSettings(address="file:///etc/passwd"), "address", Reason.NOT_A_WEB_ADDRESS),
        (CalendarSettings(address="https://"), "address", Reason.NOT_A_WEB_ADDRESS),
        (CalendarSettings(address="https://anna:hemligt@example.com/"), "address", Reason.NOT_A_WEB_ADDRESS),
        (CalendarSettings(address="https://example.com:port/"), "address", Reason.NOT_A_WEB_ADDRESS),
        (CalendarSettings(address="https://[::1/"), "address", Reason.NOT_A_WEB_ADDRESS),
        (CalendarSettings(address="https://example.com/" + "a" * 2000), "address", Reason.TOO_LONG),
        (CalendarSettings(login="a\nb"), "login", Reason.CONTROL_CHARACTERS),
        (CalendarSettings(markers=Markers(words=())), "markers.words", Reason.MISSING),
        (CalendarSettings(markers=Markers(words=(" ",))), "markers.words.0", Reason.MISSING),
        (CalendarSettings(markers=Markers(words=("p2",))), "markers.words.0", Reason.NO_MARKER),
        (CalendarSettings(markers=Markers(words=("#",) * 11)), "markers.words", Reason.TOO_MANY),
    ],
)
def test_settings_that_cannot_be(settings: CalendarSettings, field: str, reason: Reason) -> None:
    assert [(r.field, r.reason) for r in check_calendar(settings)] == [(field, reason)]
