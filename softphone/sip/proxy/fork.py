"""One request on its way to one or several targets: the response context of a stateful proxy (RFC 3261 §16.7
to §16.10), as a pure machine.

Targets are tried in steps; within a step all at once. What comes back from the branches goes in, actions come
out. When a step ends without success the owner starts the next one or finishes.
"""

from collections.abc import Sequence
from enum import Enum, auto
from typing import final

import msgspec

from softphone.sip.message.message import Response
from softphone.sip.proxy.choice import best
from softphone.sip.proxy.forwarding import Target

TIMER_C = 190.0
"""Seconds without a sign of life after which a ringing branch is given up; must be over 180."""
REACH = 4.0
"""Seconds within which a branch has to say anything, a 100 at least, and some telephone of the step more than
a 100; else nobody is there. An old registration of a telephone that restarted would otherwise hold the caller
up until timer B. What is beyond a trunk may be silent for longer after its 100."""
CANCEL_LIMIT = 32.0
"""Seconds to wait for the 487 after a CANCEL (RFC 3261 §9.1: 64*T1)."""

ANSWERED_ELSEWHERE = 'SIP;cause=200;text="Call completed elsewhere"'
NO_ANSWER = 'SIP;cause=480;text="No answer"'


@final
class Branch:
    """One copy of the request, known by identity."""

    __slots__ = (
        "cancel_sent",
        "cancel_wanted",
        "deadline",
        "done",
        "ended",
        "joined",
        "provisional",
        "reason",
        "step",
        "target",
    )

    def __init__(self, target: Target, step: int, deadline: float) -> None:
        self.target = target
        self.step = step
        self.deadline = deadline
        self.provisional = False
        self.cancel_wanted = False
        self.cancel_sent = False
        self.reason = ""
        self.done = False
        """Nothing is waited for any more; what comes all the same is heard."""
        self.ended = False
        """Its transaction is over."""
        self.joined = False
        """Added to a step that was ringing: how it fails says nothing of that step."""

    @property
    def watched(self) -> bool:
        """Whether its deadline counts: also a CANCEL sent to a branch that came too late has one."""
        return not self.ended and (self.cancel_sent or not self.done)


class Launch(msgspec.Struct, frozen=True, gc=False):
    """Send a copy of the request to the branch's target."""

    branch: Branch


class CancelBranch(msgspec.Struct, frozen=True, gc=False):
    branch: Branch
    reason: str


class Abandon(msgspec.Struct, frozen=True):
    """Forget the branch's transaction: nobody answers, not even the CANCEL (RFC 3261 §9.1)."""

    branch: Branch


class RepeatNoMore(msgspec.Struct, frozen=True):
    """Do not send the branch's INVITE again; what it answers is heard all the same. It was sent several times
    within REACH, so that whoever got it and was not heard rings no longer than until our CANCEL; a telephone
    that comes back later does not ring for a call that has gone elsewhere."""

    branch: Branch


class PassBack(msgspec.Struct, frozen=True, gc=False):
    """A provisional or a 2xx response for the caller, at once."""

    branch: Branch
    response: Response


class Outcome(Enum):
    FAILED = auto()
    """Every branch of the step answered with a failure, or could not be reached."""
    NO_ANSWER = auto()
    """The ring time passed."""
    UNREACHABLE = auto()
    """No branch said anything."""


class StepEnded(msgspec.Struct, frozen=True):
    """Start the next step, or finish."""

    outcome: Outcome
    responses: tuple[Response, ...]


class Final(msgspec.Struct, frozen=True):
    """The failure that the caller gets: a response of a branch, or a status of our own."""

    response: Response | None
    status: int


Action = Launch | CancelBranch | Abandon | RepeatNoMore | PassBack | StepEnded | Final


@final
class Fork:
    """For an INVITE (`invite`) branches can ring and be cancelled; other requests only wait."""

    def __init__(self, *, invite: bool) -> None:
        self._invite = invite
        self._branches: list[Branch] = []
        self._failures: list[Response] = []
        self._step = 0
        self._ring_seconds: float | None = None
        self._ring_until: float | None = None
        self._silent_until: float | None = None
        self._rang = False
        self._step_open = False
        self._outcome = Outcome.FAILED
        self._finishing = False
        self._final = 0
        self.won = False
        self.cancelled = False
        self.finished = False

    @property
    def is_open(self) -> bool:
        """Whether a step is under way."""
        return self._step_open

    @property
    def deadline(self) -> float | None:
        if not self._invite:
            return None
        moments = [b.deadline for b in self._branches if b.watched]
        if self._step_open:
            moments += [at for at in (self._ring_until, self._silent_until) if at is not None]
        return min(moments, default=None)

    def start(self, targets: Sequence[Target], now: float, ring_seconds: float | None = None) -> list[Action]:
        """Begin the next step: one branch for each target, given up `ring_seconds` after the first sign of
        ringing, which is reckoned after REACH at the latest. Telephones that ring later do not prolong it."""
        self._step += 1
        self._failures = []
        self._outcome = Outcome.FAILED
        self._step_open = True
        self._rang = False
        self._ring_seconds = ring_seconds
        self._ring_until = None if ring_seconds is None else now + REACH + ring_seconds
        beyond = any(target.outside for target in targets)
        self._silent_until = now + REACH if self._invite and ring_seconds is not None and not beyond else None
        started = [Branch(target, self._step, now + REACH) for target in targets]
        self._branches += started
        return [Launch(branch) for branch in started]

    def add(self, target: Target, now: float) -> list[Action]:
        """One more branch in the step that is ringing; nothing when none is."""
        if not self._step_open:
            return []
        branch = Branch(target, self._step, now + REACH)
        branch.joined = True
        self._branches.append(branch)
        return [Launch(branch)]

    def answered(self, branch: Branch, response: Response, now: float) -> list[Action]:
        """A response of a branch."""
        if response.status < 200:
            return self._provisional(branch, response, now)
        first = not branch.done
        branch.done = branch.ended = True
        if response.status < 300:
            # Each 2xx goes up at once, also one that crossed our CANCEL: that callee has answered.
            if self.finished:
                return []
            self.won = True
            self._step_open = False
            return [PassBack(branch, response), *self._cancel_all(ANSWERED_ELSEWHERE, now)]
        if not first:
            return []
        if branch.joined:
            return self._settle()
        if branch.step == self._step and not branch.cancel_sent:
            self._failures.append(response)
        actions: list[Action] = []
        if response.status >= 600:
            actions += self._cancel_all(f"SIP;cause={response.status}", now, only_step=branch.step)
        return actions + self._settle()

    def failed(self, branch: Branch, now: float) -> list[Action]:
        """A branch ended without a final response."""
        branch.done = branch.ended = True
        return self._settle()

    def cancel(self, now: float, reason: str = "") -> list[Action]:
        """The caller gave up."""
        if self.won or self.finished:
            return []
        self.cancelled = True
        self._step_open = False
        return [*self._cancel_all(reason, now), *self._settle()]

    def finish(self, status: int = 0) -> list[Action]:
        """There is no next step: the caller gets the final answer when the last branch has ended. With a
        `status`, that one: from the last step's answers if it is among them, else our own."""
        self._finishing = True
        self._final = status
        return self._settle()

    def advance(self, now: float) -> list[Action]:
        """Act on what is overdue: the ring time, timer C, and CANCELs that nobody answered."""
        actions: list[Action] = []
        if self._step_open and self._silent_until is not None and now >= self._silent_until:
            # Who has answered with a failure was there: busy at one is not "nobody", whoever else is silent.
            self._step_open = False
            self._outcome = Outcome.FAILED if self._failures else Outcome.UNREACHABLE
            actions += self._cancel_all(NO_ANSWER, now)
            actions.append(StepEnded(self._outcome, tuple(self._failures)))
        if self._step_open and self._ring_until is not None and now >= self._ring_until:
            self._step_open = False
            self._outcome = Outcome.NO_ANSWER
            actions += self._cancel_all(NO_ANSWER, now)
            actions.append(StepEnded(Outcome.NO_ANSWER, tuple(self._failures)))
        if not self._invite:
            return actions
        for branch in self._branches:
            if not branch.watched or now < branch.deadline:
                continue
            if branch.cancel_sent:
                branch.done = branch.ended = True
                actions.append(Abandon(branch))
            elif not branch.provisional:
                branch.done = True  # what it may still say is heard: a 2xx wins, a 18x gets a CANCEL
                actions.append(RepeatNoMore(branch))
            else:
                actions += self._cancel(branch, NO_ANSWER, now)
        return actions + self._settle()

    def _provisional(self, branch: Branch, response: Response, now: float) -> list[Action]:
        branch.provisional = True
        if branch.done or branch.cancel_wanted:
            return self._cancel(branch, self._late_reason(branch), now)
        branch.deadline = now + TIMER_C
        if response.status == 100:
            return []
        if branch.step == self._step and not self._rang:
            self._rang = True
            self._silent_until = None
            if self._ring_seconds is not None:
                self._ring_until = now + self._ring_seconds
        if self.won or self.cancelled or self.finished:
            return []
        return [PassBack(branch, response)]

    def _late_reason(self, branch: Branch) -> str:
        """Of the CANCEL to a branch that says its first word when nobody waits for it any more: what its
        telephone shows as a missed call depends on it. None where the caller gave up and named none."""
        if branch.cancel_wanted:
            return branch.reason
        return ANSWERED_ELSEWHERE if self.won else NO_ANSWER

    def _cancel_all(self, reason: str, now: float, only_step: int = 0) -> list[Action]:
        if not self._invite:
            return []
        actions: list[Action] = []
        for branch in self._branches:
            if not branch.done and only_step in (0, branch.step):
                actions += self._cancel(branch, reason, now)
        return actions

    def _cancel(self, branch: Branch, reason: str, now: float) -> list[Action]:
        """CANCEL once, and only after a provisional response (RFC 3261 §9.1)."""
        branch.cancel_wanted = True
        branch.reason = reason
        if branch.cancel_sent or not branch.provisional:
            return []
        branch.cancel_sent = True
        branch.deadline = now + CANCEL_LIMIT
        return [CancelBranch(branch, reason)]

    def _settle(self) -> list[Action]:
        """Whether the step, or the whole, has come to its end."""
        if self.won or self.finished:
            return []
        if self._step_open and all(b.done or b.cancel_wanted for b in self._branches if b.step == self._step):
            self._step_open = False
            heard = self._failures or any(b.provisional for b in self._branches if b.step == self._step)
            self._outcome = Outcome.FAILED if heard else Outcome.UNREACHABLE
            return [StepEnded(self._outcome, tuple(self._failures))]
        if not (self._finishing or self.cancelled) or not all(b.done for b in self._branches):
            return []
        self.finished = True
        if self.cancelled:
            return [Final(None, 487)]
        chosen = best(self._failures)
        if self._final and (chosen is None or chosen.status != self._final):
            return [Final(None, self._final)]
        return [Final(chosen, 408 if self._outcome is Outcome.FAILED else 480)]
