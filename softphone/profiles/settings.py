"""All that a person sets about their availability, as one document with fields that have names.

A field's name is its path in the document, with dots: "profiles.2.message", "profiles.1.incoming.mobile".
Documents are plain JSON values. Who only passes them on keeps what a later version has put into them.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from softphone.profiles.activation import Availability, ByHand, Remark
from softphone.profiles.calendar_settings import CalendarSettings
from softphone.profiles.presets import PRESETS
from softphone.profiles.profile import Profile
from softphone.profiles.profile_list import ProfileList
from softphone.profiles.schedule import Schedule
from softphone.profiles.timeline import Occurrence

Value = Any
"""A JSON value: None, a truth value, a number, a text, a list, or a dict with texts as keys."""
Document = dict[str, Value]


class Chosen(msgspec.Struct, frozen=True, kw_only=True):
    """By hand. Set whole: a choice is one thing."""

    by_hand: ByHand | None = None
    remark: Remark | None = None


class PersonalSettings(msgspec.Struct, frozen=True, kw_only=True):
    profiles: Mapping[int, Profile] = msgspec.field(
        default_factory=lambda: {profile.number: profile for profile in PRESETS}
    )
    """By their numbers, which never change."""
    order: tuple[int, ...] = tuple(profile.number for profile in PRESETS)
    """As the person wants to see them; those that are not here come last."""
    chosen: Chosen = Chosen()
    schedule: Schedule = Schedule()
    calendar: CalendarSettings = CalendarSettings()
    zone: str = Availability().zone
    """The person's time zone (IANA)."""

    @property
    def in_order(self) -> ProfileList:
        known = [number for number in dict.fromkeys(self.order) if number in self.profiles]
        rest = sorted(self.profiles.keys() - set(known))
        return ProfileList(tuple(self.profiles[number] for number in (*known, *rest)))

    def availability(self, occurrences: tuple[Occurrence, ...] = ()) -> Availability:
        """With the occurrences of the person's calendar."""
        return Availability(
            profiles=self.in_order,
            by_hand=self.chosen.by_hand,
            remark=self.chosen.remark,
            schedule=self.schedule,
            calendar=occurrences,
            zone=self.zone,
        )

    def with_availability(self, availability: Availability) -> "PersonalSettings":
        """As they are after a change was made there: to profiles, to what is chosen, to the schedule."""
        profiles = availability.profiles.profiles
        order = tuple(profile.number for profile in profiles)
        return msgspec.structs.replace(
            self,
            profiles={profile.number: profile for profile in profiles},
            # The same order said in another way is none that the person made.
            order=self.order if order == _numbers(self.in_order) else order,
            chosen=Chosen(by_hand=availability.by_hand, remark=availability.remark),
            schedule=availability.schedule,
            zone=availability.zone,
        )


FIRST = PersonalSettings()
"""Those of who has changed nothing yet."""


def document_of(settings: PersonalSettings) -> Document:
    document: Document = msgspec.json.decode(msgspec.json.encode(settings))
    for profile in document["profiles"].values():
        for platform in profile["notices"].values():
            platform.sort()  # a set has no order, and equal settings are equal documents
    return document


def settings_of(document: Document) -> PersonalSettings:
    """Raises msgspec.ValidationError for what is no such document. Fields that this version does not know are
    left out."""
    return msgspec.convert(document, PersonalSettings, str_keys=True)


def value_at(document: Document, field: str) -> Value:
    """None where nothing is."""
    value: Value = document
    for name in field.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    return value


def with_value(document: Document, field: str, value: Value) -> Document | None:
    """Another document, with that value; None for a field that is not there. A profile that becomes None is
    there no more, and one that is not there can be set whole."""
    name, _, rest = field.partition(".")
    if name not in document:
        return None
    if not rest:
        return {**document, name: value}
    inside = document[name]
    if not isinstance(inside, dict):
        return None
    if name == "profiles" and "." not in rest:
        others = {number: profile for number, profile in inside.items() if number != rest}
        return {**document, name: others if value is None else others | {rest: value}}
    changed = with_value(inside, rest, value)
    return None if changed is None else {**document, name: changed}


def differences(before: Document, after: Document) -> Iterator[tuple[str, Value, Value]]:
    """The fields, each as small as can be set apart, with what they were and what they shall be. Both as this
    version writes them."""
    # What another field refers to comes first.
    for name in sorted(after, key=lambda name: name != "profiles"):
        yield from _differences(name, before.get(name), after[name])


def _differences(field: str, old: Value, new: Value) -> Iterator[tuple[str, Value, Value]]:
    if old == new:
        return
    # A value with a type is one choice: its parts mean nothing without each other.
    apart = isinstance(old, dict) and isinstance(new, dict) and "type" not in {*old, *new}
    if not apart or field == "chosen":
        yield field, old, new
        return
    for name in dict.fromkeys((*new, *old)):
        yield from _differences(f"{field}.{name}", old.get(name), new.get(name))


def _numbers(profiles: ProfileList) -> tuple[int, ...]:
    return tuple(profile.number for profile in profiles.profiles)
