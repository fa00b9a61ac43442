from itertools import groupby

import numpy as np
import pytest

from softphone.audio.tones import CADENCES, HOLD, Cadence, HoldTone, Note, Player, render
from softphone.calls.commands import Tone
from softphone.calls.frames import FRAME_BYTES
from tests.audio.signals import RATE, dominant, level, samples


def cadence_of(sound: bytes) -> list[tuple[bool, float]]:
    """Stretches of sound and silence, in seconds, seen in steps of 5 ms."""
    step = RATE // 200
    heard = [bool(np.abs(part).max() > 30) for part in samples(sound).reshape(-1, step)]
    return [(on, sum(1 for _ in run) * 0.005) for on, run in groupby(heard)]


@pytest.mark.parametrize(
    ("tone", "expected"),
    [
        (Tone.RINGBACK, [(True, 1.0), (False, 4.0)]),
        (Tone.BUSY, [(True, 0.5), (False, 0.5)]),
        (Tone.CALL_WAITING, [(True, 0.2), (False, 0.6), (True, 0.2), (False, 3.0)]),
    ],
)
def test_cadences_of_europe(tone: Tone, expected: list[tuple[bool, float]]) -> None:
    measured = cadence_of(render(CADENCES[tone]))
    assert [on for on, _ in measured] == [on for on, _ in expected]
    for (_, seconds), (_, wanted) in zip(measured, expected, strict=True):
        assert seconds == pytest.approx(wanted, abs=0.02)


@pytest.mark.parametrize("tone", [Tone.RINGBACK, Tone.BUSY, Tone.CALL_WAITING])
def test_supervisory_tones_are_425_hertz(tone: Tone) -> None:
    sound = samples(render(CADENCES[tone]))[: RATE // 5]
    assert dominant(sound) == pytest.approx(425, abs=2)


def test_call_waiting_and_hold_are_softer_than_busy() -> None:
    def on(tone: Cadence) -> float:
        return level(samples(render(tone))[: RATE // 5])

    assert on(CADENCES[Tone.BUSY]) == pytest.approx(-24, abs=1)
    assert on(CADENCES[Tone.CALL_WAITING]) < on(CADENCES[Tone.BUSY]) - 6
    assert on(HOLD) < on(CADENCES[Tone.BUSY]) - 6


def test_ringing_leaves_most_of_its_period_silent() -> None:
    measured = cadence_of(render(CADENCES[Tone.RINGING]))
    silent = sum(seconds for on, seconds in measured if not on)
    assert 3.9 < sum(seconds for _, seconds in measured) < 4.1
    assert silent > 2.4


@pytest.mark.parametrize("cadence", [*CADENCES.values(), HOLD])
def test_nothing_clicks_and_nothing_clips(cadence: Cadence) -> None:
    sound = samples(render(cadence) * 2).astype(np.int32)
    assert np.abs(sound).max() < 20_000
    assert abs(int(sound[0])) < 30
    # No step greater than the steepest slope that the tones themselves have.
    highest = max(hertz for note in cadence.notes for hertz in note.hertz)
    loudest = max(np.abs(sound).max(), 1)
    assert np.abs(np.diff(sound)).max() < 2 * np.pi * highest / RATE * loudest * 1.05 + 2


@pytest.mark.parametrize("tone", [Tone.BUSY, Tone.CALL_WAITING])
def test_busy_and_call_waiting_end_by_themselves(tone: Tone) -> None:
    player = Player(CADENCES[tone])
    heard = 0
    while (sound := player.get(160)) is not None:
        assert len(sound) == 320
        heard += 160
        assert heard < 20 * RATE
    assert player.ended
    assert player.get(160) is None


@pytest.mark.parametrize("tone", [Tone.RINGING, Tone.RINGBACK])
def test_ringing_goes_on(tone: Tone) -> None:
    player = Player(CADENCES[tone])
    period = render(CADENCES[tone])
    played = b"".join(player.get(441) or b"" for _ in range(600))
    assert played == (period * 5)[: len(played)]
    assert not player.ended


def test_an_ending_is_filled_up_with_silence() -> None:
    player = Player(Cadence((Note(0.01, (1000,)),), times=1))
    sound = player.get(400)
    assert sound is not None
    assert len(sound) == 800
    assert sound[320:] == bytes(480)
    assert any(sound[:320])


def test_hold_comes_in_frames_and_is_heard() -> None:
    source = HoldTone()
    frames = [source.read() for _ in range(400)]
    assert all(frame is not None and len(frame) == FRAME_BYTES for frame in frames)
    assert level(samples(b"".join(frame or b"" for frame in frames[:20]))) > -45
