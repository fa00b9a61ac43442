"""`softphone demo` as a process: everything starts, and everything ends with it, however it ends."""

import contextlib
import os
import queue
import secrets
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from softphone.calls.commands import HangUp, Transport
from softphone.calltest.accounts import Server
from softphone.calltest.words import Sight
from softphone.programs.demo_company import EMPLOYEES, LOGIN_OF_USER, OPERATOR_NUMBER, accounts, company_file
from softphone.programs.demo_crew import Crew
from softphone.server.embedded import EmbeddedServer
from tests.e2e.our_phone import OurPhone
from tests.helpers.ports import free_port

pytestmark = [pytest.mark.realtime, pytest.mark.patient]

STARTED = "You are Kim Lind"
PATIENCE = 60.0
"""Seconds for what takes a few on a quiet machine."""


def _hears_signals() -> None:
    """As from a terminal, also where the tests run with nohup or behind an &, which ignore these."""
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


class Demo:
    def __init__(self, folder: Path, *options: str, **environment: str) -> None:
        inherited = {
            key: value for key, value in os.environ.items() if key not in ("DISPLAY", "WAYLAND_DISPLAY")
        }
        inherited.pop("QT_QPA_PLATFORM", None)
        self.folder = folder
        self._process = subprocess.Popen(
            [sys.executable, "-m", "softphone", "demo", *options],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=inherited | {"TMPDIR": str(folder), "PYTHONUNBUFFERED": "1"} | environment,
            text=True,
            start_new_session=True,
            preexec_fn=_hears_signals,
        )
        self._lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        self.said: list[str] = []
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def wait_for(self, part: str, seconds: float = 120) -> None:
        deadline = time.monotonic() + seconds
        while not any(part in line for line in self.said):
            remaining = deadline - time.monotonic()
            assert remaining > 0, self.said
            try:
                self.said.append(self._lines.get(timeout=remaining))
            except queue.Empty:
                continue

    def family(self) -> list[psutil.Process]:
        """Itself and all that it started."""
        own = psutil.Process(self._process.pid)
        return [own, *own.children(recursive=True)]

    def signal(self, number: int) -> None:
        self._process.send_signal(number)

    def exit_status(self) -> int:
        return self._process.wait(PATIENCE)

    def end(self) -> None:
        """At the end of a test, whatever became of it: the session that was started for it, no other."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._reader.join(20)

    def _read(self) -> None:
        assert self._process.stdout is not None
        with self._process.stdout as lines:
            for line in lines:
                self._lines.put(line.rstrip())


@pytest.fixture
def demos(tmp_path: Path) -> Iterator[list[Demo]]:
    started: list[Demo] = []
    yield started
    for demo in started:
        demo.end()


@pytest.mark.parametrize(
    "number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGKILL], ids=lambda each: each.name
)
def test_everything_ends_with_the_demo(number: int, demos: list[Demo], tmp_path: Path) -> None:
    demo = Demo(tmp_path, "--quiet", QT_QPA_PLATFORM="offscreen")
    demos.append(demo)
    demo.wait_for(STARTED)
    demo.wait_for("Lars Wiklund")
    assert not any("could not sign in" in line for line in demo.said)
    # The demo, its server, the desktop and its phone, and three processes of phones.
    deadline = time.monotonic() + PATIENCE
    while len(family := demo.family()) < 7:
        assert time.monotonic() < deadline, family
        time.sleep(0.05)
    assert list(tmp_path.iterdir())
    demo.signal(number)
    _, alive = psutil.wait_procs(family, timeout=PATIENCE)
    assert alive == []
    if number != signal.SIGKILL:
        assert demo.exit_status() == 0
    deadline = time.monotonic() + PATIENCE
    while left := [each.name for each in tmp_path.iterdir() if each.name.startswith("softphone-")]:
        assert time.monotonic() < deadline, left
        time.sleep(0.05)


def test_without_a_screen_it_says_so_and_runs_call_tests(demos: list[Demo], tmp_path: Path) -> None:
    demo = Demo(tmp_path)
    demos.append(demo)
    demo.wait_for("needs a screen")
    demo.wait_for("run as call tests instead")
    demo.wait_for("passed        Busy (tls)")
    demo.signal(signal.SIGINT)
    assert demo.exit_status() == 3


def test_somebody_outside_can_call_and_be_called(tmp_path: Path) -> None:
    """As the demo's user sees it: encrypted to the desktop, through the trunk to the operator's far end."""
    secret = {each.login: secrets.token_hex(16) for each in EMPLOYEES}
    port = free_port()
    text = company_file(secret, operator=f"127.0.0.1:{port}")
    with EmbeddedServer(text) as running:
        at = running.addresses
        server = Server(
            domain=at.domain,
            addresses={Transport.UDP: at.sip, Transport.TLS: at.sip_tls},
            accounts=accounts(secret),
            trust_anchors=(at.ca,),
        )
        kim = next(each for each in server.accounts if each.user == LOGIN_OF_USER)
        phone = OurPhone(
            tmp_path / "kim", server.settings(kim, Transport.TLS), voice=0, trust_anchors=server.trust_anchors
        )
        with Crew(server, tmp_path, port) as crew, phone:
            assert crew.wait_until_signed_in(PATIENCE)
            crew.operator_calls()
            incoming = phone.wait_for(Sight.TALKING)
            assert OPERATOR_NUMBER.removeprefix("+46") in incoming.remote.uri
            phone.listen(0.5)
            interval = phone.listen(2)
            phone.station.send(HangUp(incoming.id))
            phone.wait_for(Sight.ENDED)
            phone.dial(OPERATOR_NUMBER, "outside")
            phone.wait_for(Sight.TALKING, "outside")
            for number, ending in (("112", Sight.TALKING), ("070123", Sight.ENDED)):
                phone.dial(number, number)
                seen = phone.wait_for(ending, number)
                assert seen.remote.name == ("Emergency (demo)" if number == "112" else "")
                assert seen.status == (200 if number == "112" else 404)
    assert not phone.heard(interval).silent
