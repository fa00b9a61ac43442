"""The system's sound devices, through miniaudio's C interface.

`_miniaudio` is imported without its wrapper `miniaudio`: that one brings NumPy and urllib, 25 MB in a
process that must stay small, and never closes a device's connection to the sound server.

Everything here can hang for as long as the sound server does: never call it on a thread that matters.
"""

import contextlib
import ctypes
import sys
import time
from collections.abc import Callable
from enum import Enum
from threading import Lock
from typing import Any, Protocol

from _miniaudio import ffi, lib

from softphone.calls.frames import RATE

PERIOD = 10
"""Milliseconds of sound in one bite of a device, where it lets us choose."""


class NoSoundError(Exception):
    """The system has no sound that could be used, or refused this device; the text is for the log."""


class Direction(Enum):
    CAPTURE = "capture"
    PLAYBACK = "playback"


_BACKENDS: dict[str, tuple[int, ...]] = {
    "win32": (lib.ma_backend_wasapi,),
    "darwin": (lib.ma_backend_coreaudio,),
}
_LINUX = (lib.ma_backend_pulseaudio, lib.ma_backend_alsa)


@ffi.def_extern()  # type: ignore[misc, untyped-decorator, unused-ignore]
def _internal_data_callback(device: Any, output: Any, input: Any, count: int) -> None:  # noqa: A002
    if count > 0 and device.pUserData:
        ffi.from_handle(device.pUserData)._data_callback(device, output, input, count)


@ffi.def_extern()  # type: ignore[misc, untyped-decorator, unused-ignore]
def _internal_stop_callback(device: Any) -> None:
    """Named by miniaudio's interface. It does not come when a device goes, so nothing may rely on it."""


class Found:
    """A device as the sound server tells of it now."""

    def __init__(self, name: str, identity: Any, default: bool) -> None:
        self.name = name
        self.identity = identity
        """An ma_device_id, good for the context that found it."""
        self.default = default

    @property
    def monitor(self) -> bool:
        """PulseAudio's view of what a loudspeaker plays: nobody's microphone, though it can be asked for."""
        return self._id.endswith(b".monitor")

    @property
    def plugin(self) -> bool:
        """One of ALSA's converters, not a device: those of cards are numbered, ":0,0"."""
        return b":" not in self._id

    @property
    def _id(self) -> bytes:
        return bytes(ffi.buffer(ffi.addressof(self.identity))).split(b"\0")[0]


class Context:
    """One connection to the system's sound; it sees the devices of the moment it was made, and after."""

    def __init__(self) -> None:
        """NoSoundError if there is none."""
        for backend in _BACKENDS.get(sys.platform, _LINUX):
            if backend == lib.ma_backend_alsa:
                _quiet_alsa()
            self._context: Any = ffi.new("ma_context *")
            result = lib.ma_context_init(ffi.new("ma_backend[1]", [backend]), 1, ffi.NULL, self._context)
            if result == lib.MA_SUCCESS:
                self._alsa = backend == lib.ma_backend_alsa
                self.backend = ffi.string(lib.ma_get_backend_name(backend)).decode()
                return
        raise NoSoundError(f"no sound server and no sound card (miniaudio {result})")

    def devices(self, direction: Direction) -> list[Found]:
        """All devices, names made unique: two of a kind become "Headset" and "Headset (2)"."""
        infos, count = ffi.new("ma_device_info **"), ffi.new("ma_uint32 *")
        if direction is Direction.PLAYBACK:
            result = lib.ma_context_get_devices(self._context, infos, count, ffi.NULL, ffi.NULL)
        else:
            result = lib.ma_context_get_devices(self._context, ffi.NULL, ffi.NULL, infos, count)
        if result != lib.MA_SUCCESS:
            raise NoSoundError(f"cannot list devices (miniaudio {result})")
        found: list[Found] = []
        names: dict[str, int] = {}
        for index in range(count[0]):
            info = infos[0][index]
            name = ffi.string(info.name).decode(errors="replace")
            one = Found(name, ffi.new("ma_device_id *", info.id)[0], bool(info.isDefault))
            if self._alsa and one.plugin:
                continue
            names[name] = names.get(name, 0) + 1
            if names[name] > 1:
                one.name = f"{name} ({names[name]})"
            found.append(one)
        return found

    def close(self) -> None:
        lib.ma_context_uninit(self._context)


class OpenDevice(Protocol):
    """A device that runs until closed."""

    name: str
    heard: float | None
    """When its last callback came, by the clock given; None before the first."""

    def close(self) -> None: ...


Callback = Callable[[bytes | None, int], bytes | None]
"""Given what was captured (None for playback) and a number of samples; returns what to play, None for
silence. On a thread of the device: it must not block, and what it raises ends the sound of that device."""


class Device:
    """An open device of 16 kHz mono 16-bit samples, started at once; miniaudio converts from the card's."""

    def __init__(
        self,
        direction: Direction,
        name: str,
        callback: Callback,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`name` as listed, empty for the default. NoSoundError if it is not there or cannot be opened."""
        self.heard: float | None = None
        self._callback = callback
        self._clock = clock
        self._closing = Lock()
        self._closed = False
        self._context = Context()
        try:
            found = self._context.devices(direction)
            chosen = next((one for one in found if (one.name == name if name else one.default)), None)
            if chosen is None and name:
                raise NoSoundError(f"no {direction.value} device {name}")
            # ALSA's default is often a way to another sound server, and not in the list of cards.
            self.name = chosen.name if chosen else found[0].name if found else "default"
            self._open(direction, chosen.identity if chosen and name else None)
        except BaseException:
            self._context.close()
            raise

    def _open(self, direction: Direction, identity: Any) -> None:
        playback = direction is Direction.PLAYBACK
        config = lib.ma_device_config_init(
            lib.ma_device_type_playback if playback else lib.ma_device_type_capture
        )
        side = config.playback if playback else config.capture
        side.format = lib.ma_format_s16
        side.channels = 1
        chosen = None if identity is None else ffi.new("ma_device_id *", identity)
        # The default is opened as the default, not by its id, so that it follows when the default changes.
        side.pDeviceID = ffi.NULL if chosen is None else chosen
        config.sampleRate = RATE
        config.periodSizeInMilliseconds = PERIOD
        config.dataCallback = lib._internal_data_callback
        config.stopCallback = lib._internal_stop_callback
        self._handle = ffi.new_handle(self)
        config.pUserData = self._handle
        self._device: Any = ffi.new("ma_device *")
        result = lib.ma_device_init(self._context._context, ffi.addressof(config), self._device)
        if result != lib.MA_SUCCESS:
            raise NoSoundError(f"cannot open {self.name} (miniaudio {result})")
        result = lib.ma_device_start(self._device)
        if result != lib.MA_SUCCESS:
            lib.ma_device_uninit(self._device)
            raise NoSoundError(f"cannot start {self.name} (miniaudio {result})")

    def _data_callback(self, device: Any, output: Any, input: Any, count: int) -> None:  # noqa: A002
        self.heard = self._clock()
        if self._closed:
            return
        if input:
            self._callback(ffi.unpack(ffi.cast("char *", input), count * 2), count)
        else:
            sound = self._callback(None, count)
            if sound:  # miniaudio hands us a buffer of silence
                ffi.memmove(output, sound, min(len(sound), count * 2))

    def close(self) -> None:
        """Ends it; may hang as long as the sound server does. May be called more than once."""
        self._closed = True
        with self._closing:
            if self._context is not None:
                # Without a stop of its own first, uninit waits for ever on a device that is gone.
                lib.ma_device_stop(self._device)
                lib.ma_device_uninit(self._device)
                self._context.close()
                self._context = None  # type: ignore[assignment]


_ALSA_HANDLER = ctypes.CFUNCTYPE(None, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_int)
_quiet: list[object] = []


def _quiet_alsa() -> None:
    """ALSA writes a dozen lines to stderr where there is no card. The cause is in our exception anyway."""
    if not _quiet:
        with contextlib.suppress(OSError, AttributeError):
            library = ctypes.CDLL("libasound.so.2")
            handler = _ALSA_HANDLER(lambda *_: None)
            library.snd_lib_error_set_handler(handler)
            _quiet.extend((library, handler))
