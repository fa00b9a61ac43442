"""The calls of others, for who has the role: searching and reading them is itself in the audit log."""

import msgspec

from softphone.server.audit import AuditLog
from softphone.server.kept import Kept
from softphone.storage.audit import Action, Actor
from softphone.storage.call_record import CallRecord


class CallSearch(msgspec.Struct, frozen=True, kw_only=True):
    person: str = ""
    """Id; empty: anybody."""
    text: str = ""
    """A part of a number, or of what the caller is called."""
    since: float | None = None
    """Seconds since 1970."""
    before: float | None = None
    then: str = ""
    """Of those that began at `before`, the ones after this id."""
    limit: int = 100


class CallsOfOthers:
    def __init__(self, kept: Kept, audit: AuditLog) -> None:
        self._kept = kept
        self._audit = audit

    async def search(self, asked: CallSearch, by: Actor) -> tuple[CallRecord, ...]:
        """The newest first."""
        fields = {name: value for name, value in msgspec.to_builtins(asked).items() if value}
        entry = self._audit.entry(by, Action.CALLS_SEARCHED, asked.person)
        await self._audit.note(msgspec.structs.replace(entry, after=fields))
        return await self._kept.run(
            self._kept.repository.call_records,
            person=asked.person,
            text=asked.text,
            since=asked.since,
            before=asked.before,
            then=asked.then,
            limit=asked.limit,
        )

    async def read(self, id_: str, by: Actor) -> CallRecord | None:
        record = await self._kept.run(self._kept.repository.call_record, id_)
        if record is not None:
            await self._audit.note(self._audit.entry(by, Action.CALLS_SEARCHED, id_))
        return record
