"""One table of a company file: its values with their types checked, and its mistakes with their place."""

import difflib
import re
from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec

from softphone.people.numbers import e164, is_emergency
from softphone.people.written import EXTENSION
from softphone.server.number_refusals import RESERVED_MOBILE

_KEYS = {
    "": ("domain", "country", "people", "devices", "numbers", "groups", "trunks"),
    "people": (
        *("login", "password", "name", "title", "department", "extension", "landline", "mobile", "email"),
        *("roles", "class_of_service", "add_ons"),
    ),
    "devices": ("person", "name", "user", "secret", "algorithm"),
    "numbers": ("number", "kind", "status", "person", "note"),
    "groups": ("name", "number", "extension", "members", "ring", "hours", "overflow"),
    "trunks": (
        *("name", "address", "transport", "login", "password", "register", "number_format", "early_media"),
        *("channels", "media"),
    ),
}
_ELSEWHERE = {
    ("numbers", "forwarding"): (
        "A reserved landline number is forwarded in the portal, or with softphone admin numbers forward, not "
        f"here. {RESERVED_MOBILE}"
    ),
}
"""What somebody may look for in the file, and where it is done."""

T = TypeVar("T")


class Mistake(msgspec.Struct, frozen=True):
    key: str
    """Path of the key: people[2].extension, counted from 1; empty for the file as a whole."""
    line: int
    """From 1; 0 where it is not known."""
    sentence: str

    def __str__(self) -> str:
        where = f"line {self.line}: " if self.line else ""
        return f"{where}{self.key}{': ' if self.key else ''}{self.sentence}"


class Table:
    """One table of the file: its values with their types checked, its mistakes with their place."""

    def __init__(
        self,
        lines: Mapping[tuple[str, int, str], int],
        mistakes: list[Mistake],
        name: str,
        index: int,
        values: Mapping[str, Any],
    ) -> None:
        """`lines` are those of `toml_lines`; what is wrong is added to `mistakes`."""
        self._lines = lines
        self._mistakes = mistakes
        self._name = name
        self._index = index
        self.values = values
        known = _KEYS[name]
        for key in values:
            if (name, key) in _ELSEWHERE:
                self.mistake(key, _ELSEWHERE[name, key])
            elif key not in known:
                near = difflib.get_close_matches(key, known, n=1)
                hint = f"; did you mean {near[0]}?" if near else f"; known are {', '.join(known)}."
                self.mistake(key, f"There is no such key here{hint}")

    def place(self, key: str) -> str:
        return f"{self._name}[{self._index + 1}].{key}" if self._name else key

    def mistake(self, key: str, sentence: str) -> None:
        lines = self._lines
        line = lines.get((self._name, self._index, key)) or lines.get((self._name, self._index, ""), 0)
        self._mistakes.append(Mistake(self.place(key), line, sentence))

    def value(self, key: str, kind: type[T], otherwise: T, words: str) -> T:
        value = self.values.get(key, otherwise)
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            self.mistake(key, f"This must be {words}.")
            return otherwise
        return value

    def text(self, key: str, otherwise: str = "", *, required: bool = False) -> str:
        value = self.value(key, str, otherwise, "a text in quotes")
        if required and not value.strip():
            if key not in self.values or isinstance(self.values[key], str):
                self.mistake(key, "This is missing." if key not in self.values else "This must not be empty.")
        elif any(ord(sign) < 32 or ord(sign) == 127 for sign in value):
            # A line break in a name would become a line of a SIP message.
            self.mistake(key, "Control characters and line breaks are not allowed.")
            return otherwise
        return value

    def matching(self, key: str, pattern: re.Pattern[str], words: str, *, required: bool = False) -> str:
        value = self.text(key, required=required)
        if value and not pattern.fullmatch(value):
            self.mistake(key, f'"{value}" is not {words}.')
            return ""
        return value

    def one_of(self, key: str, choices: tuple[str, ...], otherwise: str) -> str:
        value = self.text(key, otherwise)
        if value not in choices:
            self.mistake(key, f'"{value}" is none of {listed(choices)}.')
            return otherwise
        return value

    def texts(self, key: str) -> list[str]:
        values: list[Any] = self.value(key, list, [], "a list of texts")
        if not all(isinstance(value, str) for value in values):
            self.mistake(key, "This must be a list of texts.")
            return []
        return values

    def number(self, key: str, country: str, *, required: bool = False) -> str:
        """In E.164, whatever the form in the file."""
        value = self.text(key, required=required)
        if not value.strip():
            return ""
        number = e164(value, country)
        if number is None:
            self.mistake(key, f'"{value}" is not a telephone number.')
        return number or ""

    def extension(self, country: str) -> str:
        value = self.matching("extension", EXTENSION, "an extension: 1 to 8 digits")
        if is_emergency(value, country):
            # Whoever has it would be rung in place of the emergency services.
            self.mistake("extension", f'"{value}" calls for help in {country}; it cannot be an extension.')
            return ""
        return value


def listed(choices: tuple[str, ...]) -> str:
    return ", ".join(f'"{choice}"' for choice in choices)
