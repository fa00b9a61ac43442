"""Four desks and their phones, whatever their people click: who talks with somebody is not hung up on, both
ends of a call belong together, everybody has a way on. An office that goes wrong is found by its number."""

import os
import random

import pytest

from softphone.calls.transfer import Effect, Happening, Step, Transfer
from tests.phone.any_office import Office

MOVES = 150
OFFICES = int(os.environ.get("OFFICES", "150"))


@pytest.mark.timeout(1800 if OFFICES <= 150 else 0)
def test_any_office(monkeypatch: pytest.MonkeyPatch) -> None:
    met: set[tuple[Step, Happening]] = set()
    happened = Transfer.happened

    def noted(self: Transfer, what: Happening, now: float) -> tuple[Effect, ...]:
        met.add((self.step, what))
        return happened(self, what, now)

    monkeypatch.setattr(Transfer, "happened", noted)
    for number in range(OFFICES):
        try:
            Office(random.Random(number).randrange).play(MOVES)
        except AssertionError as error:
            raise AssertionError(f"office {number}: {error}") from error
    # The moves are such that transfers come to their ends.
    assert met >= {
        (step, happening)
        for step in (Step.REFERRED, Step.COMPLETING)
        for happening in (Happening.SUCCEEDED, Happening.REFUSED)
    }
    assert {(Step.REFERRED, Happening.FAILED), (Step.BRIDGED, Happening.CALLER_ENDED)} <= met
