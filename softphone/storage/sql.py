"""The repository in a database: SQLite with a write-ahead log, or PostgreSQL.

Used by one thread at a time. Every statement is SQLAlchemy Core, the same for both.
"""

import sqlite3
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import msgspec
from sqlalchemy import (
    Engine,
    bindparam,
    create_engine,
    delete,
    event,
    func,
    insert,
    make_url,
    select,
    update,
)
from sqlalchemy.exc import ArgumentError, DatabaseError, IntegrityError
from sqlalchemy.pool import StaticPool

from softphone.people.directory import Directory, Person
from softphone.people.directory_source import DirectorySource
from softphone.people.retention import Keeping
from softphone.profiles.number_forwarding import NumberForwarding
from softphone.storage import tables
from softphone.storage.audit import AuditQuery, Entry
from softphone.storage.call_record import CallEnd, CallRecord
from softphone.storage.changes import Change
from softphone.storage.migrate import check_version, migrate
from softphone.storage.records import (
    Device,
    Invitation,
    KeptAnswer,
    KeptCalendar,
    KeptSettings,
    NewCompany,
    PasswordHash,
    SecondFactor,
    Session,
)
from softphone.storage.repository import OvertakenError, StorageError, TakenError
from softphone.storage.sql_audit import insert_entries, remove_entries, select_entries
from softphone.storage.sql_calls import keep_ends, keep_records, remove_records, select_record, select_records
from softphone.storage.sql_company import (
    check_key,
    insert_company,
    select_directory,
    select_has_administrator,
)
from softphone.storage.sql_directory import select_entries as select_directory_entries
from softphone.storage.sql_directory import select_source
from softphone.storage.sql_forwardings import select_forwardings
from softphone.storage.sql_many import make_changes
from softphone.storage.sql_privacy import forget_addresses, select_retention
from softphone.storage.sql_rows import device_of, device_row, person_row
from softphone.storage.sql_second_factors import select_factors, use_step
from softphone.storage.sql_settings import (
    delete_calendar,
    forget,
    insert_settings,
    replace_calendar,
    replace_password,
    select_answers,
    select_calendars,
    select_password,
    select_settings,
)
from softphone.storage.vault import Vault, WrongKeyError


def open_sqlite(path: Path, vault: Vault, *, migrates: bool = True) -> "SqlRepository":
    """The database in the file, made or migrated to this version; or, unless it `migrates`, as it is.

    Raises StorageError: a newer version's database, another key's, or no database at all.
    """
    engine = create_engine(
        f"sqlite:///{path}",
        poolclass=StaticPool,
        connect_args={"check_same_thread": False, "timeout": 10.0},
    )
    if migrates:
        event.listen(engine, "connect", _configure)
    try:
        (migrate if migrates else check_version)(engine)
        repository = SqlRepository(engine, vault)
        repository.check_key()
    except WrongKeyError:
        engine.dispose()
        raise StorageError(
            f"The key file beside {path} is not the one that this database was encrypted with."
        ) from None
    except StorageError:
        engine.dispose()
        raise
    except DatabaseError as error:
        engine.dispose()
        raise StorageError(f"The database {path} cannot be used: {error.orig}.") from error
    return repository


def open_postgresql(url: str, vault: Vault, *, migrates: bool = True) -> "SqlRepository":
    """The database at postgresql://USER:PASSWORD@HOST/NAME, with its tables made or migrated as by
    `open_sqlite`. Raises StorageError as that; what it says has no password in it."""
    engine = postgresql_engine(url)
    shown = engine.url.render_as_string(hide_password=True).replace("+psycopg", "")
    try:
        (migrate if migrates else check_version)(engine)
        repository = SqlRepository(engine, vault)
        repository.check_key()
    except WrongKeyError:
        engine.dispose()
        raise StorageError(f"The key file is not the one that {shown} was encrypted with.") from None
    except StorageError:
        engine.dispose()
        raise
    except DatabaseError as error:
        engine.dispose()
        why = str(error.orig).strip().replace("\n", " ")
        raise StorageError(f"The database {shown} cannot be used: {why}.") from error
    return repository


def postgresql_engine(url: str) -> Engine:
    """Nothing is connected yet. Raises StorageError."""
    shown = url
    try:
        address = make_url(url).set(drivername="postgresql+psycopg")
        shown = address.render_as_string(hide_password=True).replace("+psycopg", "")
        return create_engine(address, pool_pre_ping=True, connect_args={"connect_timeout": 10})
    except (ArgumentError, ImportError, ValueError) as error:
        raise StorageError(f"The database {shown} cannot be used: {error}.") from error


def _configure(connection: sqlite3.Connection, _record: object) -> None:
    connection.execute("PRAGMA journal_mode = WAL")
    # An answer promises that what was asked for is kept: also when the power goes.
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")


class SqlRepository:
    def __init__(self, engine: Engine, vault: Vault) -> None:
        self._engine = engine
        self._vault = vault

    def check_key(self) -> None:
        """Raises WrongKeyError when the vault's key is not this database's."""
        with self._engine.connect() as connection:
            check_key(connection, self._vault)

    def is_empty(self) -> bool:
        with self._engine.connect() as connection:
            return connection.execute(select(func.count()).select_from(tables.company)).scalar_one() == 0

    def load(self, company: NewCompany) -> None:
        if not self.is_empty():
            raise TakenError("A company was loaded before.")
        try:
            with self._engine.begin() as connection:
                insert_company(connection, company, self._vault)
        except IntegrityError as error:
            raise TakenError(f"Something is there twice: {error.orig}.") from error

    def directory(self) -> Directory:
        with self._engine.connect() as connection:
            return select_directory(connection, self._vault)

    def add_person(self, person: Person, password_hash: str) -> None:
        try:
            with self._engine.begin() as connection:
                connection.execute(insert(tables.people).values(person_row(person, password_hash)))
        except IntegrityError as error:
            raise TakenError(f"The login {person.login} is in use.") from error

    def password_hash(self, login: str) -> PasswordHash | None:
        people = tables.people.c
        query = select(people.id, people.password_hash).where(people.login_folded == login.lower())
        with self._engine.connect() as connection:
            row = connection.execute(query).first()
        return None if row is None else PasswordHash(row[0], row[1])

    def has_administrator(self) -> bool:
        with self._engine.connect() as connection:
            return select_has_administrator(connection)

    def set_password_hash(self, person: str, password_hash: str) -> None:
        change = update(tables.people).where(tables.people.c.id == person).values(password_hash=password_hash)
        with self._engine.begin() as connection:
            if connection.execute(change).rowcount == 0:
                raise LookupError(person)

    def devices(self, person: str) -> tuple[Device, ...]:
        query = select(tables.devices).where(tables.devices.c.person == person)
        with self._engine.connect() as connection:
            rows = connection.execute(query).mappings()
            return tuple(device_of(row, self._vault) for row in rows)

    def put_device(self, device: Device) -> None:
        row = device_row(device, self._vault)
        change = update(tables.devices).where(tables.devices.c.id == device.id).values(row)
        try:
            with self._engine.begin() as connection:
                if connection.execute(change).rowcount == 0:
                    connection.execute(insert(tables.devices).values(row))
        except IntegrityError as error:
            raise TakenError(f"The device user {device.user} is in use.") from error

    def devices_seen(self, users: Collection[str], at: float) -> None:
        devices = tables.devices
        change = update(devices).where(devices.c.user == bindparam("heard")).values(seen=at)
        if users:
            with self._engine.begin() as connection:
                connection.execute(change, [{"heard": user} for user in users])

    def remove_device(self, device: str) -> bool:
        with self._engine.begin() as connection:
            gone = connection.execute(delete(tables.devices).where(tables.devices.c.id == device))
            return gone.rowcount > 0

    def sessions(self) -> tuple[Session, ...]:
        with self._engine.connect() as connection:
            rows = connection.execute(select(tables.sessions)).mappings()
            return tuple(Session(**row) for row in rows)

    def add_session(self, session: Session) -> None:
        with self._engine.begin() as connection:
            connection.execute(insert(tables.sessions).values(msgspec.structs.asdict(session)))

    def touch_session(self, token_hash: str, used: float) -> None:
        sessions = tables.sessions
        with self._engine.begin() as connection:
            connection.execute(update(sessions).where(sessions.c.token_hash == token_hash).values(used=used))

    def remove_session(self, token_hash: str) -> bool:
        sessions = tables.sessions
        with self._engine.begin() as connection:
            gone = connection.execute(delete(sessions).where(sessions.c.token_hash == token_hash))
            return gone.rowcount > 0

    def settings(self) -> tuple[KeptSettings, ...]:
        with self._engine.connect() as connection:
            return select_settings(connection, self._vault)

    def answers_to(self, person: str, edits: Collection[str]) -> tuple[KeptAnswer, ...]:
        with self._engine.connect() as connection:
            return select_answers(connection, self._vault, person, edits=edits)

    def answers_after(self, person: str, n: int) -> tuple[KeptAnswer, ...]:
        with self._engine.connect() as connection:
            return select_answers(connection, self._vault, person, after=n)

    def answer(self, person: str, n: int) -> KeptAnswer | None:
        with self._engine.connect() as connection:
            return next(iter(select_answers(connection, self._vault, person, n=n)), None)

    def keep_settings(
        self,
        settings: KeptSettings,
        answers: Sequence[KeptAnswer],
        follows: int,
        entries: Sequence[Entry] = (),
    ) -> None:
        try:
            with self._engine.begin() as connection:
                insert_settings(connection, self._vault, settings, answers, follows)
                insert_entries(connection, entries)
        except IntegrityError as error:
            raise OvertakenError(settings.person) from error
        except DatabaseError as error:
            raise _failed(error) from error

    def forget_answers(self, before: float) -> Mapping[str, int]:
        try:
            with self._engine.begin() as connection:
                return forget(connection, before)
        except DatabaseError as error:
            raise _failed(error) from error

    def calendar_password(self, person: str) -> str:
        with self._engine.connect() as connection:
            return select_password(connection, self._vault, person)

    def set_calendar_password(self, person: str, password: str) -> None:
        try:
            with self._engine.begin() as connection:
                replace_password(connection, self._vault, person, password)
        except DatabaseError as error:
            raise _failed(error) from error

    def calendars(self) -> tuple[KeptCalendar, ...]:
        with self._engine.connect() as connection:
            return select_calendars(connection, self._vault)

    def keep_calendar(self, calendar: KeptCalendar) -> None:
        try:
            with self._engine.begin() as connection:
                replace_calendar(connection, self._vault, calendar)
        except DatabaseError as error:
            raise _failed(error) from error

    def forget_calendar(self, person: str) -> None:
        try:
            with self._engine.begin() as connection:
                delete_calendar(connection, person)
        except DatabaseError as error:
            raise _failed(error) from error

    def remove_sessions(self, before: float) -> int:
        sessions = tables.sessions
        with self._engine.begin() as connection:
            return connection.execute(delete(sessions).where(sessions.c.used < before)).rowcount

    def keep_calls(self, records: Sequence[CallRecord], ends: Sequence[CallEnd]) -> None:
        with self._engine.begin() as connection:
            keep_records(connection, records)
            keep_ends(connection, ends)

    def call_records(
        self,
        *,
        person: str = "",
        text: str = "",
        since: float | None = None,
        before: float | None = None,
        then: str = "",
        limit: int = 100,
    ) -> tuple[CallRecord, ...]:
        with self._engine.connect() as connection:
            return select_records(
                connection, person, text=text, since=since, before=before, then=then, limit=limit
            )

    def call_record(self, id_: str) -> CallRecord | None:
        with self._engine.connect() as connection:
            return select_record(connection, id_)

    def remove_call_records(self, before: float) -> int:
        with self._engine.begin() as connection:
            return remove_records(connection, before)

    def change(self, changes: Sequence[Change], entries: Sequence[Entry] = ()) -> None:
        try:
            with self._engine.begin() as connection:
                make_changes(connection, changes, self._vault)
                insert_entries(connection, entries)
        except IntegrityError as error:
            raise TakenError(f"Something is in use: {error.orig}.") from error

    def second_factors(self) -> tuple[SecondFactor, ...]:
        with self._engine.connect() as connection:
            return select_factors(connection, self._vault)

    def use_step(self, person: str, step: int) -> bool:
        with self._engine.begin() as connection:
            return use_step(connection, person, step)

    def number_forwardings(self) -> Mapping[str, NumberForwarding]:
        with self._engine.connect() as connection:
            return select_forwardings(connection)

    def directory_source(self) -> DirectorySource | None:
        with self._engine.connect() as connection:
            return select_source(connection, self._vault)

    def directory_entries(self) -> Mapping[str, str]:
        with self._engine.connect() as connection:
            return select_directory_entries(connection)

    def retention(self) -> Mapping[Keeping, int]:
        with self._engine.connect() as connection:
            return select_retention(connection)

    def forget_addresses(self, before: float, most: int) -> int:
        with self._engine.begin() as connection:
            return forget_addresses(connection, before, most)

    def invitation(self, token_hash: str) -> Invitation | None:
        kept = tables.invitations
        with self._engine.connect() as connection:
            row = connection.execute(select(kept).where(kept.c.token_hash == token_hash)).mappings().first()
        return None if row is None else Invitation(**row)

    def remove_invitations(self, before: float) -> int:
        kept = tables.invitations
        with self._engine.begin() as connection:
            return connection.execute(delete(kept).where(kept.c.expires < before)).rowcount

    def audit(self, asked: AuditQuery) -> tuple[Entry, ...]:
        with self._engine.connect() as connection:
            return select_entries(connection, asked)

    def remove_audit(self, before: float) -> int:
        with self._engine.begin() as connection:
            return remove_entries(connection, before)

    def close(self) -> None:
        self._engine.dispose()


def _failed(error: DatabaseError) -> StorageError:
    """The disk is full, the file is damaged, the server is gone: in the database's words."""
    return StorageError(f"The database cannot be written: {error.orig}.")
