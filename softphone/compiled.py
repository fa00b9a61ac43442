"""The engine's core as machine code, where `packaging/engine/compiling.py` has compiled it for this Python.

The modules stay the same ones, by name and by source: what was compiled is taken only while every source of
the product is as it was then. After the first change of any of them they are plain Python again.
"""

import hashlib
import json
import os
import sys
from collections.abc import Iterator, Sequence
from importlib.machinery import ExtensionFileLoader, ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

FOLDER = Path(sys.prefix) / "softphone-engine"
"""Where it lies: it belongs to one Python, and goes with its environment."""
MANIFEST = "manifest.json"
_SOURCES = Path(__file__).parent


def sources(product: Path = _SOURCES) -> Iterator[Path]:
    """All that the compiled modules may have been compiled against."""
    return (path for path in sorted(product.rglob("*.py")) if "ui" not in path.relative_to(product).parts)


def fingerprint(product: Path = _SOURCES) -> str:
    """Of the sources in that folder and of this Python; another one is another engine."""
    sum_ = hashlib.sha256(f"{sys.implementation.cache_tag} {sys.version_info}".encode())
    for path in sources(product):
        sum_.update(path.relative_to(product).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return sum_.hexdigest()


def manifest(folder: Path = FOLDER) -> dict[str, Any]:
    """What lies in that folder; nothing where it is not whole, or not to be read: a server starts without."""
    try:
        read = json.loads((folder / MANIFEST).read_bytes())
    except (OSError, ValueError):
        return {}
    whole = isinstance(read, dict) and isinstance(read.get("files"), dict)
    return read if whole and all((folder / file).is_file() for file in read["files"].values()) else {}


class _Finder:
    """Of `sys.meta_path`: names of modules to files in the folder."""

    def __init__(self, files: dict[str, str], folder: Path) -> None:
        self._files = files
        self._folder = folder

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        file = self._files.get(name)
        if file is None:
            return None
        where = str(self._folder / file)
        loader = SourceFileLoader if file.endswith(".py") else ExtensionFileLoader
        return spec_from_file_location(name, where, loader=loader(name, where))


def use(folder: Path = FOLDER) -> bool:
    """From now on, imports find the compiled modules. False: there are none, or not of these sources, or some
    of theirs are imported already; with SOFTPHONE_COMPILED=no, never."""
    if os.environ.get("SOFTPHONE_COMPILED") == "no":
        return False
    found = manifest(folder)
    if not found or found["files"].keys() & sys.modules.keys() or found.get("fingerprint") != fingerprint():
        return False
    sys.meta_path.insert(0, _Finder(found["files"], folder))
    return True


def in_use() -> bool:
    return any(isinstance(finder, _Finder) for finder in sys.meta_path)
