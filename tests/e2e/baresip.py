"""Debian's baresip as a far end that is not ours: its own configuration folder, sound from and to files,
commanded over its control port, ended by its process id."""

import json
import shutil
import socket
import subprocess
import time
from pathlib import Path
from types import TracebackType

import numpy as np

from softphone.calltest import voices
from softphone.calltest.measurements import Heard, judge
from softphone.calltest.voices import Samples
from tests.helpers.ports import free_port

MODULES = "/usr/lib/baresip/modules"
SPOKEN_SECONDS = 60
_MODULES = ("g711", "g722", "opus", "srtp", "aufile", "aubridge", "sndfile")
_DTLS = "dtls_srtp"
"""Loaded where it is asked for: it makes a key as it starts, which takes a second."""
_HEADER = 44
"""Bytes of a WAV file before its samples."""
_CHANNELS = {"opus": 2}
"""In SDP and in its recording, where they are not one: RFC 7587 §7 has two for Opus, whatever is spoken."""


class Baresip:
    """One account, one codec (name and rate), saying one voice. Answers by itself. `encryption` as baresip
    names it (srtp-mand, dtls_srtp): it takes no call without."""

    def __init__(
        self,
        folder: Path,
        *,
        user: str,
        secret: str,
        domain: str,
        server: str,
        codec: str,
        rate: int,
        voice: int,
        encryption: str = "",
    ) -> None:
        folder.mkdir(parents=True)
        self._folder = folder
        self.user = user
        self.rate = rate
        self.voice = voice
        self._channels = _CHANNELS.get(codec, 1)
        said = np.tile(voices.loop(voice, rate), SPOKEN_SECONDS // voices.LOOP_SECONDS)
        voices.write_wav(folder / "says.wav", said, rate)
        self._control = free_port()
        lines = [
            "poll_method epoll",
            f"sip_listen 127.0.0.1:{free_port()}",
            "net_interface 127.0.0.1",
            f"audio_source aufile,{folder}/says.wav",
            "audio_player aubridge,heard",
            "audio_alert aubridge,alert",
            f"ausrc_srate {rate}",
            f"auplay_srate {rate}",
            "ausrc_channels 1",
            "auplay_channels 1",
            "jitter_buffer_delay 2-10",
            f"snd_path {folder}",
            "ring_aufile none",
            "ringback_aufile none",
            f"ctrl_tcp_listen 127.0.0.1:{self._control}",
            f"module_path {MODULES}",
            *(f"module {name}.so" for name in (*_MODULES, *((_DTLS,) if encryption == _DTLS else ()))),
            "module_tmp account.so",
            *(f"module_app {name}.so" for name in ("menu", "ctrl_tcp")),
        ]
        (folder / "config").write_text("\n".join(lines) + "\n")
        mediaenc = f";mediaenc={encryption}" if encryption else ""
        (folder / "accounts").write_text(
            f"<sip:{user}@{domain}>;auth_user={user};auth_pass={secret};answermode=auto;regint=60;"
            f'outbound="sip:{server};transport=udp";audio_codecs={codec}/{rate}/{self._channels}'
            f"{mediaenc}\n"
        )
        self._log = (folder / "log").open("wb")
        self._process: subprocess.Popen[bytes] | None = None
        self._connection: socket.socket | None = None
        self._received = b""
        self.events: list[str] = []

    def __enter__(self) -> "Baresip":
        try:
            self._start()
        except BaseException:
            self.close()
            raise
        return self

    def _start(self) -> None:
        program = shutil.which("baresip")
        assert program is not None
        self._process = subprocess.Popen(
            [program, "-f", str(self._folder)],
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=subprocess.STDOUT,
        )
        deadline = time.monotonic() + 60
        while self._connection is None:
            assert self._process.poll() is None, self.log()
            assert time.monotonic() < deadline, self.log()
            try:
                self._connection = socket.create_connection(("127.0.0.1", self._control), timeout=1)
            except OSError:
                time.sleep(0.02)

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(5)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._log.close()

    def command(self, name: str, parameters: str = "") -> None:
        assert self._connection is not None
        body = json.dumps({"command": name, "params": parameters}).encode()
        self._connection.sendall(f"{len(body)}:".encode() + body + b",")

    def wait_until_registered(self, timeout: float = 60) -> None:
        """By its log: it may have registered before its control port was asked."""
        deadline = time.monotonic() + timeout
        while "200 OK () [1 binding]" not in self.log():
            assert time.monotonic() < deadline, self.log()
            time.sleep(0.02)

    def wait_for(self, event: str, timeout: float = 60) -> None:
        """An event of baresip's, such as CALL_ESTABLISHED or CALL_CLOSED; each once."""
        assert self._connection is not None
        deadline = time.monotonic() + timeout
        while event not in self.events:
            remaining = deadline - time.monotonic()
            assert remaining > 0, f"no {event}, but {self.events}; {self.log()}"
            self._connection.settimeout(remaining)
            try:
                self._received += self._connection.recv(4096)
            except TimeoutError:
                continue
            self._split()
        del self.events[: self.events.index(event) + 1]

    def heard(self, start: float, stop: float) -> Heard:
        """In that time of the monotonic clock, in a call that goes on: what it has decoded of late when that
        time is over. Its recording does not say when it began."""
        time.sleep(max(0.0, stop - time.monotonic()))
        files = sorted(self._folder.glob("dump-*-dec.wav"), key=lambda file: file.stat().st_mtime_ns)
        kept = files[-1].read_bytes() if files else b""
        # Its header tells how long it is when it is whole; the samples are there as they come.
        there = max(0, len(kept) - _HEADER) // 2
        sound = np.frombuffer(kept[_HEADER:], "<i2", there)[:: self._channels] / 32768
        wanted = round((stop - start) * self.rate)
        lately = np.concatenate([np.zeros(wanted), sound])[-wanted:]
        return judge(lately if self.rate == voices.RATE else _resampled(lately, self.rate))

    def log(self) -> str:
        self._log.flush()
        return (self._folder / "log").read_text(errors="replace")

    def _split(self) -> None:
        while b":" in self._received:
            length, rest = self._received.split(b":", 1)
            if len(rest) <= int(length):
                return
            message = json.loads(rest[: int(length)])
            self._received = rest[int(length) + 1 :]
            if message.get("event"):
                self.events.append(message["type"])


def _resampled(sound: Samples, rate: int) -> Samples:
    """At the judge's rate, by the spectrum."""
    length = len(sound) * voices.RATE // rate
    return np.fft.irfft(np.fft.rfft(sound), length) * (length / len(sound))
