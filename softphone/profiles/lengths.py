"""When a profile that is activated now ends."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from softphone.profiles.profile import (
    AskDate,
    ChosenLength,
    For,
    Length,
    UntilChanged,
    UntilDate,
    UntilNextWorkingDay,
    UntilTime,
)
from softphone.profiles.public_holidays import next_working_day
from softphone.profiles.schedule import Schedule
from softphone.profiles.validation import LONGEST_MINUTES, Reason, Refusal
from softphone.profiles.wall_clock import instant, next_time

LONGEST_DAYS = 5 * 366
"""Ahead, of a date."""


def end_of(
    length: Length | ChosenLength, now: datetime, zone: ZoneInfo, schedule: Schedule
) -> datetime | Refusal | None:
    """In UTC and after `now`; None: until changed. Minutes are minutes that pass, whatever the clock does."""
    match length:
        case UntilChanged():
            return None
        case For(minutes=minutes):
            if not 1 <= minutes <= LONGEST_MINUTES:
                return Refusal("length.minutes", Reason.OUT_OF_RANGE, f"1-{LONGEST_MINUTES}")
            return now.astimezone(UTC) + timedelta(minutes=minutes)
        case UntilTime(at=at):
            return next_time(at, now, zone)
        case UntilNextWorkingDay(at=at):
            return next_working_day(at, now, zone, schedule.country, schedule.working_days)
        case UntilDate(day=day, at=at):
            if (day - now.astimezone(zone).date()).days > LONGEST_DAYS:
                return Refusal("length.day", Reason.TOO_FAR)
            ends = instant(day, at, zone)
            return ends if ends > now else Refusal("length.day", Reason.PAST)
        case AskDate():
            return Refusal("length.day", Reason.MISSING)
