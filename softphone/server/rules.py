"""The rules in force: what the engine is told of profiles and of reserved numbers. Swapped whole."""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from softphone.people.shown import Activity, Shown
from softphone.profiles.incoming import Target
from softphone.profiles.presets import AVAILABLE, name_of
from softphone.profiles.profile import Language, Profile, Status


class Active(msgspec.Struct, frozen=True):
    """A person's active profile; `until` None: until changed."""

    profile: Profile = AVAILABLE
    until: datetime | None = None
    message: str | None = None
    """The temporary one, in place of the profile's own."""


class Rules(msgspec.Struct, frozen=True, kw_only=True):
    active: Mapping[str, Active] = {}
    """By the id of the person; who is not here has the first preset."""
    reserved: Mapping[str, Target] = {}
    """Where reserved landline numbers are forwarded, by number in E.164."""

    def of(self, person: str) -> Active:
        return self.active.get(person, _AVAILABLE)

    def with_active(self, person: str, active: Active) -> "Rules":
        return msgspec.structs.replace(self, active={**self.active, person: active})


_AVAILABLE = Active()
_LUNCH, _MEETING, _LEFT, _VACATION, _OUT, _TRAVEL = 2, 3, 4, 5, 7, 8
_ACTIVITIES = {
    _LUNCH: Activity.MEAL,
    _MEETING: Activity.MEETING,
    _LEFT: Activity.AWAY,
    _VACATION: Activity.VACATION,
    _OUT: Activity.AWAY,
    _TRAVEL: Activity.TRAVEL,
}
"""By the number of the preset. The others are nobody's business."""


def shown(active: Active) -> Shown:
    """What colleagues see of an active profile. A preset that keeps its name is named in English here: SIP
    has one document for all; windows know presets by their number."""
    profile = active.profile
    available = profile.status is Status.AVAILABLE
    other = Activity.NONE if available else Activity.OTHER
    keeps_name = 0 if profile.name else profile.preset
    return Shown(
        name="" if keeps_name == AVAILABLE.preset else name_of(profile, Language.ENGLISH),
        available=available,
        message=profile.message if active.message is None else active.message,
        until=active.until,
        activity=_ACTIVITIES.get(profile.preset, other),
        preset=keeps_name,
    )
