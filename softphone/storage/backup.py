"""A whole copy of an SQLite database, while its server goes on."""

import contextlib
import sqlite3
from pathlib import Path


def copy_sqlite(source: Path, target: Path) -> None:
    """As of one moment; others read and write meanwhile (the source has a write-ahead log), and Python's lock
    is free. FileExistsError when the target is there; OSError when it cannot be written."""
    target.touch(0o600, exist_ok=False)
    try:
        with contextlib.closing(
            sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)
        ) as reading:
            # Not the backup API: that begins again whenever somebody writes, and with records written each
            # second the copy of a large database would never end.
            reading.execute("VACUUM INTO ?", (str(target),))
    except sqlite3.Error as error:
        target.unlink(missing_ok=True)
        raise OSError(f"The copy {target} cannot be made: {error}.") from error
