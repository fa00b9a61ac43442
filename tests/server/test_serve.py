"""`softphone serve` as a process: started, used, stopped; and each reason not to start, in one sentence."""

import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from softphone import compiled
from softphone.server.addresses import Address, Addresses
from softphone.server.embedded import EmbeddedServer, EmbeddedServerError
from tests.helpers.running_server import COMPANY

SERVE = [sys.executable, "-m", "softphone", "serve"]
ELSEWHERE = "import sys; sys.prefix = sys.argv.pop(1); from softphone.__main__ import main; main()"
"""A Python that has its environment at the first argument, and with it what is compiled."""
FREE = ["--sip", "127.0.0.1:0", "--http", "127.0.0.1:0"]
PATIENCE = 120.0
"""Seconds for what takes a moment on a quiet machine."""


class Process:
    """A server process with its output in files."""

    def __init__(self, folder: Path, *options: str, serve: Sequence[str] = SERVE, **environment: str) -> None:
        self._out = folder / "out"
        self._err = folder / "err"
        with self._out.open("w") as out, self._err.open("w") as err:
            self.process = subprocess.Popen(
                [*serve, *options],
                env={**os.environ, **environment},
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
            )

    def events(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.logged().splitlines() if line.startswith("{")]

    def sentences(self) -> list[str]:
        return [line for line in self.logged().splitlines() if not line.startswith("{")]

    def said(self) -> str:
        return self._out.read_text()

    def logged(self) -> str:
        """Whole lines: it may be in the middle of one."""
        whole, end, _ = self._err.read_bytes().rpartition(b"\n")
        return (whole + end).decode()

    def wait_until_ready(self) -> Addresses:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            for event in self.events():
                if event["event"] == "ready":
                    return Addresses.read(Path(event["data"]))
            assert self.process.poll() is None, self.logged()
            time.sleep(0.05)
        raise AssertionError(f"not ready: {self.logged()}")

    def stop(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)


@pytest.fixture
def company(tmp_path: Path) -> Path:
    path = tmp_path / "company.toml"
    path.write_text(COMPANY, encoding="utf-8")
    return path


@pytest.fixture
def started() -> Iterator[list[Process]]:
    """Whatever is put in ends with the test."""
    processes: list[Process] = []
    yield processes
    for each in processes:
        if each.process.poll() is None:
            each.process.kill()
            each.process.wait()


@pytest.mark.parametrize("wanted", ["", "no"])
def test_a_compiled_core_that_was_cut_short_is_said_once_and_not_taken(
    tmp_path: Path, company: Path, started: list[Process], wanted: str
) -> None:
    folder = tmp_path / "softphone-engine"
    folder.mkdir()
    (folder / "status.so").write_bytes(bytes(10_000))
    compiled.seal(folder, {"softphone.sip.message.status": "status.so"}, fingerprint=compiled.fingerprint())
    os.truncate(folder / "status.so", 5_000)
    elsewhere = [sys.executable, "-c", ELSEWHERE, str(tmp_path), "serve"]
    options = ("--company", str(company), "--data", str(tmp_path / "data"), *FREE)
    server = Process(tmp_path, *options, serve=elsewhere, SOFTPHONE_COMPILED=wanted)
    started.append(server)
    server.wait_until_ready()
    warnings = [event for event in server.events() if event["level"] == "warning"]
    if wanted == "no":
        assert warnings == []
        return
    (warning,) = warnings
    assert warning["event"] == "the compiled core is damaged"
    assert warning["folder"] == str(folder)


def refused(folder: Path, *options: str) -> tuple[int, list[str], list[dict[str, Any]]]:
    """Exit status, sentences and log of a server that does not start."""
    process = Process(folder, *options)
    try:
        status = process.process.wait(PATIENCE)
    finally:
        process.process.kill()
    return status, process.sentences(), process.events()


def sign_in(url: str, login: str, password: str) -> httpx.Response:
    asked = {"login": login, "password": password}
    return httpx.post(f"{url}/api/v1/sign-in", json=asked, trust_env=False, timeout=PATIENCE)


def compiled_here() -> bool:
    """Whether the engine's core is compiled from these very sources."""
    wanted = os.environ.get("SOFTPHONE_COMPILED") != "no"
    return wanted and compiled.manifest().get("fingerprint") == compiled.fingerprint()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_starts_serves_and_stops(
    tmp_path: Path, company: Path, started: list[Process], number: signal.Signals
) -> None:
    data = tmp_path / "data"
    server = Process(tmp_path, "--company", str(company), "--data", str(data), *FREE)
    started.append(server)
    addresses = server.wait_until_ready()
    assert Addresses.read(data) == addresses
    assert addresses.domain == "company.test"
    assert Path(addresses.ca).read_text().startswith("-----BEGIN CERTIFICATE-----")
    (ready,) = [event for event in server.events() if event["event"] == "ready"]
    assert ready["compiled"] is compiled_here()
    assert sign_in(addresses.http, "asa", "asa's password").status_code == 200
    for sip in (addresses.sip, addresses.sip_tls):
        host, _, port = sip.rpartition(":")
        socket.create_connection((host, int(port)), PATIENCE).close()
    assert addresses.http in server.said()
    assert "password" not in server.said()
    assert server.stop(number) == 0
    assert [event["event"] for event in server.events()][-1] == "stopped"
    assert server.sentences() == []


def test_a_missing_administrator_is_made_with_the_code_that_is_shown(
    tmp_path: Path, company: Path, started: list[Process]
) -> None:
    company.write_text('domain = "company.test"\n[[people]]\nlogin = "admin"\nname = "Not one"\n')
    options = ["--company", str(company), "--data", str(tmp_path / "data"), *FREE]
    first = Process(tmp_path, *options)
    started.append(first)
    url = first.wait_until_ready().http
    (line,) = [line for line in first.said().splitlines() if "no administrator" in line]
    code = line.split()[-1]
    assert f"{url}/admin" in line and code not in first.logged()
    first.stop()
    # Nobody took it: there is another.
    second = Process(tmp_path, *options)
    started.append(second)
    url = second.wait_until_ready().http
    (line,) = [line for line in second.said().splitlines() if "no administrator" in line]
    assert line.split()[-1] != code
    typed = f"{line.split()[-1].lower().replace('-', ' ')}\na long password\n"
    command = [sys.executable, "-m", "softphone", "admin", "--server", url, "first-administrator"]
    shell = subprocess.run(
        [*command, "elsa", "Elsa Holm"], input=typed, text=True, capture_output=True, timeout=120, check=False
    )
    assert (shell.returncode, "elsa is the administrator" in shell.stdout) == (0, True), shell
    assert sign_in(url, "elsa", "a long password").status_code == 200
    second.stop()
    third = Process(tmp_path, *options)
    started.append(third)
    url = third.wait_until_ready().http
    assert "no administrator" not in third.said()
    assert httpx.get(f"{url}/admin/first-start").headers["location"] == "/admin/sign-in"
    assert "company file not read: a company was loaded before" in third.logged()
    third.stop()


def test_a_broken_company_file_changes_nothing(tmp_path: Path, company: Path) -> None:
    company.write_text('domain = "company.test"\n[[people]]\nlogin = "asa"\nnmae = "Åsa"\n', encoding="utf-8")
    data = tmp_path / "data"
    status, sentences, _ = refused(tmp_path, "--company", str(company), "--data", str(data), *FREE)
    assert status == 2
    assert sentences == [
        f"{company}: line 2: people[1].name: This is missing.",
        f"{company}: line 4: people[1].nmae: There is no such key here; did you mean name?",
    ]
    assert not data.exists()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "cannot be read: No such file or directory."),
        (b"password = 'opensesame'\ny = '\xff'", "line 2: This is not UTF-8"),
    ],
)
def test_a_company_file_that_cannot_be_read(
    tmp_path: Path, company: Path, content: bytes | None, sentence: str
) -> None:
    company.unlink()
    if content is not None:
        company.write_bytes(content)
    status, sentences, events = refused(
        tmp_path, "--company", str(company), "--data", str(tmp_path / "data"), *FREE
    )
    assert status == 2
    assert len(sentences) == 1
    assert sentence in sentences[0]
    assert "opensesame" not in str(events)
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("what", ["sip", "http"])
def test_a_port_in_use(tmp_path: Path, company: Path, what: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        options = {"sip": "127.0.0.1:0", "http": "127.0.0.1:0"} | {what: address}
        status, sentences, events = refused(
            tmp_path,
            *("--company", str(company), "--data", str(tmp_path / "data")),
            *("--sip", options["sip"], "--http", options["http"]),
        )
    assert status == 1
    assert sentences == [f"The {what.upper()} port {address} is in use by another program."]
    (event,) = [event for event in events if event["event"] == "cannot start"]
    assert "Errno 98" in event["cause"] or "address already in use" in event["cause"].lower()


def test_a_database_of_a_newer_version(tmp_path: Path, company: Path, started: list[Process]) -> None:
    data = tmp_path / "data"
    options = ["--company", str(company), "--data", str(data), *FREE]
    server = Process(tmp_path, *options)
    started.append(server)
    server.wait_until_ready()
    assert server.stop() == 0
    with sqlite3.connect(data / "softphone.db") as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    database.close()
    status, sentences, _ = refused(tmp_path, *options)
    assert status == 1
    assert len(sentences) == 1
    assert "was written by a newer version of Softphone" in sentences[0]


@pytest.mark.parametrize("content", [b"", b"\xff" * 64])
def test_a_damaged_route_key_is_replaced(
    tmp_path: Path, company: Path, started: list[Process], content: bytes
) -> None:
    """With an empty one, anybody could sign the way of a call."""
    data = tmp_path / "data"
    data.mkdir()
    (data / "route.key").write_bytes(content)
    server = Process(tmp_path, "--company", str(company), "--data", str(data), *FREE)
    started.append(server)
    server.wait_until_ready()
    assert re.fullmatch("[0-9a-f]{64}", (data / "route.key").read_text())
    assert "damaged key file replaced" in server.logged()
    server.stop()


def test_a_folder_that_another_server_uses(tmp_path: Path, company: Path, started: list[Process]) -> None:
    options = ["--company", str(company), "--data", str(tmp_path / "data"), *FREE]
    server = Process(tmp_path, *options)
    started.append(server)
    server.wait_until_ready()
    (tmp_path / "second").mkdir()
    status, sentences, _ = refused(tmp_path / "second", *options)
    assert status == 1
    assert sentences == [f"Another Softphone server uses the folder {tmp_path / 'data'}."]
    assert server.stop() == 0


def test_a_folder_that_cannot_be_made(tmp_path: Path, company: Path) -> None:
    (tmp_path / "file").write_text("")
    status, sentences, _ = refused(
        tmp_path, "--company", str(company), "--data", str(tmp_path / "file" / "data"), *FREE
    )
    assert status == 1
    assert sentences == [f"The folder {tmp_path / 'file' / 'data'} cannot be used: Not a directory."]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--sip", "somewhere"], '"somewhere" is not HOST:PORT'),
        (["--http", "127.0.0.1:99999"], '"127.0.0.1:99999" is not HOST:PORT'),
        (["--certificate", "x.pem"], "Give both --certificate and --key"),
    ],
)
def test_options_that_make_no_sense(tmp_path: Path, options: list[str], sentence: str) -> None:
    done = subprocess.run(
        [*SERVE, "--data", str(tmp_path / "data"), *options],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, "COLUMNS": "200", "NO_COLOR": "1"},
    )
    assert done.returncode == 2
    assert sentence in done.stderr
    assert not (tmp_path / "data").exists()


def test_a_certificate_that_is_not_there(tmp_path: Path, company: Path) -> None:
    status, sentences, _ = refused(
        tmp_path,
        *("--company", str(company), "--data", str(tmp_path / "data"), *FREE),
        *("--certificate", str(tmp_path / "c.pem"), "--key", str(tmp_path / "k.pem")),
    )
    assert status == 1
    assert len(sentences) == 1
    assert sentences[0].startswith("There is no certificate or key at ")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such measure")
@pytest.mark.parametrize(("most", "taken"), [(700, 700), (-1, 24_000)])
def test_it_takes_as_many_open_files_as_the_system_allows(most: int, taken: int) -> None:
    script = (
        "import resource, sys\n"
        "from softphone.programs.serve import open_many_files\n"
        "most = resource.getrlimit(resource.RLIMIT_NOFILE)[1] if sys.argv[1] == '-1' else int(sys.argv[1])\n"
        "resource.setrlimit(resource.RLIMIT_NOFILE, (256, most))\n"
        "open_many_files()\n"
        "print(*resource.getrlimit(resource.RLIMIT_NOFILE))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(most)], capture_output=True, text=True, check=True
    )
    soft, hard = map(int, done.stdout.split())
    assert soft == (taken if hard < 0 else min(taken, hard))


def test_the_embedded_server_starts_serves_and_leaves_nothing() -> None:
    with EmbeddedServer(COMPANY) as server:
        assert sign_in(server.addresses.http, "asa", "asa's password").status_code == 200
        process_id, folder = server.process_id, server.folder
    assert not folder.exists()
    with pytest.raises(ProcessLookupError):
        os.kill(process_id, 0)


def test_the_embedded_server_says_why_it_does_not_start() -> None:
    with pytest.raises(EmbeddedServerError, match="line 1: domain: This must be a text in quotes"):
        EmbeddedServer("domain = 1").start()


def test_the_embedded_server_ends_with_the_process_that_started_it() -> None:
    code = (
        "import os, softphone.server.embedded as e\n"
        f"s = e.EmbeddedServer({COMPANY!r}); s.start()\n"
        "print(s.process_id, s.folder, flush=True); os._exit(9)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, timeout=60, check=False
    )
    process_id, folder = done.stdout.split()
    until = time.monotonic() + PATIENCE
    while runs(int(process_id)):
        assert time.monotonic() < until
        time.sleep(0.05)
    for path in sorted(Path(folder).rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    Path(folder).rmdir()


def runs(process_id: int) -> bool:
    """A zombie has ended; only nobody looked."""
    try:
        return psutil.Process(process_id).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("127.0.0.1:5060", Address("127.0.0.1", 5060)),
        ("[::1]:5060", Address("::1", 5060)),
        (":5060", Address("0.0.0.0", 5060)),
        ("phones.company.test:0", Address("phones.company.test", 0)),
    ],
)
def test_addresses_are_read_and_written(text: str, address: Address) -> None:
    assert Address.parse(text) == address
    assert Address.parse(str(address)) == address


@pytest.mark.parametrize("text", ["", "127.0.0.1", "::1:5060", "127.0.0.1:x", "127.0.0.1:65536"])
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not HOST:PORT"):
        Address.parse(text)


def test_a_wildcard_is_said_as_an_address_that_others_reach() -> None:
    assert Address("127.0.0.1", 5060).reachable == Address("127.0.0.1", 5060)
    reachable = Address("0.0.0.0", 5060).reachable
    assert not reachable.is_wildcard
    assert reachable.port == 5060
    socket.inet_aton(reachable.host)
