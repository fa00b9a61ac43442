"""`softphone restore`: a sealed backup back into an empty folder (and an empty database of PostgreSQL), for a
server that does not run.

The passphrase is the first line of standard input, or SOFTPHONE_PASSPHRASE. Exit status: 0 restored, 1 it
cannot be; nothing is changed then.
"""

import getpass
import os
import sys
from pathlib import Path

from softphone.storage.repository import StorageError
from softphone.storage.whole_state import restore

VARIABLE = "SOFTPHONE_PASSPHRASE"


def run(backup: Path, data: Path, database: str = "") -> int:
    try:
        restore(backup, data, passphrase(), database)
    except (StorageError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    where = " and SOFTPHONE_DATABASE as now" if database else ""
    print(f"Restored into {data}. Start it with: softphone serve --data {data}{where}")
    return 0


def passphrase() -> str:
    """Asked for on a terminal."""
    given = os.environ.get(VARIABLE, "")
    if given:
        return given
    if sys.stdin.isatty():
        return getpass.getpass("Passphrase: ")
    return sys.stdin.readline().rstrip("\r\n")
