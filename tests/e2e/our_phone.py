"""Our phone in its own process, as the call tests use it, for tests that step outside their scenarios."""

import time
from pathlib import Path
from types import TracebackType

from softphone.calls.call import Call
from softphone.calls.commands import AccountSettings, AddAccount, Dial, SoundMode, SoundSettings, UseSound
from softphone.calls.phone import PhoneSettings
from softphone.calltest import recording, voices
from softphone.calltest.colleague import Colleague, Manner
from softphone.calltest.measurements import Heard, judge
from softphone.calltest.recording import Recording
from softphone.calltest.station import Station
from softphone.calltest.words import Behaviour, Sight
from softphone.phone.client import ProcessPhone
from tests.e2e.hearing import heard
from tests.helpers.standstills import steadily

PATIENCE = 60.0


class OurPhone:
    """Registered, saying a voice, answering at once if not told otherwise; its recording can be had after it
    was closed."""

    def __init__(
        self,
        folder: Path,
        settings: AccountSettings,
        *,
        voice: int,
        codecs: tuple[str, ...] = (),
        trust_anchors: tuple[str, ...] = (),
        behaviour: Behaviour = Behaviour.ANSWER,
    ) -> None:
        folder.mkdir(parents=True)
        self._record = folder / "heard.wav"
        says = folder / "says.wav"
        voices.write_wav(says, voices.loop(voice))
        self.process = ProcessPhone(
            PhoneSettings(bind="127.0.0.1", codecs=codecs, trust_anchors=trust_anchors, log_level=1)
        )
        self.station = Station(
            settings.user,
            self.process,
            [Colleague("line", Manner(behaviour=behaviour))],
            time.monotonic,
        )
        sound = SoundSettings(
            mode=SoundMode.FILES,
            play=str(says),
            record=str(self._record),
            echo_cancelling=False,
            noise_suppression=False,
        )
        self.station.send(UseSound(sound))
        self.station.send(AddAccount("line", settings))

    def __enter__(self) -> "OurPhone":
        try:
            assert self.station.wait(lambda: self.station.registered, PATIENCE), self.station.registrations
        except BaseException:
            self.station.close()
            raise
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.station.close()

    def dial(self, target: str, name: str = "first") -> None:
        self.station.send(Dial(call=name, account="line", target=target))

    def wait_for(self, sight: Sight, name: str = "") -> Call:
        """The call (of that name), once one looks so."""

        def seen() -> Call | None:
            found = (each.call for each in self.station.sightings if each.sight is sight)
            return next((call for call in found if name in ("", call.id)), None)

        assert self.station.wait(lambda: seen() is not None, PATIENCE), (
            self.station.sightings,
            self.station.refusals,
        )
        call = seen()
        assert call is not None
        return call

    def listen(self, seconds: float) -> tuple[float, float]:
        """Lets that much of the call pass, in which the machine does not stand still; from when to when, on
        the monotonic clock."""

        def pause(length: float) -> None:
            ended = self.station.wait(
                lambda: any(each.sight is Sight.ENDED for each in self.station.sightings), length
            )
            assert not ended, self.station.sightings

        return steadily(seconds, pause)

    def recording(self) -> Recording:
        return recording.load(self._record)

    def hears(self, start: float, stop: float) -> Heard:
        """In that time of the monotonic clock, in a call that goes on, once all of it is written down."""
        return heard(self._record, start, stop)

    def heard(self, interval: tuple[float, float]) -> Heard:
        """After it was closed."""
        return judge(self.recording().between(*interval))
