"""Two computers on one cable: network namespaces of Linux, each with an address that can change.

A namespace belongs to a thread: sockets, threads and processes made inside it stay there. Making one takes
the rights of root.
"""

import ctypes
import os
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_NEW_NETWORK = 0x40000000
"""CLONE_NEWNET."""


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True, timeout=20)


def possible() -> bool:
    """Whether this machine lets us."""
    name = f"softphone-trial-{os.getpid()}"
    try:
        _ip("netns", "add", name)
        try:
            _ip("-netns", name, "link", "add", "trial", "type", "veth", "peer", "name", "other")
        finally:
            _ip("netns", "del", name)
    except (OSError, subprocess.SubprocessError):
        return False
    return True


class Computer:
    def __init__(self, name: str, device: str) -> None:
        self.name = name
        self._device = device

    @contextmanager
    def inside(self) -> Iterator[None]:
        """What this thread makes now is made there."""
        own = os.open(f"/proc/self/task/{_thread()}/ns/net", os.O_RDONLY)
        there = os.open(f"/run/netns/{self.name}", os.O_RDONLY)
        try:
            _enter(there)
            try:
                yield
            finally:
                _enter(own)
        finally:
            os.close(own)
            os.close(there)

    def use(self, address: str) -> None:
        """Have that address, and no other."""
        _ip("-netns", self.name, "addr", "flush", "dev", self._device)
        _ip("-netns", self.name, "addr", "add", f"{address}/24", "dev", self._device)

    def leave(self) -> None:
        """Have no address."""
        _ip("-netns", self.name, "addr", "flush", "dev", self._device)


@contextmanager
def cable() -> Iterator[tuple[Computer, Computer]]:
    names = [f"softphone-{os.getpid()}-{n}" for n in (1, 2)]
    computers = tuple(Computer(name, f"cable{n}") for n, name in enumerate(names, 1))
    made: list[str] = []
    try:
        for name in names:
            _ip("netns", "add", name)
            made.append(name)
            _ip("-netns", name, "link", "set", "lo", "up")
        _ip(
            *("-netns", names[0], "link", "add", "cable1", "type", "veth"),
            *("peer", "name", "cable2", "netns", names[1]),
        )
        for n, name in enumerate(names, 1):
            _ip("-netns", name, "link", "set", f"cable{n}", "up")
        yield computers[0], computers[1]
    finally:
        for name in made:
            _ip("netns", "del", name)


def _thread() -> int:
    return threading.get_native_id()


def _enter(namespace: int) -> None:
    library = ctypes.CDLL(None, use_errno=True)
    if library.setns(namespace, _NEW_NETWORK):
        raise OSError(ctypes.get_errno(), "setns")
