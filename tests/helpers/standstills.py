"""When the machine stood still, or had other things to do: what is judged by the clock is late then, sound is
cut, and no phone can help it."""

import contextlib
import threading
import time
from bisect import bisect
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

_LOOK, _LATE = 0.02, 0.05
"""Seconds between two looks at the clock, and after which the second came late: that much of two seconds of
sound may be missing."""
_SETTLED = 0.5
"""Seconds after a standstill in which what was held up comes first."""
_TRIES = 5
_BUSY = 0.25
"""A machine is busy when somebody waits for a core in that share of the time. Beside ten busy processes it is
0.8 to 0.9, on two cores."""
_PRESSURE = Path("/proc/pressure/cpu")
"""Linux has in it, after "total=", the microseconds in which somebody waited for a core."""


class Standstills:
    """Notes them until the end of the block, on a thread of its own. Times are of the monotonic clock."""

    def __init__(self) -> None:
        self._found: list[tuple[float, float]] = []
        self._looks: list[tuple[float, float]] = []
        """When, and how many seconds of waiting for a core there had been."""
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, name="standstills", daemon=True)

    def __enter__(self) -> "Standstills":
        self._thread.start()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()

    def seconds(self, start: float, stop: float) -> float:
        """How much of that time was lost; after the block, or the last one may not be noted yet."""
        return sum(max(0.0, min(stop, to) - max(start, since)) for since, to in self._found)

    def held_up(self, start: float, stop: float) -> float:
        """The same, with the time in which somebody waited for a core: it may have been whoever is judged."""
        waited = self._waited(stop) - self._waited(start)
        return min(stop - start, self.seconds(start, stop) + waited)

    def _waited(self, when: float) -> float:
        look = bisect(self._looks, when, key=lambda each: each[0])
        return self._looks[min(look, len(self._looks) - 1)][1]

    def _look(self) -> None:
        before, over = time.monotonic(), False
        self._looks.append((before, waited_for_a_core()))
        while not over:
            over = self._over.wait(_LOOK)
            now = time.monotonic()
            self._looks.append((now, waited_for_a_core()))
            if now - before > _LATE:
                self._found.append((before, now))
            before = now


def waited_for_a_core() -> float:
    """Seconds in which somebody did since this machine was started; 0 where nobody knows."""
    with contextlib.suppress(OSError):
        some = _PRESSURE.read_text("ascii").splitlines()[0]
        return int(some.rpartition("total=")[2]) / 1e6
    return 0.0


def steadily(seconds: float, pause: Callable[[float], None] = time.sleep) -> tuple[float, float]:
    """Lets so many seconds pass in which the machine did not stand still; from when to when. On one that does
    all the time, they are the last that were tried."""
    start = stop = 0.0
    for _ in range(_TRIES):
        with Standstills() as noted:
            start = time.monotonic()
            pause(seconds)
            stop = time.monotonic()
        if not noted.seconds(start, stop):
            break
        pause(_SETTLED)
    return start, stop


def again_if_held_up(what: Callable[[], None]) -> None:
    """Does that, and again where it failed while the machine stood still, or was busy with other things."""
    for may_again in (True, True, False):
        failed: AssertionError | None = None
        with Standstills() as noted:
            start = time.monotonic()
            try:
                what()
            except AssertionError as error:
                failed = error
            stop = time.monotonic()
        if failed is None:
            return
        held_up = noted.seconds(start, stop) or noted.held_up(start, stop) > _BUSY * (stop - start)
        if not may_again or not held_up:
            raise failed
