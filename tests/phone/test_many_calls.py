"""Forty calls at once in one phone process."""

from pathlib import Path

import psutil
import pytest

from softphone.calls.call import Ending
from softphone.calls.events import Started
from softphone.calls.phone import PhoneSettings
from softphone.phone.client import ProcessPhone
from tests.contract.phone_pairs import pair
from tests.helpers.pjsip import MANY, needs
from tests.phone.crowd import Crowd
from tests.phone.recordings import Recording, files, loud, pitch, tone

pytestmark = pytest.mark.realtime

PLAYED = 700.0
"""Hertz."""
PACKETS = 150
"""On each call, in each direction: three seconds of sound."""


@pytest.mark.parametrize("codec", ["G722", "opus"])
def test_forty_calls_at_once(codec: str, tmp_path: Path) -> None:
    needs(f"{MANY} calls at once", *(["Opus"] if codec == "opus" else []))
    settings = PhoneSettings(bind="127.0.0.1", codecs=(codec,), calls=64, log_level=1)
    with pair("process", settings) as phones:
        phones.alice.send(files(tone(tmp_path / "alice-plays.wav", PLAYED), tmp_path / "alice.wav"))
        phones.bob.send(files(None, tmp_path / "bob.wav"))
        assert isinstance(phones.alice.phone, ProcessPhone)
        process = psutil.Process(phones.alice.phone.pid)
        crowd = Crowd(phones)
        crowd.place(MANY)
        process.cpu_percent()
        crowd.count(PACKETS)
        print(f"{MANY} calls by {codec}: {process.cpu_percent():.0f} % of a core")
        crowd.hang_up()

    assert crowd.codecs == {codec}
    for name, ending in (("alice", Ending.WE_HUNG_UP), ("bob", Ending.THEY_HUNG_UP)):
        ends = crowd.ended[name]
        assert {event.ending for event in ends} == {ending}
        assert len({event.call.id for event in ends}) == MANY
        for event in ends:
            assert event.quality is not None
            assert event.quality.packets_received >= PACKETS
    for side in (phones.alice, phones.bob):
        generations = [event.generation for event in side.seen if isinstance(event, Started)]
        assert generations == [1]
    heard = Recording(tmp_path / "bob.wav").frames
    sounding = heard[loud(heard)]
    assert len(sounding) >= PACKETS
    assert pitch(sounding) == pytest.approx(PLAYED, abs=5)
