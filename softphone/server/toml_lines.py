"""On which line of a TOML text a table or a key stands: tomllib does not tell.

Covers what a company file is made of: top-level keys, `[[tables]]` and their keys. Anything else has no line.
"""

import re

_HEADER = re.compile(r"\s*\[\[\s*([A-Za-z0-9_-]+)\s*\]\]")
_OTHER_HEADER = re.compile(r"\s*\[")
_KEY = re.compile(r"""\s*["']?([A-Za-z0-9_-]+)["']?\s*=""")

Place = tuple[str, int, str]
"""Table ("" for the top), its index, and the key ("" for the table itself)."""


def line_numbers(text: str) -> dict[Place, int]:
    lines: dict[Place, int] = {}
    counts: dict[str, int] = {}
    table, index = "", 0
    inside = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if inside:
            if inside in line:
                inside = ""
            continue
        if header := _HEADER.match(line):
            table = header[1]
            index = counts.get(table, 0)
            counts[table] = index + 1
            lines[table, index, ""] = number
        elif _OTHER_HEADER.match(line):
            # A line of a list, or a table that a company file does not have: its keys are nobody's.
            continue
        elif key := _KEY.match(line):
            lines.setdefault((table, index, key[1]), number)
            inside = next((quote for quote in ('"""', "'''") if line.count(quote) == 1), "")
    return lines
