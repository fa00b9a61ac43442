"""The engine in a process of its own, as a server of the benchmarks."""

import asyncio
import contextlib
import multiprocessing
import os
import ssl
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path

import structlog

from benchmarks.servers.scenario import Scenario, Serving
from softphone.people.directory import Directory
from softphone.people.line_state import LineState
from softphone.profiles.incoming import Forward, Incoming, LineRules, ToColleague
from softphone.profiles.profile import Profile
from softphone.programs.serve import SWITCH_SECONDS, random_hex, run_on_fastest_loop
from softphone.programs.serve_log import configure_log
from softphone.server.engine import Engine, EngineSettings
from softphone.server.quiet_garbage import QuietGarbage
from softphone.server.rules import Active, Rules
from softphone.server.trace.ring import Ring
from softphone.server.written_behind import EVERY
from softphone.storage.journal import Journal
from tests.server.engine.company import company

_PIECE = 200
"""Messages at once, as in `server.call_log`."""


@contextmanager
def engine(
    scenario: Scenario, *, directory: Directory | None = None, tls: Path | None = None
) -> Iterator[Serving]:
    """As `softphone serve` runs it, with its journal, its log in a file, call records and the messages kept
    for its traces; but what is written behind by other threads is dropped, as often as it is written there.
    `tls` is a PEM file with key and certificate."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, scenario, directory, tls))
    process.start()
    theirs.close()  # so that the end of a server that does not start is noticed
    try:
        port, tls_port = ours.recv()
        assert process.pid is not None
        yield Serving("the engine", port, process.pid, tls_port)
    finally:
        with contextlib.suppress(OSError):
            ours.send("end")
        process.join()


def _serve(pipe: Connection, scenario: Scenario, directory: Directory | None, tls: Path | None) -> None:
    with tempfile.TemporaryDirectory() as folder:
        sys.stderr = (Path(folder) / "log").open("w")
        configure_log()
        run_on_fastest_loop(lambda: _run(pipe, scenario, directory, tls, Path(folder)))


async def _run(
    pipe: Connection, scenario: Scenario, directory: Directory | None, tls: Path | None, folder: Path
) -> None:
    def no_line(person: str, line: LineState) -> None:
        pass

    context = None
    if tls is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(tls)
    trunk = f"127.0.0.1:{scenario.trunk_port}" if scenario.trunk_port else ""
    ring = Ring()
    journal = Journal(folder / "journal", lambda what, cause: os._exit(1))
    made = Engine(
        EngineSettings(port=0, tls_port=0),
        directory or company(trunk=trunk),
        local_time=lambda: datetime.now(UTC),
        clock=time.monotonic,
        token=random_hex,
        tls=context,
        on_line_state=no_line,
        log=structlog.get_logger("softphone.engine"),
        journal=journal,
        wall=time.time,
        trace=ring,
    )
    made.use_rules(Rules(active={by: _forwarding(to) for by, to in scenario.on_busy.items()}))
    addresses = await made.start()
    sys.setswitchinterval(SWITCH_SECONDS)
    garbage = QuietGarbage(lambda: made.metrics().calls_total, time.monotonic)
    collecting = asyncio.create_task(garbage.run(lambda _: None))
    dropping = asyncio.create_task(_drop(ring))
    pipe.send((addresses.port, addresses.tls_port))
    await asyncio.to_thread(pipe.recv)
    collecting.cancel()
    dropping.cancel()
    await made.stop()
    journal.close()


async def _drop(ring: Ring) -> None:
    while True:
        await asyncio.sleep(EVERY)
        while len(ring):
            ring.drain(_PIECE)


def _forwarding(to: str) -> Active:
    rules = LineRules(busy=Forward(ToColleague(to)))
    return Active(Profile(number=1, incoming=Incoming(landline=rules)))
