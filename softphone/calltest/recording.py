"""A phone's recording on the clock that all phones of a machine share."""

from pathlib import Path

import msgspec
import numpy as np

from softphone.calltest.voices import RATE, Samples, read_wav


class _Times(msgspec.Struct):
    """Nanoseconds; 0 for what has not begun."""

    recorded: int = 0
    played: int = 0


class Recording(msgspec.Struct, frozen=True):
    """Times in seconds of the monotonic clock. Without a call there is neither sound nor times."""

    sound: Samples
    recorded: float | None
    """When the first sample was heard."""
    played: float | None
    """When the phone began to say its loop."""

    def between(self, start: float, stop: float) -> Samples:
        """What was heard from `start` to `stop`; silence where nothing was recorded."""
        stretch = np.zeros(round((stop - start) * RATE))
        if self.recorded is None:
            return stretch
        first = round((start - self.recorded) * RATE)
        source = self.sound[max(first, 0) : max(first + len(stretch), 0)]
        into = max(-first, 0)
        stretch[into : into + len(source)] = source
        return stretch


def load(path: Path) -> Recording:
    """The recording that a phone with SoundSettings.record = path left behind. Raises wave.Error or
    ValueError for files that are no recordings."""
    beside = Path(f"{path}.json")
    times = msgspec.json.decode(beside.read_bytes(), type=_Times) if beside.exists() else _Times()
    sound = np.zeros(0)
    if path.exists() and path.stat().st_size:
        sound, rate = read_wav(path)
        if rate != RATE:
            raise ValueError(f"{path} has {rate} samples per second, not {RATE}")
    return Recording(sound, _seconds(times.recorded), _seconds(times.played))


def _seconds(nanoseconds: int) -> float | None:
    return nanoseconds / 1e9 if nanoseconds else None
