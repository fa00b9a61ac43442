"""One call as the engine saw it: who was tried and why, what came of it, and how it ended.

Moments within a call are seconds after its beginning, by a steady clock: durations stay right when the
system's clock is set.
"""

from enum import Enum

import msgspec


class Ending(Enum):
    """How a call ended."""

    CALLER_HUNG_UP = "caller hung up"
    CALLEE_HUNG_UP = "callee hung up"
    CANCELLED = "cancelled by the caller"
    FAILED = "not answered"
    REFUSED = "refused by the engine"
    REPLACED = "replaced by another call"
    LOST = "ended unseen"
    """Nobody hung up: a telephone that is gone, or no sign of life."""


class Came(Enum):
    """What came of trying one telephone."""

    ANSWERED = "answered"
    FAILED = "failed"
    """With a status."""
    STOPPED = "stopped"
    """By our CANCEL: another answered, the time was over, or the caller gave up."""
    UNREACHABLE = "unreachable"
    SILENT = "no answer at all"


class RecordedWhy(msgspec.Struct, frozen=True):
    reason: str
    """As profiles.steps.Reason says it."""
    whose: str = ""
    """The id of a person or group, or a number."""
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.reason} {self.detail}".rstrip()


class Try(msgspec.Struct, frozen=True, kw_only=True):
    """One telephone that was rung."""

    person: str
    """Empty for a trunk."""
    device: str
    address: str
    """Its flow, as text."""
    number: str = ""
    """Outside the company: what was called there, as the operator was given it."""
    at: float
    rang: float | None = None
    came: Came | None = None
    """None: not known yet."""
    came_at: float | None = None
    status: int = 0
    """The final SIP status, 0 when there was none."""


class RecordedStep(msgspec.Struct, frozen=True, kw_only=True):
    at: float
    whys: tuple[RecordedWhy, ...] = ()
    tries: tuple[Try, ...] = ()


class CallRecord(msgspec.Struct, frozen=True, kw_only=True):
    """Written when the call is answered, and again, in its place, when it ends."""

    id: str
    call_id: str
    caller_tag: str
    callee_tag: str = ""
    """Of who answered."""
    began: float
    """Seconds since 1970."""
    caller: str
    """The id of the person; empty for one outside."""
    caller_device: str
    caller_address: str = ""
    caller_shown: str = ""
    """Name or number that the call came with."""
    caller_uri: str = ""
    """The address in From, by which one calls back."""
    callee: str = ""
    """The id of the person or group that was called; empty outside the company."""
    called: str
    """The user part that was dialled, or the whole URI of another domain."""
    steps: tuple[RecordedStep, ...] = ()
    whys: tuple[RecordedWhy, ...] = ()
    """Of the end: rules that led nowhere after the last step."""
    answered: float | None = None
    answered_by: str = ""
    """The id of the person."""
    answered_device: str = ""
    ended: float | None = None
    """None: it goes on, or its end was not seen."""
    status: int = 0
    """The final SIP status that the caller got; 0 while there is none."""
    ending: Ending | None = None

    @property
    def people(self) -> frozenset[str]:
        """The ids of those whom this call concerns: who made it, whom it was for, whose telephones rang or
        whose rules sent it on, and who answered."""
        tried = {each.person for step in self.steps for each in step.tries}
        whys = (*self.whys, *(why for step in self.steps for why in step.whys))
        found = {self.caller, self.callee, self.answered_by, *tried, *(why.whose for why in whys)}
        return frozenset(found - {""})

    @property
    def talked(self) -> float | None:
        """Seconds between the answer and the end."""
        return None if self.answered is None or self.ended is None else self.ended - self.answered


class CallEnd(msgspec.Struct, frozen=True, kw_only=True):
    """The end of a call that was answered before this engine started: its record is in the storage."""

    call_id: str
    tags: tuple[str, str]
    """From and To of the request that ended it."""
    at: float
    """Seconds since 1970."""

    def is_of(self, record: CallRecord) -> bool:
        return self.call_id == record.call_id and set(self.tags) == {record.caller_tag, record.callee_tag}

    def who_hung_up(self, caller_tag: str) -> Ending:
        return Ending.CALLER_HUNG_UP if self.tags[0] == caller_tag else Ending.CALLEE_HUNG_UP
