"""The whole state of a server in one sealed file, made while it runs; and back into an empty folder.

The database is copied as of one moment, PostgreSQL's into a file of SQLite (`moved`). With it go the key
that its secrets are sealed with, the one that signs calls, and the certificates. Not the engine's journal: it
is of calls that are over by then.
"""

import os
import tarfile
import tempfile
from contextlib import nullcontext
from pathlib import Path

from softphone.storage.backup import copy_sqlite
from softphone.storage.moved import copy_postgresql, into_postgresql
from softphone.storage.repository import StorageError
from softphone.storage.sealed_file import UnsealError, seal, unseal

DATABASE = "softphone.db"
_FILES = ("secret.key", "route.key", "ca.key", "ca.pem", "server.key", "server.pem")
_KNOWN = frozenset({DATABASE, *_FILES})


def copy_database(data: Path, target: Path, url: str = "") -> None:
    """The one at the URL, or else in the folder, into a new file of SQLite. Raises as `back_up`."""
    if url:
        copy_postgresql(url, target)
    else:
        copy_sqlite(data / DATABASE, target)


def back_up(data: Path, target: Path, passphrase: str, url: str = "") -> None:
    """FileExistsError when the target is there; OSError when it cannot be written, StorageError when the
    database at the URL cannot be read. Nothing is left then."""
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as folder:
        copy = Path(folder) / DATABASE
        copy_database(data, copy, url)
        archive = Path(folder) / "archive"
        with tarfile.open(archive, "w:gz", compresslevel=3) as tar:
            tar.add(copy, DATABASE)
            for name in _FILES:
                if (data / name).exists():
                    tar.add(data / name, name)
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with archive.open("rb") as plain, os.fdopen(descriptor, "wb") as sealed:
                seal(plain, sealed, passphrase)
                sealed.flush()
                os.fsync(sealed.fileno())
        except BaseException:
            target.unlink(missing_ok=True)
            raise


def restore(backup: Path, data: Path, passphrase: str, url: str = "") -> None:
    """Into a folder that is empty or not there; with a URL the database into an empty one of PostgreSQL. All
    of it or nothing. Raises StorageError and OSError."""
    if data.exists() and any(data.iterdir()):
        raise StorageError(f"The folder {data} is not empty; restore into a new one.")
    data.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=data.parent, prefix=".restore-") as folder:
        archive, whole = Path(folder) / "archive", Path(folder) / "data"
        with backup.open("rb") as sealed, archive.open("wb") as plain:
            unseal(sealed, plain, passphrase)
        whole.mkdir(mode=0o700)
        try:
            _unpack(archive, whole)
        except tarfile.TarError as error:
            raise UnsealError("The backup is damaged.") from error
        if not (whole / DATABASE).exists():
            raise UnsealError("The backup holds no database.")
        try:
            with into_postgresql(whole / DATABASE, url) if url else nullcontext():
                if url:
                    (whole / DATABASE).unlink()
                if data.exists():
                    data.rmdir()
                whole.rename(data)
        except BaseException:
            # Kept to its end or not at all: a database may refuse as late as that.
            if data.exists() and not whole.exists():
                data.rename(whole)
            raise


def _unpack(archive: Path, folder: Path) -> None:
    with tarfile.open(archive) as tar:
        for member in tar:
            file = tar.extractfile(member) if member.isfile() and member.name in _KNOWN else None
            if file is None:
                raise UnsealError("The backup holds something that is none of ours.")
            with open(folder / member.name, "wb", opener=_private) as written:
                while piece := file.read(1024 * 1024):
                    written.write(piece)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
