"""The engine's journal: a file that grows by one write for each thing to remember, and is written anew,
short, when it has grown long.

What was appended is there when the process is killed; after a power cut the last seconds may be missing, for
nothing waits for the disk. Between the old file and the new one there is no moment without either. For one
process and one thread at a time.
"""

import contextlib
import os
from collections.abc import Callable, Iterable
from pathlib import Path

from softphone.storage.journal_records import Reading, Record, encode, read

LONG = 4 * 1024 * 1024
"""Bytes after which the file is to be written anew, unless most of it is what is true now."""
MAX_LENGTH = 16 * LONG
"""Bytes after which nothing more is appended: writing anew has failed for long."""


class Journal:
    """`on_fault(what, cause)` is told what could not be read or written; the engine goes on without."""

    def __init__(self, path: Path, on_fault: Callable[[str, str], None], *, long: int = LONG) -> None:
        self._path = path
        self._on_fault = on_fault
        self._long = long
        self._file = -1
        self._size = 0
        self._limit = long
        self._failing = False

    @property
    def is_long(self) -> bool:
        """Whether it is time for `rewrite`."""
        return self._size > self._limit or self._failing

    def read(self) -> Reading:
        """What was written, by this process or one before. Nothing when it cannot be read."""
        try:
            reading = read(self._path.read_bytes())
        except FileNotFoundError:
            return Reading()
        except OSError as error:
            self._on_fault("journal not read", repr(error))
            return Reading()
        if reading.damaged or reading.unknown:
            said = f"{reading.damaged} damaged places, {reading.unknown} records of another version"
            self._on_fault("journal read without some of it", said)
        return reading

    def append(self, records: Iterable[Record]) -> None:
        """In one write; when this returns, a killed process has not forgotten them."""
        data = encode(records)
        if self._size + len(data) > max(MAX_LENGTH, 2 * self._limit):
            self._fail("journal full", str(self._size))
            return
        try:
            if self._file < 0:
                self._open()
            written = os.write(self._file, data)
        except OSError as error:
            self._fail("journal not written", repr(error))
            return
        self._size += written
        if written < len(data):
            # Cut off what is half there, if it can be; `rewrite` comes next and has all of it.
            with contextlib.suppress(OSError):
                os.ftruncate(self._file, self._size - written)
                self._size -= written
            self._fail("journal not written", f"{written} of {len(data)} bytes")

    def rewrite(self, records: Iterable[Record]) -> None:
        """Replace all that was appended by these: everything that is true now."""
        data = encode(records)
        fresh = self._path.with_name(f"{self._path.name}.new")
        try:
            descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
            self.close()  # Windows replaces no file that is open
            fresh.replace(self._path)
            self._open()
        except OSError as error:
            self._fail("journal not written anew", repr(error))
            self._limit = self._size + self._long
            return
        self._failing = False
        self._limit = max(self._long, 3 * self._size)

    def close(self) -> None:
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def _open(self) -> None:
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0)
        self._file = os.open(self._path, flags, 0o600)
        self._size = os.fstat(self._file).st_size

    def _fail(self, what: str, cause: str) -> None:
        """Said once, until it works again."""
        if not self._failing:
            self._on_fault(what, cause)
        self._failing = True
