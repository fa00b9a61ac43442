"""A headset, as it is seen through hidapi: written for the tests, from what makers say of theirs. It repeats
what its off-hook lamp is told as its hook."""

import queue
import threading
from collections.abc import Callable
from typing import Any

DESCRIPTOR = bytes.fromhex(
    "050b0905a101"  # usage page Telephony, usage Headset, application collection
    "8502"  # report 2
    "150025017501"  # logical 0-1, size 1
    "0920950181220921092f092695038106"  # Hook Switch (state); Flash, Phone Mute, Drop (changes)
    "95048103"  # padding
    "8502050809170918092009099504910295049103"  # LEDs Off-Hook, Ring, Hold, Mute; padding
    "c0"
)
HOOK, FLASH, MUTE, DROP = 1, 2, 4, 8
OFF_HOOK, RING, HOLD, MUTED = 1, 2, 4, 8


class Headset:
    """One that is plugged in."""

    def __init__(self, name: str = "Evolve 40", descriptor: bytes = DESCRIPTOR, page: int = 0x0B) -> None:
        self.name = name
        self.descriptor = descriptor
        self.page = page
        self.allowed = True
        self.acknowledges = True
        self.unplugged = threading.Event()
        self.reports: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self.written: queue.SimpleQueue[int] = queue.SimpleQueue()
        self.lamps = 0
        self._hook = 0

    def hook(self, off: bool) -> None:
        self._hook = HOOK if off else 0
        self.reports.put(bytes((2, self._hook)))

    def press(self, button: int) -> None:
        self.reports.put(bytes((2, self._hook | button)))
        self.reports.put(bytes((2, self._hook)))

    # hidapi's device.

    def open_path(self, path: bytes) -> None:
        if not self.allowed:
            raise OSError("open failed")

    def get_report_descriptor(self) -> list[int]:
        return list(self.descriptor)

    def read(self, max_length: int, timeout_ms: int = 0) -> list[int]:
        if self.unplugged.is_set():
            raise OSError("read error")
        try:
            return list(self.reports.get(timeout=timeout_ms / 1000))
        except queue.Empty:
            return []

    def write(self, buff: bytes) -> int:
        if self.unplugged.is_set():
            raise OSError("write error")
        report, self.lamps = buff
        assert report == 2
        self.written.put(self.lamps)
        if self.acknowledges and bool(self.lamps & OFF_HOOK) is not bool(self._hook):
            self.hook(bool(self.lamps & OFF_HOOK))
        return len(buff)

    def close(self) -> None:
        pass


class Usb:
    """hidapi: what is plugged in."""

    def __init__(self, *headsets: Headset) -> None:
        self.plugged = list(headsets)

    def enumerate(self) -> list[dict[str, Any]]:
        return [
            {"path": each.name.encode(), "product_string": each.name, "usage_page": each.page}
            for each in self.plugged
            if not each.unplugged.is_set()
        ]

    def device(self) -> "_Opened":
        return _Opened(self)


class _Opened:
    def __init__(self, usb: Usb) -> None:
        self._usb = usb
        self._headset: Headset | None = None

    def open_path(self, path: bytes) -> None:
        headset = next(each for each in self._usb.plugged if each.name.encode() == path)
        headset.open_path(path)
        self._headset = headset

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if self._headset is None:
            if name == "close":
                return lambda: None
            raise ValueError("not open")
        found: Callable[..., Any] = getattr(self._headset, name)
        return found
