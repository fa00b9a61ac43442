"""The judge is itself judged: sound degraded by known amounts must be measured as such."""

import numpy as np
import pytest

from softphone.calltest.measurements import SILENCE, Heard, judge, one_way_delay
from softphone.calltest.voices import HIGHEST, LOWEST, RATE, VOICES, Samples, frequencies, loop


def speech(voice: int, seconds: float, begin: float = 0.0) -> Samples:
    """A stretch of the endless loop of a voice, beginning `begin` seconds into it."""
    samples = np.arange(round(seconds * RATE)) + round(begin * RATE)
    return loop(voice)[samples % len(loop(voice))]


def noise(power: float, samples: int) -> Samples:
    return np.random.default_rng(7).normal(0, np.sqrt(power), samples)


def without(sound: Samples, start: float, length: float) -> Samples:
    """The sound with silence in a part of it."""
    silenced = sound.copy()
    silenced[round(start * RATE) : round((start + length) * RATE)] = 0
    return silenced


def test_voices_stay_in_the_band_and_share_no_tone() -> None:
    tones = np.sort(np.concatenate([frequencies(voice) for voice in range(VOICES)]))
    assert tones[0] >= LOWEST
    assert tones[-1] <= HIGHEST
    assert np.diff(tones).min() > 15


@pytest.mark.parametrize("voice", range(VOICES))
def test_a_voice_is_known_again_at_its_level_and_does_not_clip(voice: int) -> None:
    heard = judge(speech(voice, 3.0, begin=1.7))
    assert heard.voices == (voice,)
    assert heard.level == pytest.approx(-12, abs=0.3)
    assert heard.snr is not None
    assert heard.snr > 80
    assert heard.gaps == ()
    assert heard.splices == 0
    assert np.abs(loop(voice)).max() < 0.95


@pytest.mark.parametrize("voice", range(VOICES))
def test_a_loop_resembles_itself_nowhere_else(voice: int) -> None:
    spectrum = np.fft.rfft(loop(voice))
    resemblance = np.fft.irfft(np.abs(spectrum) ** 2)
    near = 5
    assert (resemblance[near:-near] / resemblance[0]).max() < 0.85


@pytest.mark.parametrize("snr", [5, 10, 20, 30, 40, 50])
def test_known_noise_is_measured_within_a_decibel(snr: float) -> None:
    sound = speech(3, 4.0)
    power = float((sound**2).mean()) / 10 ** (snr / 10)
    heard = judge(sound + noise(power, len(sound)))
    assert heard.voices == (3,)
    assert heard.snr == pytest.approx(snr, abs=1)


def test_a_codec_that_colours_the_sound_is_not_noise() -> None:
    sound = speech(2, 3.0)
    coloured = np.convolve(sound, [0.6, 0.3, 0.15, -0.1], mode="same")
    heard = judge(coloured)
    assert heard.snr is not None
    assert heard.snr > 40


def test_what_a_codec_adds_above_its_band_is_silence() -> None:
    swinging = 52 / 32768 * np.resize([1.0, -1.0], RATE)
    heard = judge(swinging)
    assert heard.silent and heard.voices == ()
    tone = np.sin(2 * np.pi * 1000 * np.arange(RATE) / RATE)
    assert judge(0.1 * tone + swinging).level == pytest.approx(-20.0, abs=0.01)
    assert not judge(52 / 32768 * tone).silent


def test_silence_is_nobody() -> None:
    heard = judge(noise(1e-9, 2 * RATE))
    assert heard.voices == ()
    assert heard.silent
    assert heard.level < SILENCE
    assert heard.snr is None
    assert heard.missing == 1
    assert heard.longest_gap == pytest.approx(2)


def test_noise_and_tones_are_somebody_else_than_the_voices() -> None:
    beep = 0.2 * np.sin(2 * np.pi * frequencies(0)[3] * np.arange(2 * RATE) / RATE)
    for sound in (noise(0.01, 2 * RATE), beep):
        heard = judge(sound)
        assert heard.voices == ()
        assert not heard.silent


@pytest.mark.parametrize("wrong", range(1, VOICES))
def test_the_wrong_speaker_is_told_apart(wrong: int) -> None:
    assert judge(speech(wrong, 2.0)).voices == (wrong,)


def test_two_at_once_are_both_heard_and_a_faint_echo_is_not() -> None:
    both = judge(speech(0, 3.0) + speech(5, 3.0, begin=0.4))
    assert set(both.voices) == {0, 5}
    assert judge(speech(0, 3.0) + 0.1 * speech(5, 3.0)).voices == (0,)


def test_gaps_are_found_where_they_are() -> None:
    sound = without(without(without(speech(1, 5.0), 1.0, 0.2), 2.5, 0.7), 4.0, 0.04)
    heard = judge(sound)
    assert [gap.start for gap in heard.gaps] == pytest.approx([1.0, 2.5], abs=0.011)
    assert [gap.length for gap in heard.gaps] == pytest.approx([0.2, 0.7], abs=0.021)
    assert heard.longest_gap == pytest.approx(0.7, abs=0.021)
    assert heard.missing == pytest.approx(0.94 / 5, abs=0.01)
    assert heard.voices == (1,)
    assert heard.snr is not None
    assert heard.snr > 60


def test_a_late_answer_and_an_early_end_are_gaps_too() -> None:
    heard = judge(np.concatenate([np.zeros(RATE), speech(1, 3.0), np.zeros(RATE)]))
    assert [gap.length for gap in heard.gaps] == pytest.approx([1, 1], abs=0.021)


@pytest.mark.parametrize("samples", [320, -320])
def test_splices_are_counted_and_spoil_no_snr(samples: int) -> None:
    """A jitter buffer that leaves out or repeats 20 ms."""
    sound = speech(4, 4.0)
    at = round(1.33 * RATE)
    spliced = np.concatenate([sound[:at], sound[at + samples :]])
    heard = judge(spliced)
    assert heard.splices == 1
    assert heard.snr is not None
    assert heard.snr > 80
    assert heard.longest_gap == 0


@pytest.mark.parametrize("voice", [0, 6])
@pytest.mark.parametrize("delay", [0.0, 0.032, 0.25, 1.9])
def test_delay_is_found_through_noise(voice: int, delay: float) -> None:
    """The speaker's loop began at 100 s, the recording at 103.2 s; a stretch from 1.5 s on is judged."""
    played, recorded, start = 100.0, 103.2, 1.5
    said = (recorded + start - delay) - played
    sound = speech(voice, 3.0, begin=said)
    power = float((sound**2).mean()) / 10 ** (20 / 10)
    heard = judge(sound + noise(power, len(sound)))
    measured = one_way_delay(heard, start=start, recorded=recorded, played=played)
    assert measured is not None
    assert (measured + 1) % 5 - 1 == pytest.approx(delay, abs=0.0005)


def test_no_delay_without_a_voice() -> None:
    assert one_way_delay(judge(np.zeros(RATE)), start=0, recorded=0, played=0) is None


def test_too_short_a_stretch_is_refused() -> None:
    with pytest.raises(ValueError, match="less than a window"):
        judge(np.zeros(100))


def test_judgements_can_be_compared() -> None:
    first: Heard = judge(speech(0, 1.0))
    assert first == judge(speech(0, 1.0))
