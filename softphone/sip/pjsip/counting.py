"""What is counted of a call's sound: its quality now and then, over the whole call, and whether it stands
still."""

from softphone.calls.call import Quality
from softphone.sip.pjsip.facts import StreamEnded
from softphone.sip.pjsip.quality import Counters, between, together

EVERY = 2.0
"""Seconds between two measurements."""
STILL = 10.0
"""Seconds without a packet from the far end after which it is asked whether it is still there."""


class Counting:
    """Times are monotonic seconds."""

    def __init__(self) -> None:
        self.at = 0.0
        """When to measure next."""
        self._measured: Counters | None = None
        self._moved_at: float | None = None
        self._streams: list[Counters] = []

    def begin(self, now: float) -> None:
        """The call was answered."""
        self.at = now + EVERY

    def anew(self) -> None:
        """Another stream takes the place of this one."""
        self._measured = None
        self._moved_at = None

    def path_changed(self) -> None:
        self._moved_at = None

    def stream_ended(self, fact: StreamEnded) -> None:
        self._streams.append(
            Counters(fact.codec, fact.packets, fact.lost, fact.jitter_ms, fact.round_trip_ms)
        )
        self.anew()

    def measure(self, counted: Counters) -> Quality:
        """Quality since the last time."""
        quality = between(self._measured, counted)
        self._measured = counted
        return quality

    def stands_still(self, quality: Quality, now: float, *, silent_by_will: bool) -> bool:
        """Whether nothing has come for STILL seconds; said once for each."""
        if quality.packets_received or silent_by_will or self._moved_at is None:
            self._moved_at = now
        elif now - self._moved_at >= STILL:
            self._moved_at = now
            return True
        return False

    def overall(self) -> Quality | None:
        """Over all streams that have ended; None when there was none."""
        return together(self._streams)
