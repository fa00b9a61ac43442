"""The repository for coroutines: every call on one thread, in order.

Whoever awaits has its answer committed; the loop, and with it every call, goes on meanwhile.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from softphone.storage.repository import Repository

P = ParamSpec("P")
R = TypeVar("R")


class Kept:
    def __init__(self, repository: Repository) -> None:
        self.repository = repository
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="storage")
        self._waiting = 0

    async def run(self, operation: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """`operation` is a method of the repository, or ends in one."""
        loop = asyncio.get_running_loop()
        self._waiting += 1
        try:
            return await loop.run_in_executor(self._thread, lambda: operation(*args, **kwargs))
        finally:
            self._waiting -= 1

    def waiting(self) -> int:
        """Operations that were asked for and have not ended."""
        return self._waiting

    def close(self) -> None:
        """Waits for what was asked for before."""
        self._thread.shutdown()
        self.repository.close()
