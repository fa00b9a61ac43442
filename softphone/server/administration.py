"""What an administrator does to the whole company at once: search it, import people, make a backup.

None of it may delay a call (docs/decisions/010-http-beside-the-engine.md): what takes long is done in a
process of its own or in pieces; the engine is given the whole new directory.
"""

import asyncio
import contextlib
import datetime as dt
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import structlog

from softphone.people.directory import Person
from softphone.people.table_of_people import TableFault
from softphone.server import child
from softphone.server.accounts import Accounts, Clocks, Refused
from softphone.server.audit import AuditLog
from softphone.server.importing import MOST_ROWS, Asked, Done, Form, Mistakes, Others, Taken, Tried, outcome
from softphone.server.kept import Kept
from softphone.server.people_search import Found, PeopleSearch
from softphone.server.turns import PAUSE
from softphone.storage.audit import Action, Actor
from softphone.storage.changed import Making, number_changes
from softphone.storage.changes import PutPerson

BACKUPS = "backups"
"""The folder of the backups, within the data folder."""
_HALF = ".half"
"""There, of the one that is being made: what is cut off leaves nothing that looks like a backup."""

Imported = Done | Tried

OTHERS = Refused(
    status=409,
    code="others_vanished",
    sentence="Others are not there any more than those who were shown; nothing was changed. Try it again.",
)


STOPPING = Refused(status=503, code="stopping", sentence="The server is being stopped; nothing was changed.")
_STOPPED = Refused(
    status=503,
    code="stopping",
    sentence="The server was stopped meanwhile; all are imported, or nobody. Look when it runs again.",
)
_NO_BACKUP = Refused(status=503, code="stopping", sentence="The server is being stopped; no backup was made.")


class NoTable(Refused, frozen=True, kw_only=True):
    """What was to be imported cannot be read as a whole."""

    fault: TableFault


class Backup(msgspec.Struct, frozen=True):
    name: str
    size: int
    """Bytes."""


class Administration:
    """Lives on the server's loop. `database` is its URL, or empty for the one in the folder. `token(n)` gives
    n random bytes in hexadecimal."""

    def __init__(
        self,
        kept: Kept,
        accounts: Accounts,
        audit: AuditLog,
        *,
        folder: Path,
        database: str,
        clocks: Clocks,
        token: Callable[[int], str],
    ) -> None:
        self._kept = kept
        self._database = database
        self._accounts = accounts
        self._audit = audit
        self._folder = folder
        self._clocks = clocks
        self._token = token
        self._log = structlog.get_logger("softphone.administration")
        self._search = PeopleSearch()
        self._search_inactive = PeopleSearch()
        self._backing_up = asyncio.Lock()
        self._children = child.Children()

    def stop(self) -> None:
        """Waits for no import and no backup any more."""
        self._children.end()

    async def search(self, text: str, limit: int, *, offset: int = 0, inactive: bool = False) -> Found:
        """Among those who are active, or those who are not."""
        directory = self._accounts.directory
        if inactive:
            return await self._search_inactive.find(directory.inactive, text, limit, offset)
        return await self._search.find(directory.people, text, limit, offset)

    async def import_people(
        self,
        body: bytes,
        form: Form,
        by: Actor,
        *,
        dry_run: bool = False,
        without_faulty: bool = False,
        deactivates: str = "",
        most_rows: int = MOST_ROWS,
    ) -> Imported | Refused:
        """All of them or none, or all but faulty rows. They sign in by invitations. `deactivates` (which is
        the caller's to do) and `most_rows`: documented in `Asked`."""
        asked = Asked(
            form=form,
            seed=self._token(16),
            entry=self._audit.entry(by, Action.PEOPLE_IMPORTED),
            dry_run=dry_run,
            without_faulty=without_faulty,
            deactivates=deactivates,
            most_rows=most_rows,
        )
        # To try changes nothing: nobody waits for it.
        async with contextlib.nullcontext() if dry_run else self._audit.one_by_one:
            try:
                answer = await asyncio.to_thread(self._import, body, asked)
            except child.EndedError:
                # The child changes all in one transaction; whether it came to its end nobody has heard.
                return STOPPING if dry_run else _STOPPED
            try:
                came, people = outcome(answer)
                if isinstance(came, Done):
                    await self._take(people)
            except ValueError:
                # It may have ended after its work.
                self._accounts.use_directory(await self._kept.run(self._kept.repository.directory))
                sentence = "Nobody was imported, or not all is known of it; the server's log says why."
                return Refused(status=500, code="import_failed", sentence=sentence)
        if isinstance(came, Mistakes):
            sentence = " ".join(came.sentences)
            if came.table is not None:
                return NoTable(status=422, code="bad_request", sentence=sentence, fault=came.table)
            return Refused(status=422, code="bad_request", sentence=sentence)
        if isinstance(came, Taken):
            return Refused(status=409, code="taken", sentence=came.sentence)
        if isinstance(came, Others):
            return OTHERS
        if isinstance(came, Tried):
            return came
        self._log.info("people imported", count=came.count)
        return came

    async def back_up(self, by: Actor, passphrase: str = "") -> Backup | Refused:
        """The whole database in a new file; its secrets are sealed with the key file, which is kept apart.
        With a passphrase the whole state, keys and certificates too, sealed with it."""
        if self._backing_up.locked():
            return Refused(status=409, code="in_progress", sentence="A backup is being made already.")
        async with self._backing_up:
            moment = dt.datetime.fromtimestamp(self._clocks.wall(), dt.UTC)
            folder, name = self._folder / BACKUPS, f"softphone-{moment:%Y%m%d-%H%M%S}"
            kind = ".backup" if passphrase else ".db"
            path, number = folder / f"{name}{kind}", 2
            while path.exists():  # two in one second
                path, number = folder / f"{name}-{number}{kind}", number + 1
            half = folder / _HALF
            try:
                folder.mkdir(mode=0o700, exist_ok=True)
                await asyncio.to_thread(shutil.rmtree, half, ignore_errors=True)  # a killed server's
                half.mkdir(mode=0o700)
                done = await asyncio.to_thread(
                    self._children.run,
                    "back-up",
                    *("--data", str(self._folder), "--to", str(half / path.name)),
                    given=passphrase.encode(),
                    database=self._database,
                )
                if done.returncode != 0:
                    return self._no_backup(path, (child.last_words(done).splitlines() or [""])[-1])
                (half / path.name).rename(path)
            except child.EndedError:
                return _NO_BACKUP
            except OSError as error:
                return self._no_backup(path, str(error))
            finally:
                await asyncio.to_thread(shutil.rmtree, half, ignore_errors=True)
            size = path.stat().st_size
        await self._audit.note(self._audit.entry(by, Action.BACKUP_MADE, path.name))
        self._log.info("backup made", file=str(path), bytes=size)
        return Backup(path.name, size)

    def _no_backup(self, path: Path, cause: str) -> Refused:
        self._log.error("backup failed", file=str(path), cause=cause)
        return Refused(status=500, code="backup_failed", sentence=f"No backup was made: {cause}")

    def _import(self, body: bytes, asked: Asked) -> bytes:
        """What the child answers; empty when it failed. EndedError when the server stops."""
        given = msgspec.json.encode(asked) + b"\n" + body
        where = ("--data", str(self._folder))
        done = self._children.run("import-people", *where, given=given, database=self._database)
        if done.returncode != 0:
            self._log.error("import failed", status=done.returncode, cause=child.last_words(done))
            return b""
        return done.stdout

    async def _take(self, people: Iterator[list[Person]]) -> None:
        """Into force, besides those there are or in their place."""
        before = self._accounts.directory
        making = Making(before)
        for piece in people:
            for person in piece:
                was = before.people.get(person.id) or before.inactive.get(person.id)
                making.make(PutPerson(person))
                for change in number_changes(before, was, person):
                    making.make(change)
            await asyncio.sleep(PAUSE)
        now = self._accounts.directory
        if now.people is before.people:
            # Devices may have come and gone meanwhile.
            now = msgspec.structs.replace(making.directory(now), credentials=now.credentials)
        else:
            now = await self._kept.run(self._kept.repository.directory)
        self._accounts.use_directory(now)
