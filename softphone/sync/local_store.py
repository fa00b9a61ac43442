"""What this computer keeps of one's settings: a small SQLite database in the user's own folder.

One row for each account, replaced whole in one transaction: a program or a machine that dies in the middle
leaves the row as it was before.
"""

import contextlib
import sqlite3
from pathlib import Path

import msgspec

from softphone.profiles.own import SettingsTold, Told
from softphone.sync.settings_session import Known

VERSION = 1
"""Of the table, and of what is in it."""
_decoder = msgspec.json.Decoder(Known)


class LocalStore:
    """Used on one thread. What went wrong is in `told`; what was given is kept in memory all the same."""

    def __init__(self, path: Path | None) -> None:
        """None: in memory only."""
        self.told: SettingsTold | None = None
        self._path = path
        self._connection: sqlite3.Connection | None = None
        self._failing = False
        if path is not None:
            self._open(path)

    def load(self, account: str) -> Known:
        if self._connection is None:
            return Known()
        try:
            query = "SELECT known FROM settings WHERE account = ?"
            row = self._connection.execute(query, (account,)).fetchone()
            return Known() if row is None else _decoder.decode(row[0])
        except (sqlite3.DatabaseError, msgspec.DecodeError) as error:
            self._begin_anew(str(error))
            return Known()

    def save(self, account: str, known: Known) -> SettingsTold | None:
        """Committed when this returns, or why not; said once for as long as it lasts."""
        if self._connection is None:
            return None
        try:
            with self._connection:
                self._connection.execute(
                    "INSERT INTO settings VALUES (?, ?) "
                    "ON CONFLICT (account) DO UPDATE SET known = excluded.known",
                    (account, msgspec.json.encode(known)),
                )
        except sqlite3.Error as error:
            again, self._failing = self._failing, True
            return None if again else SettingsTold(Told.NOT_SAVED_HERE, str(error))
        self._failing = False
        return None

    def close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def _open(self, path: Path) -> None:
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            path.touch(0o600)
            # The thread that closes it may be another one than that which used it.
            self._connection = sqlite3.connect(path, timeout=5.0, check_same_thread=False)
            version = self._connection.execute("PRAGMA user_version").fetchone()[0]
            if version > VERSION:
                self.close()
                self.told = SettingsTold(Told.NEWER_HERE, str(path))
                return
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.execute("PRAGMA synchronous = FULL")
            with self._connection:
                self._connection.execute(
                    "CREATE TABLE IF NOT EXISTS settings (account TEXT PRIMARY KEY, known BLOB NOT NULL)"
                )
                self._connection.execute(f"PRAGMA user_version = {VERSION}")
        except sqlite3.OperationalError as error:
            self.close()
            self.told = SettingsTold(Told.NOT_SAVED_HERE, f"{path}: {error}")
        except sqlite3.DatabaseError as error:
            self._begin_anew(str(error))
        except OSError as error:
            self.told = SettingsTold(Told.NOT_SAVED_HERE, str(error))

    def _begin_anew(self, why: str) -> None:
        """Keep what cannot be read: somebody may read it with better tools."""
        self.close()
        path = self._path
        if path is None or self.told is not None:
            return  # also with a new file: the folder is no place to write to
        number = 1
        while (aside := path.with_name(f"{path.name}.damaged-{number}")).exists():
            number += 1
        self.told = SettingsTold(Told.DAMAGED_HERE, f"{aside}: {why}")
        with contextlib.suppress(OSError):
            for suffix in ("-wal", "-shm"):
                beside = path.with_name(path.name + suffix)
                if beside.exists():
                    beside.rename(aside.with_name(aside.name + suffix))
            path.rename(aside)
        told = self.told
        self._open(path)
        self.told = told
