"""Work of the server's in a process of its own: Python computes there without taking the lock from the loop
(docs/decisions/010-http-beside-the-engine.md)."""

import os
import subprocess
import threading

from softphone.server.company import DATABASE_VARIABLE
from softphone.server.embedded import program

_LAST_WORDS = 2_000
"""Bytes of what a child said before it failed."""


class EndedError(Exception):
    """Nobody waits for what the child does any more."""


class Children:
    """Those that end with the server, whatever they wait for. Any thread may call."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: set[subprocess.Popen[bytes]] = set()
        self._ended = False

    def run(
        self, *arguments: str, given: bytes = b"", database: str = "", seconds: float | None = None
    ) -> subprocess.CompletedProcess[bytes]:
        """Until it ends, or is ended after so many `seconds`: TimeoutError then; EndedError after `end`.
        `database` is the URL of the server's, or empty."""
        # The URL not among the arguments: those of a process everyone on the machine can read.
        around = {**os.environ, DATABASE_VARIABLE: database}
        command = [*program(), *arguments]
        pipe = subprocess.PIPE
        with self._lock:
            if self._ended:
                raise EndedError
            process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, env=around)
            self._running.add(process)
        with process:
            try:
                said, complained = process.communicate(given, seconds)
            except subprocess.TimeoutExpired as error:
                # Without what it was given or said: there may be a secret in it.
                raise TimeoutError(f"{arguments[0]} took longer than {seconds:.0f} s") from error
            finally:
                process.kill()  # unless it has ended
                with self._lock:
                    self._running.discard(process)
        if self._ended:
            raise EndedError
        return subprocess.CompletedProcess(command, process.returncode, said, complained)

    def end(self) -> None:
        """At once; nobody begins after that."""
        with self._lock:
            self._ended = True
            for process in self._running:
                process.kill()


def last_words(done: subprocess.CompletedProcess[bytes]) -> str:
    return done.stderr.decode(errors="replace")[-_LAST_WORDS:].strip()
