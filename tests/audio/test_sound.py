"""Real streams on a PulseAudio server of our own, listened to by somebody else's program."""

import dataclasses
import time

import pytest
from msgspec.structs import replace

from softphone.audio import streams, tones
from softphone.calls.commands import SoundMode, SoundSettings, Tone
from softphone.calls.events import Device, DevicesChanged, Fault, LevelsMeasured, SoundRole
from tests.audio.conftest import Rig
from tests.audio.pulse import Listener, Pulse, wait_for
from tests.audio.signals import dominant, level, sine
from tests.audio.test_processing import pcm, talk

pytestmark = [pytest.mark.realtime, pytest.mark.peer]

FAR = sine(400, 1)
NEAR = sine(700, 1)
PLAIN = SoundSettings(
    microphone="Monitor of Room",
    speaker="Alpha",
    ringing="Bell",
    echo_cancelling=False,
    noise_suppression=False,
)


def heard(listener: Listener, hertz: float, seconds: float = 20.0) -> float:
    """Until that tone is heard for half a second without a hole; how long it took."""
    start = time.monotonic()
    while True:
        sound = listener.next(0.5)
        if abs(dominant(sound) - hertz) < 5 and min(level(part) for part in sound.reshape(10, -1)) > -20:
            return time.monotonic() - start
        assert time.monotonic() < start + seconds, f"{hertz} Hz not heard"


def test_a_call_is_heard_both_ways_on_the_devices_chosen(pulse: Pulse, rig: Rig) -> None:
    pulse.start("Alpha", "Bell", "Room")
    with pulse.playing("Room", NEAR), pulse.hearing("Alpha") as listener:
        rig.sound.use(PLAIN)
        rig.call(FAR)
        rig.wait_for_device(SoundRole.MICROPHONE, "Monitor of Room")
        rig.wait_for_device(SoundRole.SPEAKER, "Alpha")
        heard(listener, 400)
        wait_for(rig.hears, what="the microphone")
        wait_for(lambda: level(rig.captured(0.2)) > -20, what="the tone in the room")
        assert dominant(rig.captured(1.0)) == pytest.approx(700, abs=5)


def test_the_far_end_does_not_hear_itself(pulse: Pulse, rig: Rig) -> None:
    """The microphone hears nothing but the speaker, through both rings and two clocks."""
    pulse.start("Alpha", "Bell", prompt=False)
    settings = SoundSettings(microphone="Monitor of Alpha", speaker="Alpha")
    rig.sound.use(replace(settings, echo_cancelling=False, noise_suppression=False))
    far = pcm(talk(20, 1))
    rig.call(far)
    wait_for(rig.hears, what="the microphone")
    plain = level(rig.captured(2.0))
    assert plain > level(far) - 6
    rig.sound.use(settings)
    # A second at a time: a machine that stops for a moment moves the echo, and the canceller looks anew.
    wait_for(lambda: level(rig.captured(1.0)) < plain - 25, 60, what="the echo to go")


def test_nothing_is_open_between_calls(pulse: Pulse, rig: Rig) -> None:
    pulse.start("Alpha", "Bell", "Room")
    rig.sound.use(PLAIN)
    wait_for(lambda: any(isinstance(one, DevicesChanged) for one in rig.events))
    assert pulse.streams() == 0
    rig.call(FAR)
    wait_for(lambda: pulse.streams() == 2, what="two streams")
    rig.sound.close_after_call()
    wait_for(lambda: pulse.streams() == 0, what="no streams")
    rig.sound.open_for_call()
    wait_for(lambda: pulse.streams() == 2, what="two streams again")


def test_a_speaker_that_goes_in_a_call_falls_back_and_returns(pulse: Pulse, rig: Rig) -> None:
    pulse.start("Alpha", "Bell", "Room")
    pulse.choose("Bell")
    rig.sound.use(PLAIN)
    rig.call(FAR)
    rig.wait_for_device(SoundRole.SPEAKER, "Alpha")
    with pulse.hearing("Alpha") as listener:
        heard(listener, 400)
    with pulse.hearing("Bell") as listener:
        pulse.unload("Alpha")
        rig.wait_for_device(SoundRole.SPEAKER, "Bell", Fault.SOUND_DEVICE_LOST)
        heard(listener, 400)
    pulse.load("Alpha")
    rig.wait_for_device(SoundRole.SPEAKER, "Alpha")
    with pulse.hearing("Alpha") as listener:
        heard(listener, 400)


def test_a_microphone_that_goes_in_a_call_falls_back_and_returns(pulse: Pulse, rig: Rig) -> None:
    pulse.start("Alpha", "Bell", "Room")
    pulse.choose("Alpha")
    rig.sound.use(PLAIN)
    rig.call(FAR)
    rig.wait_for_device(SoundRole.MICROPHONE, "Monitor of Room")
    wait_for(rig.hears, what="the microphone")
    pulse.unload("Room")
    rig.wait_for_device(SoundRole.MICROPHONE, "Monitor of Alpha", Fault.SOUND_DEVICE_LOST)
    wait_for(rig.hears, what="the other microphone")
    wait_for(lambda: abs(dominant(rig.captured(0.5)) - 400) < 5, what="what the speaker plays")
    pulse.load("Room")
    rig.wait_for_device(SoundRole.MICROPHONE, "Monitor of Room")


def test_a_call_outlives_the_sound_server(pulse: Pulse, rig: Rig) -> None:
    pulse.start("Alpha", "Bell", "Room")
    rig.sound.use(PLAIN)
    rig.call(FAR)
    rig.wait_for_device(SoundRole.SPEAKER, "Alpha")
    wait_for(rig.hears, what="the microphone")
    pulse.kill()
    rig.wait_for_device(SoundRole.SPEAKER, "", Fault.NO_SOUND_DEVICE)
    rig.wait_for_device(SoundRole.MICROPHONE, "", Fault.NO_SOUND_DEVICE)
    assert level(rig.captured(0.1)) < -90
    pulse.start("Alpha", "Bell", "Room")
    rig.wait_for_device(SoundRole.SPEAKER, "Alpha")
    rig.wait_for_device(SoundRole.MICROPHONE, "Monitor of Room")
    with pulse.playing("Room", NEAR), pulse.hearing("Alpha") as listener:
        heard(listener, 400)
        wait_for(lambda: abs(dominant(rig.captured(0.5)) - 700) < 5, what="the room")


def test_a_hung_sound_server_blocks_nobody(pulse: Pulse, rig: Rig) -> None:
    pulse.start("Alpha", "Bell", "Room")
    rig.sound.use(PLAIN)
    rig.call(FAR)
    wait_for(rig.hears, what="the microphone")
    pulse.suspend()
    wait_for(lambda: not rig.hears(), what="silence")
    rig.captured(0.5)  # PJSIP's clock runs on
    pulse.resume()
    wait_for(rig.hears, what="the microphone again")


def test_closes_in_time_though_the_sound_server_hangs(pulse: Pulse, rig: Rig) -> None:
    pulse.start("Alpha", "Bell", "Room")
    rig.sound.use(PLAIN)
    rig.call(FAR)
    wait_for(rig.hears, what="the microphone")
    pulse.suspend()
    start = time.monotonic()
    rig.close()
    assert time.monotonic() - start < 30


def test_without_any_sound_server_calls_go_on_in_silence(
    pulse: Pulse, rig: Rig, capfd: pytest.CaptureFixture[str]
) -> None:
    rig.sound.use(SoundSettings(echo_cancelling=False, noise_suppression=False))
    rig.call(FAR)
    rig.wait_for_device(SoundRole.SPEAKER, "", Fault.NO_SOUND_DEVICE)
    rig.wait_for_device(SoundRole.MICROPHONE, "", Fault.NO_SOUND_DEVICE)
    rig.sound.play(Tone.RINGING)
    rig.wait_for_device(SoundRole.RINGING, "", Fault.NO_SOUND_DEVICE)
    assert level(rig.captured(0.2)) < -90
    assert "ALSA" not in capfd.readouterr().err


def test_rings_on_its_own_device_and_stops(pulse: Pulse, rig: Rig) -> None:
    pulse.start("Alpha", "Bell", "Room")
    pulse.choose("Room")
    rig.sound.use(PLAIN)
    with pulse.hearing("Bell") as bell, pulse.hearing("Alpha") as alpha:
        rig.sound.play(Tone.RINGING)
        rig.wait_for_device(SoundRole.RINGING, "Bell")
        wait_for(lambda: level(bell.next(0.1)) > -30, what="ringing")
        assert level(alpha.next(0.5)) < -90
        rig.sound.play(None)
        wait_for(lambda: pulse.streams() == 2, what="only the two listeners")


def test_tones_of_the_call_are_on_the_speaker_and_busy_ends(
    pulse: Pulse, rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    twice = dataclasses.replace(tones.CADENCES[Tone.BUSY], times=2)
    monkeypatch.setitem(tones.CADENCES, Tone.BUSY, twice)
    pulse.start("Alpha", "Bell", "Room")
    rig.sound.use(PLAIN)
    with pulse.hearing("Alpha") as alpha:
        rig.sound.play(Tone.RINGBACK)
        wait_for(lambda: abs(dominant(alpha.next(0.2)) - 425) < 5, what="ringback")
        rig.sound.play(Tone.BUSY)
        wait_for(lambda: pulse.streams() == 2, what="busy to begin")
        wait_for(lambda: pulse.streams() == 1, what="busy to end by itself")


def test_measures_levels_with_and_without_a_call(pulse: Pulse, rig: Rig) -> None:
    pulse.start("Alpha", "Bell", "Room")

    def last() -> LevelsMeasured:
        return next(one for one in reversed(rig.events) if isinstance(one, LevelsMeasured))

    with pulse.playing("Room", sine(700, 1, -20)):
        rig.sound.use(PLAIN)
        rig.sound.measure_levels(True)
        wait_for(lambda: any(isinstance(one, LevelsMeasured) for one in rig.events))
        wait_for(lambda: abs(last().microphone + 20) < 1, what="the level of the room")
        assert last().speaker == -96
        rig.call(sine(400, 1, -30))
        wait_for(lambda: abs(last().speaker + 30) < 1, what="the level of the far end")
        rig.sound.close_after_call()
        rig.sound.measure_levels(False)
        wait_for(lambda: pulse.streams() == 1, what="only the player")


def test_lists_devices_and_tells_when_they_come_and_go(pulse: Pulse, rig: Rig) -> None:
    pulse.start("Alpha")
    rig.sound.use(PLAIN)

    def speakers() -> tuple[Device, ...]:
        said = [one for one in rig.events if isinstance(one, DevicesChanged)]
        return said[-1].speakers if said else ()

    wait_for(lambda: speakers() == (Device("Alpha", True),), what="Alpha")
    pulse.load("Bell")
    wait_for(lambda: speakers() == (Device("Alpha", True), Device("Bell")), what="Bell")
    pulse.unload("Bell")
    wait_for(lambda: len(speakers()) == 1, what="Bell gone")


def test_who_asks_for_devices_is_answered_though_nothing_changed(
    pulse: Pulse, rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "LOOK_EVERY", 3600.0)  # by itself, it looks no more
    pulse.start("Alpha")
    rig.sound.use(PLAIN)
    for _ in range(2):
        rig.events.clear()
        rig.sound.list_devices()
        wait_for(lambda: any(isinstance(one, DevicesChanged) for one in rig.events), what="an answer")


def test_silence_opens_nothing(pulse: Pulse, rig: Rig) -> None:
    pulse.start("Alpha")
    rig.sound.use(SoundSettings(mode=SoundMode.SILENT))
    rig.call(FAR)
    rig.sound.play(Tone.RINGING)
    assert level(rig.captured(0.3)) < -90
    assert pulse.streams() == 0
    rig.sound.use(PLAIN)
    wait_for(lambda: pulse.streams() == 3, what="the devices, in the middle of the call")
    rig.sound.use(SoundSettings(mode=SoundMode.SILENT))
    wait_for(lambda: pulse.streams() == 0, what="silence again")
