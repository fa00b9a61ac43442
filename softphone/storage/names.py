"""Who the ids in traces and records mean, for whoever reads them beside a server that may run."""

import contextlib
import sqlite3
from collections.abc import Mapping
from pathlib import Path

import msgspec


class StoredNames(msgspec.Struct, frozen=True):
    country: str = ""
    """ISO 3166 code; empty when nothing is known."""
    names: Mapping[str, str] = {}
    """By the ids of persons (name and login) and groups."""


def read_names(database: Path) -> StoredNames:
    """As they are now: who was erased has none. Nothing for a file that is not there, or no such database;
    it is neither written nor migrated."""
    try:
        with contextlib.closing(
            sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)
        ) as reading:
            country = reading.execute("SELECT country FROM company").fetchone()
            people = reading.execute("SELECT id, name || ' (' || login || ')' FROM people")
            groups = reading.execute("SELECT id, name FROM groups")
            return StoredNames(country[0] if country else "", {**dict(groups), **dict(people)})
    except sqlite3.Error:
        return StoredNames()
