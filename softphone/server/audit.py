"""The audit log as the server writes and reads it."""

import asyncio
from collections.abc import Callable, Sequence

import msgspec

from softphone.server.kept import Kept
from softphone.storage.audit import Action, Actor, AuditQuery, Entry, differences
from softphone.storage.changes import Change


class AuditLog:
    """`wall` gives seconds since 1970."""

    def __init__(self, kept: Kept, wall: Callable[[], float]) -> None:
        self._kept = kept
        self._wall = wall
        self.one_by_one = asyncio.Lock()
        """Held by whoever checks the directory, changes it, and puts the new one into force."""

    def entry(
        self,
        by: Actor,
        action: Action,
        subject: str = "",
        name: str = "",
        *,
        before: msgspec.Struct | None = None,
        after: msgspec.Struct | None = None,
    ) -> Entry:
        """With what became another between the two."""
        was, now = differences(before, after)
        return Entry(
            at=self._wall(), actor=by, action=action, subject=subject, name=name, before=was, after=now
        )

    async def change(self, changes: Sequence[Change], entries: Sequence[Entry]) -> None:
        """In one transaction. Raises as `Repository.change`."""
        await self._kept.run(self._kept.repository.change, changes, entries)

    async def note(self, entry: Entry) -> None:
        """Of what changes nothing in the storage."""
        await self.change((), (entry,))

    async def find(self, asked: AuditQuery) -> tuple[Entry, ...]:
        return await self._kept.run(self._kept.repository.audit, asked)
