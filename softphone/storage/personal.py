"""One person's call history and contacts in a SQLite file of their own on their computer.

By the standard library alone: the desktop brings no SQLAlchemy. Rows hold the values as JSON beside what they
are found by, so that a field that is added later needs no migration.
"""

import contextlib
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from softphone.people.call_history import CallKey, LocalCall, ServerCall
from softphone.people.contact import Contact
from softphone.people.personal import Personal, PersonalTrouble

MIGRATIONS = (
    """
    CREATE TABLE local_calls (id TEXT PRIMARY KEY, began REAL NOT NULL, call BLOB NOT NULL);
    CREATE INDEX local_calls_began ON local_calls (began);
    CREATE TABLE server_calls (
        id TEXT NOT NULL, outgoing INTEGER NOT NULL, began REAL NOT NULL, call BLOB NOT NULL,
        PRIMARY KEY (id, outgoing)
    );
    CREATE INDEX server_calls_began ON server_calls (began);
    CREATE TABLE notes (
        call_id TEXT NOT NULL, caller_tag TEXT NOT NULL, note TEXT NOT NULL, PRIMARY KEY (call_id, caller_tag)
    );
    CREATE TABLE contacts (id TEXT PRIMARY KEY, contact BLOB NOT NULL);
    CREATE TABLE marks (name TEXT PRIMARY KEY, moment REAL NOT NULL);
    """,
    "CREATE TABLE favourites (id TEXT PRIMARY KEY);",
)
"""Each brings the file from its number to the next; the file knows its own (PRAGMA user_version)."""

SHOWN = 3_000
"""Calls of each kind that are loaded: the newest. Older ones stay in the file."""
_WAIT = 5.0
"""Seconds for another program (a backup) to let go of the file."""


class PersonalError(Exception):
    """The file cannot be used. `trouble` says why, as a person is told."""

    def __init__(self, trouble: PersonalTrouble, detail: str) -> None:
        super().__init__(f"{trouble.name}: {detail}")
        self.trouble = trouble
        self.detail = detail


class PersonalFile:
    """Used by one thread at a time. Every method that writes has committed when it returns; all raise
    PersonalError."""

    def __init__(self, path: Path) -> None:
        """Opens the file, makes it, or brings it to this version."""
        self._path = path
        with self._told():
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._database = sqlite3.connect(
                path, timeout=_WAIT, isolation_level=None, check_same_thread=False
            )
            try:
                self._begin()
            except BaseException:
                self._database.close()
                raise

    def _begin(self) -> None:
        # Before the file holds anything: others of this computer have no business in it.
        self._path.chmod(0o600)
        (version,) = self._database.execute("PRAGMA user_version").fetchone()
        if version > len(MIGRATIONS):
            raise PersonalError(PersonalTrouble.NEWER, f"{self._path.name} has version {version}")
        (state,) = self._database.execute("PRAGMA quick_check(1)").fetchone()
        if state != "ok":
            raise PersonalError(PersonalTrouble.DAMAGED, state)
        self._database.execute("PRAGMA journal_mode = WAL")
        # The last moments may go with the power, the file never does.
        self._database.execute("PRAGMA synchronous = NORMAL")
        for number, script in enumerate(MIGRATIONS[version:], version + 1):
            # All of it or nothing, its number included.
            self._database.executescript(f"BEGIN; {script}; PRAGMA user_version = {number}; COMMIT;")

    def load(self) -> Personal:
        with self._told():
            ask = self._database.execute
            newest = "ORDER BY began DESC LIMIT ?"
            local = ask(f"SELECT call FROM local_calls {newest}", (SHOWN,))  # noqa: S608  a constant
            server = ask(f"SELECT call FROM server_calls {newest}", (SHOWN,))  # noqa: S608  a constant
            looked_at = ask("SELECT moment FROM marks WHERE name = 'looked at'").fetchone()
            return Personal(
                local=tuple(msgspec.json.decode(call, type=LocalCall) for (call,) in local),
                server=tuple(msgspec.json.decode(call, type=ServerCall) for (call,) in server),
                notes={
                    CallKey(call_id, tag): note
                    for call_id, tag, note in ask("SELECT call_id, caller_tag, note FROM notes")
                },
                contacts=tuple(
                    msgspec.json.decode(contact, type=Contact)
                    for (contact,) in ask("SELECT contact FROM contacts ORDER BY id")
                ),
                favourites=tuple(each for (each,) in ask("SELECT id FROM favourites ORDER BY id")),
                looked_at=looked_at[0] if looked_at else 0.0,
            )

    def keep_calls(self, local: Iterable[LocalCall] = (), server: Iterable[ServerCall] = ()) -> None:
        with self._told(), self._transaction():
            self._database.executemany(
                "INSERT OR REPLACE INTO local_calls VALUES (?, ?, ?)",
                [(call.id, call.began, msgspec.json.encode(call)) for call in local],
            )
            self._database.executemany(
                "INSERT OR REPLACE INTO server_calls VALUES (?, ?, ?, ?)",
                [(call.id, call.outgoing, call.began, msgspec.json.encode(call)) for call in server],
            )

    def keep_note(self, key: CallKey, note: str) -> None:
        with self._told():
            if note:
                self._database.execute(
                    "INSERT OR REPLACE INTO notes VALUES (?, ?, ?)", (key.call_id, key.caller_tag, note)
                )
            else:
                self._database.execute(
                    "DELETE FROM notes WHERE call_id = ? AND caller_tag = ?", (key.call_id, key.caller_tag)
                )

    def keep_contacts(self, contacts: Iterable[Contact], removed: Iterable[str] = ()) -> None:
        with self._told(), self._transaction():
            self._database.executemany("DELETE FROM contacts WHERE id = ?", [(each,) for each in removed])
            self._database.executemany(
                "INSERT OR REPLACE INTO contacts VALUES (?, ?)",
                [(contact.id, msgspec.json.encode(contact)) for contact in contacts],
            )

    def keep_favourite(self, row: str, on: bool) -> None:
        change = (
            "INSERT OR REPLACE INTO favourites VALUES (?)" if on else "DELETE FROM favourites WHERE id = ?"
        )
        with self._told():
            self._database.execute(change, (row,))

    def looked_at(self, moment: float) -> None:
        with self._told():
            self._database.execute("INSERT OR REPLACE INTO marks VALUES ('looked at', ?)", (moment,))

    def close(self) -> None:
        """Safe to call twice."""
        self._database.close()

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        self._database.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            with contextlib.suppress(sqlite3.Error):
                self._database.execute("ROLLBACK")
            raise
        self._database.execute("COMMIT")

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.DatabaseError, msgspec.MsgspecError) as error:
            # Locked, read-only, full, no such folder: another time it may go.
            may_go = isinstance(error, sqlite3.OperationalError) and (
                error.sqlite_errorcode != sqlite3.SQLITE_ERROR
            )
            trouble = PersonalTrouble.NOT_WRITABLE if may_go else PersonalTrouble.DAMAGED
            raise PersonalError(trouble, str(error)) from error
        except OSError as error:
            raise PersonalError(PersonalTrouble.NOT_WRITABLE, str(error)) from error


def set_aside(path: Path) -> Path:
    """Move a damaged file, with what SQLite keeps beside it, out of the way; where it is now. Nothing is
    deleted: somebody may still save what is in it. Raises OSError."""
    number = 1
    while (aside := path.with_name(f"{path.name}.damaged-{number}")).exists():
        number += 1
    path.replace(aside)
    for suffix in ("-wal", "-shm"):
        beside = path.with_name(path.name + suffix)
        if beside.exists():
            beside.replace(aside.with_name(aside.name + suffix))
    return aside
