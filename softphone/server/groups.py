"""Answer groups (Svarsgrupp) as administrators change them: checked, kept with the audit log's entry, and in
force when it returns."""

from collections.abc import Callable

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
from softphone.storage.changes import Change, PutForwarding, PutGroup, RemoveGroup

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
            await self._change(RemoveGroup(id_), before, None, entry, by)
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
        await self._change(PutGroup(group), before, group, entry, by)
        return group

    async def _change(
        self, change: Change, before: Group | None, after: Group | None, entry: Entry, by: Actor
    ) -> None:
        """With the listed number that the group leaves or takes: the forwarding of one that is taken ends, as
        it does where a person takes it. Months later nobody would expect it back."""
        changes, entries = [change], [entry]
        left, taken = before.number if before else "", after.number if after else ""
        for number, group in ((left, before), (taken, after)) if left != taken else ():
            listed = self._accounts.directory.numbers.get(number)
            if listed is None or group is None:
                continue
            changes.append(PutForwarding(number, None))
            free = AuditedNumber.of(listed, self._forwarding(number))
            used = AuditedNumber.of_group(listed, group)
            was, now = (free, used) if group is after else (used, free)
            entries.append(self._audit.entry(by, Action.NUMBER_CHANGED, number, before=was, after=now))
        await self._audit.change(changes, entries)
        self._accounts.use_directory(after_changes(self._accounts.directory, changes))
