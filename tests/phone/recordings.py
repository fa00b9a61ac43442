"""Known sound, and what a phone recorded of it: a tone each, judged frame by frame."""

import json
import time
import wave
from collections.abc import Callable
from pathlib import Path
from time import monotonic_ns

import numpy as np
from numpy.typing import NDArray

from softphone.calls.commands import SoundMode, SoundSettings, UseSound
from softphone.calls.frames import FRAME_SAMPLES, FRAME_SECONDS, RATE

PATIENCE = 60.0
LATELY = 25
"""Frames: half a second."""
LOUD = 0.02
"""Of full scale: a frame above it has sound. The tones are at 0.25, hold music at about 0.08."""


def tone(path: Path, hertz: float, level: float = 0.25) -> Path:
    """A second of a tone that loops without a click; `level` of full scale."""
    times = np.arange(RATE) / RATE
    samples = (level * 32767 * np.sin(2 * np.pi * hertz * times)).astype("<i2")
    with wave.open(str(path), "wb") as target:
        target.setparams((1, 2, RATE, 0, "NONE", ""))
        target.writeframes(samples.tobytes())
    return path


def files(play: Path | None, record: Path) -> UseSound:
    return UseSound(SoundSettings(mode=SoundMode.FILES, play=str(play or ""), record=str(record)))


class Recording:
    """What was heard so far. Times are monotonic ns."""

    def __init__(self, path: Path) -> None:
        with wave.open(str(path), "rb") as source:
            data = source.readframes(source.getnframes())
        samples = np.frombuffer(data, "<i2").astype(np.float64) / 32767
        self.frames: NDArray[np.float64] = samples[: len(samples) // FRAME_SAMPLES * FRAME_SAMPLES].reshape(
            -1, FRAME_SAMPLES
        )
        self.times: dict[str, int] = json.loads(Path(f"{path}.json").read_text())

    def since(self, moment: int) -> NDArray[np.float64]:
        """The frames heard after that moment."""
        skipped = int((moment - self.times["recorded"]) / 1e9 / FRAME_SECONDS)
        return self.frames[max(0, skipped) :]


def loud(frames: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which of the frames have sound."""
    return np.asarray(np.sqrt((frames**2).mean(axis=1)) > LOUD)


def pitch(frames: NDArray[np.float64]) -> float:
    """The strongest frequency, in hertz."""
    samples = frames.reshape(-1)
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    return float(spectrum.argmax() * RATE / len(samples))


def now() -> int:
    return monotonic_ns()


def lately(path: Path, so: Callable[[NDArray[np.float64]], bool]) -> NDArray[np.float64]:
    """The last half second that was heard, once it is so. What was under way is heard first, for as long as
    the machine takes to carry it."""
    began = now()
    deadline = time.monotonic() + PATIENCE
    while True:
        if path.exists() and Path(f"{path}.json").exists():
            frames = Recording(path).since(began)
            if len(frames) >= LATELY and so(frames[-LATELY:]):
                return frames[-LATELY:]
        assert time.monotonic() < deadline, f"not heard in {path.name}"
        time.sleep(0.05)


def hears(path: Path, hertz: float) -> None:
    """That tone, without a break."""
    lately(path, lambda frames: bool(loud(frames).all()) and abs(pitch(frames) - hertz) < 5)


def hears_nothing(path: Path) -> None:
    lately(path, lambda frames: not loud(frames).any())
