"""Which profile of a person is active, why, until when, and what comes next.

By hand (also by service code) goes before the calendar, that before the schedule, that before Available. All
of it is in an `Availability`, a value; `active` reads it for any instant and the answer stays the same until
the instant that it named.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from zoneinfo import ZoneInfo

import msgspec

from softphone.profiles.lengths import end_of
from softphone.profiles.presets import AVAILABLE
from softphone.profiles.profile import ChosenLength, Profile, UntilChanged
from softphone.profiles.profile_list import ProfileList
from softphone.profiles.schedule import Schedule
from softphone.profiles.timeline import FAR, Occurrence, Source, Stretch, stretches
from softphone.profiles.validation import LONGEST_MESSAGE, Reason, Refusal, check_text
from softphone.profiles.wall_clock import zone_named

_UTC = ZoneInfo("UTC")


class ByHand(msgspec.Struct, frozen=True, kw_only=True):
    """A profile that the person chose."""

    profile: int
    until: datetime | None = None
    """None: until the person changes it."""
    message: str = ""
    """The temporary message; it goes when the profile goes."""
    source: Source = Source.HAND


class Remark(msgspec.Struct, frozen=True):
    """A temporary message on a profile that nobody chose by hand; it goes when that profile goes."""

    message: str
    since: datetime


class Availability(msgspec.Struct, frozen=True, kw_only=True):
    """All that decides which profile of one person is active."""

    profiles: ProfileList = ProfileList()
    by_hand: ByHand | None = None
    remark: Remark | None = None
    schedule: Schedule = Schedule()
    calendar: tuple[Occurrence, ...] = ()
    zone: str = "Europe/Stockholm"
    """The person's time zone (IANA)."""


class Next(msgspec.Struct, frozen=True):
    """What follows the active profile, unless the person does something."""

    profile: Profile
    source: Source
    begin: datetime
    until: datetime | None


class Active(msgspec.Struct, frozen=True):
    profile: Profile
    source: Source
    until: datetime | None
    """When another profile, or the same for another reason, follows; always ahead. None: until changed."""
    message: str
    """The temporary message, or else the profile's own."""
    is_temporary: bool
    """Whether the message is."""
    next: Next | None
    """None if and only if `until` is."""


def active(availability: Availability, at: datetime) -> Active:
    """Times in UTC."""
    coming = list(islice(timeline(availability, at), 2))
    now = coming[0]
    profile = _profile(availability, now)
    message = _temporary(availability, now, at)
    return Active(
        profile=profile,
        source=now.source,
        until=_end(now),
        message=message or profile.message,
        is_temporary=bool(message),
        next=_next(availability, coming[1]) if len(coming) > 1 else None,
    )


def timeline(availability: Availability, since: datetime) -> Iterator[Stretch]:
    """What is active from `since` on, if nobody does anything: without gap or overlap, to FAR. Beyond a year
    it need not be right."""
    if since.tzinfo is None:
        raise ValueError("the time has no time zone")
    since = since.astimezone(UTC)
    by_hand = availability.by_hand
    if by_hand is None or availability.profiles.find(by_hand.profile) is None:
        return automatic(availability, since)
    end = by_hand.until or FAR
    if end <= since:
        return automatic(availability, since)
    return _by_hand_first(availability, Stretch(since, end.astimezone(UTC), by_hand.profile, by_hand.source))


def automatic(availability: Availability, since: datetime) -> Iterator[Stretch]:
    """The same as if nothing were chosen by hand."""
    profiles = availability.profiles
    return stretches(
        since,
        availability.calendar,
        availability.schedule,
        zone_of(availability),
        priorities={profile.number: profile.calendar_priority for profile in profiles.profiles},
        default=profiles.available.number,
    )


def choose(
    availability: Availability,
    profile: int,
    now: datetime,
    *,
    length: ChosenLength | None = None,
    message: str = "",
    source: Source = Source.HAND,
) -> Availability | Refusal:
    """What the person's choice makes of it; no length means the profile's default length. Available without
    one means back to automatic, and a message is then for what that makes active."""
    chosen = availability.profiles.find(profile)
    if chosen is None:
        return Refusal("profile", Reason.NO_SUCH_PROFILE)
    refusal = next(check_text("message", message, LONGEST_MESSAGE), None)
    if refusal is not None:
        return refusal
    if length is None and chosen.preset == AVAILABLE.preset and chosen.length == UntilChanged():
        return remarked(back_to_automatic(availability), message, now)
    until = end_of(length or chosen.length, now, zone_of(availability), availability.schedule)
    if isinstance(until, Refusal):
        return until
    by_hand = ByHand(profile=profile, until=until, message=message.strip(), source=source)
    return msgspec.structs.replace(availability, by_hand=by_hand, remark=None)


def back_to_automatic(availability: Availability) -> Availability:
    """Följ schema och kalender."""
    return msgspec.structs.replace(availability, by_hand=None, remark=None)


def remarked(availability: Availability, message: str, now: datetime) -> Availability | Refusal:
    """With another temporary message on the profile that is active, whichever it is; empty: without one."""
    refusal = next(check_text("message", message, LONGEST_MESSAGE), None)
    if refusal is not None:
        return refusal
    message, by_hand = message.strip(), availability.by_hand
    if by_hand is not None and (by_hand.until is None or by_hand.until > now):
        by_hand = msgspec.structs.replace(by_hand, message=message)
        return msgspec.structs.replace(availability, by_hand=by_hand)
    remark = Remark(message, now.astimezone(UTC)) if message else None
    return msgspec.structs.replace(availability, by_hand=None, remark=remark)


def zone_of(availability: Availability) -> ZoneInfo:
    """A name that is none, which `validation` refuses, means UTC."""
    return zone_named(availability.zone) or _UTC


def _by_hand_first(availability: Availability, chosen: Stretch) -> Iterator[Stretch]:
    yield chosen
    if chosen.end < FAR:
        yield from automatic(availability, chosen.end)


def _temporary(availability: Availability, now: Stretch, at: datetime) -> str:
    if now.source in (Source.HAND, Source.SERVICE_CODE):
        return availability.by_hand.message if availability.by_hand else ""
    remark = availability.remark
    if remark is None or remark.since > at:
        return ""
    began = next(automatic(availability, remark.since))
    return remark.message if began.end > at else ""


def _next(availability: Availability, stretch: Stretch) -> Next:
    return Next(_profile(availability, stretch), stretch.source, stretch.begin, _end(stretch))


def _profile(availability: Availability, stretch: Stretch) -> Profile:
    return availability.profiles.find(stretch.profile) or availability.profiles.available


def _end(stretch: Stretch) -> datetime | None:
    return None if stretch.end == FAR else stretch.end
