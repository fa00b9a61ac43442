"""The company of a data folder: opened, or loaded from its file at the first start.

Whatever is wrong is a `StartError`; nothing is changed then.
"""

import contextlib
import socket
from collections.abc import Callable
from pathlib import Path
from typing import IO

import msgspec
import structlog

from softphone.server.company_file import CompanyFile, read_company
from softphone.server.passwords import Passwords
from softphone.storage.folder_lock import FolderInUseError, hold
from softphone.storage.records import NewCompany
from softphone.storage.repository import Repository, StorageError
from softphone.storage.sql import open_postgresql, open_sqlite
from softphone.storage.vault import Vault

DATABASE, KEY = "softphone.db", "secret.key"
"""In the data folder."""
_log = structlog.get_logger("softphone.server")


class StartError(Exception):
    """Why the server does not start: one sentence for the person, and the exact cause for the log."""

    def __init__(self, sentence: str, cause: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.cause = cause or sentence


class CompanyFileError(StartError):
    """Every mistake, one to a line."""


class OpenCompany(msgspec.Struct, frozen=True):
    repository: Repository
    has_administrator: bool
    lock: IO[bytes]
    """Close it last: the folder is this process's alone until then."""


DATABASE_VARIABLE = "SOFTPHONE_DATABASE"
"""Of the surroundings: the URL, which has a password in it."""


def open_database(data: Path, url: str = "", *, migrates: bool = True) -> Repository:
    """The one at the URL, or else in the folder; unless it `migrates`, only if it is of this version. Raises
    StorageError and OSError."""
    vault = Vault.open(data / KEY)
    if url:
        return open_postgresql(url, vault, migrates=migrates)
    return open_sqlite(data / DATABASE, vault, migrates=migrates)


def open_company(
    data: Path,
    company_file: Path | None,
    passwords: Passwords,
    new_id: Callable[[], str],
    url: str = "",
) -> OpenCompany:
    """The repository, with a company in it: of the database at the URL, or in the folder. Raises StartError.

    The file is read only while there is no company yet; it is read before anything is written.
    """
    database = data / DATABASE
    company = None if url or database.exists() else _read(company_file, new_id)
    with contextlib.ExitStack() as undo:
        try:
            data.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock = undo.enter_context(hold(data))
            repository = open_database(data, url)
        except FolderInUseError as error:
            raise StartError(f"Another Softphone server uses the folder {data}.", repr(error)) from error
        except StorageError as error:
            raise StartError(str(error), repr(error.__cause__ or error)) from error
        except OSError as error:
            raise StartError(f"The folder {data} cannot be used: {error.strerror}.", repr(error)) from error
        undo.callback(repository.close)
        if repository.is_empty():
            repository.load(_hashed(company or _read(company_file, new_id), passwords))
        elif company_file is not None:
            _log.info("company file not read: a company was loaded before", file=str(company_file))
        known = repository.has_administrator()
        undo.pop_all()
    return OpenCompany(repository, known, lock)


def _read(company_file: Path | None, new_id: Callable[[], str]) -> CompanyFile:
    if company_file is None:
        host = socket.gethostname().lower() or "localhost"
        return CompanyFile(company=NewCompany(domain=host, country="SE"), passwords={})
    try:
        # Windows' editors begin a file with a byte order mark.
        text = company_file.read_text(encoding="utf-8-sig")
    except OSError as error:
        sentence = f"The company file {company_file} cannot be read: {error.strerror}."
        raise CompanyFileError(sentence, repr(error)) from error
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        # str, not repr: that has the whole file in it, passwords and all.
        raise CompanyFileError(f"{company_file}: line {line}: This is not UTF-8 text.", str(error)) from None
    company = read_company(text, new_id)
    if isinstance(company, CompanyFile):
        return company
    raise CompanyFileError("\n".join(f"{company_file}: {mistake}" for mistake in company))


def _hashed(file: CompanyFile, passwords: Passwords) -> NewCompany:
    hashes = {person: passwords.hash(password) for person, password in file.passwords.items()}
    return msgspec.structs.replace(file.company, password_hashes=hashes)
