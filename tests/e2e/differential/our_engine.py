"""Our engine in a thread of its own, so that scripts without asyncio can talk to it as to any server."""

import asyncio
import secrets
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from types import TracebackType

import structlog

from softphone.people.directory import Directory
from softphone.server.engine import Engine, EngineSettings
from softphone.server.rules import Rules

_PATIENCE = 60.0


class OurEngine:
    """`port` is where it listens, by UDP, on 127.0.0.1."""

    def __init__(self, directory: Directory, rules: Rules) -> None:
        self.port = 0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run)
        self._engine = Engine(
            EngineSettings(port=0, tls_port=0),
            directory,
            clock=time.monotonic,
            local_time=lambda: datetime.now(UTC),
            token=secrets.token_hex,
            tls=None,
            on_line_state=lambda _person, _line: None,
            log=structlog.wrap_logger(structlog.PrintLogger()),
        )
        self._engine.use_rules(rules)

    def __enter__(self) -> "OurEngine":
        self._thread.start()
        started = asyncio.run_coroutine_threadsafe(self._engine.start(), self._loop)
        self.port = started.result(_PATIENCE).port
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._engine.stop(), self._loop).result(_PATIENCE)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(_PATIENCE)
        self._loop.close()

    def use_directory(self, directory: Directory) -> None:
        """In force when this returns."""
        self._call(lambda: self._engine.use_directory(directory))

    def _call(self, function: Callable[[], None]) -> None:
        async def called() -> None:
            function()

        asyncio.run_coroutine_threadsafe(called(), self._loop).result(_PATIENCE)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()
