"""Calls that a phone joins: their far ends really hear one another, and loud voices together stay voices."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from softphone.calls.commands import Hold, Join, Part, Resume
from softphone.calls.frames import RATE
from tests.contract.phone_pairs import Side, Trio, connect, trio
from tests.phone.recordings import files, hears, hears_nothing, lately, loud, tone

pytestmark = [pytest.mark.realtime, pytest.mark.patient]

ALICE, CAROL = 600.0, 1000.0
"""Hertz that each plays."""


@pytest.fixture
def phones(tmp_path: Path) -> Iterator[Trio]:
    """Bob talks with both; his phone plays and records nothing yet."""
    with trio("process") as made:
        for name, side, hertz in (("alice", made.alice, ALICE), ("carol", made.carol, CAROL)):
            side.send(files(tone(tmp_path / f"{name}-plays.wav", hertz), tmp_path / f"{name}.wav"))
        connect(made.bob, made.alice, "to alice")
        connect(made.bob, made.carol, "to carol")
        yield made


def joined(side: Side, *others: str) -> None:
    side.until(lambda calls: calls["to alice"].joined == others)


def test_without_us(phones: Trio, tmp_path: Path) -> None:
    """Nothing at Bob's keeps the sound going but the two calls."""
    phones.bob.send(Join(("to alice", "to carol"), with_us=False))
    hears(tmp_path / "alice.wav", CAROL)
    hears(tmp_path / "carol.wav", ALICE)
    phones.bob.send(Hold("to alice"))
    hears_nothing(tmp_path / "carol.wav")
    phones.bob.send(Resume("to alice"))
    hears(tmp_path / "carol.wav", ALICE)
    phones.bob.send(Part("to carol"))
    joined(phones.bob)
    hears_nothing(tmp_path / "alice.wav")
    hears_nothing(tmp_path / "carol.wav")


def test_loud_voices_together_do_not_become_noise(phones: Trio, tmp_path: Path) -> None:
    """Two at nearly full scale: their sum does not fit, and must not turn over into something else."""
    for name, side, hertz in (("alice", phones.alice, ALICE), ("carol", phones.carol, CAROL)):
        side.send(files(tone(tmp_path / f"{name}-loud.wav", hertz, level=0.95), tmp_path / f"{name}-2.wav"))
    phones.bob.send(files(None, tmp_path / "bob.wav"))
    phones.bob.send(Join(("to alice", "to carol")))
    joined(phones.bob, "to carol")

    def clean(frames: NDArray[np.float64]) -> bool:
        samples = frames.reshape(-1)
        power = np.abs(np.fft.rfft(samples * np.hanning(len(samples)))) ** 2
        hertz = np.fft.rfftfreq(len(samples), 1 / RATE)
        of_voices = sum(float(power[abs(hertz - each) < 20].sum()) for each in (ALICE, CAROL))
        each = [float(power[abs(hertz - one) < 20].sum()) / float(power.sum() or 1) for one in (ALICE, CAROL)]
        return bool(loud(frames).all()) and min(each) > 0.2 and of_voices / float(power.sum()) > 0.8

    lately(tmp_path / "bob.wav", clean)
