"""Which profile is active, why, until when, and what comes next."""

from datetime import date, datetime, time, timedelta

import msgspec
import pytest

from softphone.profiles.activation import (
    Active,
    Availability,
    ByHand,
    Next,
    active,
    back_to_automatic,
    choose,
    remarked,
)
from softphone.profiles.presets import PRESETS
from softphone.profiles.profile import (
    ChosenLength,
    For,
    UntilChanged,
    UntilDate,
    UntilNextWorkingDay,
    UntilTime,
)
from softphone.profiles.profile_list import ProfileList
from softphone.profiles.schedule import Dates, Hours, Schedule, WeeklyHours
from softphone.profiles.timeline import Occurrence, Source
from softphone.profiles.validation import Reason, Refusal
from tests.profiles.times import at, clock

NOW = at("2026-11-26 10:00")
AVAILABLE, LUNCH, MEETING, LEFT, VACATION, SICK, OUT, TRIP, CHILD, TRAINING = range(1, 11)
EVENINGS = Schedule(weekly=(WeeklyHours((0, 1, 2, 3, 4), Hours(time(17), time(0), LEFT)),))


def done(result: Availability | Refusal) -> Availability:
    assert isinstance(result, Availability), result
    return result


def event(begin: str, end: str, profile: int = MEETING) -> Occurrence:
    return Occurrence(at(f"2026-11-26 {begin}"), at(f"2026-11-26 {end}"), profile)


def seen(availability: Availability, when: datetime = NOW) -> tuple[int, Source, str]:
    found = active(availability, when)
    return found.profile.number, found.source, clock(found.until)[5:]


def test_who_has_chosen_nothing_is_available_until_changed() -> None:
    assert active(Availability(), NOW) == Active(PRESETS[0], Source.DEFAULT, None, "", False, None)


@pytest.mark.parametrize(
    ("profile", "until"),
    [
        (LUNCH, "2026-11-26 10:45"),
        (MEETING, "2026-11-26 11:00"),
        (LEFT, "2026-11-27 08:00"),
        (SICK, "2026-11-27 00:00"),
        (OUT, "2026-11-26 10:30"),
        (TRIP, ""),
        (CHILD, "2026-11-27 00:00"),
        (TRAINING, "2026-11-26 17:00"),
    ],
)
def test_by_hand_for_the_default_length(profile: int, until: str) -> None:
    found = active(done(choose(Availability(), profile, NOW)), NOW)
    assert (found.profile, found.source, clock(found.until)) == (PRESETS[profile - 1], Source.HAND, until)


@pytest.mark.parametrize(
    ("length", "until"),
    [
        (For(30), "2026-11-26 10:30"),
        (For(60), "2026-11-26 11:00"),
        (UntilTime(time(13)), "2026-11-26 13:00"),
        (UntilTime(time(9)), "2026-11-27 09:00"),
        (UntilTime(time(0)), "2026-11-27 00:00"),
        (UntilNextWorkingDay(time(8)), "2026-11-27 08:00"),
        (UntilDate(date(2026, 12, 15)), "2026-12-15 00:00"),
        (UntilDate(date(2026, 11, 26), time(15)), "2026-11-26 15:00"),
        (UntilChanged(), ""),
    ],
)
def test_another_length_by_the_clock_icon(length: ChosenLength, until: str) -> None:
    assert clock(active(done(choose(Availability(), VACATION, NOW, length=length)), NOW).until) == until


@pytest.mark.parametrize(
    ("profile", "length", "field", "reason"),
    [
        (VACATION, None, "length.day", Reason.MISSING),
        (VACATION, UntilDate(date(2026, 11, 26)), "length.day", Reason.PAST),
        (VACATION, UntilDate(date(2036, 11, 26)), "length.day", Reason.TOO_FAR),
        (LUNCH, For(0), "length.minutes", Reason.OUT_OF_RANGE),
        (LUNCH, For(10**9), "length.minutes", Reason.OUT_OF_RANGE),
        (99, None, "profile", Reason.NO_SUCH_PROFILE),
    ],
)
def test_what_cannot_be_chosen(profile: int, length: ChosenLength | None, field: str, reason: Reason) -> None:
    refusal = choose(Availability(), profile, NOW, length=length)
    assert isinstance(refusal, Refusal)
    assert (refusal.field, refusal.reason) == (field, reason)


@pytest.mark.parametrize("message", ["x" * 201, "a\nb"])
def test_messages_that_cannot_be(message: str) -> None:
    assert isinstance(choose(Availability(), LUNCH, NOW, message=message), Refusal)
    assert isinstance(remarked(Availability(), message, NOW), Refusal)


def test_at_its_end_the_profile_and_its_message_go() -> None:
    availability = done(choose(Availability(), LUNCH, NOW, message=" Thai idag "))
    assert active(availability, NOW).message == "Thai idag"
    assert active(availability, NOW).is_temporary
    assert seen(availability, at("2026-11-26 10:44")) == (LUNCH, Source.HAND, "11-26 10:45")
    assert active(availability, at("2026-11-26 10:45")) == active(Availability(), NOW)


def test_by_hand_goes_before_calendar_that_before_schedule_that_before_available() -> None:
    availability = Availability(
        schedule=Schedule(weekly=(WeeklyHours((3,), Hours(time(8), time(12), TRIP)),)),
        calendar=(event("09:00", "11:00"),),
        by_hand=ByHand(profile=LUNCH, until=at("2026-11-26 10:15")),
    )
    assert seen(availability) == (LUNCH, Source.HAND, "11-26 10:15")
    assert seen(availability, at("2026-11-26 10:15")) == (MEETING, Source.CALENDAR, "11-26 11:00")
    assert seen(availability, at("2026-11-26 11:00")) == (TRIP, Source.SCHEDULE, "11-26 12:00")
    assert seen(availability, at("2026-11-26 12:00")) == (AVAILABLE, Source.DEFAULT, "12-03 08:00")


def test_what_comes_next() -> None:
    availability = Availability(schedule=EVENINGS, calendar=(event("13:00", "14:00"),))
    assert active(availability, NOW).next == Next(
        PRESETS[2], Source.CALENDAR, at("2026-11-26 13:00"), at("2026-11-26 14:00")
    )
    assert active(availability, at("2026-11-26 15:00")).next == Next(
        PRESETS[3], Source.SCHEDULE, at("2026-11-26 17:00"), at("2026-11-27 00:00")
    )
    by_hand = done(choose(availability, SICK, NOW, length=UntilChanged()))
    assert active(by_hand, NOW).next is None


def test_available_by_hand_without_a_length_is_back_to_automatic() -> None:
    availability = Availability(calendar=(event("09:00", "11:00"),))
    lunch = done(choose(availability, LUNCH, NOW, message="Thai"))
    back = done(choose(lunch, AVAILABLE, NOW))
    assert back == availability == back_to_automatic(lunch)
    assert seen(back) == (MEETING, Source.CALENDAR, "11-26 11:00")
    assert seen(back, at("2026-11-26 11:00")) == (AVAILABLE, Source.DEFAULT, "")


@pytest.mark.parametrize(("length", "until"), [(For(30), "11-26 10:30"), (UntilChanged(), "")])
def test_available_by_hand_with_a_length_goes_before_the_calendar(length: ChosenLength, until: str) -> None:
    availability = Availability(calendar=(event("09:00", "11:00"),))
    chosen = done(choose(availability, AVAILABLE, NOW, length=length))
    assert seen(chosen) == (AVAILABLE, Source.HAND, until)


def test_available_that_was_given_a_default_length_is_by_hand_for_it() -> None:
    for_an_hour = msgspec.structs.replace(PRESETS[0], length=For(60))
    profiles = ProfileList().changed(for_an_hour)
    assert isinstance(profiles, ProfileList)
    assert seen(done(choose(Availability(profiles=profiles), AVAILABLE, NOW))) == (
        1,
        Source.HAND,
        "11-26 11:00",
    )


def test_by_service_code() -> None:
    chosen = done(choose(Availability(), MEETING, NOW, source=Source.SERVICE_CODE))
    assert seen(chosen) == (MEETING, Source.SERVICE_CODE, "11-26 11:00")


def test_events_that_follow_each_other_are_one() -> None:
    availability = Availability(calendar=(event("11:00", "12:00"), event("09:30", "11:00")))
    assert seen(availability) == (MEETING, Source.CALENDAR, "11-26 12:00")


def with_priorities(**priorities: int) -> ProfileList:
    return ProfileList(
        tuple(
            msgspec.structs.replace(p, calendar_priority=priorities.get(f"p{p.number}", 0)) for p in PRESETS
        )
    )


def test_where_events_overlap_the_calendar_priority_decides() -> None:
    calendar = (event("09:00", "12:00", MEETING), event("10:00", "11:00", LUNCH))
    meeting_first = Availability(profiles=with_priorities(p3=5), calendar=calendar)
    assert seen(meeting_first) == (MEETING, Source.CALENDAR, "11-26 12:00")
    lunch_first = Availability(profiles=with_priorities(p2=5), calendar=calendar)
    assert seen(lunch_first) == (LUNCH, Source.CALENDAR, "11-26 11:00")
    assert seen(lunch_first, at("2026-11-26 11:00")) == (MEETING, Source.CALENDAR, "11-26 12:00")


def test_of_equal_priority_the_event_that_began_last_goes_first() -> None:
    availability = Availability(calendar=(event("10:00", "11:00", LUNCH), event("09:00", "12:00", MEETING)))
    assert seen(availability) == (LUNCH, Source.CALENDAR, "11-26 11:00")
    assert seen(availability, at("2026-11-26 09:30")) == (MEETING, Source.CALENDAR, "11-26 10:00")


def test_a_removed_profile_asks_for_nothing() -> None:
    profiles = ProfileList().removed(MEETING)
    assert isinstance(profiles, ProfileList)
    availability = Availability(
        profiles=profiles,
        by_hand=ByHand(profile=MEETING),
        calendar=(event("09:00", "12:00", MEETING), event("09:30", "11:00", LUNCH)),
    )
    assert seen(availability) == (LUNCH, Source.CALENDAR, "11-26 11:00")


def test_a_permanent_message_is_the_profiles_own() -> None:
    profiles = ProfileList().changed(msgspec.structs.replace(PRESETS[2], message="Chatta om det är viktigt"))
    assert isinstance(profiles, ProfileList)
    availability = Availability(profiles=profiles, calendar=(event("09:00", "11:00"),))
    found = active(availability, NOW)
    assert (found.message, found.is_temporary) == ("Chatta om det är viktigt", False)


def test_a_temporary_message_on_what_the_calendar_chose_goes_with_it() -> None:
    calendar = (event("09:00", "11:00"), event("12:00", "13:00"))
    availability = done(remarked(Availability(calendar=calendar), "Rum Ek", NOW))
    assert active(availability, NOW).message == "Rum Ek"
    assert active(availability, at("2026-11-26 10:59")).is_temporary
    assert active(availability, at("2026-11-26 11:00")).message == ""
    assert active(availability, at("2026-11-26 12:30")).message == ""


def test_a_temporary_message_on_what_was_chosen_by_hand() -> None:
    lunch = done(choose(Availability(), LUNCH, NOW, message="Thai"))
    changed = done(remarked(lunch, "Pizza", NOW + timedelta(minutes=5)))
    assert active(changed, NOW + timedelta(minutes=6)).message == "Pizza"
    assert seen(changed) == seen(lunch)
    assert active(done(remarked(changed, "", NOW)), NOW).message == ""


def test_a_message_does_not_wake_up_what_is_over() -> None:
    lunch = done(choose(Availability(), LUNCH, NOW, message="Thai"))
    later = at("2026-11-26 11:30")
    remark = done(remarked(lunch, "Ring gärna", later))
    assert (seen(remark, later)[0], active(remark, later).message) == (AVAILABLE, "Ring gärna")


def test_available_by_hand_with_a_message_puts_it_on_what_is_active() -> None:
    chosen = done(choose(Availability(schedule=EVENINGS), AVAILABLE, NOW, message="Ring gärna"))
    assert seen(chosen) == (AVAILABLE, Source.DEFAULT, "11-26 17:00")
    assert active(chosen, NOW).message == "Ring gärna"
    assert active(chosen, at("2026-11-27 10:00")).message == ""


def test_minutes_pass_whatever_the_clock_does() -> None:
    before = at("2026-10-25 01:45")
    chosen = done(choose(Availability(), LUNCH, before, length=For(90)))
    assert active(chosen, before).until == before + timedelta(minutes=90)


def test_a_schedule_far_ahead_is_announced_now() -> None:
    summer = Dates(first=date(2028, 7, 1), last=date(2028, 7, 31), profile=VACATION)
    found = active(Availability(schedule=Schedule(dates=(summer,))), NOW)
    assert found.next == Next(PRESETS[4], Source.SCHEDULE, at("2028-07-01 00:00"), at("2028-08-01 00:00"))


def test_what_never_changes_has_no_end() -> None:
    always = WeeklyHours(tuple(range(7)), Hours(time(0), time(0), TRIP))
    assert seen(Availability(schedule=Schedule(weekly=(always,)))) == (TRIP, Source.SCHEDULE, "")


def test_a_zone_that_is_none_is_utc() -> None:
    chosen = done(choose(Availability(zone="Nowhere"), TRAINING, NOW))
    assert active(chosen, NOW).until == datetime.fromisoformat("2026-11-26T17:00:00Z")


def test_a_time_without_a_zone_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="time zone"):
        active(Availability(), datetime(2026, 11, 26))
