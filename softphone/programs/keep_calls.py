"""The server's own child: what is kept of calls, from standard input to database and files.

Exit status: 0 its parent has nothing more, 1 the database cannot be used.
"""

import os
import signal
import sys
from pathlib import Path

from softphone.server.call_keeper import CallKeeper
from softphone.server.call_log import TRACES
from softphone.server.company import DATABASE_VARIABLE, open_database
from softphone.server.keeper_process import keep_for_parent
from softphone.server.trace.files import TraceFiles
from softphone.server.trace.known_calls import KnownCalls
from softphone.storage.repository import StorageError

_NICE = 10
"""Calls come first."""


def run(data: Path) -> int:
    # Those who stop all processes at once mean the parent; what it still has for us ends with our input.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(_NICE)
    try:
        repository = open_database(data, os.environ.get(DATABASE_VARIABLE, ""))
    except (StorageError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    try:
        keeper = CallKeeper(repository, TraceFiles(data / TRACES), KnownCalls())
        keep_for_parent(keeper, sys.stdin.buffer, sys.stdout.buffer)
    except BrokenPipeError:
        pass  # the parent was killed while we wrote
    finally:
        repository.close()
    return 0
