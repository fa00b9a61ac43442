"""The engine on a thread of this process, where a test wants to choose its TLS by itself."""

import asyncio
import secrets
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from softphone.server.engine import Engine, EngineAddresses, EngineSettings
from tests.server.engine.bench import Log
from tests.server.engine.company import company

_PATIENCE = 60.0


@contextmanager
def engine(tls: ssl.SSLContext) -> Iterator[EngineAddresses]:
    """Of the company in tests/server/engine/company.py, whose devices have the secret SECRET."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="engine", daemon=True)
    thread.start()
    made = Engine(
        EngineSettings(port=0, tls_port=0, behind=_PATIENCE),
        company(),
        local_time=lambda: datetime.now(UTC),
        clock=time.monotonic,
        token=secrets.token_hex,
        tls=tls,
        on_line_state=lambda person, line: None,
        log=Log(),
    )
    try:
        addresses = asyncio.run_coroutine_threadsafe(made.start(), loop).result(_PATIENCE)
        try:
            yield addresses
        finally:
            asyncio.run_coroutine_threadsafe(made.stop(), loop).result(_PATIENCE)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(_PATIENCE)
        loop.close()
