"""A far end that is not ours: Debian's baresip, registered at our engine."""

from pathlib import Path

import pytest

from softphone.calls.commands import HangUp, Transport
from softphone.calltest.accounts import Server
from softphone.calltest.measurements import Heard, judge
from softphone.calltest.words import Sight
from tests.e2e.baresip import Baresip
from tests.e2e.our_phone import OurPhone

pytestmark = [pytest.mark.realtime, pytest.mark.peer]

OURS, THEIRS = 0, 1
SETTLED = 16_000 // 2
"""Samples that are left to the far end's jitter buffer before its recording is judged."""


def phones(server: Server, folder: Path, codec: str, rate: int) -> tuple[OurPhone, Baresip]:
    anna, _, eva = server.accounts
    ours = OurPhone(folder / "ours", server.settings(anna, Transport.UDP), voice=OURS)
    theirs = Baresip(
        folder / "theirs",
        user=eva.user,
        secret=eva.secret,
        domain=server.domain,
        server=server.addresses[Transport.UDP],
        codec=codec,
        rate=rate,
        voice=THEIRS,
    )
    return ours, theirs


def well_heard(heard: Heard, voice: int) -> None:
    assert heard.voices == (voice,), heard
    assert heard.missing < 0.02, heard
    assert heard.longest_gap < 0.5, heard


@pytest.mark.parametrize(("codec", "rate"), [("PCMA", 8000), ("G722", 16_000)])
def test_we_call_baresip(server: Server, tmp_path: Path, codec: str, rate: int) -> None:
    ours, theirs = phones(server, tmp_path, codec, rate)
    with ours, theirs:
        theirs.wait_until_registered()
        ours.dial("eva")
        call = ours.wait_for(Sight.TALKING)
        theirs.wait_for("CALL_ESTABLISHED")
        ours.listen(0.5)
        interval = ours.listen(2)
        ours.station.send(HangUp(call.id))
        ours.wait_for(Sight.ENDED)
        theirs.wait_for("CALL_CLOSED")
    well_heard(ours.heard(interval), THEIRS)
    well_heard(judge(theirs.heard()[SETTLED:]), OURS)


def test_baresip_calls_us_and_hangs_up(server: Server, tmp_path: Path) -> None:
    ours, theirs = phones(server, tmp_path, "PCMA", 8000)
    with ours, theirs:
        theirs.wait_until_registered()
        theirs.command("dial", f"sip:anna@{server.domain}")
        theirs.wait_for("CALL_ESTABLISHED")
        assert ours.wait_for(Sight.TALKING).remote.uri.startswith("sip:eva@")
        ours.listen(0.5)
        interval = ours.listen(2)
        theirs.command("hangup")
        ours.wait_for(Sight.ENDED)
    well_heard(ours.heard(interval), THEIRS)
    well_heard(judge(theirs.heard()[SETTLED:]), OURS)
