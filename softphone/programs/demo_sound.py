"""What the colleagues of the demo say: syllables without words, made here, so that nothing is recorded."""

from pathlib import Path

import numpy as np

from softphone.calltest.voices import RATE, Samples, write_wav

_VOWELS = ((730, 1090, 2440), (270, 2290, 3010), (530, 1840, 2480), (570, 840, 2410), (300, 870, 2240))
"""The first three formants, in Hz, of five vowels."""
_SYLLABLE = 0.21
_PAUSE = 0.05
_SENTENCES = ((0, 1, 2, 0, 3), (2, 4, 0, 1), (3, 0, 2, 1, 4, 0))


def write_talk(path: Path, pitch: float) -> None:
    """Some seconds of talk in a voice of that pitch (Hz), to be played in a loop."""
    parts: list[Samples] = []
    for sentence in _SENTENCES:
        for place, vowel in enumerate(sentence):
            fall = 1.12 - 0.25 * place / len(sentence)
            parts += [_syllable(pitch * fall, _VOWELS[vowel]), np.zeros(round(_PAUSE * RATE))]
        parts.append(np.zeros(round(0.7 * RATE)))
    write_wav(path, np.concatenate(parts))


def _syllable(pitch: float, formants: tuple[int, ...]) -> Samples:
    """Harmonics of the pitch, louder near the formants, swelling and fading."""
    times = np.arange(round(_SYLLABLE * RATE)) / RATE
    harmonics = np.arange(1, int(3400 / pitch) + 1) * pitch
    peaks = [np.exp(-(((harmonics - f) / 110) ** 2)) / (1 + i) for i, f in enumerate(formants)]
    strength = np.sum(peaks, axis=0)
    waves = np.sin(2 * np.pi * harmonics[:, None] * times) * (strength + 0.04)[:, None]
    sound = waves.sum(axis=0) * np.sin(np.pi * times / _SYLLABLE) ** 0.6
    return np.asarray(0.25 * sound / np.abs(sound).max())
