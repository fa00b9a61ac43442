"""A call as the person sees it: one frozen snapshot, replaced as a whole at each change."""

from enum import Enum, auto

import msgspec


class Direction(Enum):
    INCOMING = "incoming"
    OUTGOING = "outgoing"


class CallState(Enum):
    """From the first INVITE to the last word. EARLY is 18x seen (outgoing) or sent (incoming)."""

    CALLING = "calling"
    INCOMING = "incoming"
    EARLY = "early"
    CONNECTING = "connecting"
    CONFIRMED = "confirmed"
    ENDED = "ended"


class Security(Enum):
    """How the sound travels: in the clear, or encrypted (SRTP) with keys by SDES or DTLS."""

    NONE = "none"
    SDES = "sdes"
    DTLS = "dtls"


class Ending(Enum):
    """Why a call ended, in the person's terms; each has one sentence in the window."""

    WE_HUNG_UP = auto()
    THEY_HUNG_UP = auto()
    BUSY = auto()
    DECLINED = auto()
    NO_ANSWER = auto()
    NOT_FOUND = auto()
    UNREACHABLE = auto()
    ANSWERED_ELSEWHERE = auto()
    CALLER_GAVE_UP = auto()
    NOT_ALLOWED = auto()
    NO_COMMON_CODEC = auto()
    NO_SOUND_SECURITY = auto()
    SERVER_ERROR = auto()
    LOST = auto()


class Party(msgspec.Struct, frozen=True):
    """The far end: its SIP address, and the display name it gave (empty when it gave none)."""

    uri: str
    name: str = ""


class Dialog(msgspec.Struct, frozen=True):
    """What another program needs to take this call up again by INVITE with Replaces (RFC 3891)."""

    call_id: str
    local_tag: str
    remote_tag: str
    local_uri: str
    remote_uri: str
    remote_target: str
    route_set: tuple[str, ...] = ()


class Quality(msgspec.Struct, frozen=True):
    """Measured over the last interval, from RTP and RTCP (RFC 3550 §6.4)."""

    codec: str
    packets_received: int
    loss_percent: float
    jitter_ms: float
    round_trip_ms: float | None
    mos: float
    """Estimated listening quality, 1 to 4.5 (ITU-T G.107, simplified)."""


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """One call. `id` is ours (unique in this desktop), not the Call-ID: it is kept when the phone restarts,
    and when the far end becomes another as we were transferred, or somebody took their place (RFC 3891)."""

    id: str
    account: str
    direction: Direction
    state: CallState
    remote: Party
    called: str = ""
    """The address that the caller asked for, so that a person with several numbers sees which."""
    answers_itself: bool = False
    """The server asks that this phone answer it by itself (Answer-Mode: Auto, RFC 5373 §3)."""
    status: int = 0
    """The last SIP status seen or sent, 0 before any."""
    held: bool = False
    held_by_far_end: bool = False
    muted: bool = False
    codec: str = ""
    security: Security = Security.NONE
    early_media: bool = False
    call_id: str = ""
    """Of the INVITE, known before there is a dialog."""
    caller_tag: str = ""
    """The tag in its From; the two together name a call wherever it passes."""
    dialog: Dialog | None = None
    taken_up: bool = False
    """True after the phone died in this call and took it up again; the microphone is off until told."""
    takes_refer: bool = True
    """False: the far end's Allow does not name REFER (RFC 3515), so it cannot be transferred by its phone."""
    takes_replaces: bool = True
    """False: its Supported does not name replaces (RFC 3891), so nobody can take a call's place there."""
    transferred_by: Party | None = None
    """Who transferred this call to us, or us to whom we talk with now (RFC 3892, Referred-By)."""
    referred_to: Party | None = None
    """The far end transfers us: that one is being called, and is the far end when they answer. If ours leaves
    before that, `remote` is that one already; if ours takes us off hold again, they are given up."""
    forwarded: bool = False
    """On the way to who answered, the call was forwarded (181)."""
    answered_by: Party | None = None
    """Who answered, where the answer says so and it is not whom we called (RFC 3325)."""
    voicemail: bool = False
    """A machine that takes messages answered (RFC 3840, actor="msg-taker")."""
    joined: tuple[str, ...] = ()
    """The ids of the calls whose far ends hear this one's, and the reverse."""
    bridged: bool = False
    """Joined without us: nobody here hears them or is heard."""
