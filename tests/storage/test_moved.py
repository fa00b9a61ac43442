"""A backup of what is in a real PostgreSQL, made while others write; and its way back, into either."""

import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from softphone.people.directory import Number, NumberKind, NumberStatus, Person
from softphone.people.directory_source import DirectorySource
from softphone.storage.audit import Action, Actor, AuditQuery, Entry
from softphone.storage.changes import PutDirectorySource, PutEntry, PutNumber, PutPerson
from softphone.storage.repository import Repository, StorageError
from softphone.storage.sql import open_postgresql, open_sqlite
from softphone.storage.vault import Vault
from softphone.storage.whole_state import back_up, restore
from tests.contract.test_repository import ASAS, CALL, COMPANY, TRUNK, answered
from tests.helpers.postgresql import PostgreSQL, may_run

pytestmark = [pytest.mark.peer, pytest.mark.skipif(not may_run(), reason="PostgreSQL is not installed")]
SECRET = "correct horse battery staple"


@pytest.fixture(scope="module")
def postgresql() -> Iterator[PostgreSQL]:
    started = PostgreSQL()
    yield started
    started.stop()


def add(repository: Repository, n: int) -> None:
    """A person, a number of theirs, and what the audit log says of it, in one transaction."""
    person = Person(id=f"n{n}", login=f"new{n}", name=f"Ny {n}", mobile=f"+4670200{n:04}")
    number = Number(
        number=person.mobile, kind=NumberKind.MOBILE, status=NumberStatus.IN_USE, person=person.id
    )
    entry = Entry(at=float(n), actor=Actor(), action=Action.PERSON_ADDED, subject=person.id)
    repository.change([PutPerson(person, ""), PutNumber(number), PutEntry(person.id, f"e{n}")], [entry])


def test_a_backup_made_under_writes_is_one_moment_and_goes_back_into_either(
    tmp_path: Path, postgresql: PostgreSQL
) -> None:
    postgresql.empty()
    data = tmp_path / "data"
    data.mkdir()
    vault = Vault.open(data / "secret.key")
    running = open_postgresql(postgresql.url, vault)
    running.load(COMPANY)
    running.keep_calls([CALL], [])
    running.keep_settings(ASAS, [answered(1, "e1"), answered(2, "e2")], 0)
    source = DirectorySource(address="ldap.test", base_dn="dc=test", bind_dn="cn=x", password="hemligt")
    running.change([PutDirectorySource(source)])
    for n in range(200):
        add(running, n)
    stops, writes = threading.Event(), threading.Event()
    added: list[int] = []

    def write() -> None:
        writer = open_postgresql(postgresql.url, vault)
        while not stops.is_set():
            add(writer, 200 + len(added))
            added.append(1)
            writes.set()
        writer.close()

    writing = threading.Thread(target=write)
    writing.start()
    try:
        assert writes.wait(120)
        back_up(data, tmp_path / "b.backup", SECRET, postgresql.url)
    finally:
        stops.set()
        writing.join()
    sealed = (tmp_path / "b.backup").read_bytes()
    assert TRUNK.password.encode() not in sealed and b"hemligt" not in sealed
    restore(tmp_path / "b.backup", tmp_path / "file", SECRET)
    restored = open_sqlite(tmp_path / "file" / "softphone.db", Vault.open(tmp_path / "file" / "secret.key"))
    try:
        whole = restored.directory()
        new = {id_ for id_ in whole.people if id_.startswith("n")}
        # What was kept together is there together, and nothing between: a moment.
        assert new == {f"n{n}" for n in range(len(new))} and 200 < len(new) <= 200 + len(added)
        assert {each.person for each in whole.numbers.values() if each.person in new} == new
        entries = restored.audit(AuditQuery(limit=10_000))
        assert {each.subject for each in entries} == new
        assert set(restored.directory_entries()) == new
        assert restored.call_records() == (CALL,) and restored.settings() == running.settings()
        assert restored.answers_after("p1", 0) == running.answers_after("p1", 0)
        assert restored.directory_source() == source and whole.trunks["t1"] == TRUNK
    finally:
        running.close()

    postgresql.empty()
    restore(tmp_path / "b.backup", tmp_path / "again", SECRET, postgresql.url)
    assert sorted(path.name for path in (tmp_path / "again").iterdir()) == ["secret.key"]
    again = open_postgresql(postgresql.url, Vault.open(tmp_path / "again" / "secret.key"))
    try:
        assert again.directory() == whole and again.settings() == restored.settings()
        assert again.audit(AuditQuery(limit=10_000)) == entries
        # Numbers of the audit log go on; those given meanwhile may be left out.
        add(again, 9_999)
        add(restored, 9_999)
        newest = [each.audit(AuditQuery(limit=1))[0].n for each in (again, restored)]
        assert newest[0] == newest[1] > entries[0].n
        with pytest.raises(StorageError, match="has a company already"):
            restore(tmp_path / "b.backup", tmp_path / "twice", SECRET, postgresql.url)
        assert not (tmp_path / "twice").exists()
        assert "n9999" in again.directory().people
    finally:
        again.close()
        restored.close()


def test_the_numbers_of_entries_that_went_are_not_given_again(tmp_path: Path, postgresql: PostgreSQL) -> None:
    postgresql.empty()
    data = tmp_path / "data"
    data.mkdir()
    running = open_postgresql(postgresql.url, Vault.open(data / "secret.key"))
    running.load(COMPANY)
    for n in range(3):
        add(running, n)
    running.remove_audit(100.0)
    running.close()
    back_up(data, tmp_path / "b.backup", SECRET, postgresql.url)
    restore(tmp_path / "b.backup", tmp_path / "file", SECRET)
    postgresql.empty()
    restore(tmp_path / "b.backup", tmp_path / "again", SECRET, postgresql.url)
    file = tmp_path / "file"
    for restored in (
        open_sqlite(file / "softphone.db", Vault.open(file / "secret.key")),
        open_postgresql(postgresql.url, Vault.open(tmp_path / "again" / "secret.key")),
    ):
        add(restored, 3)
        assert [each.n for each in restored.audit(AuditQuery())] == [4]
        restored.close()


def test_a_database_that_is_not_taken_stays_as_it_was(tmp_path: Path, postgresql: PostgreSQL) -> None:
    postgresql.empty()
    data, backup, again = tmp_path / "data", tmp_path / "b.backup", tmp_path / "again"
    data.mkdir()
    running = open_postgresql(postgresql.url, Vault.open(data / "secret.key"))
    running.load(COMPANY)
    running.close()
    back_up(data, backup, SECRET, postgresql.url)
    with psycopg.connect(postgresql.url, autocommit=True) as connection:
        # That of an earlier version's server, which runs.
        connection.execute("UPDATE alembic_version SET version_num = '0010'")
        with pytest.raises(StorageError, match="has a company already"):
            restore(backup, again, SECRET, postgresql.url)
        assert connection.execute("SELECT version_num FROM alembic_version").fetchone() == ("0010",)
    assert not again.exists()

    postgresql.empty()
    open_postgresql(postgresql.url, Vault.open(data / "secret.key")).close()
    with psycopg.connect(postgresql.url, autocommit=True) as connection:
        # One that refuses as late as it can.
        connection.execute(
            "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE 'no'; END$$"
        )
        connection.execute(
            "CREATE CONSTRAINT TRIGGER refuses AFTER INSERT ON people DEFERRABLE INITIALLY DEFERRED "
            "FOR EACH ROW EXECUTE FUNCTION refuse()"
        )
    with pytest.raises(StorageError, match="cannot be filled"):
        restore(backup, again, SECRET, postgresql.url)
    assert not again.exists()


def test_a_database_that_cannot_be_read_leaves_nothing(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    Vault.open(data / "secret.key")
    with pytest.raises(OSError, match="cannot be made"):
        back_up(data, tmp_path / "b.backup", SECRET, "postgresql://x:secret-word@/none?host=/nowhere")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data"]
