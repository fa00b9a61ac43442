"""Numbers, their owners and where they are forwarded, in words."""

from softphone.people.directory import Directory, Group, Number, NumberKind, NumberStatus, Person
from softphone.people.number_kind import reached
from softphone.people.numbers import shown
from softphone.profiles.incoming import (
    AfterReferral,
    HangUp,
    Target,
    ToColleague,
    ToGroup,
    ToNumber,
    ToReception,
)
from softphone.server.portal.visitor import Visitor


def kind(number: Number, visitor: Visitor) -> str:
    return visitor.say("Mobile") if number.kind is NumberKind.MOBILE else visitor.say("Landline")


def status(number: Number, visitor: Visitor) -> str:
    return visitor.say("Reserved") if number.status is NumberStatus.RESERVED else visitor.say("In use")


def target(to: Target | AfterReferral, directory: Directory, visitor: Visitor) -> str:
    """A number with whom it reaches, or their name."""
    match to:
        case ToNumber(number=number):
            found = reached(directory, number)
            written = shown(number, directory.country) if number.startswith("+") else number
            return written if found is None else f"{written} ({found.name})"
        case ToColleague(person=person):
            return name(directory.people.get(person), visitor)
        case ToGroup(group=group):
            return name(directory.groups.get(group), visitor)
        case ToReception():
            return visitor.say("the reception")
        case HangUp():
            return visitor.say("hang up")
        case _:
            return visitor.say("voicemail")


def name(owner: Person | Group | None, visitor: Visitor) -> str:
    return visitor.say("Nobody") if owner is None else owner.name
