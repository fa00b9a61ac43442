"""The text of a calendar (iCalendar, RFC 5545) taken apart: its events and time zones.

Linear in the length of the text, whatever it is: calendars of others come here unread.
"""

import re
from collections.abc import Collection, Iterator

import msgspec

EVENT, TIME_ZONE = "VEVENT", "VTIMEZONE"
_FOLDED = re.compile(r"\r?\n[ \t]")
_EDGE = re.compile(r"^(BEGIN|END):(VEVENT|VTIMEZONE)[ \t]*\r?$", re.MULTILINE | re.IGNORECASE)
_LINE = re.compile(r'([A-Za-z0-9-]+)((?:;[^=:;"]+=(?:"[^"]*"|[^":;])*)*):(.*)')
_PARAMETER = re.compile(r';([^=:;"]+)=((?:"[^"]*"|[^":;])*)')
_ESCAPED = re.compile(r"\\(.)")


class Property(msgspec.Struct, frozen=True):
    """One content line."""

    name: str
    """In upper case."""
    parameters: dict[str, str]
    """By name in upper case, without quotes."""
    value: str
    """As written; `text_of` makes text of it."""


def components(text: str) -> Iterator[tuple[str, str]]:
    """Each event and time zone: which of the two, and its lines, unfolded, without BEGIN and END."""
    text = _FOLDED.sub("", text)
    opened, begin = "", 0
    for edge in _EDGE.finditer(text):
        name = edge[2].upper()
        if edge[1].upper() == "BEGIN":
            opened, begin = name, edge.end() + 1
        elif opened == name:
            yield name, text[begin : edge.start()]
            opened = ""


def properties(component: str, wanted: Collection[str]) -> Iterator[Property]:
    """Those of the component itself, not those of what it contains, such as its alarms."""
    depth = 0
    for line in component.splitlines():
        name = re.split("[;:]", line, maxsplit=1)[0].upper()
        if name in ("BEGIN", "END"):
            depth += 1 if name == "BEGIN" else -1
        elif depth == 0 and name in wanted and (found := _LINE.fullmatch(line)) is not None:
            parameters = {key.upper(): value.strip('"') for key, value in _PARAMETER.findall(found[2])}
            yield Property(name, parameters, found[3])


def text_of(value: str) -> str:
    """Without what escapes its signs (§3.3.11)."""
    return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value)
