"""Is there a screen? Qt ends the whole process where there is none; a person is better told in a sentence."""

import os
import re
import socket
import sys


def screen_fault() -> str:
    """One sentence, empty when there is a screen to draw on."""
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM") not in (None, "", "xcb"):
        return ""
    if os.environ.get("WAYLAND_DISPLAY"):
        return ""
    display = os.environ.get("DISPLAY", "")
    if not display:
        return (
            "Softphone needs a screen, and there is none here (neither DISPLAY nor WAYLAND_DISPLAY is set)."
        )
    if not _answers(display):
        return f"Softphone cannot reach the screen {display} (DISPLAY): nobody answers there."
    return ""


def _answers(display: str) -> bool:
    """Whether an X server listens there. HOST:N, :N or unix:N, each with .SCREEN or without."""
    parts = re.fullmatch(r"(.*):(\d+)(?:\.\d+)?", display)
    if parts is None:
        return os.path.exists(display)  # noqa: PTH110  a socket's path, as macOS and some containers give it
    host, number = parts.group(1), int(parts.group(2))
    if host not in ("", "unix"):
        places: list[tuple[int, str | tuple[str, int]]] = [(socket.AF_INET, (host, 6000 + number))]
    else:
        path = f"/tmp/.X11-unix/X{number}"  # noqa: S108  X's own place
        places = [(socket.AF_UNIX, "\0" + path), (socket.AF_UNIX, path)]
    return any(_connects(family, address) for family, address in places)


def _connects(family: int, address: str | tuple[str, int]) -> bool:
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.settimeout(2.0)
        try:
            probe.connect(address)
        except OSError:
            return False
    return True
