"""Whatever the phone reports and the person clicks, in any order and however late, the desk stays sensible:
it loses no caller, leaves nobody on hold without a button, transfers to nobody else than was asked for, and
shows no button that does nothing. A day that goes wrong is found again by its number."""

import os
import random

import pytest

from softphone.calls.transfer import TABLE, Effect, Happening, Step, Transfer
from tests.calls.any_day import Day

MOVES = 60
DAYS = int(os.environ.get("DAYS", "500"))


@pytest.mark.timeout(1800 if DAYS <= 500 else 0)
def test_any_day(monkeypatch: pytest.MonkeyPatch) -> None:
    met: set[tuple[Step, Happening]] = set()
    happened = Transfer.happened

    def noted(self: Transfer, what: Happening, now: float) -> tuple[Effect, ...]:
        met.add((self.step, what))
        return happened(self, what, now)

    monkeypatch.setattr(Transfer, "happened", noted)
    for number in range(DAYS):
        try:
            Day(random.Random(number).randrange).play(MOVES)
        except AssertionError as error:
            raise AssertionError(f"day {number}: {error}") from error
    # The moves are such that transfers get far: 500 days meet 106 of 142 rows, 10,000 nearly all.
    assert len(TABLE.keys() & met) > len(TABLE) * 2 // 3
