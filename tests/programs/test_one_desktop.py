"""The program started twice, as a person or a link does."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from softphone.people.links import LinkFault


def until(condition: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end, what
        time.sleep(0.05)


def start(folder: Path, *arguments: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "softphone", "--profile-dir", str(folder), *arguments],
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.skipif(sys.platform == "win32", reason="ends the first by SIGTERM")
def test_a_second_start_hands_over_its_link_and_ends(tmp_path: Path) -> None:
    first = start(tmp_path)
    log = tmp_path / "logs" / "desktop.log"
    try:
        until(lambda: log.exists() and "window after" in log.read_text(), "no window")
        second = start(tmp_path, "sip:bob@example.com?Replaces=1")
        said, complained = second.communicate(timeout=120)
        assert (second.returncode, said, complained) == (0, "", "")
        until(lambda: f"link refused: {LinkFault.MORE_THAN_A_CALL.name}" in log.read_text(), "no link came")
        assert log.read_text().count("window after") == 1
    finally:
        first.send_signal(signal.SIGTERM)
        first.communicate(timeout=120)
    assert first.returncode == 0
    assert not (tmp_path / "settings" / "running.json").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="stops the first by SIGSTOP")
def test_a_first_that_hangs_is_said(tmp_path: Path) -> None:
    first = start(tmp_path)
    try:
        until((tmp_path / "settings" / "running.json").exists, "not begun")
        first.send_signal(signal.SIGSTOP)
        second = start(tmp_path)
        _, complained = second.communicate(timeout=120)
        assert second.returncode == 1
        assert "does not answer" in complained
    finally:
        first.send_signal(signal.SIGCONT)
        first.send_signal(signal.SIGTERM)
        first.communicate(timeout=120)
