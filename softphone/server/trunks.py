"""Trunks (Operatörsanslutning) as administrators change them: checked, kept with the audit log's entry, and
in force when it returns."""

from collections.abc import Callable

from softphone.people.directory import Trunk
from softphone.people.written import Fault
from softphone.people.written_trunk import WrittenTrunk, read_trunk
from softphone.server.accounts import Accounts, Refused
from softphone.server.audit import AuditLog
from softphone.storage.audit import Action, Actor
from softphone.storage.changed import after_changes
from softphone.storage.changes import PutTrunk, RemoveTrunk

NO_TRUNK = Refused(status=404, code="no_such_trunk", sentence="There is no such trunk.")


class Trunks:
    """Lives on the server's loop. `token(n)` gives n random bytes in hexadecimal."""

    def __init__(self, accounts: Accounts, audit: AuditLog, token: Callable[[int], str]) -> None:
        self._accounts = accounts
        self._audit = audit
        self._token = token

    async def add(self, written: WrittenTrunk, by: Actor) -> Trunk | tuple[Fault, ...]:
        async with self._audit.one_by_one:
            return await self._put(None, written, self._token(8), by)

    async def edit(
        self, id_: str, change: Callable[[WrittenTrunk], WrittenTrunk], by: Actor
    ) -> Trunk | tuple[Fault, ...] | Refused:
        async with self._audit.one_by_one:
            before = self._accounts.directory.trunks.get(id_)
            if before is None:
                return NO_TRUNK
            return await self._put(before, change(WrittenTrunk.of(before)), id_, by)

    async def remove(self, id_: str, by: Actor) -> Refused | None:
        """Calls that go over it go on."""
        async with self._audit.one_by_one:
            before = self._accounts.directory.trunks.get(id_)
            if before is None:
                return NO_TRUNK
            entry = self._audit.entry(by, Action.TRUNK_REMOVED, id_, before.name, before=before)
            await self._audit.change([RemoveTrunk(id_)], [entry])
            self._accounts.use_directory(after_changes(self._accounts.directory, [RemoveTrunk(id_)]))
        return None

    async def _put(
        self, before: Trunk | None, written: WrittenTrunk, id_: str, by: Actor
    ) -> Trunk | tuple[Fault, ...]:
        trunk = read_trunk(written, id_)
        if not isinstance(trunk, Trunk) or trunk == before:
            return trunk
        action = Action.TRUNK_CHANGED if before else Action.TRUNK_ADDED
        entry = self._audit.entry(by, action, id_, trunk.name, before=before, after=trunk)
        await self._audit.change([PutTrunk(trunk)], [entry])
        self._accounts.use_directory(after_changes(self._accounts.directory, [PutTrunk(trunk)]))
        return trunk
