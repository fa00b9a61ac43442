"""Rules for incoming calls (Inkommande samtal), as a person sets them.

Values as they are stored and synced; whether they are sensible is for `validation`, what a call does with
them for `forwarding`.
"""

from enum import Enum

import msgspec

from softphone.people.directory import NumberKind

NO_ANSWER_SECONDS = 20
SHORTEST_RING, LONGEST_RING = 5, 120
"""Seconds between which "no answer" may be set."""


class ToNumber(msgspec.Struct, frozen=True, tag="number"):
    number: str
    """E.164, or a short number as dialled."""


class ToColleague(msgspec.Struct, frozen=True, tag="colleague"):
    person: str
    """The id."""


class ToGroup(msgspec.Struct, frozen=True, tag="group"):
    group: str
    """The id."""


class ToVoicemail(msgspec.Struct, frozen=True, tag="voicemail"):
    """That of the person whose rule this is."""


class ToReception(msgspec.Struct, frozen=True, tag="reception"):
    pass


class HangUp(msgspec.Struct, frozen=True, tag="hang up"):
    pass


Target = ToNumber | ToColleague | ToGroup | ToVoicemail | ToReception
AfterReferral = HangUp | ToNumber | ToVoicemail | ToReception


class Phones(Enum):
    COMPUTER = "computer"
    """Every signed-in telephone of the person, the softphone or one on the desk."""
    MOBILE = "mobile"
    BOTH = "both"
    COMPUTER_THEN_MOBILE = "computer, then mobile"


class Ring(msgspec.Struct, frozen=True, tag="ring"):
    phones: Phones = Phones.COMPUTER
    mobile_after: int = 10
    """Seconds that the computer rings alone, with COMPUTER_THEN_MOBILE; within the time of "no answer"."""


class Forward(msgspec.Struct, frozen=True, tag="forward"):
    to: Target


class Refer(msgspec.Struct, frozen=True, tag="refer"):
    """The caller hears a message made from the profile, and then."""

    then: AfterReferral = HangUp()
    neutral: bool = False
    """The message says only that the person cannot be reached: neither why nor until when."""


Always = Ring | Forward | Refer
Otherwise = Forward | Refer | None
"""None: nothing; the caller is told how it went (busy, no answer, no connection)."""


class LineRules(msgspec.Struct, frozen=True, kw_only=True):
    """For calls to one kind of number. The last four matter only when `first` rings."""

    first: Always = Ring()
    busy: Otherwise = None
    no_answer: Otherwise = None
    no_answer_seconds: int = NO_ANSWER_SECONDS
    """From the first sign of ringing, over all phones that this rule rings; only with a `no_answer`."""
    no_connection: Otherwise = None


class Incoming(msgspec.Struct, frozen=True, kw_only=True):
    landline: LineRules = LineRules()
    mobile: LineRules | None = None
    """None: as the landline, until set apart."""

    def rules(self, kind: NumberKind) -> LineRules:
        return self.mobile if kind is NumberKind.MOBILE and self.mobile is not None else self.landline
