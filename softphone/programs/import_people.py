"""The server's own child: people from standard input into the database, and back on standard output.

The first line of the input says how (`Asked` in JSON), the rest is the table. Exit status: 0 an outcome was
written, whatever it is; 1 the database cannot be used.
"""

import os
import sys
from pathlib import Path

import msgspec

from softphone.server.company import DATABASE_VARIABLE, open_database
from softphone.server.importing import Asked, import_into
from softphone.storage.repository import StorageError

_NICE = 15
"""Calls come first."""


def run(data: Path) -> int:
    if hasattr(os, "nice"):
        os.nice(_NICE)
    asked = msgspec.json.decode(sys.stdin.buffer.readline(), type=Asked)
    body = sys.stdin.buffer.read()
    try:
        repository = open_database(data, os.environ.get(DATABASE_VARIABLE, ""))
    except (StorageError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    try:
        for frame in import_into(repository, body, asked):
            sys.stdout.buffer.write(frame)
        sys.stdout.buffer.flush()
    finally:
        repository.close()
    return 0
