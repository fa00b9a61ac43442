"""The phone process and the signals that reach its whole group."""

import os
import signal
import sys
import time
from pathlib import Path

import pytest

from softphone.calls.events import PhoneLost, Started
from softphone.calls.phone import PhoneSettings
from softphone.phone.client import ProcessPhone


def wait_until_started(phone: ProcessPhone) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        event = phone.receive(timeout=1)
        assert not isinstance(event, PhoneLost)
        if isinstance(event, Started):
            return
    raise AssertionError("not started")


@pytest.mark.skipif(sys.platform == "win32", reason="there, no signal reaches a group")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_only_the_desktop_ends_it(number: signal.Signals) -> None:
    """Else the far end of a call would be left without a goodbye when a session ends."""
    phone = ProcessPhone(PhoneSettings())
    try:
        wait_until_started(phone)
        pid = phone.pid
        assert pid is not None
        ignored = int(Path(f"/proc/{pid}/status").read_text().partition("SigIgn:")[2].split()[0], 16)
        assert ignored >> (number - 1) & 1
        os.kill(pid, number)
        assert phone.receive(timeout=0.5) is None
        assert phone.pid == pid
    finally:
        phone.close()
