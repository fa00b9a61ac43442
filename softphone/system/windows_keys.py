"""Global keys on Windows: RegisterHotKey of user32, whose presses come to the thread that asked for them.

That thread is one of ours: it waits for messages, and is woken by one of our own when others are wanted.
"""

import sys
import threading
from collections.abc import Callable
from typing import Protocol

from softphone.calls.global_keys import GlobalKey, KeyPressed, KeysGiven, NoKeys, WantedKey
from softphone.event_queue import EventQueue

_MODIFIERS = {"ALT": 0x1, "CTRL": 0x2, "SHIFT": 0x4, "LOGO": 0x8}
"""By their names in triggers: MOD_ALT, MOD_CONTROL, MOD_SHIFT, MOD_WIN."""
_NO_REPEAT = 0x4000
_WORDS = {"ALT": "Alt", "CTRL": "Ctrl", "SHIFT": "Shift", "LOGO": "Win"}
_WM_HOTKEY, _WM_APP = 0x0312, 0x8000


class HotKeys(Protocol):
    """Of one thread of Windows. All but `wake` are called by that thread."""

    def register(self, number: int, modifiers: int, key: int) -> bool:
        """False: another program has it."""
        ...

    def unregister(self, number: int) -> None: ...
    def wait(self) -> int | None:
        """The number of the key that was pressed; None: woken."""
        ...

    def wake(self) -> None: ...


class WindowsKeys:
    """GlobalKeys, and the source of what becomes of them. `make` is called by the thread that waits."""

    def __init__(self, make: Callable[[], HotKeys]) -> None:
        self._make = make
        self._events: EventQueue[object] = EventQueue()
        self._lock = threading.Lock()
        """Over all below."""
        self._wanted: tuple[WantedKey, ...] = ()
        self._keys: HotKeys | None = None
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="global keys", daemon=True)

    def want(self, keys: tuple[WantedKey, ...]) -> None:
        with self._lock:
            self._wanted = keys
            if self._keys is not None:
                self._keys.wake()

    def receive(self, timeout: float | None = None) -> object | None:
        """The next event; None when `timeout` seconds passed without one, or for good once closed."""
        with self._lock:
            if self._thread.ident is None and not self._closed:
                self._thread.start()
        return self._events.receive(timeout)

    def close(self) -> None:
        with self._lock:
            self._closed = True
            if self._keys is not None:
                self._keys.wake()
        if self._thread.ident is not None:
            self._thread.join(5.0)
        self._events.end()

    def _run(self) -> None:
        keys = self._make()
        with self._lock:
            self._keys = keys
        held: tuple[WantedKey, ...] = ()
        while True:
            with self._lock:
                wanted = () if self._closed else self._wanted
                closed = self._closed
            if wanted != held:
                for number in range(len(held)):
                    keys.unregister(number)
                held = wanted
                self._take(keys, held)
            if closed:
                return
            pressed = keys.wait()
            if pressed is not None and pressed < len(held):
                self._events.put(KeyPressed(held[pressed].key))

    def _take(self, keys: HotKeys, wanted: tuple[WantedKey, ...]) -> None:
        given: list[tuple[GlobalKey, str]] = []
        for number, each in enumerate(wanted):
            modifiers, key = _pressed(each.trigger)
            ours = keys.register(number, modifiers | _NO_REPEAT, key)
            given.append((each.key, _words(each.trigger) if ours else ""))
        if any(words for _, words in given):
            self._events.put(KeysGiven(tuple(given)))
        elif given:
            self._events.put(NoKeys(refused=True))


def _pressed(trigger: str) -> tuple[int, int]:
    """The modifiers and the virtual key, which for letters and figures is the capital."""
    *modifiers, key = trigger.split("+")
    return sum(_MODIFIERS[each] for each in modifiers), ord(key.upper())


def _words(trigger: str) -> str:
    *modifiers, key = trigger.split("+")
    return "+".join([*(_WORDS[each] for each in modifiers), key.upper()])


if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    class ThreadHotKeys:
        """Of the thread that makes it."""

        def __init__(self) -> None:
            self._user32 = ctypes.windll.user32
            self._thread = ctypes.windll.kernel32.GetCurrentThreadId()
            self._message = wintypes.MSG()
            # A thread has no queue of messages before it asks for one.
            self._user32.PeekMessageW(ctypes.byref(self._message), None, _WM_APP, _WM_APP, 0)

        def register(self, number: int, modifiers: int, key: int) -> bool:
            return bool(self._user32.RegisterHotKey(None, number, modifiers, key))

        def unregister(self, number: int) -> None:
            self._user32.UnregisterHotKey(None, number)

        def wait(self) -> int | None:
            self._user32.GetMessageW(ctypes.byref(self._message), None, 0, 0)
            return int(self._message.wParam) if self._message.message == _WM_HOTKEY else None

        def wake(self) -> None:
            self._user32.PostThreadMessageW(self._thread, _WM_APP, 0, 0)
