"""The number that a call shows (Nummervisning): one of the person's own, or withheld."""

from enum import Enum

import msgspec

from softphone.people.directory import Directory, NumberKind, NumberStatus, Person


class Show(Enum):
    LANDLINE = "landline"
    MOBILE = "mobile"
    NUMBER = "number"
    """The one in `NumberPresentation.number`, for who has several."""
    WITHHELD = "withheld"


class NumberPresentation(msgspec.Struct, frozen=True):
    """What a profile says."""

    show: Show = Show.LANDLINE
    number: str = ""
    """E.164, with NUMBER."""


class Presented(msgspec.Struct, frozen=True):
    """What goes out: `number` is the identity (P-Asserted-Identity, RFC 3325), E.164, empty when the person
    has none; `withheld` asks for its privacy (RFC 3323)."""

    number: str
    withheld: bool


def own_numbers(person: Person, directory: Directory) -> tuple[str, ...]:
    """Every number of the person in E.164, the landline first: what the directory says is theirs."""
    kept = sorted(
        (number for number in directory.numbers.values() if number.person == person.id),
        key=lambda number: (number.kind is NumberKind.MOBILE, number.number),
    )
    known = [person.landline, *(n.number for n in kept if n.status is NumberStatus.IN_USE), person.mobile]
    return tuple(dict.fromkeys(number for number in known if number))


def presented(
    choice: NumberPresentation, person: Person, directory: Directory, *, emergency: bool = False
) -> Presented:
    """The number to show. A choice that is not, or no longer, the person's own gives their first number. A
    call for help always shows the real number."""
    own = own_numbers(person, directory)
    first = own[0] if own else ""
    if emergency:
        return Presented(first, withheld=False)
    chosen = {
        Show.LANDLINE: person.landline,
        Show.MOBILE: person.mobile,
        Show.NUMBER: choice.number,
        Show.WITHHELD: "",
    }[choice.show]
    return Presented(chosen if chosen in own else first, withheld=choice.show is Show.WITHHELD)
