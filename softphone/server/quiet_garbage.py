"""Python's garbage collector kept off the path of calls.

Left to itself it looks at young objects in batches of tens of thousands, which all belong to calls that go
on: 10 to 30 ms during which nothing else happens. Neither calls (`TransactionLayer.release`) nor requests of
the API leave cycles behind, so here samples of what is new are looked at, and all of it only after one was
found: to look at everything new was a twelfth of what a call costs. What lives long (modules, the directory,
registrations, transactions) is looked at by full collections alone: 80 ms in an engine of a few people,
several hundred with ten thousand. They are needed seldom, and a time without new calls is waited for.
"""

import asyncio
import gc
from collections.abc import Callable

SWEEP_EVERY = 0.05
"""Seconds between sweeps."""
LOOK_EVERY = 30.0
"""Seconds between looks whether it is quiet."""
SAMPLE = 20
"""Of so many sweeps one looks at what came since the one before."""
_SUSPICIOUS = 1200
"""Sweeps that do look after one that found something: a minute."""
_OFTEN, _AT_LEAST_EVERY = 900.0, 3600.0
"""Seconds from one full collection to the next, with and without a quiet time to do it in."""


class QuietGarbage:
    """`calls` gives how many calls there were so far; `clock` gives steady seconds."""

    def __init__(self, calls: Callable[[], int], clock: Callable[[], float]) -> None:
        self._calls = calls
        self._clock = clock
        self._seen = calls()
        self._collected = clock()
        self._sweeps = 0
        self._suspicious = 0
        """Sweeps from now on that look."""

    async def run(self) -> None:
        """For ever."""
        self.start()
        looked = self._clock()
        while True:
            await asyncio.sleep(SWEEP_EVERY)
            self.sweep()
            if self._clock() - looked >= LOOK_EVERY:
                looked = self._clock()
                self.look()

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

    def look(self) -> bool:
        """Call it every LOOK_EVERY seconds; whether it collected everything: when it is time and no call came
        since the last look."""
        before, self._seen = self._seen, self._calls()
        ago = self._clock() - self._collected
        if ago >= _AT_LEAST_EVERY or (ago >= _OFTEN and self._seen == before):
            self._collect()
            return True
        return False

    def _collect(self) -> None:
        self._collected = self._clock()
        gc.unfreeze()
        gc.collect()
        # What is alive now is left out of all sweeps; it still goes when nothing refers to it.
        gc.freeze()
