"""Where fonts and translations lie: beside a frozen program, in an installed package, or in the tree."""

import sys
from functools import cache
from pathlib import Path


@cache
def folder() -> Path:
    """The resources folder. Raises FileNotFoundError when this installation lacks it."""
    package = Path(__file__).resolve().parent.parent
    places = [package / "_resources", package.parent / "resources"]
    if frozen := getattr(sys, "_MEIPASS", None):
        places.insert(0, Path(frozen) / "resources")
    for place in places:
        if (place / "fonts").is_dir():
            return place
    raise FileNotFoundError(f"no resources in {', '.join(map(str, places))}")
