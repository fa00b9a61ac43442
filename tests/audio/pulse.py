"""A PulseAudio server of the tests' own, with sinks that play to nobody."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from tests.audio.signals import RATE, Samples, samples

_OPTIONS = ("-n", "--daemonize=no", "--use-pid-file=no", "--exit-idle-time=-1", "--disable-shm=yes")
NATIVE = "module-native-protocol-unix auth-anonymous=1 socket={}"


def wait_for(condition: Callable[[], bool], seconds: float = 60.0, what: str = "the condition") -> float:
    """Until it holds; returns how long that took."""
    start = time.monotonic()
    while not condition():
        assert time.monotonic() < start + seconds, f"waited {seconds} s for {what}"
        time.sleep(0.02)
    return time.monotonic() - start


class Pulse:
    """Sinks are called by their description: what people and our code see."""

    def __init__(self, home: Path) -> None:
        self.socket = home / "native"
        self._environment = {
            **os.environ,
            "HOME": str(home),
            "XDG_RUNTIME_DIR": str(home),
            "PULSE_SERVER": f"unix:{self.socket}",
        }
        self._log = home / "log"
        self._server: subprocess.Popen[bytes] | None = None
        self._modules: dict[str, str] = {}
        self._prompt = True

    def start(self, *sinks: str, prompt: bool = True) -> None:
        """`prompt`: they ask for sound 50 ms ahead, as a real device does, and not two seconds ahead."""
        self._prompt = prompt
        with self._log.open("ab") as log:
            self._server = subprocess.Popen(
                ["pulseaudio", *_OPTIONS, "-L", NATIVE.format(self.socket)],
                env=self._environment,
                stdout=log,
                stderr=log,
            )
        wait_for(self._answers, what="PulseAudio to start")
        for sink in sinks:
            self.load(sink)

    def load(self, sink: str) -> None:
        self._modules[sink] = self._pactl(
            "load-module",
            "module-null-sink",
            f"sink_name={sink.lower()}",
            f"sink_properties=device.description={sink}",
            f"norewinds={int(self._prompt)}",
        )

    def unload(self, sink: str) -> None:
        self._pactl("unload-module", self._modules.pop(sink))

    def choose(self, sink: str) -> None:
        """Make it the default for playing, and its monitor for capturing."""
        self._pactl("set-default-sink", sink.lower())
        self._pactl("set-default-source", f"{sink.lower()}.monitor")

    def kill(self) -> None:
        assert self._server is not None
        self._server.kill()
        self._server.wait()
        self._server = None
        self.socket.unlink(missing_ok=True)
        self._modules.clear()

    def suspend(self) -> None:
        assert self._server is not None
        self._server.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        assert self._server is not None
        self._server.send_signal(signal.SIGCONT)

    def stop(self) -> None:
        if self._server is not None:
            self.kill()

    def streams(self) -> int:
        """How many streams play or capture now."""
        return len(self._pactl("list", "short", "sink-inputs").splitlines()) + len(
            self._pactl("list", "short", "source-outputs").splitlines()
        )

    @contextmanager
    def playing(self, sink: str, sound: Samples) -> Iterator[None]:
        """`sound` to that sink, for a minute; what its monitor captures."""
        with tempfile.TemporaryFile() as file:
            file.write(np.tile(sound, 60 * RATE // len(sound) + 1).tobytes())
            file.seek(0)
            process = subprocess.Popen(
                ["pacat", "--playback", f"--device={sink.lower()}", "--latency-msec=20", *_FORMAT],
                env=self._environment,
                stdin=file,
            )
            try:
                yield
            finally:
                process.kill()
                process.wait()

    @contextmanager
    def hearing(self, sink: str) -> Iterator["Listener"]:
        """What that sink plays, as somebody who is not us hears it."""
        with subprocess.Popen(
            ["parec", f"--device={sink.lower()}.monitor", "--latency-msec=20", *_FORMAT],
            env=self._environment,
            stdout=subprocess.PIPE,
        ) as process:
            try:
                yield Listener(process)
            finally:
                process.kill()

    def _answers(self) -> bool:
        return subprocess.run(["pactl", "info"], env=self._environment, capture_output=True).returncode == 0

    def _pactl(self, *arguments: str) -> str:
        done = subprocess.run(
            ["pactl", *arguments], env=self._environment, capture_output=True, text=True, timeout=60
        )
        assert done.returncode == 0, f"pactl {arguments}: {done.stderr}"
        return done.stdout.strip()


_FORMAT = ("--format=s16le", "--channels=1", f"--rate={RATE}", "--raw")


class Listener:
    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process

    def next(self, seconds: float) -> Samples:
        """The next sound that comes, of that length."""
        assert self._process.stdout is not None
        return samples(self._process.stdout.read(round(seconds * RATE) * 2))


@contextmanager
def pulse_server() -> Iterator[Pulse]:
    """Not started yet. This process and those it starts see it as their sound server until the end."""
    home = Path(tempfile.mkdtemp(prefix="pulse-"))
    server = Pulse(home)
    before = os.environ.get("PULSE_SERVER")
    os.environ["PULSE_SERVER"] = f"unix:{server.socket}"
    try:
        yield server
    finally:
        server.stop()
        if before is None:
            del os.environ["PULSE_SERVER"]
        else:
            os.environ["PULSE_SERVER"] = before
        shutil.rmtree(home, ignore_errors=True)
