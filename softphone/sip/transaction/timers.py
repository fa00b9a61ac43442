"""The timers of all transactions, in the order in which they run out, without ever being sorted.

There are few lengths (T1 and its doubles, T4, 32 s), so there is a queue for each: what is set later runs out
later, as long as the clock does not go back. A heap of all timers, most of which are void when their time
comes, would be walked through for each of them.
"""

from collections import deque
from typing import Generic, TypeVar

Of = TypeVar("Of")


class Timers(Generic[Of]):
    def __init__(self) -> None:
        self._queues: dict[float, deque[tuple[float, Of]]] = {}
        self.deadline = float("inf")
        """When the next one runs out."""

    def __len__(self) -> int:
        return sum(map(len, self._queues.values()))

    def set(self, now: float, length: float, of: Of) -> None:
        """Let one run for `length` seconds from now."""
        at = now + length
        queue = self._queues.get(length)
        if queue is None:
            queue = self._queues[length] = deque()
        queue.append((at, of))
        if at < self.deadline:
            self.deadline = at

    def due(self, now: float) -> list[tuple[float, Of]]:
        """Those that have run out, the first one first, with their moments; they are no longer there."""
        found: list[tuple[float, Of]] = []
        deadline = float("inf")
        for queue in self._queues.values():
            while queue and queue[0][0] <= now:
                found.append(queue.popleft())
            if queue and queue[0][0] < deadline:
                deadline = queue[0][0]
        self.deadline = deadline
        found.sort(key=_moment)
        return found


def _moment(timer: tuple[float, object]) -> float:
    return timer[0]
