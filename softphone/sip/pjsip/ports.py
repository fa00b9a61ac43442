"""The media ports: where PJSIP's conference bridge meets Python, 50 times a second.

onFrameRequested and onFrameReceived run on PJSIP's media thread: they read and write frames, nothing else.
A port is never dropped before the sound clock has been stopped (PJSIP would call into freed memory).
"""

from collections import deque

import pjsua2 as pj

from softphone.calls.frames import FRAME_BYTES, RATE, FrameSink, FrameSource
from softphone.sip.pjsip.framecopy import FrameCopy

_SILENCE = bytes(FRAME_BYTES)


class FramePort(pj.AudioMediaPort):
    """Joins a FrameSource and a FrameSink to the conference bridge. Both can be exchanged while it runs."""

    def __init__(self, name: str, copy: FrameCopy) -> None:
        super().__init__()
        self.source: FrameSource | None = None
        self.sink: FrameSink | None = None
        self._copy = copy
        audio = pj.MediaFormatAudio()
        audio.init(pj.PJMEDIA_FORMAT_PCM, RATE, 1, 20_000, 16)
        self.createPort(name, audio)

    def onFrameRequested(self, frame: pj.MediaFrame) -> None:
        source = self.source
        data = source.read() if source is not None else None
        if data is None:
            frame.type = pj.PJMEDIA_FRAME_TYPE_NONE
        else:
            self._copy.write(frame, data)

    def onFrameReceived(self, frame: pj.MediaFrame) -> None:
        sink = self.sink
        if sink is None:
            return
        data = self._copy.read(frame)
        # An empty buffer comes when nobody speaks into the bridge: the clock goes on, so does silence.
        sink.write(data if len(data) == FRAME_BYTES else _SILENCE)


class DelayLine:
    """A FrameSink and FrameSource in one: what goes in comes out `frames` frames (20 ms each) later."""

    def __init__(self, frames: int) -> None:
        self._length = frames
        self._frames: deque[bytes] = deque([_SILENCE] * frames, maxlen=2 * frames)

    def read(self) -> bytes | None:
        return self._frames.popleft() if len(self._frames) >= self._length else None

    def write(self, frame: bytes) -> None:
        self._frames.append(frame)

    def clear(self) -> None:
        self._frames.clear()
        self._frames.extend([_SILENCE] * self._length)
