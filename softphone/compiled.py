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


def seal(folder: Path, files: dict[str, str], **what: str) -> None:
    """Write down what lies in that folder: `files` by the names of their modules, each with its hash."""
    sums = {module: _sum(folder / file) for module, file in files.items()}
    (folder / MANIFEST).write_text(json.dumps({**what, "files": files, "sha256": sums}, indent=1))


def manifest(folder: Path = FOLDER) -> dict[str, Any]:
    """What lies in that folder; nothing where it is not whole, or not to be read: a server starts without."""
    read = _read(folder)
    return read if _is_whole(read, folder) else {}


def is_damaged(folder: Path = FOLDER) -> bool:
    """Whether something was compiled there that would be taken, and is no longer as it was: a full disk, a
    power cut. What is of other sources is old, not damaged."""
    read = _read(folder)
    if "fingerprint" not in read:
        return (folder / MANIFEST).is_file()
    return bool(read["fingerprint"] == fingerprint()) and not _is_whole(read, folder)


def _read(folder: Path) -> dict[str, Any]:
    try:
        read = json.loads((folder / MANIFEST).read_bytes())
    except (OSError, ValueError):
        return {}
    return read if isinstance(read, dict) else {}


def _is_whole(read: dict[str, Any], folder: Path) -> bool:
    """To load half a library is not an error, but the end of the process (SIGBUS)."""
    files, sums = read.get("files"), read.get("sha256")
    if not isinstance(files, dict) or not isinstance(sums, dict):
        return False
    try:
        return all(_sum(folder / str(file)) == sums.get(module) for module, file in files.items())
    except OSError:
        return False


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


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


def is_wanted() -> bool:
    return os.environ.get("SOFTPHONE_COMPILED") != "no"


def use(folder: Path = FOLDER) -> bool:
    """From now on, imports find the compiled modules. False: there are none, or not of these sources, or not
    as they were compiled, or some of theirs are imported already; with SOFTPHONE_COMPILED=no, never."""
    if not is_wanted():
        return False
    found = manifest(folder)
    if not found or found["files"].keys() & sys.modules.keys() or found.get("fingerprint") != fingerprint():
        return False
    sys.meta_path.insert(0, _Finder(found["files"], folder))
    return True


def in_use() -> bool:
    return any(isinstance(finder, _Finder) for finder in sys.meta_path)
