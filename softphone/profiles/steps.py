"""What an arriving call does next, what came of it, and why: values between `forwarding` and an engine."""

from collections.abc import Iterable
from datetime import datetime
from enum import Enum

import msgspec

from softphone.people.directory import NumberKind
from softphone.profiles.incoming import Phones, Target
from softphone.profiles.profile import Profile


class ToPerson(msgspec.Struct, frozen=True, tag="person"):
    person: str
    """The id."""
    kind: NumberKind = NumberKind.LANDLINE
    """By which of their numbers (people.number_kind.called_kind)."""


class ToAnswerGroup(msgspec.Struct, frozen=True, tag="group"):
    group: str
    """The id."""


class ToReserved(msgspec.Struct, frozen=True, tag="reserved"):
    """A number of the company's that no person has."""

    number: str
    """E.164."""


Called = ToPerson | ToAnswerGroup | ToReserved


class Arrival(msgspec.Struct, frozen=True, kw_only=True):
    called: Called
    caller: str = ""
    """The id of the person who calls, empty for one outside. A group does not ring its caller."""
    forwarded_before: int = 0
    """How often others have forwarded this call: the Diversion entries it came with (RFC 5806)."""


class RingPhones(msgspec.Struct, frozen=True, tag="ring phones"):
    """Ring a person's phones, those named all at once."""

    person: str
    computer: bool
    """Every signed-in telephone of theirs but the one that calls."""
    mobile: str
    """E.164, empty when it is not rung."""
    seconds: int | None
    """From the first sign of ringing; None: as long as the caller waits and the engine's own limit."""

    @property
    def phones(self) -> Phones:
        if not self.mobile:
            return Phones.COMPUTER
        return Phones.BOTH if self.computer else Phones.MOBILE


class RingMembers(msgspec.Struct, frozen=True, tag="ring members"):
    """Ring the signed-in telephones of these members of a group, all at once."""

    group: str
    members: tuple[str, ...]
    seconds: int | None


class PlayReferral(msgspec.Struct, frozen=True, tag="play referral"):
    """Say the referral message of a person, in early media."""

    person: str
    profile: Profile | None
    """None for the neutral message: what is not here cannot be said."""
    until: datetime | None


class CallNumber(msgspec.Struct, frozen=True, tag="call number"):
    """Out to the telephone network."""

    number: str
    """E.164, or a short number."""
    on_behalf_of: str
    """The id of the person whose rule it is; empty for a group or a reserved number."""


class TakeMessage(msgspec.Struct, frozen=True, tag="take message"):
    """Voicemail."""

    mailbox: str
    """The id of a person or group."""


class Refuse(msgspec.Struct, frozen=True, tag="refuse"):
    """The end without an answer."""

    status: int
    """SIP, 400 to 699."""


class Over(msgspec.Struct, frozen=True, tag="over"):
    """Somebody or something answered: nothing follows."""


Step = RingPhones | RingMembers | PlayReferral | CallNumber | TakeMessage | Refuse | Over


class Came(Enum):
    DONE = "done"
    """Answered; of a referral: played to its end."""
    BUSY = "busy"
    DECLINED = "declined"
    NO_ANSWER = "no answer"
    NO_CONNECTION = "no connection"
    """Nobody could be reached: no binding, dead contacts, silence."""
    NOT_AVAILABLE = "not available"
    """There is no such service: no announcements, no voicemail, no way out."""
    FAILED = "failed"
    """With a status that is none of these."""


class Outcome(msgspec.Struct, frozen=True):
    """Of one step."""

    came: Came
    status: int = 0
    """With FAILED: the SIP status, 300 to 699."""

    def __post_init__(self) -> None:
        if (self.came is Came.FAILED) is not (300 <= self.status <= 699):
            raise ValueError(f"{self.came.value} with status {self.status}")


_DECLINES = frozenset({603, 607, 608})
"""RFC 3261 §21.6.2; RFC 8197 and RFC 8688: unwanted, rejected."""
_BUSY = frozenset({486, 600})
_UNANSWERED = frozenset({408, 487})
_UNREACHABLE = frozenset({410, 430, 480, 503})
_TELLING = frozenset({401, 407, 415, 420, 484})


def outcome_of(statuses: Iterable[int]) -> Outcome:
    """What the failures of one step's phones (final SIP statuses) mean together.

    Who declines has spoken for all their phones. Busy takes every phone that could be reached; one that rang
    in vain makes it "no answer". Busy is never "no connection". No failures mean no connection.
    """
    came = [_outcome(status) for status in statuses]
    for first in (Came.DECLINED, Came.NO_ANSWER, Came.BUSY, Came.FAILED):
        found = [outcome for outcome in came if outcome.came is first]
        if found:
            return min(found, key=lambda outcome: _rank(outcome.status))
    return Outcome(Came.NO_CONNECTION)


def _rank(status: int) -> tuple[int, bool, int]:
    """As a proxy chooses among failures (RFC 3261 §16.7 step 6): a 6xx before all, else the lowest class,
    within it one that lets the caller try again with success."""
    return 0 if status >= 600 else status // 100, status not in _TELLING, status


def _outcome(status: int) -> Outcome:
    if status in _DECLINES:
        return Outcome(Came.DECLINED)
    if status in _BUSY:
        return Outcome(Came.BUSY)
    if status in _UNANSWERED:
        return Outcome(Came.NO_ANSWER)
    if status in _UNREACHABLE:
        return Outcome(Came.NO_CONNECTION)
    return Outcome(Came.FAILED, status)


class Cause(Enum):
    """Why a call was forwarded: the reasons of Diversion (RFC 5806), as they are written there."""

    UNCONDITIONAL = "unconditional"
    USER_BUSY = "user-busy"
    NO_ANSWER = "no-answer"
    UNAVAILABLE = "unavailable"
    TIME_OF_DAY = "time-of-day"
    """A group outside its hours."""


class Forwarding(msgspec.Struct, frozen=True):
    """One forward that was made."""

    by: str
    """The id of the person or group whose rule it was, or the reserved number."""
    number: str
    """The number or extension under which that one was called, for Diversion and History-Info."""
    cause: Cause
    to: Target
    """Where it went, in the end: a number of a colleague is the colleague, reception is the group."""


class Reason(Enum):
    """Why a step was taken, or a rule was not."""

    PROFILE = "the active profile"
    """`detail`: its number."""
    IN_A_CALL = "in a call, and call waiting is off"
    BUSY = "busy"
    DECLINED = "declined"
    NO_ANSWER = "no answer"
    NO_CONNECTION = "no connection"
    NOT_AVAILABLE = "the service is not available"
    FAILED = "failed"
    """`detail`: the status."""
    REFERRED = "heard the referral"
    FORWARDED = "forwarded"
    """`detail`: the cause, as in Diversion."""
    CLOSED = "outside the group's hours"
    NOBODY = "no member of the group can be rung"
    LOOP = "not forwarded: it has been there"
    TOO_MANY_FORWARDS = "not forwarded: too many times"
    CLASS_OF_SERVICE = "not forwarded: class of service"
    EMERGENCY_NUMBER = "not forwarded: an emergency number"
    NO_SUCH_TARGET = "not forwarded: there is no such target"
    NO_FORWARDING = "a reserved number that is not forwarded"
    RESERVED_MOBILE = "a reserved mobile number"
    """It needs an active SIM card; it is never forwarded."""


class Why(msgspec.Struct, frozen=True):
    """For call records, in order."""

    reason: Reason
    whose: str
    """The id of the person or group, or the number, at which this happened."""
    detail: str = ""
