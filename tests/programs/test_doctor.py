"""`softphone doctor` on a server that runs, one that does not, and what is damaged."""

import datetime as dt
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


@pytest.mark.parametrize("damage", [b"", b"rubbish" * 2_000])
def test_a_database_that_is_none_is_said(tmp_path: Path, damage: bytes) -> None:
    if damage:
        (tmp_path / "softphone.db").write_bytes(damage)
    (only,) = look(tmp_path, NOW)
    assert (only.what, only.well) == ("database", False)
    assert run(tmp_path) == 1
