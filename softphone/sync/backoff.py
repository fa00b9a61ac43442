"""How long to wait between tries: longer each time, and never all clients at the same moment."""

from collections.abc import Callable

LONGEST = 60.0


class Backoff:
    """`random` gives numbers in [0, 1). Pauses in seconds: 0.5-1, 1-2, 2-4 … 30-60."""

    def __init__(self, random: Callable[[], float]) -> None:
        self._random = random
        self._tries = 0

    def next(self) -> float:
        ceiling = min(LONGEST, 2.0 ** min(self._tries, 6))
        self._tries += 1
        return ceiling * (0.5 + 0.5 * self._random())

    def reset(self) -> None:
        """After a success."""
        self._tries = 0
