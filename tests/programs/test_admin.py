"""`softphone admin` against a real server: what it does, says, and how it ends."""

import json
import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import structlog

from softphone.programs.admin import session
from softphone.programs.admin.app import run
from softphone.programs.admin.session import REFUSED, SIGNED_OUT, UNREACHABLE, WRONG_USE
from softphone.programs.restore import run as restore
from softphone.storage.sql import open_sqlite
from softphone.storage.vault import Vault
from tests.helpers.running_server import RunningServer

Shell = Callable[..., tuple[int, str, str]]

COMPANY = """
domain = "company.test"
[[people]]
login = "asa"
password = "asa's password"
name = "Åsa Öberg"
landline = "08-123 45 01"
roles = ["admin"]
[[numbers]]
number = "08-123 45 77"
[[numbers]]
number = "070-123 45 99"
kind = "mobile"
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    # Not among what the command prints.
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.__stderr__))
    with RunningServer(tmp_path_factory.mktemp("admin"), COMPANY) as running:
        yield running
    structlog.reset_defaults()


@pytest.fixture
def shell(
    server: RunningServer,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> Shell:
    """Runs a command; its exit status, standard output and standard error."""
    monkeypatch.setenv("SOFTPHONE_SERVER", server.addresses.http)
    monkeypatch.setenv("SOFTPHONE_TOKEN", server.token())
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")

    def ran(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        status = run(arguments)
        out, err = capsys.readouterr()
        return status, out, err

    return ran


@pytest.mark.parametrize("token", ["åäö", "a\r\nX-Forged: b"])
def test_a_token_that_is_none_is_said(shell: Shell, monkeypatch: pytest.MonkeyPatch, token: str) -> None:
    monkeypatch.setenv("SOFTPHONE_TOKEN", token)
    status, _, said = shell("people", "list")
    assert status == SIGNED_OUT and "is no token" in said and token not in said


def test_a_person_from_the_first_day_to_the_last(shell: Shell, tmp_path: Path) -> None:
    status, out, _ = shell(
        *("people", "add", "disa", "[b]Disa[/b]", "--extension", "104", "--add-on", "recording")
    )
    assert status == 0 and "[b]Disa[/b]" in out
    assert json.loads(shell("--json", "people", "show", "disa")[1])["add_ons"] == ["recording"]
    assert shell("people", "edit", "disa", "--name", "Disa Dal", "--add-on", "")[0] == 0
    said = json.loads(shell("--json", "people", "invite", "disa")[1])
    assert said["link"].startswith("softphone:invitation?server=http")
    assert shell("people", "profile", "2", "disa", "asa")[:2] == (0, "Activated for 2.\n")
    assert shell("people", "deactivate", "disa")[:2] == (0, "Disa Dal is deactivated.\n")
    assert "disa" in shell("people", "list", "--inactive")[1]
    assert shell("people", "activate", "disa")[0] == 0
    assert shell("people", "export", "disa", "--to", str(tmp_path / "disa.zip"))[0] == 0
    assert (tmp_path / "disa.zip").read_bytes().startswith(b"PK")
    assert shell("people", "erase", "disa", "--yes")[:2] == (0, "Disa Dal is erased.\n")
    assert shell("people", "show", "disa")[0] == REFUSED
    actions = [each["action"] for each in json.loads(shell("--json", "audit")[1])["entries"]]
    assert 0 <= actions.index("person.erased") < actions.index("invitation.made")


def test_a_table_is_tried_and_then_imported(shell: Shell, tmp_path: Path) -> None:
    table = tmp_path / "people.csv"
    table.write_text("login;name;mobile\nebba;Ebba Ek;\nASA;Asa;\nfia;Fia;07\n")
    status, out, err = shell("people", "import", str(table), "--dry-run")
    assert (status, err) == (REFUSED, "1 would be added; 2 rows have faults.\n")
    assert '"ASA" is in use.' in out and '"07" is not a telephone number.' in out
    assert shell("people", "import", str(table))[0] == REFUSED
    status, out, _ = shell("people", "import", str(table), "--without-faulty")
    assert (status, out) == (0, "1 person was imported.\n")


def test_numbers_are_forwarded_and_a_mobile_one_refused_with_the_same_words(shell: Shell) -> None:
    status, out, _ = shell("numbers", "forward", "08-123 45 77", "070-174 06 05")
    assert status == 0 and "+46701740605" in out
    status, _, err = shell("numbers", "forward", "08-123 45 77", "--person", "asa", "--reception")
    assert (status, "Give one" in err) == (WRONG_USE, True)
    assert shell("groups", "add", "Support", "--extension", "250", "--member", "asa")[0] == 0
    for option, value, kind in (("--person", "asa", "colleague"), ("--group", "support", "group")):
        status, out, _ = shell("--json", "numbers", "forward", "08-123 45 77", option, value)
        assert (status, json.loads(out)["forwarding"]["to"]["type"]) == (0, kind)
    status, _, err = shell("numbers", "forward", "08-123 45 77", "--reception")
    assert status == REFUSED and "no_reception" in err
    assert shell("numbers", "stop-forwarding", "08-123 45 77")[0] == 0
    assert shell("groups", "remove", "Support")[0] == 0
    status, _, err = shell("numbers", "forward", "070-123 45 99", "08-123 45 01")
    assert status == REFUSED and "SIM" in err


def test_groups_trunks_and_retention(shell: Shell) -> None:
    assert shell("groups", "add", "Support", "--extension", "200", "--member", "asa")[0] == 0
    status, _, err = shell("groups", "edit", "Support", "--hours", "someday 8-17")
    assert status == REFUSED and "hours" in err
    assert shell("groups", "edit", "200", "--hours", "mån-fre 08-17")[0] == 0
    assert "mån-fre 08-17" in shell("groups", "list")[1]
    assert shell("groups", "remove", "Support")[0] == 0
    assert shell("trunks", "add", "Operator", "127.0.0.1:5999", "--channels", "4")[0] == 0
    assert shell("trunks", "edit", "Operator", "--transport", "pigeon")[0] == REFUSED
    assert "udp:127.0.0.1:5999" in shell("trunks", "list")[1]
    assert shell("trunks", "remove", "operator")[0] == 0
    assert json.loads(shell("--json", "retention", "--audit", "99")[1])["audit"] == 99
    assert shell("live")[0] == shell("calls")[0] == 0


def test_a_backup_is_restored(
    shell: Shell, server: RunningServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SOFTPHONE_PASSPHRASE", "correct horse battery")
    name = json.loads(shell("--json", "backup")[1])["name"]
    assert restore(server.settings.data / "backups" / name, tmp_path / "new") == 0
    restored = open_sqlite(tmp_path / "new" / "softphone.db", Vault.open(tmp_path / "new" / "secret.key"))
    assert restored.directory() == server.directory
    restored.close()
    assert (tmp_path / "new" / "ca.pem").read_bytes() == (server.settings.data / "ca.pem").read_bytes()


def test_how_it_ends(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    assert shell("people", "nonsense")[0] == WRONG_USE
    assert shell("people", "show")[0] == WRONG_USE
    assert shell("--help")[0] == 0
    monkeypatch.setenv("SOFTPHONE_TOKEN", "wrong")
    assert shell("people", "list")[0] == SIGNED_OUT
    monkeypatch.delenv("SOFTPHONE_TOKEN")
    assert shell("people", "list")[0] == SIGNED_OUT
    monkeypatch.setenv("SOFTPHONE_TOKEN", "t")
    monkeypatch.setenv("SOFTPHONE_SERVER", "http://127.0.0.1:9")
    status, _, err = shell("people", "list")
    assert (status, err.partition(":")[0]) == (UNREACHABLE, "http")


def test_a_silent_server_is_given_up(shell: Shell, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert session.PATIENCE == 10.0
    monkeypatch.setattr(session, "PATIENCE", 0.2)
    rows = tmp_path / "rows.csv"
    rows.write_text("login;name\n")
    # It takes connections, and says nothing.
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        for command in (("numbers", "list"), ("people", "import", str(rows))):
            status, _, said = shell("--server", address, *command)
            assert status == UNREACHABLE
            assert said == f"{address} did not answer in time; is it the right address?\n"
