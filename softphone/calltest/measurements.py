"""What was heard, judged from a recording: who, how loud, how clean, with which gaps, and how late.

Pure functions over arrays at 16 kHz. The sound is cut into windows of 200 ms; in each, the sixteen tones of
every voice are fitted by least squares. What a voice explains is that voice; what remains is noise. A fit per
tone leaves the codec's frequency response out of the noise, and needs no alignment; the alignment of each
window with the voice's loop tells when it was said, and finds the splices of a jitter buffer, whose windows
are counted apart instead of being taken for noise.
"""

from functools import cache

import msgspec
import numpy as np

from softphone.calltest.voices import LOOP_SECONDS, RATE, TONES, VOICES, Samples, frequencies, loop

WINDOW = RATE // 5
BLOCK = RATE // 100
"""10 ms, the grain of gaps."""
SILENCE = -60.0
"""dBFS below which a stretch is silent whatever came before."""
BAND = 7000
"""Hz, the end of what wideband telephony carries (ITU-T G.722). Above it is what codecs add: a G.722 decoder
that gets silence from the beginning can go on swinging at 8 kHz, at -53 dBFS."""
BELOW_SPEECH = 20.0
"""dB under the usual level of the recording at which a block counts as a gap."""
SHORTEST_GAP = 0.06
"""Seconds; jitter and concealment make shorter ones."""
SPLICE = 0.001
"""Seconds by which the alignment of two windows may differ without a splice between them."""


class Gap(msgspec.Struct, frozen=True):
    """Silence amid the sound, in seconds from the beginning of what was judged."""

    start: float
    length: float


class Heard(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch of a recording, judged."""

    seconds: float
    voices: tuple[int, ...]
    """The voices heard in at least half of the windows, the one heard most first."""
    level: float
    """dBFS of the whole stretch up to BAND, a sine of full scale being 0; −120 at least."""
    snr: float | None
    """dB, the median of the windows without a splice; None when no voice was heard."""
    splices: int
    """How often the jitter buffer left out or put in some sound."""
    gaps: tuple[Gap, ...]
    """Silence longer than SHORTEST_GAP."""
    missing: float
    """The share of the stretch that was silent, 0 to 1."""
    position: float | None
    """Where in the speaker's loop this stretch begins, in seconds."""

    @property
    def longest_gap(self) -> float:
        return max((gap.length for gap in self.gaps), default=0.0)

    @property
    def silent(self) -> bool:
        return self.level < SILENCE


def judge(sound: Samples) -> Heard:
    """Judge a stretch during which somebody should have been heard. Needs a window (200 ms) at least."""
    if len(sound) < WINDOW:
        raise ValueError(f"{len(sound)} samples are less than a window of {WINDOW}")
    windows = sound[: len(sound) // WINDOW * WINDOW].reshape(-1, WINDOW)
    presence = np.stack([_present(windows, voice) for voice in range(VOICES)])
    often = presence.mean(axis=1)
    voices = tuple(int(voice) for voice in np.argsort(-often, kind="stable") if often[voice] >= 0.5)
    snr, splices, position = _follow(windows, voices[0], presence[voices[0]]) if voices else (None, 0, None)
    gaps, missing = _gaps(sound)
    return Heard(
        seconds=len(sound) / RATE,
        voices=voices,
        level=_level(sound),
        snr=snr,
        splices=splices,
        gaps=gaps,
        missing=missing,
        position=position,
    )


def one_way_delay(heard: Heard, *, start: float, recorded: float, played: float) -> float | None:
    """Seconds from mouth to ear, modulo the loop of five seconds. None when no voice was heard.

    `start` is where the judged stretch begins in the listener's recording, `recorded` when that recording
    began, and `played` when the speaker's loop began, both on one monotonic clock.
    """
    if heard.position is None:
        return None
    return (recorded + start - played - heard.position) % LOOP_SECONDS


@cache
def _basis(voice: int) -> Samples:
    """An orthonormal basis of all that a voice's tones can be within a window."""
    times = np.arange(WINDOW) / RATE
    angles = 2 * np.pi * frequencies(voice)[:, None] * times
    return np.asarray(np.linalg.qr(np.concatenate([np.cos(angles), np.sin(angles)]).T)[0])


@cache
def _spectrum(voice: int) -> np.ndarray[tuple[int], np.dtype[np.complex128]]:
    return np.asarray(np.fft.rfft(loop(voice)))


def _present(windows: Samples, voice: int) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """In which windows a voice is heard: it explains a quarter of the sound, and by three quarters of its
    tones, since a beep that happens to lie on one of them is not the voice."""
    energy = (windows**2).sum(axis=1)
    loud = energy > WINDOW * _mean_square(SILENCE)
    fitted = windows @ _basis(voice)
    share = (fitted**2).sum(axis=1) / np.maximum(energy, 1e-12)
    # The columns are orthonormal by QR in the order cosines, sines; tones 16 Hz apart over 200 ms are
    # near enough to orthogonal themselves that a column still belongs to its tone.
    tones = fitted[:, :TONES] ** 2 + fitted[:, TONES:] ** 2
    even = tones > 0.05 * tones.sum(axis=1, keepdims=True) / TONES
    return np.asarray(loud & (share > 0.25) & (even.sum(axis=1) >= TONES * 3 // 4))


def _follow(
    windows: Samples, voice: int, present: np.ndarray[tuple[int], np.dtype[np.bool_]]
) -> tuple[float | None, int, float | None]:
    """SNR, splices and position of a voice over the windows in which it is present."""
    basis = _basis(voice)
    energy = (windows**2).sum(axis=1)
    explained = ((windows @ basis) ** 2).sum(axis=1)
    noise = np.maximum(energy - explained, 1e-12) * WINDOW / (WINDOW - 2 * TONES)
    snr = 10 * np.log10(np.maximum(explained - 2 * TONES / WINDOW * noise, 1e-12) / noise)
    ahead = np.arange(len(windows)) * WINDOW / RATE
    begins = (np.array([_position(window, voice) for window in windows]) - ahead) % LOOP_SECONDS

    whole = present.copy()
    splices = 0
    for window in range(1, len(windows)):
        moved = abs(_shortest(begins[window] - begins[window - 1])) > SPLICE
        if moved and present[window - 1] and present[window]:
            splices += 1
            whole[window if snr[window] < snr[window - 1] else window - 1] = False
    if not whole.any():
        whole = present
    first = float(begins[whole][0])
    position = first + float(np.median(_shortest(begins[whole] - first)))
    return float(np.median(snr[whole])), splices, position % LOOP_SECONDS


def _shortest(seconds: Samples) -> Samples:
    """A difference of two positions in the loop, the short way round."""
    return np.asarray((seconds + LOOP_SECONDS / 2) % LOOP_SECONDS - LOOP_SECONDS / 2)


def _position(window: Samples, voice: int) -> float:
    """Where in the voice's loop a window was cut, in seconds, by cross-correlation."""
    length = LOOP_SECONDS * RATE
    correlation = np.fft.irfft(_spectrum(voice) * np.conj(np.fft.rfft(window, length)), length)
    return float(np.argmax(correlation)) / RATE


def _gaps(sound: Samples) -> tuple[tuple[Gap, ...], float]:
    blocks = sound[: len(sound) // BLOCK * BLOCK].reshape(-1, BLOCK)
    energy = (blocks**2).mean(axis=1)
    floor = _mean_square(SILENCE)
    sounding = energy[energy > floor]
    usual = float(np.median(sounding)) if sounding.size else 0.0
    silent = energy < max(usual * 10 ** (-BELOW_SPEECH / 10), floor)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], silent, [False]]).astype(np.int8)))
    runs = edges.reshape(-1, 2)
    seconds = BLOCK / RATE
    gaps = tuple(
        Gap(float(start * seconds), float((stop - start) * seconds))
        for start, stop in runs
        if (stop - start) * seconds > SHORTEST_GAP
    )
    return gaps, float(silent.mean())


def _mean_square(level: float) -> float:
    """Of a sound at `level` dBFS."""
    return float(0.5 * 10 ** (level / 10))


def _level(sound: Samples) -> float:
    spectrum = np.fft.rfft(sound)
    spectrum[BAND * len(sound) // RATE + 1 :] = 0
    energy = (np.abs(spectrum) ** 2).sum() * 2 - abs(spectrum[0]) ** 2
    return float(10 * np.log10(max(float(energy) / len(sound) ** 2 * 2, 1e-12)))
