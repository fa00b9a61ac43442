"""One transfer, as a table that can be read: in which step it is, what happened, which step follows, and what
is to be done about it. Pure; `calls.desk` feeds it and carries out its effects.

The caller is who is transferred, the colleague whom to. Directly: the caller's phone is told to call
(RFC 3515), and the caller is held until its report. Announced: the colleague is called first, and on Complete
the caller's phone is told to take that call's place (RFC 3891, RFC 5589 §7). Where it cannot be told, this
phone joins the two itself.

A pair of step and happening that is not in the table changes nothing.
"""

from enum import Enum, auto

import msgspec

from softphone.calls.call import Ending

HOLD_WITHIN = 10.0
"""Seconds for the caller to be on hold; then they are referred without."""
OVERDUE_AFTER = 60.0
"""Seconds without a result after which a direct transfer can be taken back."""
RESULT_WITHIN = 180.0
"""Seconds from the last report after which the result counts as unknown."""
TOLD_FOR = 8.0
"""Seconds that the outcome stays to be read."""
FOLLOWED_WITHIN = 4.0
"""Seconds for the colleague's call to end after the caller's, when the caller's takes its place."""


class Kind(Enum):
    DIRECT = auto()
    ANNOUNCED = auto()


class Step(Enum):
    """What a person is told of; each has a sentence with both names in the window."""

    HOLDING = auto()
    """The caller is being put on hold, to be referred."""
    REFERRED = auto()
    """The caller's phone was told; it reports how it gets on."""
    OVERDUE = auto()
    """So for a minute now."""
    CALLING = auto()
    """The colleague is being called; the caller waits."""
    TALKING = auto()
    """We talk with the colleague, or by turns with both."""
    CONFERENCE = auto()
    """All three talk."""
    WITHDRAWING = auto()
    """Completed while the colleague's phone rang: that call is being ended, the caller's follows."""
    CONNECTING = auto()
    """The colleague is being called, to be joined with the caller by this phone."""
    COMPLETING = auto()
    """The caller's phone was told to take the place of our call with the colleague."""
    TAKEN_OVER = auto()
    """So it seems: our call with the colleague has ended; the caller's phone has not said so yet."""
    CALLER_FIRST = auto()
    """Our call with the caller ended first; the colleague's will end too if it was taken over."""
    BRIDGED = auto()
    """This phone joins the two; nobody here hears them or is heard."""
    WAITING = auto()
    """The call with the colleague ended, for the reason given; the caller waits."""
    FAILED = auto()
    """The transfer failed, for the reason given; the caller waits."""
    UNKNOWN = auto()
    """No result came; the caller waits here, and the colleague's phone may still ring."""
    TAKEN_BACK = auto()
    """Taken back before the result was known: the colleague's phone may still ring."""
    ANSWERED_LATE = auto()
    """The colleague answered after all: the caller has two calls."""
    CALLER_LEFT = auto()
    """The caller hung up; the call with the colleague goes on."""
    GONE = auto()
    """The caller hung up before there was a result."""
    DONE = auto()
    OVER = auto()
    """Nothing more to be said."""


class Happening(Enum):
    # On the wire.
    CALLER_HELD = auto()
    HOLD_REFUSED = auto()
    PROGRESS = auto()
    SUCCEEDED = auto()
    FAILED = auto()
    REFUSED = auto()
    """The far end did not take the REFER: nothing has changed."""
    NO_RESULT = auto()
    """The reports ended without one."""
    COLLEAGUE_ANSWERED = auto()
    COLLEAGUE_ENDED = auto()
    """By the far end: hung up, busy, declined, not answered."""
    COLLEAGUE_WITHDRAWN = auto()
    """Ended by us: hung up, or given up before it was answered."""
    COLLEAGUE_LOST = auto()
    """Cut off."""
    COLLEAGUE_LEFT_US_TALKING = auto()
    """The colleague's call ended while we talked with the caller."""
    CALLER_ENDED = auto()
    """By the far end."""
    CALLER_DROPPED = auto()
    """By us."""
    PARTED = auto()
    """The phone could not join them, or another call came between."""
    PHONE_LOST = auto()
    # The person.
    COMPLETE = auto()
    COMPLETE_BY_PHONE = auto()
    """The same where the far ends cannot do it among themselves."""
    CANCEL = auto()
    TAKE_BACK = auto()
    TRY_DIRECT = auto()
    TRY_ANNOUNCED = auto()
    TRY_BY_PHONE = auto()
    SWAP = auto()
    JOIN = auto()
    PART = auto()
    DISMISS = auto()
    # The clock.
    TIME_UP = auto()


class Effect(Enum):
    HOLD_CALLER = auto()
    REFER = auto()
    REFER_REPLACES = auto()
    CALL_COLLEAGUE = auto()
    WITHDRAW = auto()
    """End the call to the colleague so that it is not shown there as missed."""
    HANG_UP_CALLER = auto()
    HANG_UP_COLLEAGUE = auto()
    RESUME_CALLER = auto()
    SWAP = auto()
    JOIN_WITH_US = auto()
    JOIN_WITHOUT_US = auto()
    PART = auto()
    """Whoever was joined without us is put on hold."""


class Button(Enum):
    """A button exists exactly while it is in the set of its step."""

    COMPLETE = auto()
    CANCEL = auto()
    TAKE_BACK = auto()
    """In the place of CANCEL."""
    SWAP = auto()
    CONFERENCE = auto()
    PART = auto()
    """End the conference: the caller waits again."""
    TRY_AGAIN = auto()
    ANNOUNCE = auto()
    """To the same colleague, announced this time."""
    DISMISS = auto()


S, H, E = Step, Happening, Effect
Row = tuple[Step, tuple[Effect, ...]]

TABLE: dict[tuple[Step, Happening], Row] = {
    # Direct.
    (S.HOLDING, H.CALLER_HELD): (S.REFERRED, (E.REFER,)),
    (S.HOLDING, H.HOLD_REFUSED): (S.REFERRED, (E.REFER,)),
    (S.HOLDING, H.TIME_UP): (S.REFERRED, (E.REFER,)),
    (S.HOLDING, H.CALLER_ENDED): (S.GONE, ()),
    (S.HOLDING, H.CALLER_DROPPED): (S.GONE, ()),  # a hang-up of before, crossed by their answer
    (S.HOLDING, H.PHONE_LOST): (S.FAILED, ()),
    (S.REFERRED, H.PROGRESS): (S.REFERRED, ()),
    (S.REFERRED, H.SUCCEEDED): (S.DONE, (E.HANG_UP_CALLER,)),
    (S.REFERRED, H.FAILED): (S.FAILED, ()),
    (S.REFERRED, H.REFUSED): (S.FAILED, ()),
    (S.REFERRED, H.NO_RESULT): (S.UNKNOWN, ()),
    (S.REFERRED, H.CALLER_ENDED): (S.GONE, ()),
    (S.REFERRED, H.CALLER_DROPPED): (S.GONE, ()),
    (S.REFERRED, H.PHONE_LOST): (S.UNKNOWN, ()),
    (S.REFERRED, H.TIME_UP): (S.OVERDUE, ()),
    (S.OVERDUE, H.PROGRESS): (S.OVERDUE, ()),
    (S.OVERDUE, H.SUCCEEDED): (S.DONE, (E.HANG_UP_CALLER,)),
    (S.OVERDUE, H.FAILED): (S.FAILED, ()),
    (S.OVERDUE, H.REFUSED): (S.FAILED, ()),
    (S.OVERDUE, H.NO_RESULT): (S.UNKNOWN, ()),
    (S.OVERDUE, H.CALLER_ENDED): (S.GONE, ()),
    (S.OVERDUE, H.CALLER_DROPPED): (S.OVER, ()),
    (S.OVERDUE, H.PHONE_LOST): (S.UNKNOWN, ()),
    (S.OVERDUE, H.TIME_UP): (S.UNKNOWN, ()),
    (S.OVERDUE, H.TAKE_BACK): (S.TAKEN_BACK, (E.RESUME_CALLER,)),
    # Announced: the colleague's phone rings.
    (S.CALLING, H.COLLEAGUE_ANSWERED): (S.TALKING, ()),
    (S.CALLING, H.COLLEAGUE_ENDED): (S.WAITING, ()),
    (S.CALLING, H.COLLEAGUE_WITHDRAWN): (S.WAITING, ()),
    (S.CALLING, H.COLLEAGUE_LOST): (S.WAITING, ()),
    (S.CALLING, H.COLLEAGUE_LEFT_US_TALKING): (S.OVER, ()),
    (S.CALLING, H.CALLER_ENDED): (S.CALLER_LEFT, ()),
    (S.CALLING, H.CALLER_DROPPED): (S.OVER, ()),
    (S.CALLING, H.CANCEL): (S.OVER, (E.HANG_UP_COLLEAGUE, E.RESUME_CALLER)),
    (S.CALLING, H.COMPLETE): (S.WITHDRAWING, (E.WITHDRAW,)),
    (S.CALLING, H.COMPLETE_BY_PHONE): (S.CONNECTING, ()),
    # Announced: we talk with the colleague.
    (S.TALKING, H.COLLEAGUE_ENDED): (S.WAITING, ()),
    (S.TALKING, H.COLLEAGUE_WITHDRAWN): (S.WAITING, ()),
    (S.TALKING, H.COLLEAGUE_LOST): (S.WAITING, ()),
    (S.TALKING, H.COLLEAGUE_LEFT_US_TALKING): (S.OVER, ()),
    (S.TALKING, H.CALLER_ENDED): (S.CALLER_LEFT, ()),
    (S.TALKING, H.CALLER_DROPPED): (S.OVER, ()),
    (S.TALKING, H.CANCEL): (S.OVER, (E.HANG_UP_COLLEAGUE, E.RESUME_CALLER)),
    (S.TALKING, H.SWAP): (S.TALKING, (E.SWAP,)),
    (S.TALKING, H.JOIN): (S.CONFERENCE, (E.JOIN_WITH_US,)),
    (S.TALKING, H.COMPLETE): (S.COMPLETING, (E.REFER_REPLACES,)),
    (S.TALKING, H.COMPLETE_BY_PHONE): (S.BRIDGED, (E.JOIN_WITHOUT_US,)),
    (S.CONFERENCE, H.COLLEAGUE_ENDED): (S.OVER, (E.PART,)),
    (S.CONFERENCE, H.COLLEAGUE_WITHDRAWN): (S.OVER, (E.PART,)),
    (S.CONFERENCE, H.COLLEAGUE_LOST): (S.OVER, (E.PART,)),
    (S.CONFERENCE, H.COLLEAGUE_LEFT_US_TALKING): (S.OVER, (E.PART,)),
    (S.CONFERENCE, H.CALLER_ENDED): (S.CALLER_LEFT, (E.PART,)),
    (S.CONFERENCE, H.CALLER_DROPPED): (S.OVER, (E.PART,)),
    (S.CONFERENCE, H.PARTED): (S.TALKING, (E.PART,)),
    (S.CONFERENCE, H.PART): (S.TALKING, (E.PART,)),
    (S.CONFERENCE, H.CANCEL): (S.OVER, (E.PART, E.HANG_UP_COLLEAGUE, E.RESUME_CALLER)),
    (S.CONFERENCE, H.COMPLETE): (S.COMPLETING, (E.PART, E.REFER_REPLACES)),
    (S.CONFERENCE, H.COMPLETE_BY_PHONE): (S.BRIDGED, (E.JOIN_WITHOUT_US,)),
    # Completed while the colleague's phone rang. Their answer may cross our CANCEL.
    (S.WITHDRAWING, H.COLLEAGUE_WITHDRAWN): (S.HOLDING, (E.HOLD_CALLER,)),
    (S.WITHDRAWING, H.COLLEAGUE_ANSWERED): (S.COMPLETING, (E.REFER_REPLACES,)),
    (S.WITHDRAWING, H.COLLEAGUE_ENDED): (S.WAITING, ()),
    (S.WITHDRAWING, H.COLLEAGUE_LOST): (S.WAITING, ()),
    (S.WITHDRAWING, H.CALLER_ENDED): (S.GONE, ()),
    (S.WITHDRAWING, H.CALLER_DROPPED): (S.OVER, (E.HANG_UP_COLLEAGUE,)),
    (S.WITHDRAWING, H.PHONE_LOST): (S.WAITING, ()),
    (S.WITHDRAWING, H.CANCEL): (S.OVER, (E.HANG_UP_COLLEAGUE, E.RESUME_CALLER)),
    # The caller's phone takes the place of our call with the colleague.
    (S.COMPLETING, H.PROGRESS): (S.COMPLETING, ()),
    (S.COMPLETING, H.SUCCEEDED): (S.DONE, (E.HANG_UP_CALLER, E.HANG_UP_COLLEAGUE)),
    (S.COMPLETING, H.FAILED): (S.TALKING, ()),
    (S.COMPLETING, H.REFUSED): (S.TALKING, ()),
    (S.COMPLETING, H.NO_RESULT): (S.TALKING, ()),
    (S.COMPLETING, H.COLLEAGUE_ENDED): (S.TAKEN_OVER, ()),
    (S.COMPLETING, H.COLLEAGUE_WITHDRAWN): (S.TAKEN_OVER, ()),
    (S.COMPLETING, H.COLLEAGUE_LOST): (S.TAKEN_OVER, ()),
    (S.COMPLETING, H.COLLEAGUE_LEFT_US_TALKING): (S.TAKEN_OVER, ()),
    (S.COMPLETING, H.CALLER_ENDED): (S.CALLER_FIRST, ()),
    (S.COMPLETING, H.CALLER_DROPPED): (S.OVER, ()),
    (S.COMPLETING, H.PHONE_LOST): (S.TALKING, ()),
    (S.COMPLETING, H.TIME_UP): (S.TALKING, ()),
    (S.COMPLETING, H.TAKE_BACK): (S.TAKEN_BACK, (E.HANG_UP_COLLEAGUE, E.RESUME_CALLER)),
    (S.TAKEN_OVER, H.PROGRESS): (S.TAKEN_OVER, ()),
    (S.TAKEN_OVER, H.SUCCEEDED): (S.DONE, (E.HANG_UP_CALLER,)),
    (S.TAKEN_OVER, H.FAILED): (S.FAILED, ()),
    (S.TAKEN_OVER, H.REFUSED): (S.WAITING, ()),
    (S.TAKEN_OVER, H.NO_RESULT): (S.UNKNOWN, ()),
    (S.TAKEN_OVER, H.CALLER_ENDED): (S.DONE, ()),
    (S.TAKEN_OVER, H.CALLER_DROPPED): (S.OVER, ()),
    (S.TAKEN_OVER, H.PHONE_LOST): (S.UNKNOWN, ()),
    (S.TAKEN_OVER, H.TIME_UP): (S.UNKNOWN, ()),
    (S.TAKEN_OVER, H.TAKE_BACK): (S.TAKEN_BACK, (E.RESUME_CALLER,)),
    (S.CALLER_FIRST, H.COLLEAGUE_ENDED): (S.DONE, ()),
    (S.CALLER_FIRST, H.COLLEAGUE_LOST): (S.DONE, ()),
    (S.CALLER_FIRST, H.COLLEAGUE_WITHDRAWN): (S.GONE, ()),
    (S.CALLER_FIRST, H.TIME_UP): (S.CALLER_LEFT, ()),
    # Joined by this phone.
    (S.CONNECTING, H.COLLEAGUE_ANSWERED): (S.BRIDGED, (E.JOIN_WITHOUT_US,)),
    (S.CONNECTING, H.COLLEAGUE_ENDED): (S.FAILED, ()),
    (S.CONNECTING, H.COLLEAGUE_WITHDRAWN): (S.FAILED, ()),
    (S.CONNECTING, H.COLLEAGUE_LOST): (S.FAILED, ()),
    (S.CONNECTING, H.CALLER_ENDED): (S.GONE, (E.HANG_UP_COLLEAGUE,)),
    (S.CONNECTING, H.CALLER_DROPPED): (S.OVER, (E.HANG_UP_COLLEAGUE,)),
    (S.CONNECTING, H.CANCEL): (S.OVER, (E.HANG_UP_COLLEAGUE, E.RESUME_CALLER)),
    (S.BRIDGED, H.COLLEAGUE_ENDED): (S.OVER, (E.PART, E.HANG_UP_CALLER)),
    (S.BRIDGED, H.COLLEAGUE_WITHDRAWN): (S.WAITING, (E.PART,)),
    (S.BRIDGED, H.COLLEAGUE_LOST): (S.WAITING, (E.PART,)),
    (S.BRIDGED, H.CALLER_ENDED): (S.OVER, (E.PART, E.HANG_UP_COLLEAGUE)),
    (S.BRIDGED, H.CALLER_DROPPED): (S.OVER, (E.PART,)),
    (S.BRIDGED, H.PARTED): (S.TALKING, (E.PART,)),
    (S.BRIDGED, H.TAKE_BACK): (S.TALKING, (E.PART, E.RESUME_CALLER)),
    # The caller waits.
    (S.WAITING, H.CALLER_ENDED): (S.GONE, ()),
    (S.WAITING, H.CALLER_DROPPED): (S.OVER, ()),
    (S.WAITING, H.TAKE_BACK): (S.OVER, (E.RESUME_CALLER,)),
    (S.WAITING, H.TRY_ANNOUNCED): (S.CALLING, (E.CALL_COLLEAGUE,)),
    (S.FAILED, H.CALLER_ENDED): (S.GONE, ()),
    (S.FAILED, H.CALLER_DROPPED): (S.OVER, ()),
    (S.FAILED, H.TAKE_BACK): (S.OVER, (E.RESUME_CALLER,)),
    (S.FAILED, H.TRY_DIRECT): (S.HOLDING, (E.HOLD_CALLER,)),
    (S.FAILED, H.TRY_BY_PHONE): (S.CONNECTING, (E.CALL_COLLEAGUE,)),
    (S.FAILED, H.TRY_ANNOUNCED): (S.CALLING, (E.CALL_COLLEAGUE,)),
    (S.UNKNOWN, H.PROGRESS): (S.UNKNOWN, ()),
    (S.UNKNOWN, H.SUCCEEDED): (S.DONE, (E.HANG_UP_CALLER,)),
    (S.UNKNOWN, H.FAILED): (S.FAILED, ()),
    (S.UNKNOWN, H.REFUSED): (S.FAILED, ()),
    (S.UNKNOWN, H.CALLER_ENDED): (S.GONE, ()),
    (S.UNKNOWN, H.CALLER_DROPPED): (S.OVER, ()),
    (S.UNKNOWN, H.TAKE_BACK): (S.TAKEN_BACK, (E.RESUME_CALLER,)),
    # Taken back before the result was known.
    (S.TAKEN_BACK, H.PROGRESS): (S.TAKEN_BACK, ()),
    (S.TAKEN_BACK, H.SUCCEEDED): (S.ANSWERED_LATE, ()),
    (S.TAKEN_BACK, H.FAILED): (S.OVER, ()),
    (S.TAKEN_BACK, H.REFUSED): (S.OVER, ()),
    (S.TAKEN_BACK, H.NO_RESULT): (S.OVER, ()),
    (S.TAKEN_BACK, H.CALLER_ENDED): (S.OVER, ()),
    (S.TAKEN_BACK, H.CALLER_DROPPED): (S.OVER, ()),
    (S.TAKEN_BACK, H.PHONE_LOST): (S.OVER, ()),
    (S.TAKEN_BACK, H.TIME_UP): (S.OVER, ()),
    # There was somebody to be told, and they have been.
    (S.GONE, H.COLLEAGUE_ANSWERED): (S.GONE, (E.HANG_UP_COLLEAGUE,)),
    (S.GONE, H.TIME_UP): (S.OVER, ()),
    (S.GONE, H.DISMISS): (S.OVER, ()),
    (S.CALLER_LEFT, H.TIME_UP): (S.OVER, ()),
    (S.CALLER_LEFT, H.DISMISS): (S.OVER, ()),
    (S.ANSWERED_LATE, H.TIME_UP): (S.OVER, ()),
    (S.ANSWERED_LATE, H.DISMISS): (S.OVER, ()),
    (S.DONE, H.TIME_UP): (S.OVER, ()),
    (S.DONE, H.DISMISS): (S.OVER, ()),
}

BUTTONS: dict[Step, frozenset[Button]] = {
    S.HOLDING: frozenset(),
    S.REFERRED: frozenset(),
    S.OVERDUE: frozenset({Button.TAKE_BACK}),
    S.CALLING: frozenset({Button.COMPLETE, Button.CANCEL}),
    S.TALKING: frozenset({Button.COMPLETE, Button.CANCEL, Button.SWAP, Button.CONFERENCE}),
    S.CONFERENCE: frozenset({Button.COMPLETE, Button.CANCEL, Button.PART}),
    S.WITHDRAWING: frozenset({Button.CANCEL}),
    S.CONNECTING: frozenset({Button.CANCEL}),
    S.COMPLETING: frozenset({Button.TAKE_BACK}),
    S.TAKEN_OVER: frozenset({Button.TAKE_BACK}),
    S.CALLER_FIRST: frozenset(),
    S.BRIDGED: frozenset({Button.TAKE_BACK}),
    S.WAITING: frozenset({Button.TAKE_BACK, Button.TRY_AGAIN}),
    S.FAILED: frozenset({Button.TAKE_BACK, Button.TRY_AGAIN, Button.ANNOUNCE}),
    S.UNKNOWN: frozenset({Button.TAKE_BACK}),
    S.TAKEN_BACK: frozenset(),
    S.ANSWERED_LATE: frozenset({Button.DISMISS}),
    S.CALLER_LEFT: frozenset({Button.DISMISS}),
    S.GONE: frozenset({Button.DISMISS}),
    S.DONE: frozenset({Button.DISMISS}),
    S.OVER: frozenset(),
}

PRIMARY: dict[Step, Button] = {
    S.CALLING: Button.COMPLETE,
    S.TALKING: Button.COMPLETE,
    S.CONFERENCE: Button.COMPLETE,
    **dict.fromkeys(
        (S.OVERDUE, S.COMPLETING, S.TAKEN_OVER, S.BRIDGED, S.WAITING, S.FAILED, S.UNKNOWN), Button.TAKE_BACK
    ),
    S.CONNECTING: Button.CANCEL,
    S.WITHDRAWING: Button.CANCEL,
}
"""The one filled button of a step, where it has any."""

REPORTS = frozenset({S.REFERRED, S.OVERDUE, S.COMPLETING, S.TAKEN_OVER, S.UNKNOWN, S.TAKEN_BACK})
"""The caller's phone may still report: another REFER would mix the two up."""
RUNNING = frozenset({S.HOLDING, S.REFERRED})
"""A direct transfer that nothing is done to: the caller is held without a button."""
WITH_COLLEAGUE = frozenset(
    {S.CALLING, S.TALKING, S.CONFERENCE, S.WITHDRAWING, S.CONNECTING, S.COMPLETING, S.BRIDGED, S.CALLER_FIRST}
)
"""Our call with the colleague is part of the transfer."""
OPEN = frozenset({S.WAITING, S.FAILED, S.CALLER_LEFT, S.ANSWERED_LATE, S.GONE, S.DONE, S.OVER})
"""Another transfer of the same call may take its place."""


class Transfer(msgspec.Struct, kw_only=True):
    """One transfer. Times are in seconds of the desk's clock."""

    id: str
    kind: Kind
    caller: str
    """The id of the call that is transferred."""
    target: str
    """Whom to, as in commands.Dial."""
    step: Step
    colleague: str = ""
    """The id of our call with the colleague; empty before there was one, and after it ended."""
    status: int = 0
    """The last one that the caller's phone reported."""
    reason: Ending | None = None
    """Why it came to WAITING or FAILED, or back to TALKING."""
    refused: bool = False
    """The far end would not be referred: nothing had changed, and the next try is by this phone."""
    by_phone: bool = False
    """This phone joins the two, since the far ends cannot do it among themselves."""
    asking: bool = False
    """Complete was pressed, and the person is asked first: somebody else than the colleague answered."""
    reported_at: float = 0.0
    """When the caller's phone was told, or reported last."""
    deadline: float | None = None

    def happened(self, what: Happening, now: float) -> tuple[Effect, ...]:
        """What follows from it; the step is the next one afterwards."""
        row = TABLE.get((self.step, what))
        if row is None:
            return ()
        before, (self.step, effects) = self.step, row
        if what is Happening.PROGRESS or Effect.REFER in effects or Effect.REFER_REPLACES in effects:
            self.reported_at = now
        self.asking = False
        if self.step is not before or what is Happening.PROGRESS:
            self.deadline = self._deadline(before, now)
        return effects

    def due(self, now: float) -> bool:
        """Whether TIME_UP has happened."""
        return self.deadline is not None and now >= self.deadline

    def begin(self, now: float) -> None:
        """Start the clock of the first step."""
        self.deadline = self._deadline(self.step, now)

    def _deadline(self, before: Step, now: float) -> float | None:
        match self.step:
            case Step.HOLDING:
                return now + HOLD_WITHIN
            case Step.REFERRED if before is Step.REFERRED:
                return self.deadline
            case Step.REFERRED:
                return now + OVERDUE_AFTER
            case Step.OVERDUE | Step.COMPLETING | Step.TAKEN_OVER | Step.TAKEN_BACK:
                return self.reported_at + RESULT_WITHIN
            case Step.CALLER_FIRST:
                return now + FOLLOWED_WITHIN
            case Step.DONE | Step.GONE | Step.CALLER_LEFT | Step.ANSWERED_LATE:
                return now + TOLD_FOR
            case _:
                return None
