"""Keys that answer and hang up whatever program is in front, as everything above the system sees them: which
are wanted goes in, which the system gave and what was pressed comes out."""

from enum import Enum
from typing import Protocol

import msgspec


class GlobalKey(Enum):
    ANSWER = "answer"
    HANG_UP = "hang-up"
    """Or decline what rings."""


class WantedKey(msgspec.Struct, frozen=True):
    key: GlobalKey
    words: str
    """What it does, for the system's own dialog."""
    trigger: str
    """What is proposed (freedesktop.org shortcuts specification); the system and the person decide."""


class KeysGiven(msgspec.Struct, frozen=True):
    """By the system, from now on."""

    triggers: tuple[tuple[GlobalKey, str], ...]
    """How each is pressed, in the system's words; empty words: it can be pressed by nothing."""


class NoKeys(msgspec.Struct, frozen=True):
    refused: bool
    """By the person or the system; False: there is nobody who could give any, and it is not asked again."""


class KeyPressed(msgspec.Struct, frozen=True):
    key: GlobalKey


class GlobalKeys(Protocol):
    def want(self, keys: tuple[WantedKey, ...]) -> None:
        """From now on these; none: they are given back. Answered by KeysGiven or NoKeys."""
        ...
