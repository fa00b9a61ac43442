"""A whole database carried over into another: PostgreSQL's into the SQLite file of a backup, and back.

A backup is the same whatever the server keeps its state in, and is restored into either. It is read in one
transaction of one moment, while others write.
"""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, func, insert, inspect, select, text
from sqlalchemy.exc import DatabaseError

from softphone.storage.migrate import migrate
from softphone.storage.repository import StorageError
from softphone.storage.sql import postgresql_engine
from softphone.storage.tables import metadata

_PIECE = 1_000
"""Rows."""


def copy_postgresql(url: str, target: Path) -> None:
    """Into a new SQLite file. FileExistsError when it is there; OSError when it cannot be written, and
    StorageError when the database cannot be read; nothing is left then."""
    target.touch(0o600, exist_ok=False)
    try:
        with _disposed(postgresql_engine(url)) as source, _disposed(_sqlite(target)) as copy:
            migrate(copy)
            # One snapshot, of the first statement's moment (PostgreSQL 13.2.2); it waits for nobody.
            moment = source.connect().execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
            with moment as reading, copy.begin() as writing:
                _carry(reading, writing)
    except DatabaseError as error:
        target.unlink(missing_ok=True)
        raise OSError(f"The copy {target} cannot be made: {_words(error)}.") from error
    except BaseException:
        target.unlink(missing_ok=True)
        raise


@contextlib.contextmanager
def into_postgresql(source: Path, url: str) -> Iterator[None]:
    """All of a backup's SQLite file, of this version or an earlier one, into a database in which there is no
    company: kept when the block ends well. Raises StorageError."""
    try:
        with _disposed(_sqlite(source)) as old, _disposed(postgresql_engine(url)) as target:
            migrate(old)
            # Before it is migrated: one with a company may be of an earlier version, whose server runs.
            if not _is_empty(target):
                raise StorageError("The database has a company already; restore into an empty one.")
            migrate(target)
            with old.connect() as reading, target.begin() as writing:
                _carry(reading, writing)
                yield
    except DatabaseError as error:
        raise StorageError(f"The database cannot be filled: {_words(error)}.") from error


def _is_empty(engine: Engine) -> bool:
    there = set(inspect(engine).get_table_names())
    tables = [each for each in metadata.sorted_tables if each.name in there]
    with engine.connect() as looking:
        return not any(looking.execute(select(func.count()).select_from(each)).scalar() for each in tables)


def _carry(reading: Connection, writing: Connection) -> None:
    for table in metadata.sorted_tables:
        rows = reading.execution_options(yield_per=_PIECE).execute(select(table)).mappings()
        for piece in rows.partitions():
            writing.execute(insert(table), [dict(row) for row in piece])
    last = _last_number(reading)
    if last:
        _count_from(writing, last)


def _last_number(connection: Connection) -> int:
    """Of the audit log: those of entries that went are not given again."""
    if connection.dialect.name == "sqlite":
        found = connection.execute(text("SELECT seq FROM sqlite_sequence WHERE name = 'audit'")).scalar()
        return int(found or 0)
    last, was_given = connection.execute(text("SELECT last_value, is_called FROM audit_n_seq")).one()
    return int(last) if was_given else 0


def _count_from(connection: Connection, last: int) -> None:
    if connection.dialect.name == "sqlite":
        connection.execute(text("DELETE FROM sqlite_sequence WHERE name = 'audit'"))
        row = {"last": last}
        connection.execute(text("INSERT INTO sqlite_sequence (name, seq) VALUES ('audit', :last)"), row)
    else:
        connection.execute(text("SELECT setval('audit_n_seq', :last)"), {"last": last})


def _sqlite(path: Path) -> Engine:
    return create_engine(f"sqlite:///{path}")


@contextlib.contextmanager
def _disposed(engine: Engine) -> Iterator[Engine]:
    try:
        yield engine
    finally:
        engine.dispose()


def _words(error: DatabaseError) -> str:
    return str(error.orig).strip().replace("\n", " ")
