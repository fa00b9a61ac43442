"""What the desktop costs: start to window, memory of all its processes, the processor while nothing happens.

It is signed in at a server of the benchmark's, and registered. Each figure stands beside its target, and
beside a bare PySide6 window that was started in the same run. ./run benchmarks gives it a screen.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import psutil

from tests.helpers.running_server import RunningServer

STARTS = 7
IDLE_SECONDS = 10.0
SETTLE_SECONDS = 4.0
"""After the registration, until the start's own work has ended."""
WINDOW_MS, PSS_MB, IDLE_PERCENT = 600.0, 150.0, 0.5
"""The targets."""

BARE = """
import time
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel
app = QApplication([])
label = QLabel("bare")
label.resize(1040, 640)
label.show()
QTimer.singleShot(0, lambda: print(time.time(), flush=True))
app.exec()
"""


def family(pid: int) -> list[psutil.Process]:
    process = psutil.Process(pid)
    return [process, *process.children(recursive=True)]


def pss(processes: list[psutil.Process]) -> dict[str, float]:
    """Proportional set size in MB, by process. Linux only."""
    sizes: dict[str, float] = {}
    for process in processes:
        rollup = Path(f"/proc/{process.pid}/smaps_rollup").read_text()
        kilobytes = next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
        sizes[f"{process.pid} {_role(process)}"] = kilobytes / 1024
    return sizes


def _role(process: psutil.Process) -> str:
    words = " ".join(process.cmdline())
    if "resource_tracker" in words:
        return "resource tracker"
    return "phone" if "spawn_main" in words else "window"


def idle(processes: list[psutil.Process]) -> float:
    """Per cent of one core, over IDLE_SECONDS."""

    def used() -> float:
        return sum(sum(process.cpu_times()[:2]) for process in processes)

    before, start = used(), time.monotonic()
    time.sleep(IDLE_SECONDS)
    return 100 * (used() - before) / (time.monotonic() - start)


def until(condition: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError("the desktop did not come so far")
        time.sleep(0.02)


@contextmanager
def desktop(server: RunningServer, profile: Path) -> Iterator[tuple[subprocess.Popen[bytes], float, Path]]:
    """The program, signing in as Åsa; with the wall clock at its start, and its log."""
    words = ["--server", server.addresses.http, "--login", "asa", "--password-stdin"]
    started = time.time()
    process = subprocess.Popen(
        [sys.executable, "-m", "softphone", *words, "--profile-dir", profile], stdin=subprocess.PIPE
    )
    assert process.stdin is not None
    process.stdin.write(b"asa's password\n")
    process.stdin.close()
    try:
        yield process, started, profile / "logs" / "desktop.log"
    finally:
        process.terminate()
        process.wait(20)


def said(log: Path, words: str) -> float | None:
    """When a line with these words was logged, by the wall clock."""
    if not log.exists():
        return None
    for line in log.read_text(encoding="utf-8").splitlines():
        if words in line:
            return datetime.fromisoformat(json.loads(line)["time"]).timestamp()
    return None


def bare_start() -> tuple[subprocess.Popen[str], float]:
    started = time.time()
    process = subprocess.Popen([sys.executable, "-c", BARE], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    return process, (float(process.stdout.readline()) - started) * 1000


def line(what: str, unit: str, ours: float, target: float, bare: float) -> None:
    beside = f"{ours / bare:5.1f} × bare" if bare > 0.005 else "          "
    print(f"{what:<18}{ours:8.1f} {unit:<3}{ours / target:6.2f} × target {target:g}   {beside} ({bare:.1f})")


def main() -> None:
    if not os.environ.get("DISPLAY"):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    windows: list[float] = []
    bares: list[float] = []
    with tempfile.TemporaryDirectory() as folder, RunningServer(Path(folder) / "server") as server:
        for number in range(STARTS):
            with desktop(server, Path(folder) / f"profile{number}") as (process, started, log):
                until(lambda log=log: said(log, "window after") is not None)  # type: ignore[misc]
                windows.append(((said(log, "window after") or started) - started) * 1000)
                until(lambda log=log: said(log, "registered") is not None)  # type: ignore[misc]
                if number == STARTS - 1:
                    time.sleep(SETTLE_SECONDS)
                    members = family(process.pid)
                    sizes = pss(members)
                    ours_idle = idle(members)
            bare, milliseconds = bare_start()
            bares.append(milliseconds)
            if number == STARTS - 1:
                bare_size = sum(pss(family(bare.pid)).values())
                bare_idle = idle(family(bare.pid))
            bare.kill()
            bare.communicate()
    print(
        f"The desktop, signed in and registered; median of {STARTS - 1} warm starts; {os.cpu_count()} cores"
    )
    # The first start is not warm.
    line("start to window", "ms", statistics.median(windows[1:]), WINDOW_MS, statistics.median(bares[1:]))
    line("memory (PSS)", "MB", sum(sizes.values()), PSS_MB, bare_size)
    for who, size in sizes.items():
        print(f"    {who.partition(' ')[2]:<20}{size:6.1f} MB")
    line("idle processor", "%", ours_idle, IDLE_PERCENT, bare_idle)


if __name__ == "__main__":
    main()
