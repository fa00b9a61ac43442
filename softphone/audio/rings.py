"""A bounded ring of samples between two threads, one that writes and one that reads.

No locks: each side moves only its own counter, and the counters only grow. In CPython a reader that sees
a counter also sees the samples written before it.
"""

SAMPLE_BYTES = 2
"""16-bit signed, mono, in the machine's byte order."""


class Ring:
    """Samples in the order they came. Allocates once, when made."""

    def __init__(self, capacity: int) -> None:
        """`capacity` in samples."""
        self.capacity = capacity
        self._size = capacity * SAMPLE_BYTES
        self._memory = bytearray(self._size)
        self._view = memoryview(self._memory)
        self._written = 0
        self._read = 0

    def __len__(self) -> int:
        """Samples waiting to be read."""
        return (self._written - self._read) // SAMPLE_BYTES

    def put(self, sound: bytes | bytearray | memoryview) -> int:
        """Write what fits; returns how many samples were dropped for want of room. Writer's side."""
        room = self._size - (self._written - self._read)
        length = min(len(sound), room)
        start = self._written % self._size
        first = min(length, self._size - start)
        self._view[start : start + first] = sound[:first]
        self._view[: length - first] = sound[first:length]
        self._written += length
        return (len(sound) - length) // SAMPLE_BYTES

    def get(self, count: int) -> bytes | None:
        """Exactly `count` samples, or None and nothing taken if there are fewer. Reader's side."""
        length = count * SAMPLE_BYTES
        if self._written - self._read < length:
            return None
        start = self._read % self._size
        end = start + length
        if end <= self._size:
            sound = bytes(self._view[start:end])
        else:
            sound = bytes(self._view[start:]) + bytes(self._view[: end - self._size])
        self._read += length
        return sound

    def skip(self, count: int) -> int:
        """Drop up to `count` of the oldest samples, and return how many. Reader's side."""
        skipped = min(count, len(self))
        self._read += skipped * SAMPLE_BYTES
        return skipped
