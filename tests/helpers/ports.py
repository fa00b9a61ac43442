"""Ports that a test may give away: nobody who binds port 0 is handed one of them meanwhile.

A port that the system chose, closed and passed on belongs to whoever binds port 0 next. These lie below the
range that systems choose from (Linux: 32768 and up) and below the ports that telephones take for sound; each
is given once in a process, and processes that test side by side have a part of them each.
"""

import itertools
import os
import socket

_BESIDE = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
_SIZE = 4_400 // int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
_FIRST = 5_500 + _BESIDE * _SIZE
_next = itertools.count(os.getpid() * 37)


def free_port() -> int:
    """Free by UDP and TCP on 127.0.0.1."""
    for _ in range(_SIZE):
        port = _FIRST + next(_next) % _SIZE
        with (
            socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp,
            socket.socket(socket.AF_INET, socket.SOCK_STREAM) as tcp,
        ):
            try:
                udp.bind(("127.0.0.1", port))
                tcp.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port
    raise AssertionError("no free port")
