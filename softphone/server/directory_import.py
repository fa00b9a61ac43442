"""The company's directory (LDAP) as a source of people: where it is, and what an import from it does.

Whoever came from it and is not there any more is told of, and deactivated only when that is asked for.
"""

import asyncio

import msgspec
import structlog

from softphone.people.directory import Person
from softphone.people.directory_source import DirectorySource, Trouble, checked
from softphone.server import child
from softphone.server.accounts import Refused
from softphone.server.administration import STOPPING, Administration
from softphone.server.audit import AuditLog
from softphone.server.importing import MOST_ROWS, Form, Tried
from softphone.server.kept import Kept
from softphone.server.people import Faults, People
from softphone.storage.audit import Action, Actor
from softphone.storage.changes import PutDirectorySource

NO_SOURCE = Refused(
    status=409, code="no_directory", sentence="Nobody has said yet where the company's directory is."
)
LONGEST = 600.0
"""Seconds for an answer as a whole: a server that gives it byte by byte would keep all others waiting."""
EMPTY = Refused(
    status=409,
    code="empty_directory",
    sentence="Nobody is found in the directory; so nobody was deactivated, and nothing was changed.",
)
_IN_PROGRESS = Refused(status=409, code="in_progress", sentence="The directory is being asked already.")
_FAILED = Refused(
    status=500, code="import_failed", sentence="The directory was not asked; the server's log says why."
)


class ImportedFromDirectory(msgspec.Struct, frozen=True):
    added: int
    changed: int
    vanished: int
    deactivated: int
    kept_active: tuple[str, ...] = ()
    """Sentences: who could not be deactivated, and why; each after a login."""


class DirectoryImport:
    """Lives on the server's loop."""

    def __init__(self, kept: Kept, audit: AuditLog, people: People, administration: Administration) -> None:
        self._kept = kept
        self._audit = audit
        self._people = people
        self._administration = administration
        self._asking = asyncio.Lock()
        self._children = child.Children()
        self._log = structlog.get_logger("softphone.directory")

    def stop(self) -> None:
        """Waits for no directory any more."""
        self._children.end()

    async def source(self) -> DirectorySource | None:
        return await self._kept.run(self._kept.repository.directory_source)

    async def put(self, written: DirectorySource, by: Actor) -> DirectorySource | Faults:
        """Where it is, from now on; nobody is asked. Without a password the one before stays, for the server
        and the name that it was given for."""
        async with self._audit.one_by_one:
            before = await self.source()
            if before and not written.password and _is_for(before, written):
                written = msgspec.structs.replace(written, password=before.password)
            source = checked(written)
            if not isinstance(source, DirectorySource):
                return source
            if source != before:
                await self._keep(before, source, by)
        return source

    async def forget(self, by: Actor) -> Refused | None:
        """Where it is, and its password. Who came from it stays."""
        async with self._audit.one_by_one:
            before = await self.source()
            if before is None:
                return NO_SOURCE
            await self._keep(before, None, by)
        return None

    async def run(
        self,
        by: Actor,
        *,
        dry_run: bool = False,
        without_faulty: bool = False,
        deactivates: str = "",
        most_rows: int = MOST_ROWS,
    ) -> ImportedFromDirectory | Tried | Refused:
        """As `Administration.import_people`, and then whoever `deactivates` means are deactivated."""
        source = await self.source()
        if source is None:
            return NO_SOURCE
        if self._asking.locked():
            return _IN_PROGRESS
        async with self._asking:
            rows = await self._ask(source)
            if isinstance(rows, Refused):
                return rows
            if not rows and deactivates and not dry_run:
                return EMPTY
            done = await self._administration.import_people(
                rows,
                Form.ENTRIES,
                by,
                dry_run=dry_run,
                without_faulty=without_faulty,
                deactivates=deactivates,
                most_rows=most_rows,
            )
            if isinstance(done, Refused | Tried):
                return done
            out = await self._deactivate(done.vanished, by) if deactivates else []
        failed = tuple(each for each in out if isinstance(each, str))
        return ImportedFromDirectory(
            done.added, done.count - done.added, len(done.vanished), len(out) - len(failed), failed
        )

    async def _ask(self, source: DirectorySource) -> bytes | Refused:
        given = msgspec.json.encode(source)
        try:
            done = await asyncio.to_thread(self._children.run, "ask-directory", given=given, seconds=LONGEST)
        except child.EndedError:
            return STOPPING
        except TimeoutError:
            sentence = f"{source.address} has not told all within {LONGEST:.0f} s."
            self._log.warning("directory not asked", code="directory_unreachable", cause=sentence)
            return Refused(status=502, code="directory_unreachable", sentence=sentence)
        if done.returncode == 0:
            return done.stdout
        try:
            trouble = msgspec.json.decode(done.stdout, type=Trouble)
        except msgspec.MsgspecError:
            self._log.error("directory not asked", status=done.returncode, cause=child.last_words(done))
            return _FAILED
        self._log.warning("directory not asked", code=trouble.code, cause=trouble.sentence)
        return Refused(status=502, code=trouble.code, sentence=trouble.sentence)

    async def _deactivate(self, vanished: tuple[str, ...], by: Actor) -> list[Person | str]:
        found: list[Person | str] = []
        for id_ in vanished:
            done = await self._people.deactivate(id_, by)
            person = self._people.find(id_)
            name = person.login if person else id_
            found.append(f"{name}: {done.sentence}" if isinstance(done, Refused) else done)
        return found

    async def _keep(self, before: DirectorySource | None, after: DirectorySource | None, by: Actor) -> None:
        address = (after or before or DirectorySource()).address
        entry = self._audit.entry(by, Action.DIRECTORY_CHANGED, "", address, before=before, after=after)
        await self._audit.change([PutDirectorySource(after)], [entry])


def _is_for(before: DirectorySource, written: DirectorySource) -> bool:
    """Whether the password of the one may be sent for the other."""
    return (before.address, before.bind_dn) == (written.address.strip(), written.bind_dn.strip())
