"""Brings resources/translations up to the source texts: run it after changing a text of the window.

`python packaging/translations.py [FILE...]` rewrites the .ts files, which Qt Linguist edits. ./run setup
makes the .qm beside them.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "resources" / "translations"


def tool(name: str) -> str:
    """The path of a PySide6 tool beside this Python."""
    beside = Path(sys.executable).parent / name
    return str(beside) if beside.exists() else name


def sources() -> list[str]:
    """Every module that may say something to a person in the window."""
    places = (ROOT / "softphone" / "ui", ROOT / "softphone" / "programs")
    return sorted(str(file.relative_to(ROOT)) for place in places for file in place.rglob("*.py"))


def update(ts: Path) -> None:
    """Merge the texts of the sources into `ts`, drop those that are gone, write no line numbers."""
    options = ["-silent", "-no-obsolete", "-locations", "none"]
    subprocess.run([tool("pyside6-lupdate"), *options, *sources(), "-ts", str(ts)], cwd=ROOT, check=True)


if __name__ == "__main__":
    for each in map(Path, sys.argv[1:]) if sys.argv[1:] else sorted(FOLDER.glob("*.ts")):
        update(each)
