"""Tests that lead the window by the system's own keys and mouse run under X: each file in a process of its
own, which its `test_on_a_screen` starts. The rest of the tests have Qt's offscreen platform."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

ON_SCREEN = os.environ["QT_QPA_PLATFORM"] == "xcb"
starts_a_screen = pytest.mark.skipif(ON_SCREEN, reason="it is on a screen already")
on_a_screen = pytest.mark.skipif(not ON_SCREEN, reason="test_on_a_screen runs it")


def run_on_a_screen(file: str, tests: int) -> None:
    """All `tests` of that file pass under X."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", file]
    with _screen() as display:
        environment = os.environ | {"QT_QPA_PLATFORM": "xcb", "LC_ALL": "C.UTF-8", "DISPLAY": display}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=290)
    assert f"{tests} passed" in done.stdout, done.stdout + done.stderr


@contextmanager
def _screen() -> Iterator[str]:
    """A screen of its own, where nobody else's window takes the keyboard; the one there is without Xvfb."""
    program = shutil.which("Xvfb")
    if program is None:
        yield os.environ["DISPLAY"]
        return
    command = [program, "-displayfd", "1", "-screen", "0", "1600x1200x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        try:
            assert server.stdout is not None
            number = server.stdout.readline().strip()
            assert number, "Xvfb did not start"
            yield f":{number}"
        finally:
            server.terminate()
