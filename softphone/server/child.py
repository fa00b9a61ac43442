"""Work of the server's in a process of its own: Python computes there without taking the lock from the loop
(docs/decisions/010-http-beside-the-engine.md)."""

import os
import subprocess

from softphone.server.company import DATABASE_VARIABLE
from softphone.server.embedded import program

_LAST_WORDS = 2_000
"""Bytes of what a child said before it failed."""


def run(
    *arguments: str, given: bytes = b"", database: str = "", seconds: float | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Until it ends, or is ended after so many `seconds`: TimeoutError then. `database` is the URL of the
    server's, or empty."""
    # The URL not among the arguments: those of a process everyone on the machine can read.
    around = {**os.environ, DATABASE_VARIABLE: database}
    command = [*program(), *arguments]
    try:
        return subprocess.run(
            command, input=given, capture_output=True, check=False, env=around, timeout=seconds
        )
    except subprocess.TimeoutExpired as error:
        # Without what it was given or said: there may be a secret in it.
        raise TimeoutError(f"{arguments[0]} took longer than {seconds:.0f} s") from error


def last_words(done: subprocess.CompletedProcess[bytes]) -> str:
    return done.stderr.decode(errors="replace")[-_LAST_WORDS:].strip()
