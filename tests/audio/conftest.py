import time
from collections.abc import Iterator
from threading import Event as Flag
from threading import Thread

import pytest

from softphone.audio import streams
from softphone.audio.sound import Sound
from softphone.calls.events import Event, Fault, SoundDeviceChanged, SoundRole
from softphone.calls.frames import FRAME_BYTES, FRAME_SECONDS
from tests.audio.pulse import Pulse, pulse_server, wait_for
from tests.audio.signals import Samples, samples


class Rig:
    """A Sound, what it reported, and a stand-in for PJSIP's clock that reads and writes frames."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.sound = Sound(self.events.append, clock=time.monotonic)
        self._far = b""
        self._heard: list[bytes | None] = []
        self._end = Flag()
        self._clock = Thread(target=self._run, daemon=True)

    def call(self, far: Samples) -> None:
        """Open for a call whose far end says `far` over and over."""
        self._far = far.tobytes()
        self.sound.open_for_call()
        self._clock.start()

    def silence(self) -> None:
        """The far end falls silent."""
        self._far = bytes(FRAME_BYTES)

    def captured(self, seconds: float) -> Samples:
        """What the far end hears in that time from now on; silence where there was nothing."""
        start = len(self._heard)
        wanted = round(seconds / FRAME_SECONDS)
        wait_for(lambda: len(self._heard) >= start + wanted, seconds + 20, "frames")
        return samples(b"".join(one or bytes(FRAME_BYTES) for one in self._heard[start : start + wanted]))

    def hears(self) -> bool:
        """Whether the microphone gives sound now."""
        return bool(self._heard) and self._heard[-1] is not None

    def device(self, role: SoundRole) -> SoundDeviceChanged | None:
        """What was said last of that role."""
        said = [one for one in self.events if isinstance(one, SoundDeviceChanged) and one.role is role]
        return said[-1] if said else None

    def wait_for_device(self, role: SoundRole, used: str, fault: Fault = Fault.NONE) -> float:
        def there() -> bool:
            last = self.device(role)
            return last is not None and (last.used, last.fault) == (used, fault)

        return wait_for(there, what=f"{role.value} on {used!r} with {fault.name}")

    def close(self) -> None:
        self._end.set()
        if self._clock.is_alive():
            self._clock.join()
        self.sound.close()

    def _run(self) -> None:
        following, at = time.monotonic(), 0
        while not self._end.is_set():
            following += FRAME_SECONDS
            time.sleep(max(0.0, following - time.monotonic()))
            self._heard.append(self.sound.microphone.read())
            far = self._far
            at = (at + FRAME_BYTES) % len(far) if len(far) > FRAME_BYTES else 0
            self.sound.speaker.write(far[at : at + FRAME_BYTES])


@pytest.fixture
def pulse() -> Iterator[Pulse]:
    with pulse_server() as server:
        yield server


@pytest.fixture
def rig(pulse: Pulse, monkeypatch: pytest.MonkeyPatch) -> Iterator[Rig]:
    """It looks often at what devices there are: how often is nothing that these tests are about."""
    monkeypatch.setattr(streams, "LOOK_EVERY", 0.2)
    made = Rig()
    yield made
    made.close()
