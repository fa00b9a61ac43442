"""Whether a schedule can be set as it is: a refusal with its reason for each field that cannot."""

from collections.abc import Iterator
from datetime import date

from softphone.profiles.profile_list import ProfileList
from softphone.profiles.schedule import Hours, Schedule
from softphone.profiles.validation import Reason, Refusal, check_time
from softphone.profiles.wall_clock import MIDNIGHT, zone_named

MOST_ENTRIES = 200
"""Of each kind."""
LONGEST_YEARS = 5
"""That one entry of dates or exceptions may last."""


def check_schedule(schedule: Schedule, profiles: ProfileList) -> tuple[Refusal, ...]:
    """Empty: it can be set."""
    return tuple(_schedule(schedule, profiles))


def check_zone(zone: str) -> Refusal | None:
    return None if zone_named(zone) else Refusal("zone", Reason.NO_SUCH_TIME_ZONE)


def _schedule(schedule: Schedule, profiles: ProfileList) -> Iterator[Refusal]:
    for name in ("weekly", "dates", "exceptions"):
        if len(getattr(schedule, name)) > MOST_ENTRIES:
            yield Refusal(name, Reason.TOO_MANY, str(MOST_ENTRIES))
    for index, weekly in enumerate(schedule.weekly):
        field = f"weekly.{index}"
        yield from _days(f"{field}.days", weekly.days)
        yield from _hours(f"{field}.hours", weekly.hours, profiles)
    for index, dates in enumerate(schedule.dates):
        field = f"dates.{index}"
        yield from _range_of_days(field, dates.first, dates.last)
        yield from check_time(f"{field}.begin", dates.begin)
        yield from check_time(f"{field}.end", dates.end)
        if dates.first == dates.last and MIDNIGHT < dates.end <= dates.begin:
            yield Refusal(f"{field}.end", Reason.ENDS_BEFORE_IT_BEGINS)
        yield from _known(f"{field}.profile", dates.profile, profiles)
    for index, exceptions in enumerate(schedule.exceptions):
        field = f"exceptions.{index}"
        yield from _range_of_days(field, exceptions.first, exceptions.last)
        if len(exceptions.hours) > MOST_ENTRIES:
            yield Refusal(f"{field}.hours", Reason.TOO_MANY, str(MOST_ENTRIES))
        for number, hours in enumerate(exceptions.hours):
            yield from _hours(f"{field}.hours.{number}", hours, profiles)
            if MIDNIGHT < hours.end <= hours.begin:
                yield Refusal(f"{field}.hours.{number}.end", Reason.ENDS_BEFORE_IT_BEGINS)
    if schedule.holidays.profile:
        yield from _known("holidays.profile", schedule.holidays.profile, profiles)
    yield from _days("working_days", schedule.working_days)


def _days(field: str, days: tuple[int, ...]) -> Iterator[Refusal]:
    if not days:
        yield Refusal(field, Reason.MISSING)
    elif not set(days) <= set(range(7)):
        yield Refusal(field, Reason.OUT_OF_RANGE, "0-6")


def _hours(field: str, hours: Hours, profiles: ProfileList) -> Iterator[Refusal]:
    yield from check_time(f"{field}.begin", hours.begin)
    yield from check_time(f"{field}.end", hours.end)
    yield from _known(f"{field}.profile", hours.profile, profiles)


def _range_of_days(field: str, first: date, last: date) -> Iterator[Refusal]:
    if last < first:
        yield Refusal(f"{field}.last", Reason.ENDS_BEFORE_IT_BEGINS)
    elif last.year - first.year > LONGEST_YEARS:
        yield Refusal(f"{field}.last", Reason.TOO_FAR)


def _known(field: str, profile: int, profiles: ProfileList) -> Iterator[Refusal]:
    if profiles.find(profile) is None:
        yield Refusal(field, Reason.NO_SUCH_PROFILE)
