"""What PJSIP's callbacks saw: copied in the callback, acted on after it has returned.

A callback never calls back into PJSIP; the agent takes these from a queue between two polls.
"""

from enum import Enum, auto
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from softphone.sip.pjsip.leg import Leg


class Came(Enum):
    """What made an event: a message in, a message out, or this phone's own timers and sockets."""

    RECEIVED = auto()
    SENT = auto()
    LOCAL = auto()


class Invited(msgspec.Struct, frozen=True):
    """A new INVITE to an account. `source` is HOST:PORT it came from."""

    account: str
    leg: "Leg"
    text: str
    source: str


class StateSeen(msgspec.Struct, frozen=True):
    leg: "Leg"
    state: int
    """PJSIP_INV_STATE_*"""
    status: int
    reason: str
    came: Came
    text: str
    """The message that made the change, empty when there was none."""


class MediaSeen(msgspec.Struct, frozen=True):
    """The sound of a call was negotiated, anew or again."""

    leg: "Leg"
    status: int
    """PJSUA_CALL_MEDIA_*"""
    direction: int
    """PJMEDIA_DIR_*, as bits"""
    index: int


class TransactionSeen(msgspec.Struct, frozen=True):
    """A transaction inside a call moved on."""

    leg: "Leg"
    method: str
    client: bool
    """Ours."""
    finished: bool
    status: int
    came: Came
    text: str
    """The message that moved it on; of a REFER of ours that nothing moved, itself."""


class StreamEnded(msgspec.Struct, frozen=True):
    """A sound stream ended, with its last counts."""

    leg: "Leg"
    codec: str
    packets: int
    lost: int
    jitter_ms: float
    round_trip_ms: float | None


class DigitSeen(msgspec.Struct, frozen=True):
    leg: "Leg"
    digit: str


class Replaced(msgspec.Struct, frozen=True):
    """An INVITE with Replaces (RFC 3891) takes the place of `old`."""

    old: "Leg"
    new: "Leg"
    text: str


class SentOn(msgspec.Struct, frozen=True):
    """The far end of `old` has us call somebody else (RFC 3515). PJSIP places that call as `new`, right after
    its callback, and reports on it; where it could not, `new` has no call."""

    old: "Leg"
    new: "Leg"
    target: str
    """The Refer-To."""
    text: str
    """The REFER; empty where it was not seen."""


class RegistrationSeen(msgspec.Struct, frozen=True):
    account: str
    code: int
    reason: str
    expires: int
    received: bool
    """The code came from a server; False: PJSIP's own, for a timeout or a connection that failed."""


class TransportSeen(msgspec.Struct, frozen=True):
    connection: int
    """Names it while it lasts."""
    kind: str
    """PJSIP's name of the type: UDP, TCP, TLS"""
    connected: bool
    error: int
    untrusted: str
    """Why the server's certificate is not trusted; empty when it is, or was not judged."""


Fact = (
    Invited
    | StateSeen
    | MediaSeen
    | TransactionSeen
    | StreamEnded
    | DigitSeen
    | Replaced
    | SentOn
    | RegistrationSeen
    | TransportSeen
)
