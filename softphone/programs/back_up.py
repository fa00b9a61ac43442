"""The server's own child: its database copied into a new file, or, with a passphrase on standard input, its
whole state into a sealed one.

Exit status: 0 copied, 1 it cannot be; the sentence on standard error says why.
"""

import os
import sys
from pathlib import Path

from softphone.storage.backup import copy_sqlite
from softphone.storage.whole_state import DATABASE, back_up

_NICE = 15
"""Calls come first."""


def run(data: Path, to: Path) -> int:
    if hasattr(os, "nice"):
        os.nice(_NICE)
    passphrase = sys.stdin.buffer.read().decode()
    try:
        if passphrase:
            back_up(data, to, passphrase)
        else:
            copy_sqlite(data / DATABASE, to)
    except OSError as error:
        print(error, file=sys.stderr)
        return 1
    return 0
