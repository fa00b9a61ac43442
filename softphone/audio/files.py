"""Sound from a file and into a file, in the place of devices: call tests play a known sound, and judge.

Frames are exact: each that is asked for is the next of the file, each that is heard is written, in order and
without gaps, as long as the media clock runs. PATH.json beside the recording says when both began.
"""

import json
import logging
import threading
import wave
from collections import deque
from collections.abc import Callable
from io import BytesIO, FileIO
from pathlib import Path

from softphone.calls.frames import FRAME_BYTES, RATE

_WRITE_EVERY = 0.2
"""Seconds between two writes to the disk; a process killed loses no more than that."""

_log = logging.getLogger(__name__)


def _begin(target: wave.Wave_write) -> None:
    target.setparams((1, 2, RATE, 0, "NONE", ""))
    target.writeframes(b"")


def _empty() -> bytes:
    made = BytesIO()
    with wave.open(made, "wb") as target:
        _begin(target)
    return made.getvalue()


_EMPTY = _empty()
"""A WAV with no frames yet."""


def read_frames(path: Path) -> list[bytes]:
    """The frames of a 16 kHz mono 16-bit WAV, the last one filled up with silence.

    ValueError for another format, OSError or wave.Error for what is no WAV.
    """
    with wave.open(str(path), "rb") as source:
        shape = (source.getframerate(), source.getnchannels(), source.getsampwidth())
        if shape != (RATE, 1, 2):
            raise ValueError(
                f"{path}: {shape[0]} Hz, {shape[1]} channels, {8 * shape[2]} bits; not 16 kHz mono"
            )
        data = source.readframes(source.getnframes())
    count = -(-len(data) // FRAME_BYTES)
    data = data.ljust(count * FRAME_BYTES, b"\0")
    return [data[place : place + FRAME_BYTES] for place in range(0, len(data), FRAME_BYTES)]


class Player:
    """A FrameSource: the file, over and over. `played` is when its first frame was taken, monotonic ns."""

    def __init__(self, frames: list[bytes], clock: Callable[[], int]) -> None:
        self._frames = frames
        self._clock = clock
        self._next = 0
        self.played = 0

    def read(self) -> bytes | None:
        if not self._frames:
            return None
        if not self.played:
            self.played = self._clock()
        frame = self._frames[self._next]
        self._next = (self._next + 1) % len(self._frames)
        return frame


class Recorder:
    """A FrameSink: every frame, to the file. The disk is a thread of its own; the media thread never waits.

    `recorded` is when the first frame came, monotonic ns.
    """

    def __init__(self, path: Path, clock: Callable[[], int]) -> None:
        self._clock = clock
        self._frames: deque[bytes] = deque()
        self._ended = threading.Event()
        self.recorded = 0
        # Unbuffered: what was written is there also when this process is killed. Whoever sees the file's
        # times reads a whole WAV, though the thread has not run yet.
        target = path.open("wb", buffering=0)
        target.write(_EMPTY)
        target.seek(0)
        self._thread = threading.Thread(target=self._run, args=(target,), name="recording", daemon=True)
        self._thread.start()

    def write(self, frame: bytes) -> None:
        if not self.recorded:
            self.recorded = self._clock()
        self._frames.append(frame)

    def _run(self, file: FileIO) -> None:
        try:
            with file, wave.open(file, "wb") as target:
                _begin(target)
                while not self._ended.wait(_WRITE_EVERY):
                    self._flush(target)
                self._flush(target)
        except OSError as error:
            _log.warning("the recording ends here: %s", error)

    def _flush(self, target: wave.Wave_write) -> None:
        taken = [self._frames.popleft() for _ in range(len(self._frames))]
        if taken:
            # writeframes also puts the length in the header right: the file is whole at any time.
            target.writeframes(b"".join(taken))

    def close(self) -> None:
        """Write what is left, and close the file."""
        self._ended.set()
        self._thread.join(5.0)


class FileSound:
    """What SoundMode.FILES uses: a source, a sink, and the times of both.

    `clock`: monotonic nanoseconds. OSError, ValueError or wave.Error when the file to play or the one to
    write cannot be had.
    """

    def __init__(self, play: str, record: str, clock: Callable[[], int]) -> None:
        self.source = Player(read_frames(Path(play)) if play else [], clock)
        self.sink = Recorder(Path(record), clock) if record else None
        self._times = Path(f"{record}.json") if record else None
        self._written: tuple[int, int] | None = None
        self.write_times()

    def write_times(self) -> None:
        """Write PATH.json, when there is something new to say; 0 is: not yet. Cheap to call often."""
        if self._times is None or self.sink is None:
            return
        times = (self.sink.recorded, self.source.played)
        if times != self._written:
            self._written = times
            partial = self._times.with_suffix(".json.part")
            partial.write_text(json.dumps({"recorded": times[0], "played": times[1]}), "ascii")
            partial.replace(self._times)

    def close(self) -> None:
        """Nothing may be playing or recording any more."""
        if self.sink is not None:
            self.sink.close()
        self.write_times()
