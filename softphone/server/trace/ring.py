"""The messages of the last moments, as they came and went: bytes and flow, looked at by nobody yet."""

from collections import deque
from typing import final

from softphone.sip.message.flow import Flow

MOST = 20_000
"""Messages; older ones go when nobody fetches them."""
LONGEST = 8192
"""Bytes of a message that are kept."""

Passed = tuple[float, bool, Flow, bytes]
"""Steady seconds, whether it came (else it was sent), the peer, and the message."""


@final
class Ring:
    """Appended to on the path of a call, drained by the same thread."""

    def __init__(self, most: int = MOST) -> None:
        self._messages: deque[Passed] = deque(maxlen=most)
        self.lost = 0
        """Messages that were pushed out unread."""

    def __len__(self) -> int:
        return len(self._messages)

    def append(self, now: float, came: bool, flow: Flow, data: bytes) -> None:
        if len(data) > LONGEST:
            data = data[:LONGEST]
        messages = self._messages
        if len(messages) == messages.maxlen:
            self.lost += 1
        messages.append((now, came, flow, data))

    def drain(self, most: int) -> list[Passed]:
        """The oldest ones, so many at the most."""
        return [self._messages.popleft() for _ in range(min(most, len(self._messages)))]
