"""What the phones of a call test say: each voice is a multitone that no other voice shares a tone with.

A voice is sixteen tones between 300 and 3400 Hz at −12 dBFS, which every telephone codec carries, in a loop
of five seconds that joins without a seam. The tones of two voices are never nearer than 15 Hz, so that 200 ms
of sound tell who is heard; they are spaced unevenly, so that the loop resembles itself nowhere else and a
stretch of it tells when it was said.

dBFS is relative to a sine of full scale, as in AES17: such a sine is 0 dBFS.
"""

import wave
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float64]
"""Mono sound, full scale at ±1."""

RATE = 16_000
LOOP_SECONDS = 5
VOICES = 8
TONES = 16
LEVEL = -12.0
LOWEST, HIGHEST = 300.0, 3400.0

_SEED = 1076
"""Of three thousand, the one whose loops resemble themselves least when shifted: never above 0.81."""
_FULL_SCALE = 32767


@cache
def _table() -> tuple[Samples, Samples]:
    """Frequencies and phases, a row for each voice: in each sixteenth of the band a voice has a place of its
    own, drawn by lot."""
    draw = np.random.default_rng(_SEED)
    order = np.stack([draw.permutation(VOICES) for _ in range(TONES)], axis=1)
    places = np.arange(TONES) * VOICES + order
    shift = draw.uniform(-3, 3, places.shape)
    phases = draw.uniform(0, 2 * np.pi, places.shape)
    spacing = (HIGHEST - LOWEST) / (TONES * VOICES)
    tones = LOWEST + (places + 0.5) * spacing + shift
    return np.round(tones * LOOP_SECONDS) / LOOP_SECONDS, phases


def frequencies(voice: int) -> Samples:
    """The tones of a voice, 0 to VOICES − 1, in Hz: whole periods in the loop."""
    if not 0 <= voice < VOICES:
        raise ValueError(f"there are {VOICES} voices, 0 to {VOICES - 1}; not {voice}")
    return np.asarray(_table()[0][voice])


def loop(voice: int, rate: int = RATE) -> Samples:
    """One loop of a voice at `rate` samples per second."""
    times = np.arange(LOOP_SECONDS * rate) / rate
    tones, phases = frequencies(voice), _table()[1][voice]
    amplitude = 10 ** (LEVEL / 20) / np.sqrt(TONES)
    return np.asarray(amplitude * np.sin(2 * np.pi * tones[:, None] * times + phases[:, None]).sum(axis=0))


def write_wav(path: Path, sound: Samples, rate: int = RATE) -> None:
    """Mono, 16 bits."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(np.round(np.clip(sound, -1, 1) * _FULL_SCALE).astype("<i2").tobytes())


def read_wav(path: Path) -> tuple[Samples, int]:
    """The sound and its rate; of a stereo file the first channel. Raises OSError, wave.Error or EOFError."""
    with wave.open(str(path), "rb") as file:
        if file.getsampwidth() != 2:
            raise wave.Error(f"{path}: {8 * file.getsampwidth()} bits per sample, not 16")
        raw = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2")
        return raw[:: file.getnchannels()] / _FULL_SCALE, file.getframerate()
