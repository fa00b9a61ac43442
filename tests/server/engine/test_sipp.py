"""Calls of somebody else's program: Debian's sipp on both ends, the engine between."""

import asyncio
import contextlib
import shutil
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from softphone.people.line_state import LineState
from tests.helpers.ports import free_port
from tests.server.engine.company import company
from tests.server.engine.conftest import Running
from tests.server.engine.socket_telephone import telephone
from tests.server.engine.test_engine import until

pytestmark = pytest.mark.peer

SCENARIOS = Path(__file__).parent / "sipp"
CALLS = 60
PATIENCE = "120"
"""Seconds, as sipp reads them."""


@contextlib.asynccontextmanager
async def sipp(folder: Path, *arguments: str) -> AsyncIterator[Process]:
    process = await asyncio.create_subprocess_exec(
        "sipp", "-i", "127.0.0.1", "-nostdin", *arguments, stdin=DEVNULL, stdout=PIPE, stderr=PIPE, cwd=folder
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


def test_sipp_calls_sipp(run_engine: Callable[..., Any], certificate: Path, tmp_path: Path) -> None:
    assert shutil.which("sipp"), "./run setup --peers installs it"

    async def whole() -> None:
        at = free_port()
        async with (
            run_engine(company(md5=("alice-phone",))) as running,
            telephone("bob-pc", "udp", running.port("udp"), certificate, register=False) as bob,
            sipp(tmp_path, "-sf", str(SCENARIOS / "callee.xml"), "-p", str(at), "-m", str(CALLS)) as callee,
        ):
            bob.contact = f"<sip:service@127.0.0.1:{at}>"
            assert (await bob.register()).status == 200
            server = f"127.0.0.1:{running.port('udp')}"
            rate = (
                "-r",
                "60",
                "-m",
                str(CALLS),
                "-timeout",
                PATIENCE,
                "-timeout_error",
                "-p",
                str(free_port()),
            )
            async with sipp(tmp_path, "-sf", str(SCENARIOS / "caller.xml"), *rate, server) as caller:
                output, errors = await caller.communicate()
                assert caller.returncode == 0, (output + errors).decode()[-3000:]
            await asyncio.wait_for(callee.communicate(), float(PATIENCE))
            assert callee.returncode == 0
            metrics = running.engine.metrics()
            assert (metrics.calls_total, metrics.calls_now) == (CALLS, 0)
            assert running.engine.line_states()["id-bob"] is LineState.FREE

    asyncio.run(whole())


def told(running: Running) -> int:
    """How many NOTIFYs the one watcher has been sent."""
    core = running.engine._core
    assert core is not None
    return sum(subscription.cseq for subscription in core.presence._notifier._by_key.values())


def test_sipp_watches_a_call(run_engine: Callable[..., Any], certificate: Path, tmp_path: Path) -> None:
    """A lamp of somebody else's: every state of one call, in order, until it unsubscribes."""
    assert shutil.which("sipp"), "./run setup --peers installs it"

    async def whole() -> None:
        async with (
            run_engine(company(md5=("carol-phone",))) as running,
            telephone("alice-pc", "udp", running.port("udp"), certificate) as alice,
            telephone("bob-pc", "udp", running.port("udp"), certificate) as bob,
        ):
            where = (f"127.0.0.1:{running.port('udp')}", "-p", str(free_port()))
            limits = ("-m", "1", "-timeout", PATIENCE, "-timeout_error")
            async with sipp(tmp_path, "-sf", str(SCENARIOS / "watcher.xml"), *limits, *where) as watcher:
                await until(lambda: told(running) == 1)
                await alice.call("bob")
                came = await bob.asked("INVITE")
                bob.answer(came, 180)
                await alice.response(180)
                # What follows sooner would be told together with it.
                await until(lambda: told(running) == 2)
                bob.answer(came, 200)
                ok = await alice.response(200)
                await until(lambda: told(running) == 3)
                alice.send(alice.within(ok, "BYE"))
                bob.answer(await bob.asked("BYE"), 200)
                output, errors = await asyncio.wait_for(watcher.communicate(), float(PATIENCE))
                assert watcher.returncode == 0, (output + errors).decode()[-3000:]
                assert running.engine.metrics().subscriptions == 0

    asyncio.run(whole())
