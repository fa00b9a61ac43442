"""Privacy (Integritet): how long things are kept, enforced; one person's data exported, and erased."""

import asyncio
import io
import zipfile
from collections.abc import Mapping
from typing import Any

import msgspec
import structlog

from softphone.people.directory import Person
from softphone.people.retention import DEFAULT_DAYS, Keeping, are_days
from softphone.server.accounts import Accounts, Clocks, Refused
from softphone.server.audit import AuditLog
from softphone.server.kept import Kept
from softphone.server.people import LAST_ADMINISTRATOR, NOBODY, People
from softphone.storage.audit import Action, Actor, AuditQuery
from softphone.storage.call_record import CallRecord
from softphone.storage.changed import after_changes
from softphone.storage.changes import ErasePerson, PutRetention

_DAY = 86_400.0
_PIECE = 200
"""Records read at once; between pieces the storage has its turn for others."""
NOT_DAYS = Refused(status=422, code="bad_request", sentence="This is kept for 1 to 3650 days.")


class Privacy:
    """Lives on the server's loop."""

    def __init__(
        self, kept: Kept, accounts: Accounts, audit: AuditLog, people: People, clocks: Clocks
    ) -> None:
        self._kept = kept
        self._accounts = accounts
        self._audit = audit
        self._people = people
        self._clocks = clocks
        self._log = structlog.get_logger("softphone.privacy")

    async def retention(self) -> Mapping[Keeping, int]:
        """Days."""
        return {**DEFAULT_DAYS, **await self._kept.run(self._kept.repository.retention)}

    async def set_retention(self, days: Mapping[Keeping, int], by: Actor) -> Refused | None:
        if not all(map(are_days, days.values())):
            return NOT_DAYS
        async with self._audit.one_by_one:
            now = await self.retention()
            changed = {what: each for what, each in days.items() if now[what] != each}
            if changed:
                entry = msgspec.structs.replace(
                    self._audit.entry(by, Action.RETENTION_CHANGED),
                    before={what.value: now[what] for what in changed},
                    after={what.value: each for what, each in changed.items()},
                )
                await self._audit.change([PutRetention(*each) for each in changed.items()], [entry])
        return None

    async def forget_old(self) -> None:
        """What is over by now; call it now and then."""
        repository, now = self._kept.repository, self._clocks.wall()
        before = {what: now - days * _DAY for what, days in (await self.retention()).items()}
        calls = await self._kept.run(repository.remove_call_records, before[Keeping.CALL_RECORDS])
        entries = await self._kept.run(repository.remove_audit, before[Keeping.AUDIT])
        addresses = 0
        while count := await self._kept.run(repository.forget_addresses, before[Keeping.ADDRESSES], _PIECE):
            addresses += count
        await self._kept.run(repository.remove_invitations, now)
        if calls or entries or addresses:
            self._log.info("forgotten", calls=calls, audit=entries, addresses=addresses)

    async def export(self, id_: str, by: Actor) -> bytes | Refused:
        """A ZIP of JSON: all that is kept of this person, but secrets."""
        person = self._people.find(id_)
        if person is None:
            return NOBODY
        entry = self._audit.entry(by, Action.PERSON_EXPORTED, id_, person.name)
        await self._audit.note(entry)
        parts = {"person.json": msgspec.to_builtins(person, order="deterministic")}
        parts |= await self._kept.run(self._of_person, person)
        return await asyncio.to_thread(_zipped, parts)

    async def erase(self, id_: str, by: Actor) -> Refused | None:
        """They are out at once and for good. What names them in the calls and changes of others goes too."""
        async with self._audit.one_by_one:
            person = self._people.find(id_)
            if person is None:
                return NOBODY
            if person.active and await self._people.is_last_administrator(person):
                return LAST_ADMINISTRATOR
            # Who erases themselves is not named by that either.
            by = Actor(person=id_) if by.person == id_ else by
            entry = self._audit.entry(by, Action.PERSON_ERASED, id_)
            await self._audit.change([ErasePerson(id_)], [entry])
            self._accounts.use_directory(after_changes(self._accounts.directory, [ErasePerson(id_)]))
            self._accounts.end_sessions(id_)
        self._log.info("person erased", person=id_, by=by.login)
        return None

    def _of_person(self, person: Person) -> dict[str, Any]:
        """On the storage's thread."""
        repository = self._kept.repository
        directory = self._accounts.directory
        settings = [each for each in repository.settings() if each.person == person.id]
        calls: list[CallRecord] = []
        last: CallRecord | None = None
        while True:
            page = repository.call_records(
                person=person.id,
                before=last.began if last else None,
                then=last.id if last else "",
                limit=_PIECE,
            )
            calls += page
            if len(page) < _PIECE:
                break
            last = page[-1]
        devices = [
            {"name": each.name, "created": each.created, "seen": each.seen}
            for each in repository.devices(person.id)
        ]
        sessions = [
            {"device": each.name, "created": each.created, "used": each.used}
            for each in repository.sessions()
            if each.person == person.id
        ]
        own = repository.audit(AuditQuery(actor=person.id, limit=100_000))
        about = repository.audit(AuditQuery(subject=person.id, limit=100_000))
        return {
            "numbers.json": [
                msgspec.to_builtins(each) for each in directory.numbers.values() if each.person == person.id
            ],
            "groups.json": [each.name for each in directory.groups.values() if person.id in each.members],
            "devices.json": devices,
            "sessions.json": sessions,
            "settings.json": [msgspec.json.decode(each.document) for each in settings],
            "calls.json": msgspec.to_builtins(calls),
            "changes_made.json": msgspec.to_builtins(own),
            "changes_about.json": msgspec.to_builtins(about),
        }


def _zipped(parts: Mapping[str, Any]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, msgspec.json.format(msgspec.json.encode(content), indent=2))
    return out.getvalue()
