"""The phone process and the signals that reach its whole group."""

import logging
import multiprocessing
import os
import signal
import sys
import time
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from softphone.calls.events import PhoneLost, Started
from softphone.calls.phone import PhoneSettings
from softphone.phone import process, wire
from softphone.phone.client import ProcessPhone
from softphone.sip.pjsip.agent import Agent


def wait_until_started(phone: ProcessPhone) -> None:
    until = time.monotonic() + 60
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


def _whose_loop_fails(connection: Connection) -> None:
    """A phone process with a fault in it, from when it has started; one that its orderly end meets, too."""

    def turn(self: Agent, longest: float) -> None:
        raise RuntimeError("a fault")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Agent, "turn", turn)
        process.main(connection)


def test_a_process_whose_loop_fails_is_gone_at_once() -> None:
    """Or nobody would start another in its place."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    child = context.Process(target=_whose_loop_fails, args=(theirs,), daemon=True)
    child.start()
    theirs.close()
    ours.send_bytes(wire.encode(wire.Hello()))
    ours.send_bytes(wire.encode(wire.Start(PhoneSettings(bind="127.0.0.1", log_level=0), logging.ERROR)))
    said = []
    with pytest.raises(EOFError):
        while True:
            said.append(wire.decode_from_phone(ours.recv_bytes()))
    child.join(60)
    assert child.exitcode == 1
    assert any(isinstance(each, Started) for each in said)
    logged = [each for each in said if isinstance(each, wire.Logged)]
    assert any("a fault" in each.message for each in logged), said
