"""How a call sounds through the engine, over every transport and with each codec: noise, gaps, delay.

Beside each call stand the stalls of this machine while it lasted: how late a thread woke up that only waits.
A gap, a splice or a longer delay that comes with a stall of its own length is the machine's.
"""

import tempfile
import threading
import time
from pathlib import Path

from softphone.calltest import scenario
from softphone.calltest.results import Listened, Result
from softphone.calltest.runner import Runner
from softphone.calltest.scenario import Scenario
from softphone.phone.client import ProcessPhone
from softphone.programs.call_test import embedded

SECONDS = 10
TARGET_SNR = 30.0
CALL = f"""
name = "A plain call"
transports = ["udp", "tcp", "tls"]
codecs = ["G722", "PCMA"]

[phones.caller]

[phones.callee]
when_called = "answer"

[[steps]]
who = "caller"
does = "call"
to = "callee"

[[steps]]
who = "caller"
sees = "talking"

[[steps]]
hears = {{ caller = "callee", callee = "caller" }}
for = {SECONDS}
"""


class Stalls:
    """How late a thread wakes up that asked for 5 ms. `longest` is in milliseconds."""

    def __init__(self) -> None:
        self.longest = 0.0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def end(self) -> float:
        self._ended.set()
        self._thread.join()
        return self.longest

    def _run(self) -> None:
        while not self._ended.is_set():
            before = time.perf_counter()
            time.sleep(0.005)
            self.longest = max(self.longest, (time.perf_counter() - before - 0.005) * 1000)


def line(result: Result, listened: Listened, stall: float) -> str:
    heard = listened.heard
    snr = heard.snr or 0.0
    delay = (listened.delay or 0.0) * 1000
    return (
        f"{result.variant!s:10} {listened.listener:7} "
        f"SNR {snr:5.1f} dB ({snr / TARGET_SNR:4.2f} of {TARGET_SNR:g})  "
        f"gaps over 60 ms {len(heard.gaps)}, longest {heard.longest_gap * 1000:3.0f} ms  "
        f"splices {heard.splices}  loss {listened.loss or 0:.1f} %  delay {delay:4.0f} ms  "
        f"longest stall {stall:5.1f} ms"
    )


def main() -> None:
    parsed = scenario.parse(CALL, "benchmarks/calls.py")
    assert isinstance(parsed, Scenario), parsed
    with tempfile.TemporaryDirectory() as folder, embedded() as server:
        runner = Runner(server, ProcessPhone, clock=time.monotonic, folder=Path(folder), bind="127.0.0.1")
        for variant in parsed.variants:
            stalls = Stalls()
            result = runner.run(parsed, variant)
            stall = stalls.end()
            for problem in result.problems:
                print(f"{variant}: {problem.sentence}")
            for listened in result.listened:
                print(line(result, listened, stall))


if __name__ == "__main__":
    main()
