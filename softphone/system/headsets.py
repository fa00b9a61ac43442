"""Headsets with buttons that this computer has, by hidapi: found while it runs, read, and their lamps told.

A thread looks for them, one reads each, and one tells each its lamps: a headset takes its time.
"""

import logging
import queue
import sys
import threading
from collections.abc import Callable
from typing import Any, Protocol

from softphone.calls.headset import HeadsetsFound, Lamps
from softphone.event_queue import EventQueue
from softphone.system.headset_reports import TELEPHONY, HeadsetReports

_log = logging.getLogger("softphone.system")

LOOK_AGAIN = 3.0
"""Seconds until one that was plugged in is found."""
_READ_MS = 500
_LONGEST_REPORT = 256


class HidDevice(Protocol):
    """hidapi's device. Errors are OSError, or ValueError once it is closed."""

    def open_path(self, path: bytes) -> None: ...
    def get_report_descriptor(self) -> list[int]: ...
    def read(self, max_length: int, timeout_ms: int = 0) -> list[int]: ...
    def write(self, buff: bytes) -> int: ...
    def close(self) -> None: ...


class HidLibrary(Protocol):
    def enumerate(self) -> list[dict[str, Any]]: ...
    def device(self) -> HidDevice: ...


def hid_library() -> HidLibrary | None:
    """The one that leaves a headset's other keys to the system; None where there is none for this one."""
    try:
        # On Linux the other backend takes the whole device from the kernel, its volume keys too.
        if sys.platform.startswith("linux"):
            import hidraw as library
        else:
            import hid as library
    except ImportError as error:
        _log.info("no library for the buttons of headsets: %s", error)
        return None
    return library  # type: ignore[no-any-return]


class HeadsetSource:
    """A source of HookMoved and the others, for one reading thread; `show` may come from any other."""

    def __init__(self, library: HidLibrary, look_again: float = LOOK_AGAIN) -> None:
        self._library = library
        self._look_again = look_again
        self._events: EventQueue[object] = EventQueue()
        self._lock = threading.Lock()
        """Over all below."""
        self._lamps = Lamps()
        self._open: dict[bytes, _Headset] = {}
        self._refused: dict[bytes, str] = {}
        self._without: set[bytes] = set()
        """They say that they are headsets, and have no buttons."""
        self._told = HeadsetsFound()
        self._closed = threading.Event()
        self._looking: threading.Thread | None = None

    def receive(self, timeout: float | None = None) -> object | None:
        """The next event; None when `timeout` seconds passed without one, or for good once closed."""
        if self._looking is None and not self._closed.is_set():
            self._looking = threading.Thread(target=self._look, name="headsets", daemon=True)
            self._looking.start()
        return self._events.receive(timeout)

    def show(self, lamps: Lamps) -> None:
        with self._lock:
            self._lamps = lamps
            headsets = list(self._open.values())
        for headset in headsets:
            headset.show(lamps)

    def close(self) -> None:
        """Their lamps go out."""
        self._closed.set()
        with self._lock:
            headsets = list(self._open.values())
        for headset in headsets:
            headset.thread.join(timeout=_READ_MS / 1000 * 4)
        self._events.end()

    def _look(self) -> None:
        while not self._closed.is_set():
            try:
                found = self._library.enumerate()
            except OSError as error:
                _log.info("headsets cannot be looked for: %s", error)
                found = []
            self._compare({each["path"]: each for each in found if each.get("usage_page") == TELEPHONY})
            self._closed.wait(self._look_again)

    def _compare(self, found: dict[bytes, dict[str, Any]]) -> None:
        with self._lock:
            self._without &= found.keys()
            self._refused = {path: name for path, name in self._refused.items() if path in found}
            for path, what in found.items():
                if path not in self._open and path not in self._without and not self._closed.is_set():
                    self._begin(path, str(what.get("product_string") or "") or "USB")
        self._tell()

    def _begin(self, path: bytes, name: str) -> None:
        """Also of one that was refused before: its permissions may have come a moment after itself."""
        device = self._library.device()
        try:
            device.open_path(path)
            reports = HeadsetReports(bytes(device.get_report_descriptor()))
        except (OSError, ValueError) as error:
            if path not in self._refused:
                _log.info("the buttons of %s cannot be used: %s", name, error)
            self._refused[path] = name
            device.close()
            return
        self._refused.pop(path, None)
        if reports.any_buttons:
            headset = self._open[path] = _Headset(device, reports, name, self._events.put, self._closed)
            headset.show(self._lamps)
            headset.thread = threading.Thread(target=self._read, args=(path, headset), name=name, daemon=True)
            headset.thread.start()
        else:
            self._without.add(path)
            device.close()

    def _read(self, path: bytes, headset: "_Headset") -> None:
        headset.read()
        with self._lock:
            del self._open[path]
        self._tell()

    def _tell(self) -> None:
        with self._lock:
            names = tuple(sorted(each.name for each in self._open.values()))
            now = HeadsetsFound(names, tuple(sorted(self._refused.values())))
            if now != self._told and not self._closed.is_set():
                self._told = now
                self._events.put(now)


class _Headset:
    def __init__(
        self,
        device: HidDevice,
        reports: HeadsetReports,
        name: str,
        say: Callable[[object], None],
        closed: threading.Event,
    ) -> None:
        self._device = device
        self._reports = reports
        self.name = name
        self._say = say
        self._closed = closed
        self._wanted: queue.SimpleQueue[Lamps | None] = queue.SimpleQueue()
        """Told by a thread of their own: a headset that hangs must not hold up the window."""
        self._lights = threading.Thread(target=self._light, name=f"lamps of {name}", daemon=True)
        self._lights.start()
        self.thread = threading.Thread()

    def read(self) -> None:
        """Until it is unplugged, or nobody reads any more."""
        try:
            while not self._closed.is_set():
                if report := self._device.read(_LONGEST_REPORT, _READ_MS):
                    for event in self._reports.heard(bytes(report)):
                        self._say(event)
            self.show(Lamps())
        except (OSError, ValueError) as error:
            _log.info("%s is gone: %s", self.name, error)
        # hidapi frees a device that is closed, also under who writes to it.
        self._wanted.put(None)
        self._lights.join()
        self._device.close()

    def show(self, lamps: Lamps) -> None:
        self._wanted.put(lamps)

    def _light(self) -> None:
        while (lamps := self._wanted.get()) is not None:
            try:
                for report in self._reports.told(lamps):
                    self._device.write(report)
            except (OSError, ValueError) as error:
                _log.info("the lamps of %s are as they were: %s", self.name, error)
