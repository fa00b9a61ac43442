"""Python's garbage collector kept off the path of calls.

Left to itself it looks at young objects in batches of tens of thousands, which all belong to calls that go
on: 10 to 30 ms during which nothing else happens. Neither calls (`TransactionLayer.release`) nor requests of
the API leave cycles behind, so here samples of what is new are looked at, and all of it for a while after one
was found: to look at everything new was a twelfth of what a call costs. A sample shows only what dies as
young as that. For the rest, full collections look at all there is: 100 ms in an engine of a few people, and
250 ms with ten thousand. They wait until there are more objects, and for a time without new calls.
"""

import asyncio
import gc
from collections.abc import Callable

import msgspec

SWEEP_EVERY = 0.05
"""Seconds between sweeps."""
LOOK_EVERY = 30.0
"""Seconds between looks whether a full collection is due."""
SAMPLE = 20
"""Of so many sweeps one looks at what came since the one before."""
_SUSPICIOUS = 1200
"""Sweeps that do look after one that found something: a minute."""
_IN_QUIET, _IN_ANY_CASE = 1.02, 1.5
"""By how much there are more objects than after the last full collection, for another when no call came since
the last look, and whatever came."""


class Collected(msgspec.Struct, frozen=True):
    """A full collection."""

    seconds: float
    found: int
    """Objects that nothing but one another referred to."""
    left: int
    """Objects that live."""


class QuietGarbage:
    """`calls` gives how many calls there were so far; `clock` gives steady seconds."""

    def __init__(self, calls: Callable[[], int], clock: Callable[[], float]) -> None:
        self._calls = calls
        self._clock = clock
        self._seen = calls()
        self._left = 0
        self._sweeps = 0
        self._suspicious = 0
        """Sweeps from now on that look."""

    async def run(self, told: Callable[[Collected], object]) -> None:
        """For ever. `told` is called with each full collection."""
        self.start()
        looked = self._clock()
        while True:
            await asyncio.sleep(SWEEP_EVERY)
            self.sweep()
            if self._clock() - looked >= LOOK_EVERY:
                looked = self._clock()
                collected = self.look()
                if collected is not None:
                    told(collected)

    def start(self) -> None:
        """When everything that lives long is there. From then on nothing is collected but by `sweep` and
        `look`."""
        gc.disable()
        self._collect()

    def sweep(self) -> None:
        """Call it every SWEEP_EVERY seconds. What survives, or was not looked at, is left to `look`."""
        self._sweeps += 1
        if self._suspicious or self._sweeps % SAMPLE == 0:
            found = gc.collect(1)
            self._suspicious = _SUSPICIOUS if found else max(0, self._suspicious - 1)
        gc.freeze()

    def look(self) -> Collected | None:
        """Call it every LOOK_EVERY seconds; what it collected, when that was due."""
        before, self._seen = self._seen, self._calls()
        gc.freeze()
        grown = gc.get_freeze_count() / self._left
        due = grown > (_IN_QUIET if self._seen == before else _IN_ANY_CASE)
        return self._collect() if due else None

    def _collect(self) -> Collected:
        began = self._clock()
        gc.unfreeze()
        found = gc.collect()
        # What is alive now is left out of all sweeps; it still goes when nothing refers to it.
        gc.freeze()
        self._left = gc.get_freeze_count()
        return Collected(self._clock() - began, found, self._left)
