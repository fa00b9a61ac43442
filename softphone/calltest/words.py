"""The words of the scenarios: what phones do, and what can be seen on them."""

from enum import Enum

from softphone.calls.call import Call, CallState, Direction


class Behaviour(Enum):
    """What a phone does by itself when it is called."""

    WAIT = "ring"
    """Ring, and leave the rest to the steps."""
    ANSWER = "answer"
    BUSY = "busy"
    DECLINE = "decline"
    NEVER = "never answer"


class Action(Enum):
    """What a step can have a phone do. All but the call concern its latest call that has not ended."""

    CALL = "call"
    ANSWER = "answer"
    DECLINE = "decline"
    BUSY = "busy"
    HANG_UP = "hang up"
    HOLD = "hold"
    RESUME = "resume"
    MUTE = "mute"
    UNMUTE = "unmute"
    DIGITS = "send digits"


class Dialled(Enum):
    """By which of its addresses a phone is called."""

    LOGIN = "login"
    EXTENSION = "extension"
    LANDLINE = "landline"
    MOBILE = "mobile"


class Sight(Enum):
    """What a phone shows of a call."""

    CALLING = "calling"
    RINGING = "ringing"
    """A call comes in, or the far end rings."""
    TALKING = "talking"
    HOLDING = "holding"
    """We hold the other party."""
    HELD = "held"
    """The other party holds us."""
    ENDED = "ended"
    DIGITS = "digits"
    """Digits came from the other party."""
    NO_CALL = "no call"
    """Nothing: this phone has had no call at all."""


def sight(call: Call) -> Sight:
    """What a call's state looks like."""
    match call.state:
        case CallState.ENDED:
            return Sight.ENDED
        case CallState.CONFIRMED if call.held:
            return Sight.HOLDING
        case CallState.CONFIRMED if call.held_by_far_end:
            return Sight.HELD
        case CallState.CONFIRMED:
            return Sight.TALKING
        case CallState.EARLY | CallState.INCOMING:
            return Sight.RINGING
        case CallState.CALLING:
            return Sight.CALLING
        case CallState.CONNECTING:
            return Sight.CALLING if call.direction is Direction.OUTGOING else Sight.RINGING
