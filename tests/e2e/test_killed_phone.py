"""kill -9 of the phone process in the middle of a call through the engine: the far end hears us again."""

import os
import signal
import time
from pathlib import Path

import pytest

from softphone.calls.commands import HangUp, Mute, Transport
from softphone.calltest.accounts import Server
from softphone.calltest.measurements import WINDOW, judge
from softphone.calltest.voices import RATE
from softphone.calltest.words import Sight
from tests.e2e.our_phone import PATIENCE, OurPhone
from tests.e2e.test_baresip import well_heard
from tests.helpers.standstills import Standstills
from tests.helpers.unexpected_errors import ExpectErrors

pytestmark = pytest.mark.realtime

KILLED, OTHER = 0, 1
AGAIN = 5.0
"""Seconds within which the far end must hear us again; the machine may stand still besides."""


@pytest.mark.parametrize(("transport", "who_called"), [(Transport.UDP, "killed"), (Transport.TLS, "other")])
def test_the_far_end_hears_a_killed_phone_again(
    transport: Transport, who_called: str, server: Server, tmp_path: Path, expected_errors: ExpectErrors
) -> None:
    expected_errors("the phone process ended")
    accounts = {
        user: server.settings(account, transport)
        for user, account in zip("ab", server.accounts[:2], strict=True)
    }
    ours = OurPhone(tmp_path / "ours", accounts["a"], voice=KILLED, trust_anchors=server.trust_anchors)
    far = OurPhone(tmp_path / "far", accounts["b"], voice=OTHER, trust_anchors=server.trust_anchors)
    with ours, far, Standstills() as noted:
        if who_called == "killed":
            ours.dial("bo")
        else:
            far.dial("anna")
        call = ours.wait_for(Sight.TALKING)
        far.wait_for(Sight.TALKING)
        far.listen(1)
        assert ours.process.pid is not None
        killed = time.monotonic()
        os.kill(ours.process.pid, signal.SIGKILL)
        taken_up = ours.station.wait(lambda: ours.station.calls[call.id].taken_up, PATIENCE)
        assert taken_up, ours.station.sightings
        # The person confirms that they still want to be heard.
        ours.station.send(Mute(call.id, on=False))
        far.listen(2)
        interval = far.listen(1)
        ours.station.send(HangUp(call.id))
        far.wait_for(Sight.ENDED)
    well_heard(far.heard(interval), KILLED)
    well_heard(ours.heard(interval), OTHER)
    heard_again = _heard_again(far, killed, interval[1])
    print(f"heard again {heard_again:.2f} s after the kill ({transport.value}, {who_called} called)")
    assert heard_again < AGAIN + noted.seconds(killed, killed + heard_again)


def _heard_again(far: OurPhone, killed: float, ended: float) -> float:
    """Seconds from the kill to the end of the silence that it made, which may be shorter than a window. The
    new stream may begin in pieces: it is heard from where a whole window of it is."""
    sound = far.recording().between(killed, ended)
    gaps = judge(sound).gaps
    assert gaps, "the far end noticed nothing"
    for gap in gaps:
        again = round((gap.start + gap.length) * RATE)
        if len(sound) >= again + WINDOW and judge(sound[again : again + WINDOW]).voices == (KILLED,):
            return again / RATE
    raise AssertionError("the far end never heard us again")
