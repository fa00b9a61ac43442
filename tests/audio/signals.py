"""Test signals and what is measured of them, with NumPy."""

from typing import Any

import numpy as np
import numpy.typing as npt

RATE = 16_000

Samples = npt.NDArray[np.int16]
Wave = npt.NDArray[np.float64]


def sine(hertz: float, seconds: float, level: float = -12.0) -> Samples:
    """`level`: root mean square in dBFS."""
    time = np.arange(round(seconds * RATE)) / RATE
    peak = 32768 * 10 ** (level / 20) * np.sqrt(2)
    wave: Wave = np.clip(peak * np.sin(2 * np.pi * hertz * time), -32768, 32767)
    return np.round(wave).astype(np.int16)


def samples(sound: bytes) -> Samples:
    return np.frombuffer(sound, np.int16)


def dominant(sound: npt.NDArray[Any]) -> float:
    """The strongest frequency, in hertz."""
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound)), 16 * len(sound)))
    return float(np.argmax(spectrum) * RATE / (16 * len(sound)))


def tone_to_noise(sound: npt.NDArray[Any], hertz: float, around: float = 0.004) -> float:
    """Decibels of a tone over all else, its frequency fitted within `around` of what it should be."""
    wave = sound.astype(np.float64)
    time = np.arange(len(wave)) / RATE
    best = -float("inf")
    for factor in np.linspace(1 - around, 1 + around, 81):
        angle = 2 * np.pi * hertz * factor * time
        basis = np.stack([np.cos(angle), np.sin(angle), np.ones_like(angle)], axis=1)
        weights, *_ = np.linalg.lstsq(basis, wave, rcond=None)
        rest = wave - basis @ weights
        best = max(best, float(10 * np.log10((wave @ wave) / max(float(rest @ rest), 1e-9))))
    return best


def level(sound: npt.NDArray[Any]) -> float:
    """dBFS, root mean square."""
    wave = sound.astype(np.float64)
    return float(10 * np.log10(max(float(np.mean(wave**2)), 1e-3) / 32768**2))
