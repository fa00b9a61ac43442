"""The buttons and lamps of headsets, as everything above the system sees them: what is pressed comes out,
what the lamps say goes in. Pure."""

from collections.abc import Callable
from enum import Enum, auto
from typing import Protocol

import msgspec

from softphone.calls.desk_view import DeskSnapshot

ACKNOWLEDGED = 0.5
"""Seconds in which a headset repeats what its lamp was told, as if its hook had been moved."""


class Lamps(msgspec.Struct, frozen=True):
    off_hook: bool = False
    """There is a call; many headsets open their microphone by it."""
    ring: bool = False
    mute: bool = False
    hold: bool = False


class HookMoved(msgspec.Struct, frozen=True):
    off_hook: bool | None
    """None: the button says only that it was pressed."""


class MutePressed(msgspec.Struct, frozen=True):
    pass


class FlashPressed(msgspec.Struct, frozen=True):
    """The other call, or hold."""


class DropPressed(msgspec.Struct, frozen=True):
    """No, to what rings."""


class HeadsetsFound(msgspec.Struct, frozen=True):
    """Those with buttons that are there now, by name."""

    names: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    """The system does not let this program use them."""


class Wish(Enum):
    ANSWER = auto()
    HANG_UP = auto()
    DECLINE = auto()
    MUTE_OR_UNMUTE = auto()
    HOLD_OR_RESUME = auto()


class Headsets(Protocol):
    def show(self, lamps: Lamps) -> None:
        """On all of them, also on those that come later."""
        ...


def lamps(desk: DeskSnapshot) -> Lamps:
    waiting = {each.call.id for each in desk.ringing}
    there = [each for each in desk.calls if each.ending is None and each.call.id not in waiting]
    overdue = any(each.parked is not None and each.parked.overdue for each in there)
    talks = [each for each in there if each.parked is None]
    active = desk.active
    return Lamps(
        off_hook=bool(talks),
        ring=bool(waiting) or overdue,
        mute=active is not None and active.call.muted,
        hold=bool(talks) and active is None,
    )


class HeadsetSide:
    """What the buttons mean, by what goes on.

    A headset that was told that there is a call says so itself a moment later, by the same report as when
    somebody presses its button (Jabra, "Interacting with devices"); `clock`, in seconds, tells the two apart.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._lamps = Lamps()
        self._told_at = float("-inf")

    def show(self, desk: DeskSnapshot) -> Lamps:
        """The lamps from now on."""
        before, self._lamps = self._lamps, lamps(desk)
        if before.off_hook != self._lamps.off_hook:
            self._told_at = self._clock()
        return self._lamps

    def meaning(self, event: object) -> Wish | None:
        """None: it means nothing now, and the headset has to be told again how things are."""
        now = self._lamps
        match event:
            case HookMoved() if self._clock() - self._told_at < ACKNOWLEDGED:
                return None
            case HookMoved(off_hook=False | None) if now.off_hook:
                return Wish.HANG_UP
            case HookMoved(off_hook=True | None) if now.ring and not now.off_hook:
                return Wish.ANSWER
            case DropPressed() if now.ring:
                return Wish.DECLINE
            case DropPressed() if now.off_hook:
                return Wish.HANG_UP
            case FlashPressed() if now.ring:
                return Wish.ANSWER
            case FlashPressed() if now.off_hook:
                return Wish.HOLD_OR_RESUME
            case MutePressed() if now.off_hook:
                return Wish.MUTE_OR_UNMUTE
            case _:
                return None
