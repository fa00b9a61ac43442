"""Calls in a row in one phone process, whose memory stays as it is.

Sixty of them with every run of the tests; ./run soak-phone places a thousand (or CALLS=…).
"""

import os
from pathlib import Path

import psutil
import pytest

from softphone.calls.commands import HangUp, SendDigits
from softphone.calls.events import CallEnded, DigitReceived, PhoneLost
from softphone.phone.client import ProcessPhone
from tests.contract.phone_pairs import Pair, Side, pair

pytestmark = [pytest.mark.realtime, pytest.mark.patient]

CALLS = int(os.environ.get("CALLS", "60"))
WARM = CALLS // 5
"""Calls after which the process has all that it needs: pools, caches, threads."""
EVERY = max(1, CALLS // 20)
"""Calls between two looks at the memory."""
GROWTH = (3 if CALLS >= 500 else 6) * 2**20
"""Bytes more at the end than after the first calls; of a few calls, the transactions are all there still. Our
parser remembers the last 512 addresses, at 1.4 kB a call. With room for 64, memory grew by 0.0 and 0.2 MB
over 640 calls."""


def memory(side: Side) -> int:
    """Of the process that the phone has now, in bytes."""
    assert isinstance(side.phone, ProcessPhone)
    assert side.phone.pid is not None
    return int(psutil.Process(side.phone.pid).memory_info().rss)


def one_call(phones: Pair, name: str) -> CallEnded:
    """With sound: bob hears a digit. How it ended for him.

    The digit takes some tenths of a second. PJSIP keeps what belongs to a transaction for 32 s after it (RFC
    3261 §17.2.2): were a thousand calls placed in five seconds, memory would show how many there were in the
    last half minute."""
    ours, theirs = phones.talking(name)
    phones.alice.send(SendDigits(ours.id, "7"))
    assert phones.bob.wait(DigitReceived).call == theirs.id
    phones.alice.send(HangUp(ours.id))
    phones.alice.ended(ours.id)
    return phones.bob.ended(theirs.id)


@pytest.mark.timeout(300 if CALLS <= 100 else 0)
def test_memory_is_flat(tmp_path: Path) -> None:
    with pair("process") as phones:
        sides = phones.alice, phones.bob
        grown: list[tuple[int, ...]] = []
        for number in range(CALLS):
            end = one_call(phones, f"call-{number}")
            assert end.quality is not None
            assert end.quality.packets_received > 0
            if (number + 1) % EVERY == 0 and number + 1 >= WARM:
                grown.append(tuple(memory(side) for side in sides))
            assert not any(isinstance(event, PhoneLost) for side in sides for event in side.seen)
            for side in sides:
                side.seen.clear()
    for name, sizes in zip(("who calls", "who is called"), zip(*grown, strict=True), strict=True):
        steps = " ".join(f"{size / 2**20:.1f}" for size in sizes)
        print(f"{name}, MB after call {WARM} and every {EVERY}: {steps}")
        assert sizes[-1] - sizes[0] < GROWTH, name
