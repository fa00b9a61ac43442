"""What is shown: tables for people, JSON for programs."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

_PLAIN_WIDTH = 200
"""Columns where nobody says how wide it is."""


class Output:
    """`as_json`: what the server said, as it is."""

    def __init__(self, *, as_json: bool) -> None:
        self._as_json = as_json
        console = Console()
        self._console = console if console.is_terminal else Console(width=_PLAIN_WIDTH)

    def rows(self, said: Any, rows: Iterable[Mapping[str, Any]], *columns: str) -> None:
        """`said` as JSON, or these columns of the rows as a table."""
        if self._as_json:
            self._json(said)
            return
        table = Table(*columns, box=None, pad_edge=False)
        for row in rows:
            # As plain text: a name in brackets is no markup.
            table.add_row(*(Text(_plain(column, row.get(column))) for column in columns))
        self._console.print(table)

    def one(self, said: Mapping[str, Any]) -> None:
        if self._as_json:
            self._json(said)
            return
        for name, value in said.items():
            self._console.print(Text(f"{name:18}{_plain(name, value)}"))

    def sentence(self, said: Any, sentence: str) -> None:
        if self._as_json:
            self._json(said)
        else:
            self._console.print(Text(sentence))

    def _json(self, said: Any) -> None:
        print(json.dumps(said, ensure_ascii=False, indent=2))


def _plain(name: str, value: Any) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if name in ("at", "began", "expires", "created", "seen") and isinstance(value, int | float):
        return datetime.fromtimestamp(value).astimezone().strftime("%Y-%m-%d %H:%M:%S") if value else "–"
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return ", ".join(value)
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in str(value))
