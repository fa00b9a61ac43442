"""Calls at a steady rate through a server, from the first registration to the last 200."""

import asyncio
import gc
import time
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager

import msgspec
import psutil

from benchmarks.load.telephones import Callee, Caller, Telephone, start
from benchmarks.servers.scenario import Scenario, Serving
from tests.server.engine.company import DOMAIN

_TARGET = f"sip:+46812345002@{DOMAIN}".encode()
"""bob, who forwards to carol when he is busy."""
_PATIENCE = 120.0
"""Seconds that the last calls may take."""


class Load(msgspec.Struct, kw_only=True):
    calls: int
    done: int
    failed: list[bytes]
    seconds: float
    cpu: float
    """Seconds that the server's processes took."""
    own_cpu: float = 0.0
    """Seconds that this process took."""
    latencies: list[float]
    sent_again: int
    """Messages that the telephones had to repeat."""
    memory: list[int] = []
    """Bytes that the server's processes had in memory, at each `every`."""


async def place_calls(
    server: Callable[[Scenario], AbstractContextManager[Serving]],
    *,
    forward: bool,
    rate: float,
    seconds: float,
    warm: int = 100,
    at_once: int = 1_000_000,
    every: int = 0,
    on_calls: Callable[[int, Load], None] = lambda calls, load: None,
    prepare: Callable[[Serving], Awaitable[None]] | None = None,
) -> Load:
    """With `forward`, the caller is challenged and the call forwarded on busy; without, neither.

    While `at_once` calls are open the next one waits: then a slow machine makes it longer, and no call fails
    for it. After each `every` calls the memory is looked at, and `on_calls` told. `prepare` is awaited before
    the first call that counts."""
    gc.disable()  # a pause of ours would be read as one of the server's
    busy = Callee("bob", "bob-pc", ("", 0), busy=True)
    callee = Callee("carol" if forward else "bob", "carol-pc" if forward else "bob-phone", ("", 0))
    caller = Caller("alice", "alice-phone", ("", 0)) if forward else Caller("+46701234567", "", ("", 0))
    telephones: list[Telephone] = [caller, callee, *([busy] if forward else [])]
    await start(*telephones)
    scenario = Scenario(
        trunk_port=0 if forward else caller.port, on_busy={"id-bob": "id-carol"} if forward else {}
    )
    again = asyncio.create_task(_send_again(caller, callee))
    try:
        with server(scenario) as serving:
            for telephone in telephones:
                telephone.server = ("127.0.0.1", serving.port)
            for telephone in telephones[1:]:
                await telephone.register()
            await _steadily(caller, warm, 100.0, at_once, lambda calls: None)
            await _until_over(caller)
            if prepare is not None:
                await prepare(serving)
            caller.latencies.clear()
            done, before = caller.done, cpu_of(serving.pid)
            load = Load(
                calls=int(rate * seconds),
                done=0,
                failed=caller.failed,
                seconds=0.0,
                cpu=0.0,
                latencies=caller.latencies,
                sent_again=0,
            )

            def look(calls: int) -> None:
                if every and calls % every == 0:
                    load.memory.append(_memory(serving.pid))
                    load.done = caller.done - done
                    on_calls(calls, load)

            began, own = time.perf_counter(), time.process_time()
            await _steadily(caller, load.calls, rate, at_once, look)
            await _until_over(caller)
            load.seconds = time.perf_counter() - began
            load.own_cpu = time.process_time() - own
            load.cpu = cpu_of(serving.pid) - before
            load.done = caller.done - done
            load.sent_again = caller.sent_again + callee.sent_again
            return load
    finally:
        again.cancel()
        for telephone in telephones:
            telephone.transport.close()
        gc.enable()


async def _steadily(
    caller: Caller, calls: int, rate: float, at_once: int, placed: Callable[[int], None]
) -> None:
    began = time.perf_counter()
    for number in range(calls):
        wait = began + number / rate - time.perf_counter()
        await asyncio.sleep(max(0.0, wait))
        while caller.open >= at_once:
            await asyncio.sleep(0.005)
        caller.call(_TARGET)
        placed(number + 1)


async def _until_over(caller: Caller) -> None:
    end = time.perf_counter() + _PATIENCE
    while caller.open and time.perf_counter() < end:
        await asyncio.sleep(0.02)


async def _send_again(caller: Caller, callee: Callee) -> None:
    while True:
        await asyncio.sleep(0.1)
        caller.send_again()
        callee.send_again()


def _processes(pid: int) -> list[psutil.Process]:
    parent = psutil.Process(pid)
    return [parent, *parent.children(recursive=True)]


def cpu_of(pid: int) -> float:
    """Seconds that a process and its children have computed."""
    times = [process.cpu_times() for process in _processes(pid)]
    return sum(each.user + each.system for each in times)


def _memory(pid: int) -> int:
    return sum(process.memory_info().rss for process in _processes(pid))
