"""Call records on their way to the storage: in batches, some moments later, never waited for by a call.

A server that is killed loses what was not written yet, at most `EVERY` seconds of records; one that is
stopped loses nothing.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from softphone.storage.call_record import CallEnd, CallRecord

EVERY = 1.0
"""Seconds between batches."""
_BATCH = 200
"""Records in one go: sign-ins do not wait long for it."""
_MOST = 100_000
"""Records that wait while the storage fails; older ones go."""

Write = Callable[[Sequence[CallRecord], Sequence[CallEnd]], Awaitable[None]]


class WrittenBehind:
    """Used on one loop. `write` raises what the storage raises; the batch then waits for the next time."""

    def __init__(self, write: Write, log: Any) -> None:
        self._write = write
        self._log = log
        self._waiting: deque[CallRecord | CallEnd] = deque()
        self._writing = asyncio.Lock()
        self.lost = 0
        self._failing = False

    def __len__(self) -> int:
        """Records that wait."""
        return len(self._waiting)

    def put(self, entry: CallRecord | CallEnd) -> None:
        if len(self._waiting) >= _MOST:
            self._waiting.popleft()
            self.lost += 1
        self._waiting.append(entry)

    async def flush(self) -> bool:
        """Write all that waits now. False when the storage failed: what is left waits on."""
        async with self._writing:
            left = len(self._waiting)
            while left > 0 and self._waiting:
                batch = [self._waiting.popleft() for _ in range(min(left, _BATCH, len(self._waiting)))]
                left -= len(batch)
                records = [entry for entry in batch if isinstance(entry, CallRecord)]
                ends = [entry for entry in batch if isinstance(entry, CallEnd)]
                try:
                    await self._write(records, ends)
                except Exception as error:  # noqa: BLE001 - whatever the database says, calls go on
                    self._waiting.extendleft(reversed(batch))
                    if not self._failing:
                        self._log.error("call records not written", cause=repr(error), waiting=len(self))
                    self._failing = True
                    return False
                self._failing = False
            return True
