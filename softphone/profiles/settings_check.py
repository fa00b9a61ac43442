"""Whether a person's settings may become others: a refusal for the first thing that they may not."""

from collections.abc import Iterator
from datetime import datetime

import msgspec

from softphone.people.add_on import AddOn
from softphone.people.directory import Person
from softphone.profiles.calendar_settings import check_calendar
from softphone.profiles.loops import Others, check_loops
from softphone.profiles.presets import AVAILABLE
from softphone.profiles.profile import Profile
from softphone.profiles.profile_list import MOST_PROFILES
from softphone.profiles.schedule_validation import check_schedule, check_zone
from softphone.profiles.settings import PersonalSettings, Value, value_at
from softphone.profiles.validation import (
    LONGEST_MESSAGE,
    Company,
    Reason,
    Refusal,
    check_profile,
    check_text,
)

_YEARS = range(2000, 2200)
"""Of moments; those at the ends of what Python can say have none in other time zones."""
_MOST_IN_ORDER = 10 * MOST_PROFILES


class Checker(msgspec.Struct, frozen=True, kw_only=True):
    """Called with the settings before and after: only what has changed is looked at."""

    person: Person
    company: Company
    others: Others
    add_ons: frozenset[AddOn] = frozenset()

    def __call__(self, before: PersonalSettings, after: PersonalSettings) -> Refusal | None:
        return next(self._refusals(before, after), None)

    def _refusals(self, before: PersonalSettings, after: PersonalSettings) -> Iterator[Refusal]:
        if all(profile.preset != AVAILABLE.preset for profile in after.profiles.values()):
            yield Refusal("profiles", Reason.AVAILABLE_STAYS)
        if len(after.profiles) > MOST_PROFILES:
            yield Refusal("profiles", Reason.TOO_MANY, str(MOST_PROFILES))
        if len(after.order) > _MOST_IN_ORDER:
            yield Refusal("order", Reason.TOO_MANY, str(_MOST_IN_ORDER))
        for number, profile in after.profiles.items():
            was = before.profiles.get(number)
            if was == profile:
                continue
            known = () if was is None else tuple(self._profile(number, was, before))
            for refusal in self._profile(number, profile, after):
                # What was so before is no reason against another change: a preset that refers to a reception
                # that there is not, a number that the class of service no longer allows.
                if refusal not in known or _at(refusal.field, was) != _at(refusal.field, profile):
                    yield msgspec.structs.replace(refusal, field=f"profiles.{number}.{refusal.field}")
        if after.chosen != before.chosen:
            yield from _chosen(after)
        if after.schedule != before.schedule:
            for refusal in check_schedule(after.schedule, after.in_order):
                yield msgspec.structs.replace(refusal, field=f"schedule.{refusal.field}")
        if after.calendar != before.calendar:
            for refusal in check_calendar(after.calendar):
                yield msgspec.structs.replace(refusal, field=f"calendar.{refusal.field}")
        if after.zone != before.zone and (wrong := check_zone(after.zone)) is not None:
            yield wrong

    def _profile(self, number: int, profile: Profile, after: PersonalSettings) -> Iterator[Refusal]:
        if profile.number != number:
            yield Refusal("number", Reason.NOT_UNDERSTOOD)
        others = [other for place, other in after.profiles.items() if place != number]
        yield from check_profile(profile, self.person, self.company, others=others, add_ons=self.add_ons)
        loop = check_loops(profile, self.person, self.company.directory, self.others)
        if loop is not None:
            yield loop


def _at(field: str, profile: Profile | None) -> Value:
    return value_at(msgspec.to_builtins(profile), field) if profile is not None else None


def _chosen(after: PersonalSettings) -> Iterator[Refusal]:
    # One whose time is over does no harm: it was made offline, or is offered again after a restore.
    by_hand, remark = after.chosen.by_hand, after.chosen.remark
    if by_hand is not None:
        if by_hand.profile not in after.profiles:
            yield Refusal("chosen.by_hand.profile", Reason.NO_SUCH_PROFILE)
        if by_hand.until is not None and not _is_moment(by_hand.until):
            yield Refusal("chosen.by_hand.until", Reason.NOT_UNDERSTOOD)
        yield from check_text("chosen.by_hand.message", by_hand.message, LONGEST_MESSAGE)
    if remark is not None:
        if not _is_moment(remark.since):
            yield Refusal("chosen.remark.since", Reason.NOT_UNDERSTOOD)
        yield from check_text("chosen.remark.message", remark.message, LONGEST_MESSAGE)


def _is_moment(at: datetime) -> bool:
    return at.tzinfo is not None and at.year in _YEARS
