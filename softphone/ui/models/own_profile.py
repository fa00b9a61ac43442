"""Which of one's own profiles is shown as active: what the server obeys, or what waits to be obeyed."""

from datetime import datetime

import msgspec

from softphone.profiles.activation import active
from softphone.profiles.own import SettingsShown
from softphone.profiles.profile import Profile
from softphone.profiles.timeline import Source


class Follows(msgspec.Struct, frozen=True):
    profile: Profile
    begin: datetime


class OwnProfile(msgspec.Struct, frozen=True, kw_only=True):
    profile: Profile
    source: Source
    until: datetime | None = None
    message: str = ""
    is_temporary: bool = False
    next: Follows | None = None


def own_profile(shown: SettingsShown, now: datetime) -> OwnProfile | None:
    """None: nothing is known yet. The server knows the calendar, so what it says goes before what is worked
    out here, except for a choice that it has not heard of."""
    settings = shown.settings
    if settings is None:
        return None
    said = shown.in_force
    chosen_here = any(edit.field.partition(".")[0] == "chosen" for edit in shown.waiting)
    known = settings.profiles
    if said is not None and not chosen_here:
        following = said.next
        if following is not None and following.begin <= now and following.profile in known:
            # The server has not been heard since; it said this much ahead.
            return OwnProfile(
                profile=known[following.profile],
                source=following.source,
                until=following.until,
                message=known[following.profile].message,
            )
        if said.profile in known and (said.until is None or said.until > now):
            follows = None
            if following is not None and following.profile in known:
                follows = Follows(known[following.profile], following.begin)
            return OwnProfile(
                profile=known[said.profile],
                source=said.source,
                until=said.until,
                message=said.message,
                is_temporary=said.is_temporary,
                next=follows,
            )
    here = active(settings.availability(), now)
    return OwnProfile(
        profile=here.profile,
        source=here.source,
        until=here.until,
        message=here.message,
        is_temporary=here.is_temporary,
        next=None if here.next is None else Follows(here.next.profile, here.next.begin),
    )
