import secrets
import ssl
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from softphone.people.directory import Directory
from softphone.people.line_state import LineState
from softphone.server.engine import Engine, EngineAddresses, EngineSettings
from tests.server.engine.bench import Log
from tests.server.engine.certificates import self_signed

PATIENT = EngineSettings(port=0, tls_port=0, behind=120.0)
"""On free ports; and no call is refused because the machine is slow."""


class Running:
    """An engine on free ports of the loopback."""

    def __init__(
        self,
        directory: Directory,
        tls: ssl.SSLContext,
        settings: EngineSettings,
        local_time: Callable[[], datetime],
    ) -> None:
        self.lines: list[tuple[str, LineState]] = []
        self.log = Log()
        self.engine = Engine(
            settings,
            directory,
            clock=time.monotonic,
            local_time=local_time,
            token=secrets.token_hex,
            tls=tls,
            on_line_state=lambda person, line: self.lines.append((person, line)),
            log=self.log,
        )
        self.addresses = EngineAddresses("", 0, 0)

    def port(self, transport: str) -> int:
        return self.addresses.tls_port if transport == "tls" else self.addresses.port


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """PEM with key and certificate for 127.0.0.1, its own authority."""
    return self_signed(tmp_path_factory.mktemp("tls") / "engine.pem")


@pytest.fixture
def run_engine(certificate: Path) -> Callable[..., Any]:
    """`async with run_engine(directory) as running`"""

    @asynccontextmanager
    async def run(
        directory: Directory,
        settings: EngineSettings | None = None,
        local_time: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> AsyncIterator[Running]:
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(certificate)
        running = Running(directory, tls, settings or PATIENT, local_time)
        running.addresses = await running.engine.start()
        try:
            yield running
        finally:
            await running.engine.stop()

    return run
