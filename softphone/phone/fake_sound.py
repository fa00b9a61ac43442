"""The sound devices of a fake phone: they are chosen as real ones are, and nothing is heard."""

from collections.abc import Callable

from softphone.calls.commands import (
    ListDevices,
    MeasureLevels,
    PlayTone,
    SoundMode,
    SoundSettings,
    Tone,
    UseSound,
)
from softphone.calls.events import (
    Device,
    DevicesChanged,
    Event,
    Fault,
    LevelsMeasured,
    SoundDeviceChanged,
    SoundRole,
)


class FakeSound:
    def __init__(
        self,
        microphones: tuple[Device, ...],
        speakers: tuple[Device, ...],
        emit: Callable[[Event], None],
    ) -> None:
        self._microphones = microphones
        self._speakers = speakers
        self._emit = emit
        self.playing: Tone | None = None
        self.settings = SoundSettings()

    def use(self, command: UseSound) -> None:
        self.settings = command.settings
        if command.settings.mode is not SoundMode.DEVICES:
            return
        for role, wanted, devices in (
            (SoundRole.MICROPHONE, command.settings.microphone, self._microphones),
            (SoundRole.SPEAKER, command.settings.speaker, self._speakers),
            (SoundRole.RINGING, command.settings.ringing, self._speakers),
        ):
            names = [device.name for device in devices]
            default = next((device.name for device in devices if device.default), names[0] if names else "")
            used = wanted if wanted in names else default
            fault = Fault.NONE
            if not used:
                fault = Fault.NO_SOUND_DEVICE
            elif wanted and used != wanted:
                fault = Fault.SOUND_DEVICE_LOST
            self._emit(SoundDeviceChanged(role=role, wanted=wanted, used=used, fault=fault))

    def list_devices(self, command: ListDevices) -> None:
        self._emit(DevicesChanged(self._microphones, self._speakers))

    def measure(self, command: MeasureLevels) -> None:
        if command.on:
            self._emit(LevelsMeasured(-30.0, -96.0))

    def play(self, command: PlayTone) -> None:
        self.playing = command.tone
