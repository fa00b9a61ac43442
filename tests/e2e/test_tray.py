"""The program in the tray of a panel: it goes on when its window is closed, comes back, quits when told."""

import ctypes
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.system.private_bus import private_bus
from tests.system.tray_host import TrayHost

pytestmark = [
    pytest.mark.window,
    pytest.mark.skipif(not os.environ.get("DISPLAY"), reason="needs a display"),
]


class _ClientMessage(ctypes.Structure):
    """XClientMessageEvent, filled up to the size of an XEvent."""

    _fields_ = (
        ("type", ctypes.c_int),
        ("serial", ctypes.c_ulong),
        ("send_event", ctypes.c_int),
        ("display", ctypes.c_void_p),
        ("window", ctypes.c_ulong),
        ("message_type", ctypes.c_ulong),
        ("format", ctypes.c_int),
        ("data", ctypes.c_long * 5),
        ("rest", ctypes.c_long * 12),
    )


def close_window(window: int) -> None:
    """As the button in its title bar does (ICCCM 4.2.8.1)."""
    x = ctypes.CDLL("libX11.so.6")
    x.XOpenDisplay.restype = x.XInternAtom.restype = ctypes.c_void_p
    display = ctypes.c_void_p(x.XOpenDisplay(None))
    protocols, delete = (
        x.XInternAtom(display, name, False) for name in (b"WM_PROTOCOLS", b"WM_DELETE_WINDOW")
    )
    message = _ClientMessage(type=33, window=window, message_type=protocols, format=32)
    message.data[0] = delete
    assert x.XSendEvent(display, ctypes.c_ulong(window), False, 0, ctypes.byref(message))
    x.XCloseDisplay(display)


def windows() -> list[int]:
    """Those of the program that can be seen."""
    command = ["xdotool", "search", "--onlyvisible", "--name", "^Softphone$"]
    found = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    return [int(line) for line in found.stdout.split()]


def until(condition: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it took too long"
        time.sleep(0.05)


def test_closed_it_stays_in_the_tray_and_quits_from_there(tmp_path: Path) -> None:
    with private_bus(tmp_path) as bus:
        host = TrayHost(bus)
        environment = os.environ | {"DBUS_SESSION_BUS_ADDRESS": bus, "QT_QPA_PLATFORM": "xcb"}
        command = [sys.executable, "-m", "softphone", "--profile-dir", str(tmp_path / "asa")]
        program = subprocess.Popen(command, env=environment)
        try:
            host.wait_for_item()
            until(lambda: host.told("ToolTip") == ("", [], "Softphone\nNot connected", ""))
            until(lambda: list(host.menu()) == ["Show Softphone", "Quit"])
            until(lambda: len(windows()) == 1)
            close_window(windows()[0])
            until(lambda: not windows())
            host.choose("Show Softphone")
            until(lambda: len(windows()) == 1)
            close_window(windows()[0])
            until(lambda: not windows())
            host.activate()
            until(lambda: len(windows()) == 1)
            assert program.poll() is None
            host.choose("Quit")
            assert program.wait(60) == 0
        finally:
            program.kill()
            program.wait()
            host.close()
