"""What the window shows of the desk: frozen values, made by `calls.desk`, drawn by the views."""

from enum import Enum, auto

import msgspec

from softphone.calls.call import Call, Ending, Quality


class Action(Enum):
    """What can be done with a call now. A button exists exactly while its action is in the set."""

    ANSWER = auto()
    DECLINE = auto()
    HANG_UP = auto()
    HOLD = auto()
    RESUME = auto()
    MUTE = auto()
    UNMUTE = auto()
    KEYPAD = auto()


class DeskCall(msgspec.Struct, frozen=True, kw_only=True):
    """One call as the person sees it."""

    call: Call
    name: str
    """The colleague's or the caller's name, or the number as people write it."""
    number: str = ""
    """The number or address as people write it, empty where the name already is it."""
    actions: frozenset[Action]
    active: bool
    """The one call whose sound one hears; at most one."""
    confirmed_at: float | None = None
    """The injected clock's time of the answer, for the duration."""
    quality: Quality | None = None
    ending: Ending | None = None
    """Set once the call ended; the card stays a moment and says why."""
    recovering: bool = False
    """The phone died in this call; a new one is taking it up again."""


class DeskSnapshot(msgspec.Struct, frozen=True):
    """All calls of the person, oldest first; ended ones among them until they are dismissed."""

    calls: tuple[DeskCall, ...] = ()

    @property
    def active(self) -> DeskCall | None:
        return next((c for c in self.calls if c.active), None)

    @property
    def ringing(self) -> tuple[DeskCall, ...]:
        """Incoming calls that wait for an answer."""
        return tuple(c for c in self.calls if Action.ANSWER in c.actions)
