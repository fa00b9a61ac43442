"""One process for a folder: two would each change what the other has in memory."""

import sys
from pathlib import Path
from typing import IO

if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[bytes]) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


class FolderInUseError(Exception):
    """Another process holds it."""


def hold(folder: Path) -> IO[bytes]:
    """Held until the file given back is closed, or the process ends, however it ends.

    Raises FolderInUseError.
    """
    file = (folder / "lock").open("ab")
    try:
        _lock(file)
    except OSError as error:
        file.close()
        raise FolderInUseError(str(folder)) from error
    return file
