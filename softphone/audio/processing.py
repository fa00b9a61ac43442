"""Echo cancelling, noise suppression and a high pass: WebRTC's audio processing, as livekit packs it.

Imported with the first call that wants it: it brings NumPy and 30 MB.
"""

import logging
from typing import Any

from softphone.calls.frames import FRAME_BYTES, RATE

_BLOCK = RATE // 100
"""It takes exactly 10 ms at a time."""
_BLOCK_BYTES = 2 * _BLOCK

log = logging.getLogger(__name__)


class Processing:
    """For one call's sound at a time. Its two methods may be called on two threads; 0.1 ms a frame each."""

    def __init__(self, *, echo_cancelling: bool, noise_suppression: bool) -> None:
        """ImportError where livekit is missing or has no build for this system."""
        from livekit import rtc

        self._frame: Any = rtc.AudioFrame
        self._module = rtc.AudioProcessingModule(
            echo_cancellation=echo_cancelling,
            noise_suppression=noise_suppression,
            high_pass_filter=True,
        )
        self._far_wanted = echo_cancelling

    def far(self, frame: bytes) -> None:
        """A frame that is about to be played: what the echo will be made of."""
        if self._far_wanted:
            for start in range(0, FRAME_BYTES, _BLOCK_BYTES):
                block = bytearray(frame[start : start + _BLOCK_BYTES])
                self._module.process_reverse_stream(self._frame(block, RATE, 1, _BLOCK))

    def near(self, frame: bytes) -> bytes:
        """A frame of the microphone, without what of the far end it heard."""
        processed = []
        for start in range(0, FRAME_BYTES, _BLOCK_BYTES):
            block = self._frame(bytearray(frame[start : start + _BLOCK_BYTES]), RATE, 1, _BLOCK)
            self._module.process_stream(block)
            processed.append(bytes(block.data))
        return b"".join(processed)


def load(*, echo_cancelling: bool, noise_suppression: bool) -> Processing | None:
    """What was asked for; None if nothing was, or if it cannot be had, which the log then says."""
    if not echo_cancelling and not noise_suppression:
        return None
    try:
        return Processing(echo_cancelling=echo_cancelling, noise_suppression=noise_suppression)
    except (ImportError, OSError, RuntimeError) as error:
        log.warning("no echo cancelling and no noise suppression: %s", error)
        return None
