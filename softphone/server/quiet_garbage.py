"""Python's garbage collector kept off the path of calls.

Left to itself it looks at young objects in batches of tens of thousands, which all belong to calls that go
on: 10 to 30 ms during which nothing else happens. Here it looks every 50 ms at what came since: 0.3 ms at 200
calls a second. What lives long (modules, the directory, registrations, transactions) is looked at by full
collections alone: 80 ms in an engine of a few people, several hundred with ten thousand. Neither calls
(`TransactionLayer.release`) nor requests of the API leave cycles behind, so that those are needed seldom, and
a time without new calls is waited for.
"""

import asyncio
import gc
from collections.abc import Callable

SWEEP_EVERY = 0.05
"""Seconds between looks at what is new."""
LOOK_EVERY = 30.0
"""Seconds between looks whether it is quiet."""
_AT_LEAST_EVERY = 900.0


class QuietGarbage:
    """`calls` gives how many calls there were so far; `clock` gives steady seconds."""

    def __init__(self, calls: Callable[[], int], clock: Callable[[], float]) -> None:
        self._calls = calls
        self._clock = clock
        self._seen = calls()
        self._collected = clock()

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
        """Call it every SWEEP_EVERY seconds. What survives is old, and not looked at again."""
        gc.collect(1)

    def look(self) -> bool:
        """Call it every LOOK_EVERY seconds; whether it collected everything: when no call came since the last
        look."""
        before, self._seen = self._seen, self._calls()
        overdue = self._clock() - self._collected >= _AT_LEAST_EVERY
        if overdue or self._seen == before:
            self._collect()
            return True
        return False

    def _collect(self) -> None:
        self._collected = self._clock()
        gc.collect()
        # What is alive now is left out of all later collections; it still goes when nothing refers to it.
        gc.freeze()
