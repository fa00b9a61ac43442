"""Calls with a transfer each, in a row, at three desks: no phone process dies, none stays, memory is flat.

Ten with every run of the tests; ./run soak-phone places two hundred (or TRANSFERS=…).
"""

import os
import time

import psutil
import pytest

from softphone.calls.transfer import Button, Step
from tests.e2e.desk_phone import DeskPhone
from tests.e2e.test_transfers import Office, office, people

__all__ = ["office", "people"]

pytestmark = [pytest.mark.realtime, pytest.mark.patient]

TRANSFERS = int(os.environ.get("TRANSFERS", "10"))
MANY = TRANSFERS >= 100
FORGOTTEN = 35.0
"""Seconds after which PJSIP has dropped what belonged to a transaction (RFC 3261 §17.2.2). Many transfers in
a few seconds are all there still, 0.3 MB each; so two halves are compared, with that time between them."""
GROWTH = (8 if MANY else 16) * 2**20
"""Bytes more after the second half than after the first. Our parser remembers the last 512 addresses."""


def direct(there: Office) -> None:
    there.directly()
    there.eva.answers()
    there.bo.step(Step.DONE)


def announced(there: Office) -> None:
    there.consulting()
    there.bo.press(Button.COMPLETE)
    there.bo.step(Step.DONE)


def size(of: DeskPhone) -> int:
    assert of.process.pid is not None
    return int(psutil.Process(of.process.pid).memory_info().rss)


@pytest.mark.timeout(0 if MANY else 600)
def test_memory_is_flat(office: Office) -> None:
    desks = (office.anna, office.bo, office.eva)
    processes = [desk.process.pid for desk in desks]
    sizes = []
    for half in range(2):
        if half and MANY:
            time.sleep(FORGOTTEN)
        for number in range(TRANSFERS // 2):
            office.begin()
            (direct if number % 2 else announced)(office)
            office.anna.talks()
            office.eva.talks_with("anna")
            office.bo.is_free()
            office.end()
        sizes.append([size(desk) for desk in desks])
    assert [desk.process.pid for desk in desks] == processes
    children = psutil.Process().children(recursive=True)
    assert [each for each in children if each.status() == psutil.STATUS_ZOMBIE] == []
    for desk, first, second in zip(desks, *sizes, strict=True):
        print(f"{desk.user}: {first / 2**20:.1f} MB after the first half, {second / 2**20:.1f} after all")
        assert second - first < GROWTH, desk.user
