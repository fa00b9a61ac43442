"""What is kept of calls: records in the storage, and traces beside it. All of it is written behind.

Where calls are few, this process writes it; from the first moment with many on a child does.
"""

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from softphone.server.accounts import Clocks
from softphone.server.call_keeper import Batch, CallKeeper, Recorded, Traced, again
from softphone.server.call_records import CallRecords
from softphone.server.keeper_process import KeeperEndedError, KeeperProcess
from softphone.server.kept import Kept
from softphone.server.trace.files import TraceFiles
from softphone.server.trace.known_calls import KnownCalls
from softphone.server.trace.ring import Ring
from softphone.server.wall_time import WallTime
from softphone.server.written_behind import EVERY, WrittenBehind
from softphone.storage.call_record import CallEnd, CallRecord

TRACES = "trace"
"""The folder of the traces, within the data folder."""
MANY = 200
"""Messages that came and went since the last time: of some 15 calls. To write them takes 5 ms, in which each
step of a call waits for Python's lock."""
_PIECE = 200
"""Messages or records that are handed over at once: less than a millisecond's work."""
_MOST_TRACED = 10_000
"""Records that wait for it."""
_REST = 60.0
"""Seconds without a child after one that ended as soon as it had begun."""


class CallLog:
    """`records` and `ring` are for the engine. Lives on one loop, from `start` to `stop`.

    `epoch` is of this start alone; `database` is its URL, or empty for the one in the folder.
    """

    def __init__(
        self,
        kept: Kept,
        folder: Path,
        *,
        database: str,
        clocks: Clocks,
        epoch: str,
        log: Any,
    ) -> None:
        self._kept = kept
        self._folder = folder
        self._database = database
        self._log = log
        self._wall = WallTime(clocks)
        self.ring = Ring()
        self.records = CallRecords(self._put, wall=self._wall, epoch=epoch)
        self._known = KnownCalls()
        self._here = CallKeeper(kept.repository, TraceFiles(folder / TRACES), self._known)
        self._child: KeeperProcess | None = None
        self._next_child = 0.0
        """On the loop's clock: no child before that."""
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="calls")
        """Waits for the child."""
        self._storage = WrittenBehind(lambda records, ends: self._keep(Recorded(records, ends)), log)
        self._traced: deque[CallRecord] = deque()
        """Records that are not in the traces yet."""
        self._stopping = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._trace_fails = False

    @property
    def queues(self) -> dict[str, Callable[[], int]]:
        """How much waits, by name."""
        return {"call_records": lambda: len(self._storage)}

    def start(self) -> None:
        self._task = asyncio.get_running_loop().create_task(self._run())

    async def stop(self) -> None:
        """Writes what waits; call it when the engine has stopped."""
        # Not cancelled: it may be in the middle of a batch.
        self._stopping.set()
        if self._task is not None:
            await self._task
        await self.write()
        if self._child is not None:
            await asyncio.get_running_loop().run_in_executor(self._thread, self._child.close)
        self._thread.shutdown()

    async def write(self) -> None:
        """What waits, now."""
        try:
            await self._write_traces()
        except Exception as error:  # noqa: BLE001 - whatever disk or child say, calls go on
            if not self._trace_fails:
                self._log.error("traces not written", cause=repr(error))
            self._trace_fails = True
        else:
            self._trace_fails = False
        await self._storage.flush()

    async def _write_traces(self) -> None:
        messages, records = len(self.ring), len(self._traced)
        many = messages >= MANY and asyncio.get_running_loop().time() >= self._next_child
        if self._child is None and many and not self._stopping.is_set():
            self._child = KeeperProcess(self._folder, self._database, self._known, self._log)
        # A piece is gone before the next is fetched: to forget thousands at once takes milliseconds, too.
        ahead = self._wall(0.0)
        for _ in range(0, messages, _PIECE):
            await self._trace(Traced(ahead, self.ring.drain(_PIECE), ()))
        for start in range(0, records, _PIECE):
            count = min(_PIECE, records - start)
            await self._trace(Traced(ahead, (), [self._traced.popleft() for _ in range(count)]))

    async def _trace(self, piece: Traced) -> None:
        try:
            await self._keep(piece)
        except Exception:
            self.ring.lost += len(piece.messages) + len(piece.records)
            raise

    async def _keep(self, batch: Batch) -> None:
        loop = asyncio.get_running_loop()
        if self._child is not None:
            try:
                await loop.run_in_executor(self._thread, self._child.keep, batch)
                return
            except KeeperEndedError as error:
                self._log.error("no child keeps calls", cause=str(error), seconds=_REST)
                self._child, self._next_child = None, loop.time() + _REST
                batch = again(batch)
        await self._kept.run(self._here.keep, batch)

    def _put(self, entry: CallRecord | CallEnd) -> None:
        self._storage.put(entry)
        if isinstance(entry, CallRecord):
            if len(self._traced) >= _MOST_TRACED:
                self._traced.popleft()
                self.ring.lost += 1
            self._traced.append(entry)

    async def _run(self) -> None:
        while not self._stopping.is_set():
            await self.write()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(EVERY):
                    await self._stopping.wait()
