"""Debian's Kamailio with its routing in Python (../kamailio/), as a process of the benchmarks."""

import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from benchmarks.servers.scenario import Scenario, Serving
from tests.server.engine.company import DOMAIN, SECRET, company

_SOURCES = Path(__file__).parents[1] / "kamailio"
_PATIENCE = 10.0


class KamailioMissingError(Exception):
    """Kamailio, or its Python module, is not installed."""


@contextmanager
def kamailio(scenario: Scenario) -> Iterator[Serving]:
    program = shutil.which("kamailio", path="/usr/sbin:/usr/local/sbin:/usr/bin")
    modules = next(Path("/usr/lib").glob("*/kamailio/modules/app_python3.so"), None)
    if program is None or modules is None:
        raise KamailioMissingError("apt-get install kamailio kamailio-python3-modules")
    port = _free_port()
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        shutil.copy(_SOURCES / "policy.py", folder)
        (folder / "company.json").write_bytes(msgspec.json.encode(_company(scenario)))
        text = (_SOURCES / "kamailio.cfg").read_text()
        filled = {
            "DOMAIN": DOMAIN,
            "PORT": str(port),
            "MODULES": f"{modules.parent}/",
            "SECRET": secrets.token_hex(16),
            "POLICY": str(folder / "policy.py"),
        }
        for name, value in filled.items():
            text = text.replace(f"@{name}@", value)
        (folder / "kamailio.cfg").write_text(text)
        options = ["-f", "kamailio.cfg", "-DD", "-x", "fm", "-X", "fm", "-m", "1024", "-Y", "."]
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen([program, *options], cwd=folder, stdout=log, stderr=log)
        try:
            _wait_until_ready(process, port, folder / "log")
            yield Serving("Kamailio", port, process.pid)
        finally:
            process.terminate()
            process.wait()


def _company(scenario: Scenario) -> dict[str, object]:
    directory = company()
    logins = {person.id: person.login for person in directory.people.values()}
    return {
        "domain": DOMAIN,
        "secret": SECRET,
        "devices": {c.user: logins[c.person] for c in directory.credentials.values()},
        "numbers": {user: logins[person] for user, person in directory.addresses.items() if person in logins},
        "on_busy": {logins[by]: logins[to] for by, to in scenario.on_busy.items()},
        "trusted_port": scenario.trunk_port,
    }


def _free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_ready(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.settimeout(0.2)
        probe.connect(("127.0.0.1", port))
        own = probe.getsockname()[1]
        request = (
            f"OPTIONS sip:{DOMAIN} SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:{own};branch=z9hG4bKready\r\n"
            f"From: <sip:probe@{DOMAIN}>;tag=1\r\nTo: <sip:{DOMAIN}>\r\nCall-ID: ready\r\nCSeq: 1 OPTIONS\r\n"
            "Max-Forwards: 70\r\nContent-Length: 0\r\n\r\n"
        )
        end = time.monotonic() + _PATIENCE
        while time.monotonic() < end and process.poll() is None:
            try:
                probe.send(request.encode())
                probe.recv(4096)
            except (TimeoutError, ConnectionRefusedError):
                time.sleep(0.05)
            else:
                return
    raise AssertionError(f"Kamailio did not start: {log.read_text()[-2000:]}")
