"""How somebody was chosen, in the list or in the field."""

from enum import Enum, auto


class Way(Enum):
    CALL = auto()
    """By a click or Enter: a call, or during a call the choices."""
    ANNOUNCE = auto()
    """By Ctrl+Enter: during a call an announced transfer."""
    MENU = auto()
    """By the menu key or the right mouse button: the choices in any case."""
