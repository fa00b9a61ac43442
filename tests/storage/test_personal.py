"""The file of one's own history and contacts, and whatever may be wrong with it."""

import sqlite3
import stat
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from softphone.people.call_history import CallKey, LocalCall, Result, ServerCall
from softphone.people.contact import Contact, ContactNumber
from softphone.people.personal import Personal, PersonalLoaded, PersonalTrouble, PersonalTroubled
from softphone.storage import personal
from softphone.storage.personal import PersonalError, PersonalFile
from softphone.storage.personal_keeper import FolderKeeper, file_name
from tests.helpers.unexpected_errors import ExpectErrors

PATIENCE = 60.0
"""Seconds for what takes a moment on a quiet machine."""
KEY = CallKey("c1@company.test", "a")
LOCAL = LocalCall(id="l1", keys=(KEY,), outgoing=False, began=10.0, address="sip:bo@x", result=Result.MISSED)
SERVER = ServerCall(id="s1", key=KEY, outgoing=False, began=11.0, address="bo", result=Result.MISSED)
KIM = Contact(id="k1", name="Kim Åberg", numbers=(ContactNumber("08-123 45 67"),))
ALL = Personal(local=(LOCAL,), server=(SERVER,), notes={KEY: "Ring"}, contacts=(KIM,), looked_at=5.0)


def filled(file: PersonalFile) -> None:
    file.keep_calls([LOCAL], [SERVER])
    file.keep_note(KEY, "Ring")
    file.keep_contacts([KIM])
    file.looked_at(5.0)


def test_what_was_kept_is_there_after_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "asa.db"
    file = PersonalFile(path)
    assert file.load() == Personal()
    filled(file)
    file.close()
    file.close()
    again = PersonalFile(path)
    assert again.load() == ALL
    again.close()


def test_the_latest_version_is_kept_and_what_is_taken_away_is_gone(tmp_path: Path) -> None:
    file = PersonalFile(tmp_path / "asa.db")
    filled(file)
    answered = msgspec.structs.replace(LOCAL, result=Result.ANSWERED, talked=3.0)
    file.keep_calls([answered], [msgspec.structs.replace(SERVER, outgoing=True)])
    file.keep_note(KEY, "")
    file.keep_contacts([], removed=["k1", "never there"])
    kept = file.load()
    assert kept.local == (answered,)
    assert len(kept.server) == 2
    assert (kept.notes, kept.contacts) == ({}, ())
    file.close()


def test_only_the_newest_are_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(personal, "SHOWN", 2)
    file = PersonalFile(tmp_path / "asa.db")
    file.keep_calls([msgspec.structs.replace(LOCAL, id=f"l{n}", began=float(n)) for n in range(5)])
    assert [call.id for call in file.load().local] == ["l4", "l3"]
    file.close()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has access lists")
def test_nobody_else_reads_it(tmp_path: Path) -> None:
    PersonalFile(tmp_path / "asa.db").close()
    assert stat.S_IMODE((tmp_path / "asa.db").stat().st_mode) == 0o600


def test_a_newer_file_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "asa.db"
    file = PersonalFile(path)
    filled(file)
    file.close()
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA user_version = 99")
    database.close()
    before = path.read_bytes()
    with pytest.raises(PersonalError) as refused:
        PersonalFile(path)
    assert refused.value.trouble is PersonalTrouble.NEWER
    assert path.read_bytes() == before


def test_a_file_of_somebody_else_s_is_damaged_not_unwritable(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "asa.db") as database:
        database.executescript(
            f"CREATE TABLE contacts (x); PRAGMA user_version = {len(personal.MIGRATIONS)};"
        )
    database.close()
    file = PersonalFile(tmp_path / "asa.db")
    with pytest.raises(PersonalError) as refused:
        file.load()
    assert refused.value.trouble is PersonalTrouble.DAMAGED
    file.close()


def test_a_migration_that_fails_leaves_the_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "asa.db"
    file = PersonalFile(path)
    filled(file)
    file.close()
    broken = "CREATE TABLE more (id TEXT); INSERT INTO nothing VALUES (1);"
    with monkeypatch.context() as later:
        later.setattr(personal, "MIGRATIONS", (*personal.MIGRATIONS, broken))
        with pytest.raises(PersonalError):
            PersonalFile(path)
    again = PersonalFile(path)
    assert again.load() == ALL
    again.close()


def test_a_file_of_before_is_brought_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "asa.db"
    file = PersonalFile(path)
    filled(file)
    file.close()
    monkeypatch.setattr(personal, "MIGRATIONS", (*personal.MIGRATIONS, "CREATE TABLE more (id TEXT);"))
    again = PersonalFile(path)
    assert again.load() == ALL
    again.close()
    with sqlite3.connect(path) as database:
        assert database.execute("PRAGMA user_version").fetchone() == (len(personal.MIGRATIONS),)
    database.close()


class TestKeeper:
    @pytest.fixture
    def keeper(self, tmp_path: Path) -> Iterator[FolderKeeper]:
        made = FolderKeeper(tmp_path)
        yield made
        made.close()

    def test_each_account_has_its_own(self, keeper: FolderKeeper, tmp_path: Path) -> None:
        keeper.keep_contacts([KIM])  # of nobody
        keeper.open("asa at company.test")
        assert keeper.receive(PATIENCE) == PersonalLoaded("asa at company.test", Personal())
        keeper.keep_calls([LOCAL], [SERVER])
        keeper.keep_note(KEY, "Ring")
        keeper.keep_contacts([KIM])
        keeper.looked_at(5.0)
        keeper.open("bo at company.test")
        assert keeper.receive(PATIENCE) == PersonalLoaded("bo at company.test", Personal())
        keeper.open("asa at company.test")
        assert keeper.receive(PATIENCE) == PersonalLoaded("asa at company.test", ALL)
        keeper.close()
        keeper.close()
        assert keeper.receive() is None
        assert len(list(tmp_path.glob("*.db"))) == 2

    def test_what_was_told_is_written_before_it_closes(self, tmp_path: Path) -> None:
        keeper = FolderKeeper(tmp_path)
        keeper.open("asa")
        for n in range(500):
            keeper.keep_calls([msgspec.structs.replace(LOCAL, id=f"l{n}")])
        keeper.close()
        file = PersonalFile(tmp_path / file_name("asa"))
        assert len(file.load().local) == 500
        file.close()

    @pytest.mark.parametrize(
        "damage",
        [
            lambda data: b"no database at all, but long enough to be looked at " * 100,
            lambda data: data[: len(data) // 2],
            lambda data: data[:4096] + bytes(4096) + data[8192:],
            lambda data: data.replace(b'{"id":"l1"', b'{"id":[[["'),
        ],
        ids=["another", "cut off", "a page gone", "nonsense in it"],
    )
    def test_a_damaged_file_is_set_aside_and_said(
        self, tmp_path: Path, damage: Callable[[bytes], bytes], expected_errors: ExpectErrors
    ) -> None:
        path = tmp_path / file_name("asa")
        file = PersonalFile(path)
        filled(file)
        file.close()
        path.write_bytes(damage(path.read_bytes()))
        damaged = path.read_bytes()
        expected_errors("DAMAGED")
        keeper = FolderKeeper(tmp_path)
        keeper.open("asa")
        troubled = keeper.receive(PATIENCE)
        assert isinstance(troubled, PersonalTroubled) and troubled.trouble is PersonalTrouble.DAMAGED
        assert keeper.receive(PATIENCE) == PersonalLoaded("asa", Personal())
        (aside,) = tmp_path.glob("*.damaged-1")
        assert str(aside) in troubled.detail
        assert aside.read_bytes() == damaged
        keeper.keep_contacts([KIM])
        keeper.open("asa")
        loaded = keeper.receive(PATIENCE)
        assert isinstance(loaded, PersonalLoaded) and loaded.personal.contacts == (KIM,)
        keeper.close()

    def test_a_newer_file_is_said_and_not_touched(
        self, tmp_path: Path, expected_errors: ExpectErrors
    ) -> None:
        path = tmp_path / file_name("asa")
        PersonalFile(path).close()
        with sqlite3.connect(path) as database:
            database.execute("PRAGMA user_version = 99")
        database.close()
        before = path.read_bytes()
        expected_errors("NEWER")
        keeper = FolderKeeper(tmp_path)
        keeper.open("asa")
        troubled = keeper.receive(PATIENCE)
        assert isinstance(troubled, PersonalTroubled) and troubled.trouble is PersonalTrouble.NEWER
        assert keeper.receive(PATIENCE) == PersonalLoaded("asa", Personal())
        keeper.keep_calls([LOCAL])
        keeper.close()
        assert path.read_bytes() == before

    def test_what_a_disk_did_not_take_is_written_when_it_does(
        self, tmp_path: Path, expected_errors: ExpectErrors
    ) -> None:
        """A folder that is a file, until it is none."""
        folder = tmp_path / "data"
        folder.write_text("in the way")
        expected_errors("NOT_WRITABLE")
        keeper = FolderKeeper(folder)
        keeper.open("asa")
        troubled = keeper.receive(PATIENCE)
        assert isinstance(troubled, PersonalTroubled)
        assert troubled.trouble is PersonalTrouble.NOT_WRITABLE
        assert keeper.receive(PATIENCE) == PersonalLoaded("asa", Personal())
        keeper.keep_calls([LOCAL])
        assert keeper.receive(0.2) is None
        folder.unlink()
        keeper.keep_contacts([KIM])
        keeper.open("asa")
        loaded = keeper.receive(PATIENCE)
        assert isinstance(loaded, PersonalLoaded)
        assert (loaded.personal.local, loaded.personal.contacts) == ((LOCAL,), (KIM,))
        keeper.close()
