"""Tests that lead the window by the system's own keys and mouse run under X: each file in a process of its
own, which its `test_on_a_screen` starts. The rest of the tests have Qt's offscreen platform."""

import os
import subprocess
import sys

import pytest

ON_SCREEN = os.environ["QT_QPA_PLATFORM"] == "xcb"
starts_a_screen = pytest.mark.skipif(ON_SCREEN, reason="it is on a screen already")
on_a_screen = pytest.mark.skipif(not ON_SCREEN, reason="test_on_a_screen runs it")


def run_on_a_screen(file: str, tests: int) -> None:
    """All `tests` of that file pass under X."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", file]
    environment = os.environ | {"QT_QPA_PLATFORM": "xcb", "LC_ALL": "C.UTF-8"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=290)
    assert f"{tests} passed" in done.stdout, done.stdout + done.stderr
