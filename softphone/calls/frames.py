"""Sound between PJSIP's media ports and the devices: 20 ms frames of 16 kHz mono 16-bit signed samples.

Called on PJSIP's media thread: neither method may block, raise, or call PJSIP or Qt.
"""

from typing import Protocol

RATE = 16_000
"""Samples per second."""
FRAME_SAMPLES = 320
FRAME_BYTES = 640
FRAME_SECONDS = 0.02


class FrameSource(Protocol):
    def read(self) -> bytes | None:
        """The next FRAME_BYTES bytes for the far end, or None for silence."""
        ...


class FrameSink(Protocol):
    def write(self, frame: bytes) -> None:
        """A frame heard from the far end, FRAME_BYTES bytes."""
        ...
