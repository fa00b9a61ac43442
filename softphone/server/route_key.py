"""What signs the way of a call (Record-Route); kept, so that calls outlive a restart."""

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

_KEY = re.compile(rb"[0-9a-f]{64}")


def route_key(data: Path, token: Callable[[int], str], log: Any) -> str:
    """The one in the data folder, or a new one. `token(n)` gives n random bytes in hexadecimal. Raises
    OSError."""
    path = data / "route.key"
    kept = path.read_bytes() if path.exists() else b""
    if _KEY.fullmatch(kept):
        return kept.decode()
    if path.exists():
        # An empty one would let anybody sign. With a new one, requests of calls that go on are refused.
        log.error("damaged key file replaced", file=str(path), bytes=len(kept))
    key = token(32)
    with open(path, "w", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
        file.write(key)
    return key
