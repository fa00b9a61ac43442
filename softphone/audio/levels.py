"""Levels of sound in dBFS: the root mean square against full scale, so a full sine reads -3."""

import math
from array import array

SILENCE = -96.0
"""dBFS of nothing at all, and the lowest value reported: about one step of 16 bits."""
_FULL = 32768.0


def dbfs(sound: bytes | bytearray) -> float:
    """The level of 16-bit samples, between SILENCE and 0."""
    meter = Meter()
    meter.add(sound)
    return meter.take()


class Meter:
    """Adds up sound on one thread; the level since last time is taken on another.

    A sample that falls between the two is lost, which no eye can see on a meter.
    """

    def __init__(self) -> None:
        self._energy = 0
        self._count = 0

    def add(self, sound: bytes | bytearray) -> None:
        samples = array("h")
        samples.frombytes(sound)
        self._energy += sum([sample * sample for sample in samples])
        self._count += len(samples)

    def take(self) -> float:
        """dBFS of all sound added since the last call; SILENCE when there was none."""
        energy, count = self._energy, self._count
        self._energy = self._count = 0
        if not energy or not count:
            return SILENCE
        return max(SILENCE, min(0.0, 10 * math.log10(energy / count) - 20 * math.log10(_FULL)))
