"""Somebody to call or to transfer to: a colleague, or what was typed."""

import msgspec
from PySide6.QtCore import QRect

from softphone.people.line_state import LineState
from softphone.people.reach import Reach
from softphone.ui.views.way import Way


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """`place` is where they were picked, in the coordinates of the window."""

    address: str
    """As in commands.Dial."""
    name: str
    place: QRect
    way: Way = Way.CALL
    person: str = ""
    """The colleague's id; empty for a number."""
    line: LineState | None = None
    """The colleague's, as it was when they were picked."""
    meeting: str = ""
    """From when until when theirs is that goes on or begins within the hour, as it was then; empty: none."""
    reaches: tuple[Reach, ...] = ()
    """All their numbers; `address` is the first of them until another was chosen."""
    undecided: bool = False
    """No number of theirs is the one that is meant by itself: it is to be asked which."""
    row: str = ""
    """Of the list that they were picked in; empty for a number."""
    favourite: bool = False
    picks_up: str = ""
    """The address at which the call can be picked up that rings at theirs; empty: there is none, or one may
    not."""
