"""The company's telephone numbers: those it has listed, and those that persons and groups have besides.

Who has a number is said by `Directory.find`, whatever stands in the list: an import or an edit of a person
may give away a number that was reserved.
"""

from collections.abc import Mapping

import msgspec

from softphone.people.directory import Directory, Group, Number, NumberKind, NumberStatus, Person
from softphone.people.number_kind import DialledKind, planned_kind

LONGEST_NOTE = 500
"""Characters."""


class OwnedNumber(msgspec.Struct, frozen=True):
    number: Number
    owner: Person | Group | None = None
    """None: reserved."""


def company_number(
    number: str, directory: Directory, inactive: Mapping[str, Person] | None = None
) -> OwnedNumber | None:
    """By E.164, as it is: in use where somebody has it, and reserved where nobody does. None: it is not the
    company's. `inactive` is `inactive_owners`, for who asks often."""
    if inactive is None:
        inactive = inactive_owners(directory)
    listed = directory.numbers.get(number)
    owner = (directory.find(number) if number.startswith("+") else None) or inactive.get(number)
    if listed is None:
        if owner is None:
            return None
        listed = _unlisted(number, owner, directory)
    owner = owner or directory.inactive.get(listed.person)
    status = NumberStatus.RESERVED if owner is None else NumberStatus.IN_USE
    person = owner.id if isinstance(owner, Person) else ""
    if listed.status is not status or listed.person != person:
        listed = msgspec.structs.replace(listed, status=status, person=person)
    return OwnedNumber(listed, owner)


def inactive_owners(directory: Directory) -> Mapping[str, Person]:
    """Who is not active keeps their numbers."""
    return {
        number: person
        for person in directory.inactive.values()
        for number in (person.landline, person.mobile)
        if number
    }


def _unlisted(number: str, owner: Person | Group, directory: Directory) -> Number:
    if isinstance(owner, Person):
        mobile = number == owner.mobile
    else:
        mobile = planned_kind(number, directory.country) is DialledKind.MOBILE
    return Number(
        number=number,
        kind=NumberKind.MOBILE if mobile else NumberKind.LANDLINE,
        status=NumberStatus.IN_USE,
        person=owner.id if isinstance(owner, Person) else "",
    )
