"""What was heard, while the call goes on."""

import time
from collections.abc import Callable
from pathlib import Path

from softphone.calltest import recording
from softphone.calltest.measurements import Heard, judge
from softphone.calltest.voices import RATE

PATIENCE = 60.0
Ear = Callable[[float, float], Heard]
"""What was heard from when to when of the monotonic clock."""


def heard(record: Path, start: float, stop: float) -> Heard:
    """What a phone wrote into `record` in that time of the monotonic clock, once all of it is there."""

    def written() -> bool:
        kept = recording.load(record)
        return kept.recorded is not None and kept.recorded + len(kept.sound) / RATE >= stop

    deadline = time.monotonic() + PATIENCE
    while not written():
        assert time.monotonic() < deadline, f"nothing is written into {record}"
        time.sleep(0.02)
    return judge(recording.load(record).between(start, stop))


def well_heard(heard: Heard, voice: int) -> None:
    assert heard.voices == (voice,), heard
    assert heard.missing < 0.02, heard
    assert heard.longest_gap < 0.5, heard


def hear_well(seconds: float, *who: tuple[Ear, int]) -> None:
    """Sooner or later all of them hear just that voice each for so long, and nothing of it is missing. Nobody
    knows in advance which seconds these are: sound takes its time to begin, and it is cut when a phone does
    not get the processor in time."""
    deadline = time.monotonic() + PATIENCE
    while True:
        start = time.monotonic()
        try:
            for ear, voice in who:
                well_heard(ear(start, start + seconds), voice)
        except AssertionError:
            if time.monotonic() > deadline:
                raise
        else:
            return
