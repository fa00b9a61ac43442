"""The version that runs."""

import importlib.metadata


def version() -> str:
    """0 where the package was not installed, such as in a bare checkout."""
    try:
        return importlib.metadata.version("softphone")
    except importlib.metadata.PackageNotFoundError:
        return "0"
