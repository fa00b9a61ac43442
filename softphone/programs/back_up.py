"""The server's own child: its database copied into a new file, or, with a passphrase on standard input, its
whole state into a sealed one.

Exit status: 0 copied, 1 it cannot be; the sentence on standard error says why.
"""

import os
import sys
from pathlib import Path

from softphone.server.company import DATABASE_VARIABLE
from softphone.storage.repository import StorageError
from softphone.storage.whole_state import back_up, copy_database

_NICE = 15
"""Calls come first."""


def run(data: Path, to: Path) -> int:
    if hasattr(os, "nice"):
        os.nice(_NICE)
    url = os.environ.get(DATABASE_VARIABLE, "")
    passphrase = sys.stdin.buffer.read().decode()
    try:
        if passphrase:
            back_up(data, to, passphrase, url)
        else:
            copy_database(data, to, url)
    except (StorageError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0
