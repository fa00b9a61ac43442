"""What only a database can get wrong: secrets in its file, versions, keys, what outlives a restart."""

import sqlite3
import stat
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine

from softphone.storage import tables
from softphone.storage.backup import copy_sqlite
from softphone.storage.migrate import migrate
from softphone.storage.repository import NewerDatabaseError, StorageError
from softphone.storage.sql import SqlRepository, open_sqlite
from softphone.storage.vault import Vault, WrongKeyError
from tests.contract.test_repository import ASAS, COMPANY, DESK, TRUNK, answered


def opened(folder: Path) -> SqlRepository:
    return open_sqlite(folder / "softphone.db", Vault.open(folder / "secret.key"))


def test_what_was_kept_is_there_after_a_restart(tmp_path: Path) -> None:
    first = opened(tmp_path)
    first.load(COMPANY)
    before = first.directory()
    first.close()
    second = opened(tmp_path)
    assert second.directory() == before
    second.close()


def test_no_secret_stands_in_the_files(tmp_path: Path) -> None:
    repository = opened(tmp_path)
    repository.load(COMPANY)
    repository.keep_settings(ASAS, [answered(1, "a")], follows=0)
    repository.set_calendar_password("p1", "calendar-password")
    files = [path for path in tmp_path.iterdir() if path.name.startswith("softphone.db")]
    kept = b"".join(path.read_bytes() for path in files)
    assert DESK.user.encode() in kept
    assert DESK.ha1.encode() not in kept
    assert TRUNK.password.encode() not in kept
    assert b"calendar-password" not in kept
    assert b"Sjuk" not in kept
    assert answered(1, "a").answer.encode() not in kept
    repository.close()


def test_the_key_is_readable_by_its_owner_alone(tmp_path: Path) -> None:
    Vault.open(tmp_path / "secret.key")
    assert stat.S_IMODE((tmp_path / "secret.key").stat().st_mode) == 0o600


def test_another_key_is_said(tmp_path: Path) -> None:
    repository = opened(tmp_path)
    repository.load(COMPANY)
    repository.close()
    (tmp_path / "secret.key").unlink()
    with pytest.raises(StorageError, match="not the one"):
        opened(tmp_path)


def test_a_damaged_key_is_said(tmp_path: Path) -> None:
    (tmp_path / "secret.key").write_bytes(b"short")
    with pytest.raises(StorageError, match="damaged"):
        Vault.open(tmp_path / "secret.key")


def test_a_sealed_value_cannot_be_moved_to_another_place(tmp_path: Path) -> None:
    vault = Vault.open(tmp_path / "secret.key")
    sealed = vault.seal("secret", "devices.ha1.d1")
    assert vault.unseal(sealed, "devices.ha1.d1") == "secret"
    assert sealed != vault.seal("secret", "devices.ha1.d1")
    altered = sealed[:-1] + bytes([sealed[-1] ^ 1])
    for wrong, place in ((sealed, "devices.ha1.d2"), (altered, "devices.ha1.d1"), (b"", "x")):
        with pytest.raises(WrongKeyError):
            vault.unseal(wrong, place)


def test_a_newer_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    repository = opened(tmp_path)
    repository.load(COMPANY)
    repository.close()
    with sqlite3.connect(tmp_path / "softphone.db") as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    database.close()
    with pytest.raises(NewerDatabaseError, match="newer version of Softphone"):
        opened(tmp_path)
    with sqlite3.connect(tmp_path / "softphone.db") as database:
        assert database.execute("SELECT version_num FROM alembic_version").fetchall() == [("9999",)]
    database.close()


def test_what_is_no_database_is_said(tmp_path: Path) -> None:
    (tmp_path / "softphone.db").write_bytes(b"not a database, but long enough to be looked at" * 100)
    with pytest.raises(StorageError, match="cannot be used: file is not a database"):
        opened(tmp_path)


def test_the_migrations_make_the_tables() -> None:
    engine = create_engine("sqlite://")
    migrate(engine)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), tables.metadata) == []
    engine.dispose()


def test_a_backup_is_a_whole_company_of_its_own(tmp_path: Path) -> None:
    repository = opened(tmp_path)
    repository.load(COMPANY)
    copy = tmp_path / "copy.db"
    copy_sqlite(tmp_path / "softphone.db", copy)
    repository.remove_device("d1")
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    restored = open_sqlite(copy, Vault.open(tmp_path / "secret.key"))
    assert set(restored.directory().credentials) == {"asa", "bo.x1"}
    restored.close()
    with pytest.raises(FileExistsError):
        copy_sqlite(tmp_path / "softphone.db", copy)
    repository.close()


def test_a_backup_that_cannot_be_made_leaves_nothing(tmp_path: Path) -> None:
    repository = opened(tmp_path)
    with pytest.raises(OSError, match="No such file"):
        copy_sqlite(tmp_path / "softphone.db", tmp_path / "missing" / "copy.db")
    (tmp_path / "no.db").write_bytes(b"no database at all" * 100)
    with pytest.raises(OSError, match="cannot be made"):
        copy_sqlite(tmp_path / "no.db", tmp_path / "copy.db")
    assert not (tmp_path / "copy.db").exists()
    repository.close()
