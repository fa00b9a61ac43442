"""Reading TOML that people write: each fault names the file, the line and what is wrong, and all are found
at once.

`tomllib` tells no lines for what it has read, so they are looked up in the text by the table and the key.
"""

import difflib
import re
import tomllib
from collections.abc import Iterable, Mapping
from enum import Enum
from typing import TypeVar

import msgspec

Key = str | int
Path = tuple[Key, ...]
E = TypeVar("E", bound=Enum)

_TABLE = re.compile(r"^\s*(\[\[?)\s*([^\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"""^\s*((?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[A-Za-z0-9_-]+|"[^"]*"))*)\s*=""")
_AT_LINE = re.compile(r"\s*\(at line (\d+), column \d+\)")


class Fault(msgspec.Struct, frozen=True):
    """What is wrong with a file that a person wrote. `line` counts from 1."""

    file: str
    line: int
    sentence: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.sentence}"


def lines(text: str) -> dict[Path, int]:
    """The line of each table and key."""
    found: dict[Path, int] = {(): 1}
    counts: dict[Path, int] = {}
    here: Path = ()
    inside = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if inside:
            inside = "" if inside in line else inside
            continue
        if table := _TABLE.match(line):
            here = _split(table[2])
            if table[1] == "[[":
                counts[here] = counts.get(here, -1) + 1
                here = (*here, counts[here])
            found.setdefault(here, number)
        elif key := _KEY.match(line):
            found.setdefault((*here, *_split(key[1])), number)
            inside = next((mark for mark in ('"""', "'''") if line.count(mark) % 2), "")
    return found


def _split(dotted: str) -> Path:
    return tuple(part.strip().strip("\"'") for part in dotted.split("."))


class Table:
    """One table of a file, read key by key. What is wrong is noted in `faults`, and a default is handed back,
    so that reading goes on and finds the rest. `done` notes the keys that nobody asked for."""

    def __init__(
        self,
        values: Mapping[str, object],
        path: Path,
        file: str,
        where: Mapping[Path, int],
        faults: list[Fault],
    ) -> None:
        self._values = values
        self._path = path
        self._file = file
        self._where = where
        self._asked: list[str] = []
        self.faults = faults

    def __contains__(self, key: str) -> bool:
        return key in self._values

    @property
    def line(self) -> int:
        return self._line(())

    def text(self, key: str, default: str | None = None) -> str:
        """A text; missing without a default is a fault."""
        value = self._get(key)
        if value is None:
            if default is None:
                self.fault(f"{key!r} is missing")
            return default or ""
        if not isinstance(value, str):
            self.fault(f"{key!r} must be a text in quotes, not {_shown(value)}", key)
            return default or ""
        return value

    def number(
        self, key: str, default: float | None = None, *, least: float = 0, most: float = 3600
    ) -> float | None:
        value = self._get(key)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.fault(f"{key!r} must be a number, not {_shown(value)}", key)
            return default
        if not least <= value <= most:
            self.fault(f"{key!r} is {value}, but must be between {least:g} and {most:g}", key)
            return default
        return float(value)

    def switch(self, key: str, default: bool) -> bool:
        value = self._get(key)
        if value is None:
            return default
        if not isinstance(value, bool):
            self.fault(f"{key!r} must be true or false, not {_shown(value)}", key)
            return default
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; empty when missing."""
        value = self._get(key)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self.fault(f'{key!r} must be a list of texts, as in {key} = ["one", "two"]', key)
            return ()
        return tuple(value)

    def word(self, key: str, words: type[E], default: E | None = None) -> E | None:
        """A text that is one of the values of an enum."""
        if key not in self._values and default is not None:
            self._asked.append(key)
            return default
        return self.meaning(key, self.text(key), words)

    def words(self, key: str, words: type[E]) -> tuple[E, ...]:
        meanings = [self.meaning(key, text, words) for text in self.texts(key)]
        return tuple(meaning for meaning in meanings if meaning is not None)

    def meaning(self, key: str, text: str, words: type[E]) -> E | None:
        values = {str(word.value): word for word in words}
        if text in values:
            return values[text]
        if text:
            self.fault(f"{key!r} can't be {text!r}{suggestion(text, values)}", key)
        return None

    def table(self, key: str) -> "Table":
        """The table of that name; empty when missing."""
        value = self._get(key)
        if value is not None and not isinstance(value, dict):
            self.fault(f"{key!r} must be a table, not {_shown(value)}", key)
        return self._inner(value if isinstance(value, dict) else {}, (key,))

    def tables(self, key: str) -> list["Table"]:
        """The entries written as [[key]], in their order."""
        value = self._get(key)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self.fault(f"{key!r} must be written as [[{key}]], once for each", key)
            return []
        return [self._inner(item, (key, index)) for index, item in enumerate(value)]

    def names(self) -> list[str]:
        """All keys, for tables whose keys are names that the writer chose."""
        self._asked.extend(self._values)
        return list(self._values)

    def fault(self, sentence: str, key: str | None = None) -> None:
        self.faults.append(Fault(self._file, self._line((key,) if key is not None else ()), sentence))

    def done(self) -> None:
        for key in self._values:
            if key not in self._asked:
                self.fault(f"unknown key {key!r}{suggestion(key, self._asked)}", key)

    def _get(self, key: str) -> object:
        self._asked.append(key)
        return self._values.get(key)

    def _inner(self, values: Mapping[str, object], path: Path) -> "Table":
        return Table(values, (*self._path, *path), self._file, self._where, self.faults)

    def _line(self, path: Path) -> int:
        """Of the nearest thing around that has one: what stands in an inline table has none of its own."""
        full = (*self._path, *path)
        while full and full not in self._where:
            full = full[:-1]
        return self._where.get(full, 1)


def read(text: str, file: str) -> Table | Fault:
    """The top of a file, or what is wrong with its TOML."""
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at = _AT_LINE.search(str(error))
        line = int(at[1]) if at else len(text.splitlines())
        return Fault(file, max(line, 1), f"this is not TOML: {_AT_LINE.sub('', str(error))}")
    return Table(values, (), file, lines(text), [])


def suggestion(wrong: str, right: Iterable[str]) -> str:
    """What was probably meant, or all that can be said."""
    known = sorted(set(right))
    near = difflib.get_close_matches(wrong, known, n=1)
    if near:
        return f": did you mean {near[0]!r}?"
    return f"; it can be {', '.join(repr(word) for word in known)}" if known else ""


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int | float):
        return repr(value)
    return "a list" if isinstance(value, list) else "a table"
