"""Whether the API's work delays calls: INVITE to 180 through `softphone serve`, alone and while it searches,
imports and backs up.

    python -m benchmarks.http_load [--rate CALLS_PER_SECOND] [--people N] [--searches PER_SECOND] [--first]
                                   [--only sqlite|postgresql]

With SQLite, then with PostgreSQL on this machine. The server has N people. Calls come from a trunk (no
challenge). Each part is the same calls for the same time: alone; with searches; with searches and an import
of as many people again, at once; with searches and one backup after the other; with all of it. Beside each:
the loop's lag as the server's own histogram has it, and how much of a processor the server's loop took, and
waited for. Calls, the server and those who ask the API are a process each, the last one with less of the
processor: in life it is elsewhere. Refused are calls that the engine did not take because it was behind, lost
those without an answer in 10 s (the callers send nothing twice).

On a machine that is busy with other things all of it waits for a processor. `--first` gives the server's
loop and the callers one before anybody else (Linux, as root), but not the server's children nor those who
ask: what is left are the delays that the server makes itself.
"""

import argparse
import asyncio
import gc
import json
import multiprocessing
import os
import statistics
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

import httpx

from benchmarks.load.telephones import Callee, Caller, start
from softphone.programs.serve import run_on_fastest_loop
from softphone.server.company import DATABASE_VARIABLE
from softphone.server.embedded import EmbeddedServer
from tests.helpers.postgresql import PostgreSQL, may_run
from tests.server.engine.company import DOMAIN

JSON_LINES = {"Content-Type": "application/jsonl"}
SECONDS = 15.0
PARTS: tuple[tuple[str, ...], ...] = (
    (),
    ("searches",),
    ("searches", "import"),
    ("searches", "backup"),
    ("searches", "import", "backup"),
)
_TARGET = f"sip:+46812345002@{DOMAIN}".encode()
PASSWORD = "benchmark's password"


def company(trunk_port: int) -> str:
    return f"""
domain = "{DOMAIN}"
country = "SE"

[[people]]
login = "bob"
name = "Bob"
landline = "+46812345002"
roles = ["admin"]
password = "{PASSWORD}"

[[devices]]
person = "bob"
user = "bob-pc"
secret = "secret"

[[trunks]]
name = "Operator"
address = "127.0.0.1:{trunk_port}"
"""


def people(first: int, count: int) -> bytes:
    rows = (
        {
            "login": f"person{n}",
            "name": f"Åsa Nummer {n}",
            "title": "Handläggare",
            "department": f"Avdelning {n % 40}",
            "extension": str(100_000 + n),
            "landline": f"+46850{n:06}",
            "mobile": f"+46705{n:06}",
            "email": f"person{n}@{DOMAIN}",
        }
        for n in range(first, first + count)
    )
    return "\n".join(json.dumps(row, ensure_ascii=False) for row in rows).encode()


class Api:
    """The administrator's client; each thread has its own connection."""

    def __init__(self, url: str) -> None:
        self._url = url
        answer = httpx.post(
            f"{url}/api/v1/sign-in", json={"login": "bob", "password": PASSWORD}, trust_env=False
        )
        self._token = answer.raise_for_status().json()["token"]

    def client(self) -> httpx.Client:
        headers = {"Authorization": f"Bearer {self._token}"}
        return httpx.Client(base_url=f"{self._url}/api/v1", headers=headers, trust_env=False, timeout=120)

    def lag(self) -> dict[str, float]:
        """Beats of the loop by the upper end of their bucket."""
        text = httpx.get(f"{self._url}/metrics", trust_env=False).text
        buckets = [line for line in text.splitlines() if line.startswith("softphone_loop_lag_seconds_bucket")]
        return {line.split('"')[1]: float(line.split()[-1]) for line in buckets}


class Work:
    """What the API is asked to do besides, on threads of a process of its own."""

    def __init__(self, api: Api) -> None:
        self._done: dict[str, list[float]] = {}
        self._api = api
        self._ended = threading.Event()
        self._threads: list[threading.Thread] = []

    def searches(self, per_second: float) -> None:
        """In the directory; and once a second somebody signs in and fetches the whole list of colleagues."""
        words = iter(range(10**9))
        self._every(
            1 / per_second,
            "search",
            lambda c: c.get("/people", params={"search": f"asa {next(words) % 1000}"}),
        )
        self._every(1.0, "colleagues", lambda c: c.get("/colleagues"))

    def importing(self, first: int, count: int) -> None:
        body = people(first, count)
        self._every(1e9, "import", lambda c: c.post("/people/import", content=body, headers=JSON_LINES))

    def backing_up(self) -> None:
        self._every(1.5, "backup", lambda c: c.post("/backups"))

    def end(self) -> str:
        """How much was done."""
        self._ended.set()
        for thread in self._threads:
            thread.join()
        return ", ".join(
            f"{len(times)} x {name} (slowest {max(times, default=0.0) * 1e3:.0f} ms)"
            for name, times in self._done.items()
        )

    def _every(self, seconds: float, name: str, ask: Callable[[httpx.Client], httpx.Response]) -> None:
        times = self._done[name] = []

        def run() -> None:
            with self._api.client() as client:
                due = time.perf_counter()
                while not self._ended.is_set():
                    began = time.perf_counter()
                    ask(client).raise_for_status()
                    times.append(time.perf_counter() - began)
                    due = max(due + seconds, time.perf_counter())
                    self._ended.wait(min(due - time.perf_counter(), 3600))

        self._threads.append(threading.Thread(target=run, daemon=True))
        self._threads[-1].start()


def work(
    pipe: Connection, url: str, parts: tuple[str, ...], first: int, count: int, per_second: float
) -> None:
    """A process: works until it is told to end, then says how much it did. People are numbered from `first`
    on."""
    if hasattr(os, "nice"):
        os.nice(10)
    doing = Work(Api(url))
    if "searches" in parts:
        doing.searches(per_second)
    if "import" in parts:
        doing.importing(first, count)
    if "backup" in parts:
        doing.backing_up()
    pipe.recv()
    pipe.send(doing.end())


class Figures(NamedTuple):
    """Of INVITE to 180, in seconds."""

    p50: float
    p99: float
    longest: float
    own: float
    """p99 of how late this process itself was, which waits only: what the machine adds to all of it."""
    refused: int
    """By the engine, because it was behind."""
    lost: int


async def calls(caller: Caller, rate: float) -> Figures:
    caller.latencies.clear()
    caller.failed.clear()
    done, count = caller.done, int(rate * SECONDS)
    lateness: list[float] = []
    waiting = asyncio.create_task(_wait(lateness))
    began = time.perf_counter()
    for number in range(count):
        wait = began + number / rate - time.perf_counter()
        if wait > 0:
            await asyncio.sleep(wait)
        caller.call(_TARGET)
    for _ in range(200):
        if caller.done - done + len(caller.failed) >= count:
            break
        await asyncio.sleep(0.05)
    marks = statistics.quantiles(caller.latencies, n=100)
    waiting.cancel()
    own = statistics.quantiles(lateness, n=100)[98]
    refused = sum(answer.startswith(b"SIP/2.0 503") for answer in caller.failed)
    lost = count - (caller.done - done) - refused
    return Figures(marks[49], marks[98], max(caller.latencies), own, refused, lost)


async def _place(pipe: Connection, rate: float) -> None:
    gc.disable()  # a pause of ours would be read as one of the server's
    callee, caller = Callee("bob", "bob-pc", ("", 0)), Caller("+46701234567", "", ("", 0))
    await start(callee, caller)
    pipe.send(caller.port)
    port = await asyncio.to_thread(pipe.recv)
    callee.server = caller.server = ("127.0.0.1", port)
    await callee.register()
    while await asyncio.to_thread(pipe.recv):
        pipe.send(await calls(caller, rate))
    callee.transport.close()
    caller.transport.close()


def place(pipe: Connection, rate: float) -> None:
    """A process: says the trunk's port, is told the server's; then `Figures` for each True that comes."""
    run_on_fastest_loop(lambda: _place(pipe, rate))


async def _wait(lateness: list[float]) -> None:
    while True:
        before = time.perf_counter()
        await asyncio.sleep(0.005)
        lateness.append(time.perf_counter() - before - 0.005)


class Share(NamedTuple):
    """Of a processor, for a thread since it began, in seconds."""

    ran: float
    waited: float
    """While others had it."""

    @classmethod
    def of_loop(cls, process: int) -> "Share":
        """Of its first thread; zeros where the system does not tell (elsewhere than on Linux)."""
        try:
            ran, waited, _ = Path(f"/proc/{process}/task/{process}/schedstat").read_text().split()
        except OSError:
            return cls(0.0, 0.0)
        return cls(int(ran) / 1e9, int(waited) / 1e9)


def put_first(*processes: int) -> None:
    """Real-time priority for the first thread of each; what they start later has the usual one."""
    assert sys.platform == "linux", "only Linux has that"
    for process in processes:
        policy = os.SCHED_RR | os.SCHED_RESET_ON_FORK
        os.sched_setscheduler(process, policy, os.sched_param(1))


def measure(rate: float, count: int, per_second: float, first: bool) -> None:
    context = multiprocessing.get_context("spawn")
    caller, theirs = context.Pipe()
    placing = context.Process(target=place, args=(theirs, rate), daemon=True)
    placing.start()
    with EmbeddedServer(company(caller.recv())) as running:
        api = Api(running.addresses.http)
        with api.client() as client:
            client.post("/people/import", content=people(0, count), headers=JSON_LINES).raise_for_status()
        if first:
            assert placing.pid is not None
            put_first(running.process_id, placing.pid)
        caller.send(int(running.addresses.sip.rpartition(":")[2]))
        caller.send(True)  # warm: transactions live 32 s
        caller.recv()
        alone: Figures | None = None
        for parts in PARTS:
            ours, theirs = context.Pipe()
            args = theirs, running.addresses.http, parts, len(PARTS[: PARTS.index(parts)]) * count, count
            process = context.Process(target=work, args=(*args, per_second), daemon=True)
            process.start()
            before, share = api.lag(), Share.of_loop(running.process_id)
            caller.send(True)
            found: Figures = caller.recv()
            after, now = api.lag(), Share.of_loop(running.process_id)
            ours.send("end")
            did = ours.recv()
            process.join()
            alone = alone or found
            print(
                f"{' + '.join(parts) or 'alone':19} {rate:.0f} calls/s: INVITE to 180"
                f" p50 {found.p50 * 1e3:.2f} ms, p99 {found.p99 * 1e3:.2f} ms"
                f" (x {found.p99 / alone.p99:.1f}),"
                f" longest {found.longest * 1e3:.1f} ms, {found.refused} refused, {found.lost} lost;"
                f" the caller itself late by {found.own * 1e3:.1f} ms (p99);"
                f" lag {late(before, after)};"
                f" the loop took {(now.ran - share.ran) / SECONDS:.0%} of a processor"
                f" and waited {(now.waited - share.waited) / SECONDS:.0%} for one; {did}",
                flush=True,
            )
        caller.send(False)
        placing.join()


def late(before: dict[str, float], after: dict[str, float]) -> str:
    """How many beats were late by how much."""
    beats = after["+Inf"] - before["+Inf"]
    over = {bound: beats - (after[bound] - before[bound]) for bound in ("0.005", "0.02", "0.1")}
    return f"of {beats:.0f} beats " + ", ".join(
        f"{number:.0f} over {float(bound) * 1e3:.0f} ms" for bound, number in over.items()
    )


@contextmanager
def postgresql() -> Iterator[None]:
    """Servers that are started meanwhile keep all they have there."""
    started = PostgreSQL()
    os.environ[DATABASE_VARIABLE] = started.url
    try:
        yield
    finally:
        del os.environ[DATABASE_VARIABLE]
        started.stop()


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--rate", type=float, default=100.0)
    arguments.add_argument("--people", type=int, default=10_000)
    arguments.add_argument("--searches", type=float, default=20.0)
    arguments.add_argument("--first", action="store_true", help="before all else on this machine")
    arguments.add_argument("--only", choices=("sqlite", "postgresql"))
    options = arguments.parse_args()
    asked = options.rate, options.people, options.searches, options.first
    if options.only != "postgresql":
        print("SQLite", flush=True)
        measure(*asked)
    if options.only != "sqlite" and may_run():
        print("PostgreSQL", flush=True)
        with postgresql():
            measure(*asked)


if __name__ == "__main__":
    main()
