"""Joins the calls' media port to what makes and takes sound: devices, files, or nothing.

The devices' code is loaded when they are first wanted: a headless phone needs neither NumPy nor a sound
library, and starts in a third of the time.
"""

import logging
import wave
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from softphone.audio.files import FileSound
from softphone.calls.commands import (
    Command,
    ListDevices,
    MeasureLevels,
    PlayTone,
    SoundMode,
    SoundSettings,
    UseSound,
)
from softphone.calls.events import CommandRefused, DevicesChanged, Event, Fault
from softphone.calls.frames import FrameSink, FrameSource

if TYPE_CHECKING:
    from softphone.audio.sound import Sound

_log = logging.getLogger(__name__)


class Port(Protocol):
    """The calls' end: PJSIP's conference bridge."""

    source: FrameSource | None
    sink: FrameSink | None


class Sounding:
    """`nanoseconds`, `seconds`: one monotonic clock. `keep_clock`: run the media clock without calls, too."""

    def __init__(
        self,
        port: Port,
        emit: Callable[[Event], None],
        keep_clock: Callable[[bool], None],
        *,
        seconds: Callable[[], float],
        nanoseconds: Callable[[], int],
    ) -> None:
        self._port = port
        self._emit = emit
        self._keep_clock = keep_clock
        self._seconds = seconds
        self._nanoseconds = nanoseconds
        self._mode = SoundMode.SILENT
        self._files: FileSound | None = None
        self._sound: Sound | None = None
        self._in_call = False

    def execute(self, command: Command) -> bool:
        """True when the command was about sound."""
        match command:
            case UseSound():
                self._use(command.settings)
            case ListDevices():
                self._devices_or_none()
            case MeasureLevels():
                if self._mode is SoundMode.DEVICES:
                    self._devices().measure_levels(command.on)
            case PlayTone():
                if self._mode is SoundMode.DEVICES:
                    self._devices().play(command.tone)
            case _:
                return False
        return True

    def _devices_or_none(self) -> None:
        if self._mode is SoundMode.DEVICES:
            self._devices().list_devices()
        else:
            self._emit(DevicesChanged((), ()))

    def _devices(self) -> "Sound":
        if self._sound is None:
            from softphone.audio.sound import Sound

            self._sound = Sound(self._emit, clock=self._seconds)
        return self._sound

    def _use(self, settings: SoundSettings) -> None:
        if self._mode is SoundMode.FILES or settings.mode is SoundMode.FILES:
            self._leave_files()
        if settings.mode is SoundMode.FILES:
            try:
                self._files = FileSound(settings.play, settings.record, self._nanoseconds)
            except (OSError, ValueError, EOFError, wave.Error) as error:
                self._mode = SoundMode.SILENT
                self._emit(CommandRefused(command="UseSound", fault=Fault.NO_SOUND_DEVICE, reason=str(error)))
                return
            self._port.source, self._port.sink = self._files.source, self._files.sink
            self._keep_clock(True)
        self._mode = settings.mode
        if self._mode is SoundMode.DEVICES or self._sound is not None:
            sound = self._devices()
            sound.use(settings)
            if self._mode is SoundMode.DEVICES:
                self._port.source, self._port.sink = sound.microphone, sound.speaker
        if self._mode is SoundMode.SILENT:
            self._port.source = self._port.sink = None

    def _leave_files(self) -> None:
        self._port.source = self._port.sink = None
        self._keep_clock(False)
        if self._files is not None:
            self._files.close()
            self._files = None

    def turn(self, in_call: bool) -> None:
        """Open the devices for calls, and close them after; keep the files' times."""
        if self._files is not None:
            self._files.write_times()
        if in_call is not self._in_call:
            self._in_call = in_call
            if self._mode is SoundMode.DEVICES:
                sound = self._devices()
                if in_call:
                    sound.open_for_call()
                else:
                    sound.close_after_call()

    def close(self) -> None:
        """After the media clock has been stopped."""
        self._port.source = self._port.sink = None
        if self._files is not None:
            self._files.close()
            self._files = None
        if self._sound is not None:
            self._sound.close()
        # A media port that outlives PJSIP aborts the process.
        del self._port
