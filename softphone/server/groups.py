"""Answer groups (Svarsgrupp) as administrators change them: checked, kept with the audit log's entry, and in
force when it returns."""

from collections.abc import Callable, Iterator

from softphone.people.directory import Group
from softphone.people.written import Fault
from softphone.people.written_group import WrittenGroup, read_group
from softphone.profiles.number_forwarding import NumberForwarding
from softphone.server.accounts import Accounts, Refused
from softphone.server.audit import AuditLog
from softphone.server.audited_numbers import AuditedNumber
from softphone.server.people import InUse
from softphone.storage.audit import Action, Actor, Entry
from softphone.storage.changed import after_changes
from softphone.storage.changes import PutGroup, RemoveGroup

NO_GROUP = Refused(status=404, code="no_such_group", sentence="There is no such group.")


class Groups:
    """Lives on the server's loop. `token(n)` gives n random bytes in hexadecimal, `forwarding` that of a
    reserved number, in E.164."""

    def __init__(
        self,
        accounts: Accounts,
        audit: AuditLog,
        token: Callable[[int], str],
        forwarding: Callable[[str], NumberForwarding | None],
    ) -> None:
        self._accounts = accounts
        self._audit = audit
        self._token = token
        self._forwarding = forwarding

    async def add(self, written: WrittenGroup, by: Actor) -> Group | tuple[Fault, ...]:
        async with self._audit.one_by_one:
            return await self._put(None, written, self._token(8), by)

    async def edit(
        self, id_: str, change: Callable[[WrittenGroup], WrittenGroup], by: Actor
    ) -> Group | tuple[Fault, ...] | Refused:
        async with self._audit.one_by_one:
            before = self._accounts.directory.groups.get(id_)
            if before is None:
                return NO_GROUP
            return await self._put(before, change(WrittenGroup.of(before)), id_, by)

    async def remove(self, id_: str, by: Actor) -> Refused | None:
        async with self._audit.one_by_one:
            before = self._accounts.directory.groups.get(id_)
            if before is None:
                return NO_GROUP
            entry = self._audit.entry(by, Action.GROUP_REMOVED, id_, before.name, before=before)
            await self._audit.change([RemoveGroup(id_)], [entry, *self._number_entries(before, None, by)])
            self._accounts.use_directory(after_changes(self._accounts.directory, [RemoveGroup(id_)]))
        return None

    async def _put(
        self, before: Group | None, written: WrittenGroup, id_: str, by: Actor
    ) -> Group | tuple[Fault, ...]:
        directory = self._accounts.directory
        group = read_group(written, id_, directory, InUse(directory, id_))
        if not isinstance(group, Group) or group == before:
            return group
        action = Action.GROUP_CHANGED if before else Action.GROUP_ADDED
        entry = self._audit.entry(by, action, id_, group.name, before=before, after=group)
        await self._audit.change([PutGroup(group)], [entry, *self._number_entries(before, group, by)])
        self._accounts.use_directory(after_changes(self._accounts.directory, [PutGroup(group)]))
        return group

    def _number_entries(self, before: Group | None, after: Group | None, by: Actor) -> Iterator[Entry]:
        """Of the listed numbers that a group takes, or leaves."""
        left, taken = before.number if before else "", after.number if after else ""
        if left == taken:
            return
        for number, group in ((left, before), (taken, after)):
            listed = self._accounts.directory.numbers.get(number)
            if listed is None or group is None:
                continue
            free = AuditedNumber.of(listed, self._forwarding(number))
            used = AuditedNumber.of_group(listed, group)
            was, now = (free, used) if group is after else (used, free)
            yield self._audit.entry(by, Action.NUMBER_CHANGED, number, before=was, after=now)
