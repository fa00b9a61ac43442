"""What the window shows of the desk: frozen values, made by `calls.desk`, drawn by the views."""

from enum import Enum, auto

import msgspec

from softphone.calls.call import Call, Ending, Quality
from softphone.calls.transfer import Button, Kind, Step


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
    PARK = auto()


class Identity(msgspec.Struct, frozen=True):
    """Who the far end is, as people say it."""

    name: str
    number: str = ""
    """Empty where the name already is the number."""
    urgent: bool = False
    """Help: its number is an emergency number."""


class Answered(Enum):
    """Who answered instead of the colleague that was called: Complete asks first."""

    VOICEMAIL = auto()
    ELSEWHERE = auto()
    """Forwarded; `answered_by` says to whom, where that is known."""


class ParkedAs(msgspec.Struct, frozen=True):
    place: int
    """0 until the server has said it."""
    overdue: bool
    """Nobody fetched it for long: it rings."""


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
    transfers: frozenset[Kind] = frozenset()
    """How it can be transferred now, to anybody."""
    partners: tuple[str, ...] = ()
    """Ids of the calls that it can be announced to, or joined with in a conference, as they are."""
    transfer: str = ""
    """The id of the transfer that it is part of."""
    transferred_by: Identity | None = None
    """Who transferred it to us, or us to whom we talk with."""
    being_transferred_to: Identity | None = None
    """The far end is transferring us; this one is being called."""
    urgent: bool = False
    """A call for help."""
    called: str = ""
    """Of an incoming call: the group or the number that the caller asked for, as people say it; empty where
    that would say nothing."""
    picks_up: bool = False
    """It only asks for the call that rings at whom it names."""
    parked: ParkedAs | None = None
    """It waits for any colleague to fetch it."""
    fetched_by: str = ""
    """With an ending: the name of the colleague who fetched it."""


class DeskTransfer(msgspec.Struct, frozen=True, kw_only=True):
    """One transfer as the person sees it: `step` and the names make its sentence."""

    id: str
    kind: Kind
    step: Step
    caller: Identity
    colleague: Identity
    caller_call: str
    """The ids of the two calls; empty where there is none."""
    colleague_call: str = ""
    buttons: frozenset[Button]
    primary: Button | None = None
    """The filled one, which Enter presses."""
    rings: bool = False
    """The colleague's phone rings: ours in CALLING and CONNECTING, the caller's call in REFERRED."""
    reason: Ending | None = None
    """Why it failed; also in TALKING, after a Complete that failed."""
    refused: bool = False
    """The caller's phone would not do it; nothing has changed, and the next try is by this phone."""
    by_phone: bool = False
    """This phone joins the two itself, and stays in between: the far ends cannot do it without."""
    answered: Answered | None = None
    answered_by: Identity | None = None
    asking: bool = False
    """Complete was pressed, and `answered` is a reason to ask: pressed again it is done."""


class DeskSnapshot(msgspec.Struct, frozen=True):
    """All calls of the person, oldest first; ended ones among them until they are dismissed."""

    calls: tuple[DeskCall, ...] = ()
    transfers: tuple[DeskTransfer, ...] = ()
    conference: tuple[str, ...] = ()
    """The ids of the calls that we are in a conference with."""

    @property
    def active(self) -> DeskCall | None:
        return next((c for c in self.calls if c.active), None)

    @property
    def ringing(self) -> tuple[DeskCall, ...]:
        """Incoming calls that wait for an answer."""
        return tuple(c for c in self.calls if Action.ANSWER in c.actions)
