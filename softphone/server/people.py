"""What an administrator does to one person: add, edit, deactivate, activate, with the audit log's entry in
the same transaction, and in force when it returns.

Whoever is not active is out at once: sessions and devices end in the transaction, registrations and
WebSockets with the directory that follows it.
"""

from collections.abc import Callable, Iterable, Iterator

import msgspec
import structlog

from softphone.people.directory import Directory, Person
from softphone.people.written import Fault, FaultKind, Written, read
from softphone.profiles.number_forwarding import NumberForwarding
from softphone.server.accounts import Accounts, Refused
from softphone.server.audit import AuditLog
from softphone.server.audited_numbers import AuditedNumber
from softphone.server.kept import Kept
from softphone.storage.audit import Action, Actor, Entry
from softphone.storage.changed import after_changes, number_changes
from softphone.storage.changes import Change, PutNumber, PutPerson, RevokeDevices
from softphone.storage.records import Device
from softphone.storage.repository import TakenError
from softphone.storage.snapshot import credential, users

NOBODY = Refused(status=404, code="no_such_person", sentence="There is no such person.")
LAST_ADMINISTRATOR = Refused(
    status=409,
    code="last_administrator",
    sentence="Nobody else is an administrator with a password; make somebody one first.",
)

Faults = tuple[Fault, ...]


class InUse:
    """The logins, extensions and numbers of all but one person, as a container."""

    def __init__(self, directory: Directory, but: str = "") -> None:
        self._addresses = directory.addresses
        self._but = but
        self._inactive = {
            user for person in directory.inactive.values() if person.id != but for user in users(person)
        }

    def __contains__(self, user: object) -> bool:
        return self._addresses.get(str(user), self._but) != self._but or user in self._inactive


def not_understood(field: str) -> Refused:
    return refused((Fault(field, FaultKind.NOT_UNDERSTOOD, "This is not understood"),))


def refused(faults: Faults) -> Refused:
    """For a client of the API."""
    sentence = " ".join(fault.sentence for fault in faults)
    if any(fault.kind is FaultKind.TAKEN for fault in faults):
        return Refused(status=409, code="taken", sentence=sentence)
    return Refused(status=422, code="bad_request", sentence=sentence)


class People:
    """Lives on the server's loop. `token(n)` gives n random bytes in hexadecimal, `forwarding` that of a
    reserved number, in E.164."""

    def __init__(
        self,
        kept: Kept,
        accounts: Accounts,
        audit: AuditLog,
        token: Callable[[int], str],
        forwarding: Callable[[str], NumberForwarding | None],
    ) -> None:
        self._kept = kept
        self._accounts = accounts
        self._audit = audit
        self._token = token
        self._forwarding = forwarding
        self._log = structlog.get_logger("softphone.people")

    def find(self, id_: str) -> Person | None:
        """Also who is not active."""
        directory = self._accounts.directory
        return directory.people.get(id_) or directory.inactive.get(id_)

    async def add(self, written: Written, by: Actor) -> Person | Faults:
        """They sign in by an invitation."""
        async with self._audit.one_by_one:
            directory = self._accounts.directory
            person = read(written, self._token(8), directory.country, InUse(directory))
            if not isinstance(person, Person):
                return person
            return await self._put(None, person, Action.PERSON_ADDED, by)

    async def edit(
        self, id_: str, change: Callable[[Written], Written], by: Actor
    ) -> Person | Faults | Refused:
        async with self._audit.one_by_one:
            before = self.find(id_)
            if before is None:
                return NOBODY
            directory = self._accounts.directory
            others = InUse(directory, id_)
            read_ = read(change(Written.of(before)), id_, directory.country, others, before.landline)
            if not isinstance(read_, Person):
                return read_
            person = msgspec.structs.replace(read_, active=before.active)
            if person == before:
                return before
            if "admin" in before.roles - person.roles and await self.is_last_administrator(before):
                return LAST_ADMINISTRATOR
            return await self._put(before, person, Action.PERSON_CHANGED, by)

    async def deactivate(self, id_: str, by: Actor) -> Person | Refused:
        """Their devices and sessions end; login, numbers and settings stay theirs."""
        async with self._audit.one_by_one:
            before = self.find(id_)
            if before is None:
                return NOBODY
            if not before.active:
                return before
            if await self.is_last_administrator(before):
                return LAST_ADMINISTRATOR
            person = msgspec.structs.replace(before, active=False)
            entry = self._audit.entry(
                by, Action.PERSON_DEACTIVATED, id_, person.name, before=before, after=person
            )
            changes = (PutPerson(person), RevokeDevices(id_))
            await self._audit.change(changes, [entry])
            self._accounts.use_directory(after_changes(self._accounts.directory, changes))
            self._accounts.end_sessions(id_)
        self._log.info("person deactivated", login=person.login, by=by.login)
        return person

    async def activate(self, id_: str, by: Actor) -> Person | Refused:
        """They sign in anew; the telephones of the company file have their right again."""
        async with self._audit.one_by_one:
            before = self.find(id_)
            if before is None:
                return NOBODY
            if before.active:
                return before
            person = msgspec.structs.replace(before, active=True)
            entry = self._audit.entry(
                by, Action.PERSON_ACTIVATED, id_, person.name, before=before, after=person
            )
            await self._audit.change([PutPerson(person)], [entry])
            devices = await self._kept.run(self._kept.repository.devices, id_)
            directory = after_changes(self._accounts.directory, [PutPerson(person)])
            credentials = {**directory.credentials, **{each.user: credential(each) for each in devices}}
            self._accounts.use_directory(msgspec.structs.replace(directory, credentials=credentials))
        self._log.info("person activated", login=person.login, by=by.login)
        return person

    async def devices(self, id_: str) -> tuple[Device, ...]:
        return await self._kept.run(self._kept.repository.devices, id_)

    async def remove_device(self, id_: str, device: str, by: Actor) -> Refused | None:
        person = self.find(id_)
        if person is None:
            return NOBODY
        return await self._accounts.remove_device(
            person, device, self._audit.entry(by, Action.DEVICE_REMOVED, id_, person.name)
        )

    async def _put(self, before: Person | None, person: Person, action: Action, by: Actor) -> Person | Faults:
        directory = self._accounts.directory
        numbers = tuple(number_changes(directory, before, person))
        changes: list[Change] = [PutPerson(person, None if before else ""), *numbers]
        entry = self._audit.entry(by, action, person.id, person.name, before=before, after=person)
        try:
            await self._audit.change(changes, [entry, *self._number_entries(numbers, by)])
        except TakenError:
            return (Fault("login", FaultKind.TAKEN, person.login),)
        self._accounts.use_directory(after_changes(self._accounts.directory, changes))
        self._log.info(action.value, login=person.login, by=by.login)
        return person

    def _number_entries(self, changes: Iterable[PutNumber], by: Actor) -> Iterator[Entry]:
        """Of the numbers that were listed before: those that a person takes, or leaves."""
        for change in changes:
            number = change.number
            before = self._accounts.directory.numbers.get(number.number)
            if before is not None and before != number:
                kept = self._forwarding(number.number)
                yield self._audit.entry(
                    by,
                    Action.NUMBER_CHANGED,
                    number.number,
                    before=AuditedNumber.of(before, kept),
                    after=AuditedNumber.of(number, kept),
                )

    async def is_last_administrator(self, person: Person) -> bool:
        """Whether nobody else could sign in as one: who has no password yet cannot."""
        if "admin" not in person.roles:
            return False
        others = [each for each in self._accounts.directory.people.values() if "admin" in each.roles]
        for other in others:
            kept = await self._kept.run(self._kept.repository.password_hash, other.login)
            if other.id != person.id and kept is not None and kept.hash:
                return False
        return True
