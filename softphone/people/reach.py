"""The numbers at which somebody is reached, the first of them when nothing else is asked for."""

from enum import Enum, auto

import msgspec

from softphone.people import numbers
from softphone.people.contact import Contact, NumberLabel
from softphone.people.directory import Group, Person
from softphone.people.typed import read


class ReachKind(Enum):
    EXTENSION = auto()
    LANDLINE = auto()
    WORK = auto()
    MOBILE = auto()
    HOME = auto()
    OTHER = auto()


class Reach(msgspec.Struct, frozen=True):
    address: str
    """What the phone is told (calls.commands.Dial.target)."""
    shown: str
    """As people write it."""
    kind: ReachKind


_KINDS = {
    NumberLabel.WORK: ReachKind.WORK,
    NumberLabel.MOBILE: ReachKind.MOBILE,
    NumberLabel.HOME: ReachKind.HOME,
    NumberLabel.OTHER: ReachKind.OTHER,
}


def reaches(who: Person | Group | Contact, country: str) -> tuple[Reach, ...]:
    """`country` (ISO 3166) is where numbers without country code belong. Empty: they cannot be called."""
    match who:
        case Person():
            found = _of_person(who, country)
        case Group():
            found = _inside(who.extension, who.extension, who.number, country)
        case Contact():
            found = [
                Reach(numbers.e164(typed.dial, country) or typed.dial, typed.shown, _KINDS[each.label])
                for each in who.numbers
                if (typed := read(each.number, country)) is not None
            ]
    once: dict[str, Reach] = {}
    for each in found:
        once.setdefault(each.address, each)
    return tuple(once.values())


def _of_person(person: Person, country: str) -> list[Reach]:
    found = _inside(person.login or person.extension, person.extension, person.landline, country)
    if person.mobile:
        found.append(Reach(person.mobile, numbers.shown(person.mobile, country), ReachKind.MOBILE))
    return found


def _inside(address: str, extension: str, landline: str, country: str) -> list[Reach]:
    """By `address`, which says best who is meant, and by the number that people outside dial."""
    outside = numbers.shown(landline, country) if landline else ""
    found = []
    if extension or not outside:
        found = [Reach(address, extension or address, ReachKind.EXTENSION)] if address else []
        if outside:
            found.append(Reach(landline, outside, ReachKind.LANDLINE))
    else:
        found = [Reach(address or landline, outside, ReachKind.LANDLINE)]
    return found
