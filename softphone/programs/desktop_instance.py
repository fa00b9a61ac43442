"""One desktop a person: a second start hands what it was started with to the first, and ends.

The first holds a lock in the settings' folder, which the system lets go of however the process ends, and
listens at a local socket (a named pipe on Windows) that only those can speak with who can read that folder.
"""

import contextlib
import logging
import os
import queue
import secrets
import sys
import threading
from multiprocessing.connection import Client, Connection, Listener
from pathlib import Path
from typing import IO

import msgspec

from softphone.event_queue import EventQueue
from softphone.storage.folder_lock import FolderInUseError, hold

_log = logging.getLogger("softphone.desktop")

_ADDRESS = "running.json"
_MOST = 4096
"""Bytes that another start may send."""
_ANSWER_SECONDS = 2.0
PATIENCE = 5.0
"""Seconds within which the first has to answer: it may be starting itself."""
_ASK_AGAIN = 0.05


class OtherStart(msgspec.Struct, frozen=True):
    """Softphone was started again."""

    link: str = ""
    """What it was to call, as it was given; empty: just to be seen."""
    activation: str = ""
    """Wayland's leave to come to the front (xdg-activation), of the program that the person clicked in."""


class _Place(msgspec.Struct, frozen=True):
    """What running.json holds."""

    address: str
    key: str
    pid: int


class Instance:
    """The first start. `receive` gives the others' as they come, for a Bridge."""

    def __init__(self, folder: Path, lock: IO[bytes]) -> None:
        self._folder = folder
        self._lock = lock
        self._starts: EventQueue[OtherStart] = EventQueue()
        self._closed = False
        key = secrets.token_bytes(32)
        # Of no file on Linux: the path of one in a deep TMPDIR is longer than a socket's address may be.
        name = f"\0softphone-{secrets.token_hex(8)}" if sys.platform == "linux" else None
        self._listener = Listener(name, authkey=key)
        self._key = key
        _write(folder / _ADDRESS, _Place(name or str(self._listener.address), key.hex(), os.getpid()))
        self._thread = threading.Thread(target=self._listen, name="other starts", daemon=True)
        self._thread.start()

    def receive(self, timeout: float | None = None) -> OtherStart | None:
        """None when `timeout` seconds passed without one, or this is closed."""
        return self._starts.receive(timeout)

    def close(self) -> None:
        """Let the next start be the first. Safe to call twice."""
        if self._closed:
            return
        self._closed = True
        (self._folder / _ADDRESS).unlink(missing_ok=True)
        # It waits for somebody to come; where it has just stopped waiting, closing the listener ends this.
        knock = threading.Thread(target=self._knock, name="end of other starts", daemon=True)
        knock.start()
        self._thread.join(_ANSWER_SECONDS)
        self._listener.close()
        knock.join(_ANSWER_SECONDS)
        self._lock.close()
        self._starts.end()

    def _knock(self) -> None:
        with contextlib.suppress(OSError, EOFError):
            Client(self._listener.address, authkey=self._key).close()

    def _listen(self) -> None:
        while not self._closed:
            try:
                with self._listener.accept() as connection:
                    self._hear(connection)
            except Exception as error:  # noqa: BLE001  whatever comes in there, the window goes on
                if not self._closed:
                    _log.warning("another start was not understood: %r", error)

    def _hear(self, connection: "Connection[bytes, bytes]") -> None:
        if not self._closed and connection.poll(_ANSWER_SECONDS):
            self._starts.put(msgspec.json.decode(connection.recv_bytes(_MOST), type=OtherStart))
            connection.send_bytes(msgspec.json.encode(os.getpid()))


def claim(folder: Path) -> Instance | None:
    """Be the first of this folder; None when somebody else is. Raises OSError where nothing can be written or
    listened at."""
    try:
        lock = hold(folder)
    except FolderInUseError:
        return None
    try:
        return Instance(folder, lock)
    except BaseException:
        lock.close()
        raise


def hand_over(folder: Path, start: OtherStart, *, patience: float = PATIENCE) -> bool:
    """Whether the first took it within `patience` seconds."""
    done: queue.SimpleQueue[bool] = queue.SimpleQueue()
    given_up = threading.Event()

    def try_on() -> None:
        while not (told := _tell(folder / _ADDRESS, start)) and not given_up.wait(_ASK_AGAIN):
            pass
        done.put(told)

    # On a thread: a first one that hangs would hold us with it.
    threading.Thread(target=try_on, name="hand over", daemon=True).start()
    try:
        return done.get(timeout=patience)
    except queue.Empty:
        given_up.set()
        return False


def _tell(path: Path, start: OtherStart) -> bool:
    try:
        place = msgspec.json.decode(path.read_bytes(), type=_Place)
        _let_come_to_the_front(place.pid)
        with Client(place.address, authkey=bytes.fromhex(place.key)) as first:
            first.send_bytes(msgspec.json.encode(start))
            return first.poll(_ANSWER_SECONDS) and bool(first.recv_bytes(100))
    except (OSError, EOFError, ValueError, msgspec.MsgspecError):
        return False


def _let_come_to_the_front(pid: int) -> None:
    """Windows lets only that program come forward which the one in front allows to; that is this one."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.user32.AllowSetForegroundWindow(pid)


def _write(path: Path, place: _Place) -> None:
    fresh = path.with_suffix(".new")
    with open(fresh, "wb", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
        file.write(msgspec.json.encode(place))
    fresh.replace(path)
