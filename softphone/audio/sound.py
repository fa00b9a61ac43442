"""The phone's sound: microphone and speaker of the calls, ringing and tones, and the devices they are on.

Devices are open only while a call, a tone or the level meter needs them. What goes wrong with them is
reported, never raised: a call goes on in silence until a device is there again.
"""

import logging
from collections.abc import Callable
from queue import Empty, SimpleQueue
from threading import Thread

from softphone.audio import processing, tones
from softphone.audio.devices import Callback, Direction
from softphone.audio.drift import FromDevice, ToDevice
from softphone.audio.levels import Meter
from softphone.audio.streams import Stream, Watch
from softphone.audio.supervision import Use
from softphone.calls.commands import SoundMode, SoundSettings, Tone
from softphone.calls.events import DevicesChanged, Event, LevelsMeasured, SoundDeviceChanged, SoundRole
from softphone.calls.frames import FrameSink, FrameSource

_CHECK = 0.05
"""Seconds between looks at the devices while any is wanted."""
_LEVELS = 0.1
"""Seconds between two LevelsMeasured."""
_CLOSING = 2.5
"""Seconds for everything to end; what still hangs then is left behind."""

Names = frozenset[str]

log = logging.getLogger(__name__)


class _Microphone:
    """The FrameSource of the calls."""

    def __init__(self) -> None:
        self.crossing = FromDevice()
        self.processing: processing.Processing | None = None

    def read(self) -> bytes | None:
        frame = self.crossing.get()
        if frame is None or self.processing is None:
            return frame
        try:
            return self.processing.near(frame)
        except (RuntimeError, ValueError):
            self.processing = None
            log.warning("sound processing failed and is off for this call", exc_info=True)
            return frame


class _Speaker:
    """The FrameSink of the calls."""

    def __init__(self, microphone: _Microphone) -> None:
        self.crossing = ToDevice()
        self.meter: Meter | None = None
        self.open = False
        self._microphone = microphone

    def write(self, frame: bytes) -> None:
        if self.meter is not None:
            self.meter.add(frame)
        if not self.open:
            return
        if self._microphone.processing is not None:
            try:
                self._microphone.processing.far(frame)
            except (RuntimeError, ValueError):
                self._microphone.processing = None
                log.warning("sound processing failed and is off for this call", exc_info=True)
        self.crossing.put(frame)


class Sound:
    """All sound of one phone. Its methods may be called on any thread and return at once.

    Starts in silence: nothing touches a device before use() says so.
    """

    def __init__(self, report: Callable[[Event], None], *, clock: Callable[[], float]) -> None:
        """`report` is called on a thread of our own, and must not block. `clock`: monotonic seconds."""
        self._report = report
        self._clock = clock
        self._settings = SoundSettings(mode=SoundMode.SILENT)
        self._in_call = False
        self._measuring = False
        self._tone: Tone | None = None
        self._player: tones.Player | None = None
        self._microphone_meter = Meter()
        self._speaker_meter = Meter()
        self._next_levels = 0.0
        self._known: DevicesChanged | None = None
        self._watch: Watch | None = None
        microphone = _Microphone()
        speaker = _Speaker(microphone)
        self.microphone: FrameSource = microphone
        self.speaker: FrameSink = speaker
        self._from_microphone = microphone
        self._to_speaker = speaker
        self._streams = {
            "microphone": self._stream(Direction.CAPTURE, self._captured, SoundRole.MICROPHONE),
            "speaker": self._stream(Direction.PLAYBACK, self._played, SoundRole.SPEAKER),
            "ringing": self._stream(Direction.PLAYBACK, self._rung, SoundRole.RINGING),
            # On the speaker, which the calls' own stream already speaks for.
            "tone": self._stream(Direction.PLAYBACK, self._rung, None),
        }
        self._jobs: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._ended = False
        self._thread = Thread(target=self._run, name="sound", daemon=True)
        self._thread.start()

    def use(self, settings: SoundSettings) -> None:
        """Take those devices and that processing into use, also in the middle of a call."""
        self._jobs.put(lambda: self._use(settings))

    def open_for_call(self) -> None:
        """A call has sound: open the microphone and the speaker, if they are not."""
        self._jobs.put(lambda: self._call(True))

    def close_after_call(self) -> None:
        """No call has sound any more."""
        self._jobs.put(lambda: self._call(False))

    def play(self, tone: Tone | None) -> None:
        """Start that tone instead of any that plays, or stop. Busy and call waiting end by themselves."""
        self._jobs.put(lambda: self._play(tone))

    def list_devices(self) -> None:
        """Report DevicesChanged soon, changed or not."""
        self._jobs.put(self._list)

    def measure_levels(self, on: bool) -> None:
        """Report LevelsMeasured ten times a second; opens the microphone when no call has it open."""
        self._jobs.put(lambda: self._measure(on))

    def close(self) -> None:
        """End everything, within 3 s even if the sound server hangs. Nothing is reported afterwards."""
        if not self._ended:
            self._ended = True
            self._jobs.put(lambda: None)
            self._thread.join(_CLOSING + 0.25)

    # What follows runs on the sound's own thread.

    def _run(self) -> None:
        while not self._ended:
            try:
                job = self._jobs.get(timeout=_CHECK if self._busy else None)
            except Empty:
                self._check()
                continue
            job()
            self._check()
        if self._watch is not None:
            self._watch.close()
        until = self._clock() + _CLOSING
        for stream in self._streams.values():
            stream.want(None)
        while not self._jobs.empty():  # a device that opened just now is closed by its job
            self._jobs.get()()
        for stream in self._streams.values():
            if not stream.wait_closed(max(0.0, until - self._clock())):
                log.warning("a sound device hangs and is left behind")

    @property
    def _busy(self) -> bool:
        return self._in_call or self._measuring or self._tone is not None

    def _check(self) -> None:
        if self._player is not None and self._player.ended:
            self._play(None)
        for stream in self._streams.values():
            stream.check()
        if self._measuring and self._clock() >= self._next_levels:
            self._next_levels = self._clock() + _LEVELS
            self._tell(
                LevelsMeasured(microphone=self._microphone_meter.take(), speaker=self._speaker_meter.take())
            )

    def _use(self, settings: SoundSettings) -> None:
        before, self._settings = self._settings, settings
        self._apply()
        if settings.mode is SoundMode.DEVICES and self._watch is None:
            self._watch = Watch(lambda *found: self._jobs.put(lambda: self._listed(*found)))
        if self._in_call and (
            settings.mode is not before.mode
            or settings.echo_cancelling is not before.echo_cancelling
            or settings.noise_suppression is not before.noise_suppression
        ):
            self._load_processing()

    def _call(self, on: bool) -> None:
        if on is self._in_call:
            return
        self._in_call = on
        if on:
            self._from_microphone.crossing = FromDevice()
            self._to_speaker.crossing = ToDevice()
        self._apply()
        if on:
            self._load_processing()
        else:
            self._from_microphone.processing = None

    def _load_processing(self) -> None:
        wanted = self._settings.mode is SoundMode.DEVICES
        self._from_microphone.processing = processing.load(
            echo_cancelling=wanted and self._settings.echo_cancelling,
            noise_suppression=wanted and self._settings.noise_suppression,
        )

    def _play(self, tone: Tone | None) -> None:
        if tone is self._tone and tone in (None, Tone.RINGING, Tone.RINGBACK):
            return
        self._tone = tone
        self._player = None if tone is None else tones.Player(tones.CADENCES[tone])
        self._apply()

    def _measure(self, on: bool) -> None:
        self._measuring = on
        self._to_speaker.meter = self._speaker_meter if on else None
        self._microphone_meter.take()
        self._speaker_meter.take()
        self._apply()

    def _apply(self) -> None:
        """Have those devices open that are needed now, and no others."""
        settings = self._settings
        on = settings.mode is SoundMode.DEVICES
        needed = {
            "microphone": (self._in_call or self._measuring, settings.microphone),
            "speaker": (self._in_call, settings.speaker),
            "ringing": (self._tone is Tone.RINGING, settings.ringing),
            "tone": (self._tone not in (None, Tone.RINGING), settings.speaker),
        }
        self._to_speaker.open = on and self._in_call
        for name, (wanted, device) in needed.items():
            self._streams[name].want(device if on and wanted else None)

    def _list(self) -> None:
        self._known = None
        if self._watch is None:
            self._watch = Watch(lambda *found: self._jobs.put(lambda: self._listed(*found)))
        else:
            self._watch.look()

    def _listed(self, shown: DevicesChanged, captures: Names, playbacks: Names) -> None:
        if shown != self._known:
            self._known = shown
            self._tell(shown)
        microphone = next((one.name for one in shown.microphones if one.default), "")
        speaker = next((one.name for one in shown.speakers if one.default), "")
        for name, stream in self._streams.items():
            if name == "microphone":
                stream.present(captures, microphone)
            else:
                stream.present(playbacks, speaker)

    def _stream(self, direction: Direction, callback: Callback, role: SoundRole | None) -> Stream:
        def changed(use: Use) -> None:
            if role is not None:
                self._tell(SoundDeviceChanged(role=role, wanted=use.wanted, used=use.used, fault=use.fault))

        return Stream(direction, callback, changed, lambda job: self._jobs.put(job), clock=self._clock)

    def _tell(self, event: Event) -> None:
        if not self._ended:
            self._report(event)

    # What follows runs on the devices' threads.

    def _captured(self, sound: bytes | None, count: int) -> None:
        if sound is not None:
            if self._in_call:
                self._from_microphone.crossing.put(sound)
            if self._measuring:
                self._microphone_meter.add(sound)

    def _played(self, sound: bytes | None, count: int) -> bytes | None:
        return self._to_speaker.crossing.get(count)

    def _rung(self, sound: bytes | None, count: int) -> bytes | None:
        player = self._player
        return None if player is None else player.get(count)
