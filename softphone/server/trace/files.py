"""Traces on disk: messages and call records in files of bounded size, the oldest removed first.

One frame after the other: four bytes of length, then msgpack. A file whose end was cut off (kill -9) is read
up to there.
"""

import os
from collections import deque
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from softphone.storage.call_record import CallRecord

SIZE = 8 * 1024 * 1024
"""Bytes of a file."""
KEPT = 8
"""Files."""
_LONGEST = 1024 * 1024
_SUFFIX = ".trace"


class TracedMessage(msgspec.Struct, frozen=True, array_like=True, tag="m"):
    at: float
    """Seconds since 1970."""
    came: bool
    """To the engine; else it was sent."""
    peer: str
    """The flow, as text."""
    call_id: str
    data: bytes
    """Redacted."""


class TracedRecord(msgspec.Struct, frozen=True, array_like=True, tag="r"):
    record: CallRecord


Frame = TracedMessage | TracedRecord
_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Frame)


class TraceFiles:
    """Written by one thread at a time. OSError when the folder or a file cannot be written."""

    def __init__(self, folder: Path, *, size: int = SIZE, kept: int = KEPT) -> None:
        self._folder = folder
        self._size = size
        self._kept = kept
        self._number = 0
        self._length = size
        """Of the newest file; it is full at first: each start begins a new one."""

    def write(self, frames: Sequence[Frame], *, again: bool = False) -> None:
        """`again`: another was to write the same frames last, and ended before it said that it had. What it
        has written of them, which is their beginning, is not written twice."""
        if again:
            frames = frames[self._written(frames) :]
        pieces = []
        for frame in frames:
            encoded = _encoder.encode(frame)
            pieces += [len(encoded).to_bytes(4, "big"), encoded]
        if not pieces:
            return
        data = b"".join(pieces)
        if self._length >= self._size or not self._is_newest():
            self._begin()
        path = self._path(self._number)
        length, self._length = self._length + len(data), self._size
        with open(path, "ab", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
            file.write(data)
        self._length = length  # else its end may be cut off, and nothing after that would be read

    def _path(self, number: int) -> Path:
        return self._folder / f"{number:08}{_SUFFIX}"

    def _is_newest(self) -> bool:
        """Else another has begun a file since. The oldest go first, so where ours is, the next would be."""
        return self._path(self._number).exists() and not self._path(self._number + 1).exists()

    def _written(self, frames: Sequence[Frame]) -> int:
        """How many of them stand at the end of what there is: in one file, or, when one more than one ended,
        in two."""
        last: deque[Frame] = deque(maxlen=len(frames))
        for path in trace_files(self._folder)[-2:]:
            last.extend(_frames(path))
        found = list(last)
        return next((n for n in range(len(found), 0, -1) if found[-n:] == list(frames[:n])), 0)

    def _begin(self) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        files = trace_files(self._folder)
        self._number = int(files[-1].stem) + 1 if files else 1
        self._length = 0
        for old in files[: max(0, len(files) - self._kept + 1)]:
            old.unlink(missing_ok=True)


def trace_files(folder: Path) -> list[Path]:
    """Oldest first."""
    return sorted(path for path in folder.glob(f"*{_SUFFIX}") if path.stem.isdecimal())


def read_frames(folder: Path) -> Iterator[Frame]:
    """Oldest first, while the server writes on. Damage ends its file, not the reading."""
    for path in trace_files(folder):
        yield from _frames(path)


def _frames(path: Path) -> Iterator[Frame]:
    try:
        data = path.read_bytes()
    except FileNotFoundError:  # removed between
        return
    place = 0
    while place + 4 <= len(data):
        length = int.from_bytes(data[place : place + 4], "big")
        if length > _LONGEST or place + 4 + length > len(data):
            return
        try:
            yield _decoder.decode(memoryview(data)[place + 4 : place + 4 + length])
        except msgspec.MsgspecError:
            return
        place += 4 + length
