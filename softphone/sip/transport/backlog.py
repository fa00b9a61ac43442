"""How long datagrams wait for us in the system's queue: told by marks to ourselves, which stand in it, too.

The loop's own lateness does not tell: it reads a few datagrams at each turn and is on time with its timers
however many wait.
"""

from collections import deque
from typing import final

NO_SIP = b"\0\0"
"""How marks begin; STUN does not go on like them."""
_MOST = 100
"""Marks under way; when the queue is full they are lost like everything else."""


@final
class Backlog:
    """`secret` keeps others from sending marks of their own. Seconds are of any steady clock."""

    def __init__(self, secret: bytes) -> None:
        self._start = NO_SIP + secret
        self._sent: deque[tuple[bytes, float]] = deque(maxlen=_MOST)
        self._number = 0
        self._last = 0.0
        self._any_came = False

    def mark(self, now: float) -> bytes:
        """The next datagram to send to ourselves."""
        self._number += 1
        data = self._start + self._number.to_bytes(8, "big")
        self._sent.append((data, now))
        return data

    def came(self, data: bytes, now: float) -> bool:
        """Whether that datagram is a mark: it came through the queue."""
        if not data.startswith(self._start):
            return False
        if any(sent == data for sent, _ in self._sent):
            while self._sent:
                sent, at = self._sent.popleft()
                if sent == data:
                    self._last = now - at
                    self._any_came = True
                    break
        return True

    def seconds(self, now: float) -> float:
        """How long the last mark waited, or the oldest that is not back yet has. 0 for as long as none ever
        came: where the system lets nobody send to themselves there is nothing to be known."""
        if not self._any_came:
            return 0.0
        return max(self._last, now - self._sent[0][1]) if self._sent else self._last
