"""The phone's own sounds, made by arithmetic: nothing to licence, nothing to load.

Supervisory tones are Europe's 425 Hz with the cadences of ETSI TR 101 041; ringing is our own.
A sound is made once, as one period; playing it is cutting it up.
"""

import math
from array import array
from dataclasses import dataclass
from functools import cache

from softphone.audio.rings import SAMPLE_BYTES
from softphone.calls.commands import Tone
from softphone.calls.frames import FRAME_SAMPLES, RATE

_RAMP = 0.008
"""Seconds of fading in and out, so that no tone begins or ends with a click."""


@dataclass(frozen=True)
class Note:
    """Sines sounding together for a while, or a rest when there are none."""

    seconds: float
    hertz: tuple[float, ...] = ()
    level: float = -20.0
    """dBFS (root mean square) of the whole note at its start."""
    decay: float = 0.0
    """Decibels lost over the note, like a struck bell."""


@dataclass(frozen=True)
class Cadence:
    notes: tuple[Note, ...]
    times: int | None = None
    """How often the notes are played; None: until stopped."""


_UP = (Note(0.16, (659.26, 1318.52), -15, 9), Note(0.16, (830.61, 1661.22), -15, 9))
_RINGING = (*_UP, Note(0.34, (987.77, 1975.53), -15, 20), Note(0.10))

CADENCES: dict[Tone, Cadence] = {
    Tone.RINGING: Cadence((*_RINGING, *_RINGING, Note(2.48))),
    Tone.CALL_WAITING: Cadence(
        (Note(0.2, (425,), -32), Note(0.6), Note(0.2, (425,), -32), Note(3.0)), times=2
    ),
    Tone.RINGBACK: Cadence((Note(1.0, (425,), -24), Note(4.0))),
    Tone.BUSY: Cadence((Note(0.5, (425,), -24), Note(0.5)), times=6),
}

HOLD = Cadence((Note(0.5, (392.0, 784.0), -34, 18), Note(0.7, (523.25, 1046.5), -34, 24), Note(6.8)))
"""What somebody on hold hears: two soft notes, seldom, that say the line is not dead."""


def _note(note: Note) -> "array[int]":
    length = round(note.seconds * RATE)
    if not note.hertz:
        return array("h", bytes(length * SAMPLE_BYTES))
    peak = 32768 * 10 ** (note.level / 20) * math.sqrt(2 / len(note.hertz))
    ramp = round(_RAMP * RATE)
    fall = 10 ** (-note.decay / 20 / length)
    angles = [2 * math.pi * hertz / RATE for hertz in note.hertz]
    samples = array("h")
    for index in range(length):
        edge = min(index, length - 1 - index)
        fade = 1.0 if edge >= ramp else math.sin(math.pi / 2 * edge / ramp) ** 2
        value = sum([math.sin(angle * index) for angle in angles])
        samples.append(round(peak * fade * fall**index * value))
    return samples


@cache
def render(cadence: Cadence) -> bytes:
    """One period, as 16-bit samples of RATE. Takes some 20 ms the first time: not on a thread of sound."""
    return b"".join(_note(note).tobytes() for note in cadence.notes)


class Player:
    """Plays a cadence from its start, in bites of any size."""

    def __init__(self, cadence: Cadence) -> None:
        self._period = render(cadence)
        self._end = None if cadence.times is None else cadence.times * len(self._period)
        self._at = 0

    @property
    def ended(self) -> bool:
        return self._end is not None and self._at >= self._end

    def get(self, count: int) -> bytes | None:
        """The next `count` samples, filled up with silence at the end; None once it has ended."""
        if self.ended:
            return None
        parts: list[bytes] = []
        missing = count * SAMPLE_BYTES
        while missing and not self.ended:
            start = self._at % len(self._period)
            part = self._period[start : start + missing]
            parts.append(part)
            missing -= len(part)
            self._at += len(part)
        return b"".join((*parts, bytes(missing)))


class HoldTone:
    """The source of frames for a far end on hold, one for each call."""

    def __init__(self) -> None:
        self._player = Player(HOLD)

    def read(self) -> bytes | None:
        return self._player.get(FRAME_SAMPLES)
