"""A sealed backup and its way back."""

import io
import stat
from pathlib import Path

import pytest

from softphone.storage.repository import StorageError
from softphone.storage.sealed_file import UnsealError, seal, unseal
from softphone.storage.sql import open_sqlite
from softphone.storage.vault import Vault
from softphone.storage.whole_state import back_up, restore
from tests.contract.test_repository import COMPANY, TRUNK

SECRET = "correct horse battery staple"


def sealed(plain: bytes) -> bytes:
    out = io.BytesIO()
    seal(io.BytesIO(plain), out, SECRET)
    return out.getvalue()


def opened(data: bytes, passphrase: str = SECRET) -> bytes:
    out = io.BytesIO()
    unseal(io.BytesIO(data), out, passphrase)
    return out.getvalue()


@pytest.mark.parametrize("size", [0, 1, 65_536, 65_537, 200_000])
def test_what_was_sealed_is_opened_with_the_passphrase_alone(size: int) -> None:
    plain = bytes(number % 251 for number in range(size))
    assert opened(sealed(plain)) == plain
    with pytest.raises(UnsealError, match="passphrase is wrong"):
        opened(sealed(plain), "another")


def test_a_change_a_move_and_a_cut_are_noticed() -> None:
    whole = sealed(bytes(200_000))
    head, piece = 35, 65_552
    swapped = whole[:head] + whole[head + piece : head + 2 * piece] + whole[head : head + piece]
    for damaged in (
        whole[:100] + bytes([whole[100] ^ 1]) + whole[101:],
        swapped + whole[head + 2 * piece :],
        whole[: head + piece],
        whole[: head + piece + 10],
        whole + b"x",
        whole[:head],
    ):
        with pytest.raises(UnsealError):
            opened(damaged)
    for nothing in (b"", b"softphone", whole[1:]):
        with pytest.raises(UnsealError, match="no backup"):
            opened(nothing)


def test_a_backup_of_a_server_that_runs_is_restored_whole(tmp_path: Path) -> None:
    data, back = tmp_path / "data", tmp_path / "back"
    data.mkdir()
    running = open_sqlite(data / "softphone.db", Vault.open(data / "secret.key"))
    running.load(COMPANY)
    (data / "route.key").write_text("ab" * 32)
    (data / "engine.journal").write_bytes(b"calls of then")
    back_up(data, tmp_path / "b.backup", SECRET)
    assert stat.S_IMODE((tmp_path / "b.backup").stat().st_mode) == 0o600
    assert TRUNK.password.encode() not in (tmp_path / "b.backup").read_bytes()
    restore(tmp_path / "b.backup", back, SECRET)
    restored = open_sqlite(back / "softphone.db", Vault.open(back / "secret.key"))
    assert restored.directory() == running.directory()
    assert sorted(path.name for path in back.iterdir() if "softphone.db-" not in path.name) == [
        "route.key",
        "secret.key",
        "softphone.db",
    ]
    assert stat.S_IMODE((back / "secret.key").stat().st_mode) == 0o600
    for each in (running, restored):
        each.close()


def test_nothing_is_changed_where_it_cannot_be_restored(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "kept").touch()
    (tmp_path / "b.backup").write_bytes(sealed(b"no archive"))
    with pytest.raises(StorageError, match="not empty"):
        restore(tmp_path / "b.backup", data, SECRET)
    with pytest.raises(StorageError):
        restore(tmp_path / "b.backup", tmp_path / "new", "wrong")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b.backup", "data"]
