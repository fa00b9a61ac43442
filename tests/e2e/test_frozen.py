"""The frozen desktop: its window under Xvfb, its phone process, and a call typed by keyboard.

Made by ./run app; without it these tests are skipped.
"""

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from softphone.calls.call import CallState
from softphone.calls.commands import (
    AccountSettings,
    AddAccount,
    Answer,
    SoundMode,
    SoundSettings,
    Transport,
    UseSound,
)
from softphone.calls.events import (
    CallChanged,
    CallEnded,
    Event,
    IncomingCall,
    RegistrationChanged,
    RegistrationState,
)
from softphone.calls.phone import PhoneSettings
from softphone.phone.client import ProcessPhone
from tests.helpers.running_server import RunningServer

PROGRAM = Path(__file__).parents[2] / "dist" / "softphone" / "softphone"
COMPANY = """
domain = "company.test"

[[people]]
login = "asa"
password = "asa's password"
name = "Åsa Öberg"
extension = "101"
roles = ["admin"]

[[people]]
login = "bo"
name = "Bo Ek"
extension = "102"

[[devices]]
person = "bo"
name = "Desk"
secret = "bo's secret"
algorithm = "SHA-256"
"""

pytestmark = [
    pytest.mark.frozen,
    pytest.mark.window,
    pytest.mark.realtime,
    pytest.mark.skipif(not PROGRAM.exists(), reason="there is no frozen program: ./run app makes it"),
    pytest.mark.skipif("DISPLAY" not in os.environ, reason="no display"),
    pytest.mark.skipif(shutil.which("xdotool") is None, reason="no xdotool"),
]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RunningServer]:
    server = RunningServer(tmp_path / "server", COMPANY).start()
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture
def bo(server: RunningServer) -> Iterator[ProcessPhone]:
    """A colleague's telephone, signed in."""
    phone = ProcessPhone(PhoneSettings(bind="127.0.0.1", trust_anchors=(server.addresses.ca,)))
    try:
        phone.send(UseSound(SoundSettings(mode=SoundMode.SILENT)))
        account = AccountSettings(
            user="bo",
            domain="company.test",
            secret="bo's secret",
            transport=Transport.TLS,
            proxy=server.addresses.sip_tls,
        )
        phone.send(AddAccount("bo", account))
        until(phone, lambda e: isinstance(e, RegistrationChanged) and e.state is RegistrationState.REGISTERED)
        yield phone
    finally:
        phone.close()


@pytest.fixture
def desktop(server: RunningServer, tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The frozen program, signing in as Åsa, with settings, caches and logs in a folder of the test's."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "xcb", "LANG": "en_US.UTF-8", "LC_ALL": "C.UTF-8"}
    for name in [n for n in environment if n.startswith("PYTHON") or n == "VIRTUAL_ENV"]:
        del environment[name]
    words = ["--server", server.addresses.http, "--login", "asa", "--password-stdin"]
    process = subprocess.Popen(
        [PROGRAM, *words, "--profile-dir", tmp_path / "profile"],
        stdin=subprocess.PIPE,
        env=environment,
        cwd=tmp_path,
    )
    assert process.stdin is not None
    process.stdin.write(b"asa's password\n")
    process.stdin.close()
    try:
        yield process
    finally:
        family = [*psutil.Process(process.pid).children(recursive=True)] if process.poll() is None else []
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        for child in psutil.wait_procs(family, 10)[1]:
            child.kill()


def until(phone: ProcessPhone, condition: Callable[[Event], bool], seconds: float = 60) -> Event:
    """The first event for which the condition holds."""
    deadline = time.monotonic() + seconds
    while (left := deadline - time.monotonic()) > 0:
        event = phone.receive(left)
        if event is not None and condition(event):
            return event
    raise AssertionError("what was waited for did not come")


def xdotool(*words: str) -> str:
    return subprocess.run(["xdotool", *words], capture_output=True, text=True, timeout=30).stdout.strip()


def window_of(process: subprocess.Popen[bytes], seconds: float = 60) -> str:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        assert process.poll() is None, f"the program ended with {process.returncode}"
        found = xdotool("search", "--onlyvisible", "--pid", str(process.pid)).split()
        if found:
            return found[-1]
        time.sleep(0.1)
    raise AssertionError("the window did not show")


def registered(server: RunningServer, login: str, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    with server.http(server.token()) as api:
        while time.monotonic() < deadline:
            rows = api.get("/colleagues").json()["colleagues"]
            if [r["line"] for r in rows if r["person"]["login"] == login] == ["free"]:
                return
            time.sleep(0.2)
    raise AssertionError(f"{login} has no phone")


def test_the_frozen_program_places_a_call(
    server: RunningServer, bo: ProcessPhone, desktop: subprocess.Popen[bytes]
) -> None:
    window = window_of(desktop)
    registered(server, "asa")  # the phone process within the frozen program, over TLS
    xdotool("windowfocus", "--sync", window)
    xdotool("key", "--window", window, "ctrl+l")
    xdotool("type", "--window", window, "102")
    xdotool("key", "--window", window, "Return")
    incoming = until(bo, lambda e: isinstance(e, IncomingCall))
    assert isinstance(incoming, IncomingCall)
    assert "asa" in incoming.call.remote.uri
    bo.send(Answer(incoming.call.id))
    until(bo, lambda e: isinstance(e, CallChanged) and e.call.state is CallState.CONFIRMED)
    xdotool("key", "--window", window, "ctrl+shift+h")
    until(bo, lambda e: isinstance(e, CallEnded))
    assert desktop.poll() is None
