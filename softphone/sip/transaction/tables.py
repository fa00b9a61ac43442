"""The four transaction machines of SIP as tables: (state, event) gives the next state and what to do.

RFC 3261 §17.1.1 (INVITE client), §17.1.2 (other client), §17.2.1 (INVITE server), §17.2.2 (other server),
all as corrected by RFC 6026 (the Accepted state; stray 2xx). A pair that is not in a table changes nothing.
"""

from collections.abc import Mapping
from enum import Enum, auto
from typing import NamedTuple


class _Name(Enum):
    """There is one object for each; an Enum's own hash, made in Python, would be most of a look-up."""

    __hash__ = object.__hash__


class State(_Name):
    INITIAL = auto()
    CALLING = auto()
    TRYING = auto()
    PROCEEDING = auto()
    ACCEPTED = auto()
    COMPLETED = auto()
    CONFIRMED = auto()
    TERMINATED = auto()


class Timer(_Name):
    """Named as in RFC 3261 table 4 and RFC 6026 §7."""

    A = "INVITE request retransmit"
    B = "INVITE client gives up"
    D = "INVITE client absorbs response retransmits"
    E = "other request retransmit"
    F = "other client gives up"
    G = "INVITE response retransmit"
    H = "server waits for the ACK"
    I = "server absorbs ACK retransmits"  # noqa: E741 - the RFC's name
    J = "other server absorbs request retransmits"
    K = "other client absorbs response retransmits"
    L = "INVITE server absorbs INVITE retransmits after a 2xx"
    M = "INVITE client passes on further 2xx"
    TRYING = "INVITE server says 100"
    """Without a letter in the RFC."""


class Event(_Name):
    START = auto()
    PROVISIONAL = auto()
    """A 1xx: received by a client, sent by a server's user. So also the next two."""
    SUCCESS = auto()
    FAILURE = auto()
    """3xx to 6xx; for the two machines without INVITE every final response is SUCCESS or FAILURE alike."""
    REQUEST = auto()
    """The request again: a retransmission."""
    ACK = auto()
    TRANSPORT_ERROR = auto()


class Do(_Name):
    SEND_REQUEST = auto()
    SEND_RESPONSE = auto()
    """The newest response, also as a retransmission."""
    SEND_TRYING = auto()
    """100, for the transaction's user has said nothing yet."""
    SEND_ACK = auto()
    """The ACK of this transaction, for a 3xx to 6xx."""
    PASS_UP = auto()
    """Hand the message to the transaction's user."""
    SAY_TIMEOUT = auto()
    SAY_UNREACHABLE = auto()


class Row(NamedTuple):
    to: State
    do: tuple[Do, ...] = ()
    start: tuple[Timer, ...] = ()


Table = Mapping[tuple[State, Event | Timer], Row]
S, E, T = State, Event, Timer

INVITE_CLIENT: Table = {
    (S.INITIAL, E.START): Row(S.CALLING, (Do.SEND_REQUEST,), (T.A, T.B)),
    (S.CALLING, T.A): Row(S.CALLING, (Do.SEND_REQUEST,), (T.A,)),
    (S.CALLING, T.B): Row(S.TERMINATED, (Do.SAY_TIMEOUT,)),
    (S.CALLING, E.TRANSPORT_ERROR): Row(S.TERMINATED, (Do.SAY_UNREACHABLE,)),
    (S.CALLING, E.PROVISIONAL): Row(S.PROCEEDING, (Do.PASS_UP,)),
    (S.CALLING, E.SUCCESS): Row(S.ACCEPTED, (Do.PASS_UP,), (T.M,)),
    (S.CALLING, E.FAILURE): Row(S.COMPLETED, (Do.SEND_ACK, Do.PASS_UP), (T.D,)),
    (S.PROCEEDING, E.PROVISIONAL): Row(S.PROCEEDING, (Do.PASS_UP,)),
    (S.PROCEEDING, E.SUCCESS): Row(S.ACCEPTED, (Do.PASS_UP,), (T.M,)),
    (S.PROCEEDING, E.FAILURE): Row(S.COMPLETED, (Do.SEND_ACK, Do.PASS_UP), (T.D,)),
    (S.ACCEPTED, E.SUCCESS): Row(S.ACCEPTED, (Do.PASS_UP,)),
    (S.ACCEPTED, T.M): Row(S.TERMINATED),
    (S.COMPLETED, E.FAILURE): Row(S.COMPLETED, (Do.SEND_ACK,)),
    (S.COMPLETED, E.TRANSPORT_ERROR): Row(S.TERMINATED, (Do.SAY_UNREACHABLE,)),
    (S.COMPLETED, T.D): Row(S.TERMINATED),
}

OTHER_CLIENT: Table = {
    (S.INITIAL, E.START): Row(S.TRYING, (Do.SEND_REQUEST,), (T.E, T.F)),
    (S.TRYING, T.E): Row(S.TRYING, (Do.SEND_REQUEST,), (T.E,)),
    (S.TRYING, T.F): Row(S.TERMINATED, (Do.SAY_TIMEOUT,)),
    (S.TRYING, E.TRANSPORT_ERROR): Row(S.TERMINATED, (Do.SAY_UNREACHABLE,)),
    (S.TRYING, E.PROVISIONAL): Row(S.PROCEEDING, (Do.PASS_UP,)),
    (S.TRYING, E.SUCCESS): Row(S.COMPLETED, (Do.PASS_UP,), (T.K,)),
    (S.TRYING, E.FAILURE): Row(S.COMPLETED, (Do.PASS_UP,), (T.K,)),
    (S.PROCEEDING, T.E): Row(S.PROCEEDING, (Do.SEND_REQUEST,), (T.E,)),
    (S.PROCEEDING, T.F): Row(S.TERMINATED, (Do.SAY_TIMEOUT,)),
    (S.PROCEEDING, E.TRANSPORT_ERROR): Row(S.TERMINATED, (Do.SAY_UNREACHABLE,)),
    (S.PROCEEDING, E.PROVISIONAL): Row(S.PROCEEDING, (Do.PASS_UP,)),
    (S.PROCEEDING, E.SUCCESS): Row(S.COMPLETED, (Do.PASS_UP,), (T.K,)),
    (S.PROCEEDING, E.FAILURE): Row(S.COMPLETED, (Do.PASS_UP,), (T.K,)),
    (S.COMPLETED, T.K): Row(S.TERMINATED),
}

INVITE_SERVER: Table = {
    # The RFC's Proceeding begins here in Trying: 100 goes out only when nothing else did within 200 ms, and
    # most telephones ring sooner.
    (S.INITIAL, E.START): Row(S.TRYING, (Do.PASS_UP,), (T.TRYING,)),
    (S.TRYING, T.TRYING): Row(S.PROCEEDING, (Do.SEND_TRYING,)),
    # Late: it is what 100 was to spare us.
    (S.TRYING, E.REQUEST): Row(S.PROCEEDING, (Do.SEND_TRYING,)),
    (S.TRYING, E.PROVISIONAL): Row(S.PROCEEDING, (Do.SEND_RESPONSE,)),
    (S.TRYING, E.SUCCESS): Row(S.ACCEPTED, (Do.SEND_RESPONSE,), (T.L,)),
    (S.TRYING, E.FAILURE): Row(S.COMPLETED, (Do.SEND_RESPONSE,), (T.G, T.H)),
    (S.PROCEEDING, E.REQUEST): Row(S.PROCEEDING, (Do.SEND_RESPONSE,)),
    (S.PROCEEDING, E.PROVISIONAL): Row(S.PROCEEDING, (Do.SEND_RESPONSE,)),
    (S.PROCEEDING, E.SUCCESS): Row(S.ACCEPTED, (Do.SEND_RESPONSE,), (T.L,)),
    (S.PROCEEDING, E.FAILURE): Row(S.COMPLETED, (Do.SEND_RESPONSE,), (T.G, T.H)),
    (S.PROCEEDING, E.TRANSPORT_ERROR): Row(S.PROCEEDING, (Do.SAY_UNREACHABLE,)),
    # A 2xx is repeated by the callee, end to end; the INVITE again is absorbed, the ACK goes up.
    (S.ACCEPTED, E.SUCCESS): Row(S.ACCEPTED, (Do.SEND_RESPONSE,)),
    (S.ACCEPTED, E.ACK): Row(S.ACCEPTED, (Do.PASS_UP,)),
    (S.ACCEPTED, E.TRANSPORT_ERROR): Row(S.ACCEPTED, (Do.SAY_UNREACHABLE,)),
    (S.ACCEPTED, T.L): Row(S.TERMINATED),
    (S.COMPLETED, E.REQUEST): Row(S.COMPLETED, (Do.SEND_RESPONSE,)),
    (S.COMPLETED, T.G): Row(S.COMPLETED, (Do.SEND_RESPONSE,), (T.G,)),
    (S.COMPLETED, T.H): Row(S.TERMINATED, (Do.SAY_TIMEOUT,)),
    (S.COMPLETED, E.TRANSPORT_ERROR): Row(S.COMPLETED, (Do.SAY_UNREACHABLE,)),
    (S.COMPLETED, E.ACK): Row(S.CONFIRMED, (), (T.I,)),
    (S.CONFIRMED, T.I): Row(S.TERMINATED),
}

OTHER_SERVER: Table = {
    (S.INITIAL, E.START): Row(S.TRYING, (Do.PASS_UP,)),
    (S.TRYING, E.PROVISIONAL): Row(S.PROCEEDING, (Do.SEND_RESPONSE,)),
    (S.TRYING, E.SUCCESS): Row(S.COMPLETED, (Do.SEND_RESPONSE,), (T.J,)),
    (S.TRYING, E.FAILURE): Row(S.COMPLETED, (Do.SEND_RESPONSE,), (T.J,)),
    (S.PROCEEDING, E.REQUEST): Row(S.PROCEEDING, (Do.SEND_RESPONSE,)),
    (S.PROCEEDING, E.PROVISIONAL): Row(S.PROCEEDING, (Do.SEND_RESPONSE,)),
    (S.PROCEEDING, E.SUCCESS): Row(S.COMPLETED, (Do.SEND_RESPONSE,), (T.J,)),
    (S.PROCEEDING, E.FAILURE): Row(S.COMPLETED, (Do.SEND_RESPONSE,), (T.J,)),
    (S.PROCEEDING, E.TRANSPORT_ERROR): Row(S.TERMINATED, (Do.SAY_UNREACHABLE,)),
    (S.COMPLETED, E.REQUEST): Row(S.COMPLETED, (Do.SEND_RESPONSE,)),
    (S.COMPLETED, E.TRANSPORT_ERROR): Row(S.TERMINATED, (Do.SAY_UNREACHABLE,)),
    (S.COMPLETED, T.J): Row(S.TERMINATED),
}
