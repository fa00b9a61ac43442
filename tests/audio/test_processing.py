"""WebRTC's processing as it is packed for us, on made signals: the bounds are far from what it reaches, and
say whether it works at all. Ears must judge the rest."""

import sys
import time

import numpy as np
import pytest

from softphone.audio.processing import Processing, load
from softphone.calls.frames import FRAME_SAMPLES
from tests.audio.signals import RATE, Samples, Wave, level, sine

DELAY = round(0.08 * RATE)
"""Samples from the speaker to the microphone."""


def talk(seconds: float, seed: int, loudness: float = -20.0) -> Wave:
    """Noise with the spectrum, syllables and pauses of speech, more or less."""
    source = np.random.default_rng(seed)
    count = round(seconds * RATE)
    spectrum = np.fft.rfft(source.standard_normal(count))
    hertz = np.fft.rfftfreq(count, 1 / RATE)
    voice = np.fft.irfft(spectrum * (hertz > 120) / (1 + (hertz / 600) ** 1.5), count)
    time_ = np.arange(count) / RATE
    syllables = np.clip(np.sin(2 * np.pi * 3.7 * time_ + seed), 0, 1) ** 0.5
    words = np.sin(2 * np.pi * 0.6 * time_ + 2 * seed) > -0.7
    wave = voice * syllables * words
    return np.asarray(wave / np.sqrt(np.mean(wave**2)) * 32768 * 10 ** (loudness / 20))


def noise(seconds: float, loudness: float) -> Wave:
    return np.random.default_rng(7).standard_normal(round(seconds * RATE)) * 32768 * 10 ** (loudness / 20)


def pcm(wave: Wave) -> Samples:
    return np.clip(np.round(wave), -32768, 32767).astype(np.int16)


def echo_of(far: Wave) -> Wave:
    """80 ms later, 6 dB softer, from a small room."""
    room = np.zeros(400)
    room[[0, 37, 90, 211, 380]] = [1, 0.4, -0.3, 0.2, -0.1]
    heard = np.convolve(far, room)[: len(far)] * 0.5
    return np.concatenate([np.zeros(DELAY), heard[:-DELAY]])


def run(processing: Processing, near: Samples, far: Samples) -> Samples:
    out = []
    for start in range(0, len(near) - FRAME_SAMPLES + 1, FRAME_SAMPLES):
        processing.far(far[start : start + FRAME_SAMPLES].tobytes())
        out.append(processing.near(near[start : start + FRAME_SAMPLES].tobytes()))
    return np.frombuffer(b"".join(out), np.int16)


def test_the_echo_of_the_far_end_is_taken_out() -> None:
    far = talk(12, 1)
    near = echo_of(far) + noise(12, -65)
    out = run(Processing(echo_cancelling=True, noise_suppression=True), pcm(near), pcm(far))
    assert level(near[2 * RATE : 4 * RATE]) - level(out[2 * RATE : 4 * RATE]) > 20
    assert level(near[6 * RATE :]) - level(out[6 * RATE :]) > 30


def test_who_speaks_here_is_still_heard() -> None:
    far, here = talk(12, 1), talk(12, 5, -18)
    here[: 6 * RATE] = 0  # it may first learn the echo
    out = run(Processing(echo_cancelling=True, noise_suppression=True), pcm(echo_of(far) + here), pcm(far))
    assert abs(level(here[7 * RATE :]) - level(out[7 * RATE :])) < 6


def test_nobody_at_the_far_end_changes_little() -> None:
    here = talk(8, 5)
    out = run(Processing(echo_cancelling=True, noise_suppression=True), pcm(here), pcm(here * 0))
    assert abs(level(here[2 * RATE :]) - level(out[2 * RATE :])) < 3


def test_steady_noise_is_suppressed() -> None:
    hiss = pcm(noise(8, -45))
    out = run(Processing(echo_cancelling=False, noise_suppression=True), hiss, hiss * 0)
    assert level(hiss[4 * RATE :]) - level(out[4 * RATE :]) > 8


def test_rumble_is_taken_out() -> None:
    rumble = sine(25, 4, -20)
    out = run(Processing(echo_cancelling=True, noise_suppression=False), rumble, rumble * 0)
    assert level(rumble[RATE:]) - level(out[RATE:]) > 20


def test_it_is_cheap_enough_for_the_thread_it_runs_on() -> None:
    processing = Processing(echo_cancelling=True, noise_suppression=True)
    far, near = pcm(talk(4, 1)), pcm(talk(4, 2))
    start = time.process_time()
    run(processing, near, far)
    assert (time.process_time() - start) / 4 < 0.1, "more than a tenth of a core"


def test_nothing_is_loaded_when_nothing_is_asked_for() -> None:
    assert load(echo_cancelling=False, noise_suppression=False) is None


def test_without_the_library_the_log_says_so_and_calls_go_on(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(sys.modules, "livekit", None)
    assert load(echo_cancelling=True, noise_suppression=True) is None
    assert "no echo cancelling" in caplog.text
