"""What this computer keeps, and what is said when it cannot."""

import sqlite3
from pathlib import Path

import pytest

from softphone.profiles.edits import Edit, Revision
from softphone.profiles.own import Told
from softphone.profiles.settings import FIRST, document_of
from softphone.sync.local_store import VERSION, LocalStore
from softphone.sync.settings_session import Known

KNOWN = Known(
    revision=Revision("e", 3),
    epoch="e",
    document=document_of(FIRST),
    waiting=(Edit(id="x", base=3, field="profiles.2.message", old="", new="Åter snart"),),
)


def test_what_was_saved_is_there_after_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "new" / "desktop.db"
    store = LocalStore(path)
    assert store.load("a") == Known()
    assert store.save("a", Known()) is None
    assert store.save("a", KNOWN) is None
    store.close()
    again = LocalStore(path)
    assert (again.told, again.load("a"), again.load("b")) == (None, KNOWN, Known())
    again.close()
    assert path.stat().st_mode & 0o077 == 0


def test_a_program_that_dies_in_the_middle_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "desktop.db"
    store = LocalStore(path)
    store.save("a", KNOWN)
    dying = sqlite3.connect(path, isolation_level=None)
    dying.execute("BEGIN")
    dying.execute("UPDATE settings SET known = '{\"half'")
    dying.close()
    store.close()
    again = LocalStore(path)
    assert again.load("a") == KNOWN
    again.close()


@pytest.mark.parametrize("damage", ["rubbish", "half a file", "half a row"])
def test_a_damaged_file_is_kept_aside_and_said(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "desktop.db"
    store = LocalStore(path)
    store.save("a", KNOWN)
    store.close()
    if damage == "half a row":
        with sqlite3.connect(path) as connection:
            connection.execute("UPDATE settings SET known = '{\"revision\": '")
        connection.close()
    else:
        whole = path.read_bytes()
        path.write_bytes(b"rubbish" * 1000 if damage == "rubbish" else whole[: len(whole) // 2])
    damaged = path.read_bytes()
    again = LocalStore(path)
    assert again.load("a") == Known()
    assert again.told is not None
    assert again.told.what is Told.DAMAGED_HERE
    aside = tmp_path / "desktop.db.damaged-1"
    assert str(aside) in again.told.detail
    # Setting the version writes a few bytes at the beginning.
    assert aside.read_bytes()[100:] == damaged[100:]
    assert again.save("a", KNOWN) is None
    again.close()
    third = LocalStore(path)
    assert (third.told, third.load("a")) == (None, KNOWN)
    third.close()


def test_a_file_of_a_later_version_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "desktop.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE other (x)")
        connection.execute(f"PRAGMA user_version = {VERSION + 1}")
    connection.close()
    before = path.read_bytes()
    store = LocalStore(path)
    assert store.told is not None
    assert store.told.what is Told.NEWER_HERE
    assert store.load("a") == Known()
    assert store.save("a", KNOWN) is None
    store.close()
    assert path.read_bytes() == before


def test_a_full_disk_is_said_once_and_ends(tmp_path: Path) -> None:
    path = tmp_path / "desktop.db"
    store = LocalStore(path)
    assert store.save("a", KNOWN) is None
    connection = store._connection
    assert connection is not None
    # SQLite's own way of having no more room: what it raises is what a full disk raises.
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {pages}")
    large = Known(document={"x": "y" * 100_000})
    told = store.save("a", large)
    assert told is not None
    assert told.what is Told.NOT_SAVED_HERE
    assert "full" in told.detail
    assert store.save("a", large) is None
    assert store.load("a") == KNOWN
    connection.execute("PRAGMA max_page_count = 100000")
    assert store.save("a", large) is None
    assert store.load("a") == large
    store.close()


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    store = LocalStore(tmp_path / "file" / "desktop.db")
    assert store.told is not None
    assert store.told.what is Told.NOT_SAVED_HERE
    assert store.load("a") == Known()
    assert store.save("a", KNOWN) is None
    store.close()


def test_memory_only() -> None:
    store = LocalStore(None)
    assert store.save("a", KNOWN) is None
    assert (store.load("a"), store.told) == (Known(), None)
