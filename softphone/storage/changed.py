"""The directory after changes, without asking the storage: what `Repository.directory` would give."""

from collections.abc import Iterator, Sequence

import msgspec

from softphone.people.directory import Directory, Group, Number, NumberKind, NumberStatus, Person
from softphone.storage.changes import (
    Change,
    ErasePerson,
    PutDirectorySource,
    PutEntry,
    PutForwarding,
    PutGroup,
    PutNumber,
    PutPerson,
    PutRetention,
    PutTrunk,
    RemoveDevice,
    RemoveGroup,
    RemoveNumber,
    RemoveTrunk,
    RevokeDevices,
)
from softphone.storage.forgotten import freed_from, left_by
from softphone.storage.snapshot import users


def after_changes(directory: Directory, changes: Sequence[Change]) -> Directory:
    """Whoever becomes active again is without the telephones of the company file: their secrets are in the
    storage alone."""
    making = Making(directory)
    for change in changes:
        making.make(change)
    return making.directory(directory)


def number_changes(directory: Directory, before: Person | None, after: Person) -> Iterator[PutNumber]:
    """A person's numbers are in use by them; those they no longer have are reserved."""
    had = (before.landline, before.mobile) if before else ("", "")
    has = (after.landline, after.mobile)
    for number in had:
        kept = directory.numbers.get(number)
        if number and number not in has and kept is not None:
            free = msgspec.structs.replace(kept, status=NumberStatus.RESERVED, person="")
            yield PutNumber(free)
    for number, kind in zip(has, (NumberKind.LANDLINE, NumberKind.MOBILE), strict=True):
        if number and number not in had:
            kept = directory.numbers.get(number)
            new = kept or Number(number=number, kind=kind, status=NumberStatus.IN_USE)
            yield PutNumber(msgspec.structs.replace(new, status=NumberStatus.IN_USE, person=after.id))


class Making:
    """Change by change."""

    def __init__(self, directory: Directory) -> None:
        self._addresses = dict(directory.addresses)
        self._people, self._inactive = dict(directory.people), dict(directory.inactive)
        self._credentials = directory.credentials
        self._numbers = dict(directory.numbers)
        self._groups, self._trunks = dict(directory.groups), dict(directory.trunks)

    def directory(self, before: Directory) -> Directory:
        return msgspec.structs.replace(
            before,
            people=self._people,
            inactive=self._inactive,
            credentials=self._credentials,
            numbers=self._numbers,
            groups=self._groups,
            trunks=self._trunks,
            addresses=self._addresses,
        )

    def make(self, change: Change) -> None:
        match change:
            case PutPerson(person):
                self._put_person(person)
            case RevokeDevices():
                pass  # goes with a person who is not active any more
            case RemoveDevice(id_):
                kept = self._credentials.items()
                self._credentials = {user: each for user, each in kept if each.device != id_}
            case PutNumber(number):
                self._put_number(number)
            case RemoveNumber(number):
                gone = self._numbers.pop(number, None)
                self._forget((number,), gone.person if gone else "")
            case ErasePerson(id_):
                self._erase(id_)
            case PutForwarding() | PutRetention() | PutDirectorySource() | PutEntry():
                pass  # not in the directory
            case PutGroup(group):
                self._forget(_reached(self._groups.get(group.id)), group.id)
                self._groups[group.id] = group
                self._addresses.update(dict.fromkeys(_reached(group), group.id))
            case RemoveGroup(id_):
                self._forget(_reached(self._groups.pop(id_, None)), id_)
            case PutTrunk(trunk):
                self._trunks[trunk.id] = trunk
            case RemoveTrunk(id_):
                self._trunks.pop(id_, None)

    def _put_person(self, person: Person) -> None:
        before = self._people.get(person.id)
        if before is not None:
            self._forget(users(before), person.id)
        if person.active:
            if self._inactive.pop(person.id, None) is not None:
                theirs = [each for each in self._numbers.values() if each.person == person.id]
                self._addresses.update({each.number: person.id for each in theirs})
            self._people[person.id] = person
            self._addresses.update(users(person))
            return
        self._inactive[person.id] = person
        if self._people.pop(person.id, None) is None:
            return  # nor before: nothing leads to them
        self._addresses = {user: id_ for user, id_ in self._addresses.items() if id_ != person.id}
        self._credentials = {
            user: each for user, each in self._credentials.items() if each.person != person.id
        }

    def _erase(self, person: str) -> None:
        self._people.pop(person, None)
        self._inactive.pop(person, None)
        self._addresses = {user: id_ for user, id_ in self._addresses.items() if id_ != person}
        kept = self._credentials.items()
        self._credentials = {user: each for user, each in kept if each.person != person}
        for number in [each for each in self._numbers.values() if each.person == person]:
            self._numbers[number.number] = freed_from(number, person)
        for group in [each for each in self._groups.values() if person in each.members]:
            self._groups[group.id] = left_by(group, person)

    def _put_number(self, number: Number) -> None:
        before = self._numbers.get(number.number)
        if before is not None and before.person:
            self._forget((number.number,), before.person)
        self._numbers[number.number] = number
        if number.person in self._people:
            self._addresses[number.number] = number.person

    def _forget(self, reached: Sequence[str] | dict[str, str], id_: str) -> None:
        for user in reached:
            if self._addresses.get(user) == id_:
                del self._addresses[user]


def _reached(group: Group | None) -> tuple[str, ...]:
    return () if group is None else tuple(user for user in (group.number, group.extension) if user)
