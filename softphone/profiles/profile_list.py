"""All profiles of a person, in the order of the screen. Each change gives a new list or a refusal."""

import msgspec

from softphone.profiles.presets import AVAILABLE, PRESETS
from softphone.profiles.profile import Profile
from softphone.profiles.validation import (
    HIGHEST_NUMBER,
    LONGEST_NAME,
    Reason,
    Refusal,
    check_text,
    known_names,
)

MOST_PROFILES = 100


class ProfileList(msgspec.Struct, frozen=True):
    """Numbers are unique and stay: calendars, schedules and service codes know a profile by its number."""

    profiles: tuple[Profile, ...] = PRESETS

    def find(self, number: int) -> Profile | None:
        return next((profile for profile in self.profiles if profile.number == number), None)

    @property
    def available(self) -> Profile:
        """What holds when nothing else does."""
        return next((p for p in self.profiles if p.preset == AVAILABLE.preset), AVAILABLE)

    def added(self, name: str, like: int | None = None) -> "ProfileList | Refusal":
        """At the end, with the settings of the profile `like`, or those of Available as everyone gets it."""
        model = AVAILABLE if like is None else self.find(like)
        if model is None:
            return Refusal("like", Reason.NO_SUCH_PROFILE)
        if len(self.profiles) >= MOST_PROFILES:
            return Refusal("number", Reason.TOO_MANY, str(MOST_PROFILES))
        refusal = self._name_refused(name, 0)
        if refusal is not None:
            return refusal
        new = msgspec.structs.replace(model, number=self._free_number(), preset=0, name=name.strip())
        return ProfileList((*self.profiles, new))

    def changed(self, profile: Profile) -> "ProfileList | Refusal":
        """In the place of the one with its number. Whether its settings can be set is for `validation`."""
        if self.find(profile.number) is None:
            return Refusal("number", Reason.NO_SUCH_PROFILE)
        return ProfileList(tuple(profile if p.number == profile.number else p for p in self.profiles))

    def renamed(self, number: int, name: str) -> "ProfileList | Refusal":
        """An empty name gives a standard profile its own name back."""
        profile = self.find(number)
        if profile is None:
            return Refusal("number", Reason.NO_SUCH_PROFILE)
        refusal = self._name_refused(name, number)
        return refusal or self.changed(msgspec.structs.replace(profile, name=name.strip()))

    def moved(self, number: int, to: int) -> "ProfileList | Refusal":
        """To that place, 0 first; beyond the ends means the end."""
        profile = self.find(number)
        if profile is None:
            return Refusal("number", Reason.NO_SUCH_PROFILE)
        others = [p for p in self.profiles if p.number != number]
        others.insert(max(0, to), profile)
        return ProfileList(tuple(others))

    def removed(self, number: int) -> "ProfileList | Refusal":
        """What asked for it, a schedule or a choice by hand, asks for nothing then."""
        profile = self.find(number)
        if profile is None:
            return Refusal("number", Reason.NO_SUCH_PROFILE)
        if profile.preset == AVAILABLE.preset:
            return Refusal("number", Reason.AVAILABLE_STAYS)
        return ProfileList(tuple(p for p in self.profiles if p.number != number))

    def restored(self, preset: int) -> "ProfileList | Refusal":
        """A standard profile as everyone gets it; one that was removed comes back at the end."""
        original = next((p for p in PRESETS if p.preset == preset), None)
        if original is None:
            return Refusal("preset", Reason.NO_SUCH_PRESET)
        kept = next((p for p in self.profiles if p.preset == preset), None)
        refusal = self._name_refused("", kept.number if kept else 0, original)
        if refusal is not None:
            return refusal
        if kept is not None:
            return self.changed(msgspec.structs.replace(original, number=kept.number))
        if len(self.profiles) >= MOST_PROFILES:
            return Refusal("number", Reason.TOO_MANY, str(MOST_PROFILES))
        taken = self.find(original.number) is not None
        number = self._free_number() if taken else original.number
        return ProfileList((*self.profiles, msgspec.structs.replace(original, number=number)))

    def _free_number(self) -> int:
        """One that no old calendar event is likely to carry: above all others, while that can be."""
        taken = {profile.number for profile in self.profiles}
        following = max(*taken, len(PRESETS)) + 1
        if following <= HIGHEST_NUMBER:
            return following
        return next(number for number in range(1, HIGHEST_NUMBER + 1) if number not in taken)

    def _name_refused(self, name: str, number: int, model: Profile | None = None) -> Refusal | None:
        """Of the profile with that number, 0 for a new one."""
        refusal = next(check_text("name", name, LONGEST_NAME), None)
        if refusal is not None:
            return refusal
        profile = model or self.find(number) or Profile(number=number)
        names = known_names(msgspec.structs.replace(profile, name=name.strip()))
        if not names:
            return Refusal("name", Reason.MISSING)
        if any(names & known_names(other) for other in self.profiles if other.number != number):
            return Refusal("name", Reason.NAME_TAKEN)
        return None
