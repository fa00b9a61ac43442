"""`softphone doctor` on a server that runs, one that does not, and what is damaged."""

import contextlib
import datetime as dt
import sqlite3
from pathlib import Path

import pytest

from softphone.programs.doctor import Finding, look, run
from tests.helpers.running_server import RunningServer

COMPANY = """
domain = "localhost"
[[people]]
login = "asa"
name = "Åsa"
[[trunks]]
name = "Operator"
address = "127.0.0.1:9"
transport = "tcp"
[[trunks]]
name = "Lost"
address = "nowhere.invalid"
"""
NOW = dt.datetime.now(dt.UTC)


def findings(folder: Path, now: dt.datetime = NOW) -> dict[str, list[Finding]]:
    found: dict[str, list[Finding]] = {}
    for each in look(folder, now):
        found.setdefault(each.what, []).append(each)
    return found


def test_what_is_well_and_what_is_to_be_mended(tmp_path: Path) -> None:
    with RunningServer(tmp_path, COMPANY) as server:
        data = server.settings.data
        found = findings(data)
        well = {what for what, each in found.items() if all(one.well for one in each)}
        assert well == {"database", "SIP", "SIP TLS", "HTTP", "certificate", "DNS", "sound"}
        operator, lost = found["trunk"]
        assert "127.0.0.1:9 does not answer" in operator.sentence
        assert "Lost: its address is not found" in lost.sentence
        assert run(data) == 1
        late = findings(data, NOW + dt.timedelta(days=4_000))["certificate"]
        assert not late[0].well
    (data / "secret.key").rename(data / "away")
    (only,) = look(data, NOW)
    assert "secret.key" in only.sentence and not (data / "secret.key").exists()
    (data / "away").rename(data / "secret.key")
    stopped = findings(data)
    assert not any(each.well for what in ("SIP", "SIP TLS", "HTTP") for each in stopped[what])


RUBBISH, FOREIGN = b"rubbish" * 2_000, "CREATE TABLE birds (name TEXT)"


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (b"", "start `softphone serve"),
        (
            RUBBISH,
            "is no database: restore a backup into an empty folder (`softphone restore FILE --data DIR`).",
        ),
        (FOREIGN, "It is no database of Softphone: it has none of its tables."),
    ],
)
def test_a_database_that_is_none_is_said(tmp_path: Path, damage: bytes | str, said: str) -> None:
    path = tmp_path / "softphone.db"
    if damage:
        (tmp_path / "secret.key").write_bytes(bytes(32))
    if isinstance(damage, str):
        with contextlib.closing(sqlite3.connect(path)) as other:
            other.execute(damage)
    elif damage:
        path.write_bytes(damage)
    before = path.read_bytes() if damage else b""
    (only,) = look(tmp_path, NOW)
    assert (only.what, only.well) == ("database", False)
    assert path.exists() == bool(damage) and (not damage or path.read_bytes() == before)
    assert said in only.sentence
    assert run(tmp_path) == 1


def test_a_database_of_another_version_is_left_as_it_is(tmp_path: Path) -> None:
    with RunningServer(tmp_path, COMPANY) as server:
        data = server.settings.data
    with contextlib.closing(sqlite3.connect(data / "softphone.db")) as kept, kept:
        kept.execute("UPDATE alembic_version SET version_num = '0001'")
    (only,) = look(data, NOW)
    assert "of another version (0001): start `softphone serve` of this one once" in only.sentence
    with contextlib.closing(sqlite3.connect(data / "softphone.db")) as kept:
        assert kept.execute("SELECT version_num FROM alembic_version").fetchall() == [("0001",)]
