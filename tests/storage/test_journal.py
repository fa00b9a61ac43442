import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from softphone.storage import journal as module
from softphone.storage.journal import Journal
from softphone.storage.journal_records import Record, encode, latest
from tests.storage.journal_facts import flow, records


class Faults:
    def __init__(self) -> None:
        self.said: list[str] = []

    def __call__(self, what: str, cause: str) -> None:
        self.said.append(what)


def test_there_is_nothing_at_first(tmp_path: Path) -> None:
    faults = Faults()
    assert Journal(tmp_path / "j", faults).read().records == ()
    assert not (tmp_path / "j").exists()
    assert faults.said == []


def test_what_was_appended_is_there_for_the_next(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "j", Faults())
    journal.append([flow(1), flow(2)])
    journal.append([flow(3)])
    assert Journal(tmp_path / "j", Faults()).read().records == (flow(1), flow(2), flow(3))
    assert stat.S_IMODE((tmp_path / "j").stat().st_mode) == 0o600


def test_an_append_is_one_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[bytes] = []

    def write(file: int, data: bytes) -> int:
        written.append(data)
        return len(data)

    journal = Journal(tmp_path / "j", Faults())
    monkeypatch.setattr(os, "write", write)
    journal.append([flow(1), flow(2), flow(3)])
    assert written == [encode([flow(1), flow(2), flow(3)])]


def test_it_survives_a_kill(tmp_path: Path) -> None:
    code = (
        "import os, signal, sys; from pathlib import Path\n"
        "from softphone.storage.journal import Journal; from tests.storage.journal_facts import flow\n"
        "journal = Journal(Path(sys.argv[1]), print)\n"
        "for number in range(100): journal.append([flow(number)])\n"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path / "j")], timeout=60, check=False)
    assert done.returncode == -signal.SIGKILL
    assert len(Journal(tmp_path / "j", Faults()).read().records) == 100


def test_a_long_one_is_written_anew(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "j", Faults(), long=1000)
    for number in range(100):
        journal.append([flow(number % 5)])
        if journal.is_long:
            journal.rewrite([flow(n) for n in range(5)])
    size = (tmp_path / "j").stat().st_size
    assert size < 1000 + len(encode([flow(1)]))
    journal.append([flow(77)])
    kept = latest(Journal(tmp_path / "j", Faults()).read().records)
    assert set(kept.values()) == {*(flow(n) for n in range(5)), flow(77)}
    assert [path.name for path in tmp_path.iterdir()] == ["j"]


def test_one_that_is_long_because_much_is_true_is_not_written_anew_all_the_time(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "j", Faults(), long=1000)
    everything = [flow(number) for number in range(500)]
    journal.append(everything)
    lengths = [journal.is_long]
    journal.rewrite(everything)
    journal.append([flow(1)] * 20)
    assert [*lengths, journal.is_long] == [True, False]


@pytest.mark.parametrize("step", ["open", "replace"])
def test_a_kill_while_it_is_written_anew_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """Before the new file is in the old one's place, and when it just is."""

    class KilledError(BaseException):
        pass

    real = Path.replace

    def killed(self: Path, target: Path) -> Path:
        if step == "replace":
            real(self, target)
        raise KilledError

    journal = Journal(tmp_path / "j", Faults())
    journal.append([flow(1), flow(2)])
    monkeypatch.setattr(Path, "replace", killed)
    with pytest.raises(KilledError):
        journal.rewrite([flow(1), flow(2)])
    assert Journal(tmp_path / "j", Faults()).read().records == (flow(1), flow(2))


def test_a_torn_end_is_normal_and_damage_is_said(tmp_path: Path) -> None:
    path, faults = tmp_path / "j", Faults()
    whole = encode([flow(1), flow(2), flow(3)])
    path.write_bytes(whole[:-1])
    assert Journal(path, faults).read().records == (flow(1), flow(2))
    assert faults.said == []
    path.write_bytes(whole.replace(b"device2", b"device9"))
    journal = Journal(path, faults)
    assert journal.read().records == (flow(1), flow(3))
    assert faults.said == ["journal read without some of it"]
    journal.append([flow(4)])
    assert Journal(path, Faults()).read().records == (flow(1), flow(3), flow(4))


def test_appended_behind_a_torn_end_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "j"
    path.write_bytes(encode([flow(1), flow(2)])[:-1])
    Journal(path, Faults()).append([flow(3)])
    assert Journal(path, Faults()).read().records == (flow(1), flow(3))


def test_a_full_disk_is_said_once_and_made_up_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    faults = Faults()
    journal = Journal(tmp_path / "j", faults)
    journal.append([flow(1)])
    real = os.write

    def full(file: int, data: bytes) -> int:
        return real(file, data[:5])

    with monkeypatch.context() as patched:
        patched.setattr(os, "write", full)
        journal.append([flow(2)])
        journal.append([flow(3)])
    assert faults.said == ["journal not written"]
    assert Journal(tmp_path / "j", faults).read().records == (flow(1),)
    was_long = journal.is_long
    journal.rewrite([flow(1), flow(2), flow(3)])
    assert (was_long, journal.is_long) == (True, False)
    journal.append([flow(4)])
    assert Journal(tmp_path / "j", faults).read().records == (flow(1), flow(2), flow(3), flow(4))
    assert len(faults.said) == 1


def test_without_its_folder_it_says_so_and_works_when_it_is_back(tmp_path: Path) -> None:
    faults = Faults()
    journal = Journal(tmp_path / "gone" / "j", faults)
    journal.append([flow(1)])
    journal.rewrite([flow(1)])
    assert faults.said == ["journal not written"]
    (tmp_path / "gone").mkdir()
    journal.rewrite([flow(1)])
    assert Journal(tmp_path / "gone" / "j", faults).read().records == (flow(1),)


def test_one_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    faults = Faults()
    (tmp_path / "j").mkdir()
    assert Journal(tmp_path / "j", faults).read().records == ()
    assert faults.said == ["journal not read"]


def test_it_has_an_end_even_when_it_cannot_be_written_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MAX_LENGTH", 3000)
    faults = Faults()
    journal = Journal(tmp_path / "j", faults, long=1000)
    for _ in range(200):
        journal.append([flow(1)])
    assert faults.said == ["journal full"]
    assert (tmp_path / "j").stat().st_size <= 3000
    journal.rewrite([flow(1)])
    journal.append([flow(2)])
    assert Journal(tmp_path / "j", faults).read().records == (flow(1), flow(2))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.one_of(st.lists(records, max_size=3), st.none()), max_size=8))
def test_appended_and_written_anew_in_any_order_it_says_what_is_true(
    tmp_path: Path, steps: list[list[Record] | None]
) -> None:
    path = tmp_path / "j"
    path.unlink(missing_ok=True)
    journal, told = Journal(path, Faults()), list[Record]()
    for step in steps:
        if step is None:
            journal.rewrite(list(latest(told).values()))
        else:
            journal.append(step)
            told += step
    journal.close()
    assert latest(Journal(path, Faults()).read().records) == latest(told)
