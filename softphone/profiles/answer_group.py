"""An answer group (Svarsgrupp): when it is open, whom it rings in which order, where its overflow goes."""

from collections.abc import Callable, Collection

from softphone.people.directory import Directory, Group, GroupRing, Person
from softphone.people.number_kind import reached
from softphone.people.numbers import dialled
from softphone.people.opening_hours import ALWAYS_OPEN, HoursFault, OpeningHours, parse_hours
from softphone.profiles.incoming import Target, ToColleague, ToGroup, ToNumber, ToVoicemail

VOICEMAIL = "voicemail"
"""As an overflow: the group's own mailbox, where nobody has this login."""


def hours_of(group: Group) -> OpeningHours:
    """Hours that cannot be read do not close a group: somebody answers too often rather than never."""
    hours = parse_hours(group.hours)
    return ALWAYS_OPEN if isinstance(hours, HoursFault) else hours


def rounds(
    group: Group, directory: Directory, can_ring: Callable[[Person], bool], without: Collection[str]
) -> tuple[tuple[str, ...], ...]:
    """The ids of members to ring: the rounds one after the other, the members of a round together.

    `without` are persons who are not rung: the caller, and those whose forwards brought the call here.
    """
    members = tuple(
        id_
        for id_ in dict.fromkeys(group.members)
        if id_ in directory.people and id_ not in without and can_ring(directory.people[id_])
    )
    if group.ring is GroupRing.IN_ORDER:
        return tuple((member,) for member in members)
    return (members,) if members else ()


def overflow_of(group: Group, directory: Directory) -> Target | None:
    """A login, an extension, a number in any form, or "voicemail"; None for no overflow, and for what is none
    of these."""
    text = group.overflow.strip()
    found = reached(directory, text) if text else None
    if isinstance(found, Person):
        return ToColleague(found.id)
    if isinstance(found, Group):
        return ToGroup(found.id)
    if text.lower() == VOICEMAIL:
        return ToVoicemail()
    number = dialled(text)
    return ToNumber(number) if number else None
