"""The server's own child: its database copied into a new file.

Exit status: 0 copied, 1 it cannot be; the sentence on standard error says why.
"""

import os
import sys
from pathlib import Path

from softphone.storage.backup import copy_sqlite

_NICE = 15
"""Calls come first."""


def run(of: Path, to: Path) -> int:
    if hasattr(os, "nice"):
        os.nice(_NICE)
    try:
        copy_sqlite(of, to)
    except OSError as error:
        print(error, file=sys.stderr)
        return 1
    return 0
