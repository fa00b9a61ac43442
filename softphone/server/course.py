"""Where a request goes, attempt by attempt: by the rules (`PlannedCourse`) or as given (`FixedCourse`)."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol, final

import msgspec

from softphone.profiles.forwarding import next_step
from softphone.profiles.plan import Facts, Plan
from softphone.profiles.steps import (
    Came,
    Forwarding,
    Outcome,
    Over,
    Refuse,
    Step,
    ToAnswerGroup,
    ToPerson,
    Why,
    outcome_of,
)
from softphone.sip.proxy import fork
from softphone.sip.proxy.fork import StepEnded
from softphone.sip.proxy.forwarding import Refusal, Target


class Attempt(msgspec.Struct, frozen=True):
    """Targets to try together. `seconds` of ringing; None: the engine's own limit."""

    targets: tuple[Target, ...]
    seconds: float | None = None
    forwarded: tuple[Forwarding, ...] = ()
    """The forwards on the way here that the caller has not been told of."""


class Verdict(msgspec.Struct, frozen=True):
    """Nothing is left to try. Status 0: the best of what the last attempt answered."""

    status: int = 0
    reason: str = ""


class Course(Protocol):
    def begin(self) -> Attempt | Verdict: ...

    def after(self, ended: StepEnded) -> Attempt | Verdict: ...

    @property
    def whys(self) -> tuple[Why, ...]:
        """What was decided so far and why, in order, for call records."""
        ...

    @property
    def callee(self) -> str:
        """The id of the person or group that is called, for call records; empty outside the company."""
        ...


@final
class FixedCourse:
    """Places that mean the same, one after the other as long as the one before cannot be reached;
    `unreachable` is the answer when none could."""

    def __init__(self, places: Sequence[tuple[Target, ...]], *, unreachable: Refusal | None = None) -> None:
        self._places = list(places)
        self._unreachable = unreachable

    @property
    def whys(self) -> tuple[Why, ...]:
        return ()

    @property
    def callee(self) -> str:
        return ""

    def begin(self) -> Attempt | Verdict:
        return Attempt(self._places.pop(0)) if self._places else Verdict(480)

    def after(self, ended: StepEnded) -> Attempt | Verdict:
        if _is_dead(ended):
            if self._places:
                return Attempt(self._places.pop(0))
            if self._unreachable is not None:
                return Verdict(self._unreachable.status, self._unreachable.reason)
        return Verdict()


@final
class PlannedCourse:
    """By the rules. `places` gives where a step's call goes, one after the other where a later one is only
    tried when an earlier one cannot be reached; a Refusal when there is no such place. `local_time` is the
    company's. `redirected` makes what a 3xx answer asks for of a plan, or None."""

    def __init__(
        self,
        plan: Plan,
        facts: Facts,
        *,
        places: Callable[[Plan], list[tuple[Target, ...]] | Refusal],
        redirected: Callable[[Plan, StepEnded], Plan | None],
        local_time: Callable[[], datetime],
    ) -> None:
        self.plan = plan
        self._facts = facts
        self._places = places
        self._redirected = redirected
        self._local_time = local_time
        self._later: list[tuple[Target, ...]] = []
        self._told = 0
        """Forwards that the caller knows of."""

    @property
    def whys(self) -> tuple[Why, ...]:
        return self.plan.whys

    @property
    def callee(self) -> str:
        match self.plan.arrival.called:
            case ToPerson(person=callee) | ToAnswerGroup(group=callee):
                return callee
            case _:
                return ""

    def begin(self) -> Attempt | Verdict:
        return self._take()

    def after(self, ended: StepEnded) -> Attempt | Verdict:
        outcome = _outcome(ended)
        if self._later and _is_dead(ended):
            return self._attempt(self._later.pop(0))
        redirected = self._redirected(self.plan, ended)
        self.plan = redirected or next_step(self.plan, outcome, self._facts, self._local_time())
        return self._take()

    def _take(self) -> Attempt | Verdict:
        """The plan's step; what cannot be taken gives way to the next at once. Ends: a plan is bounded."""
        while True:
            step = self.plan.step
            if isinstance(step, Refuse):
                return Verdict(step.status)
            if isinstance(step, Over):
                return Verdict()
            places = self._places(self.plan)
            if not isinstance(places, Refusal) and places:
                first, *self._later = places
                return self._attempt(first)
            outcome = Outcome(_missing(step, places))
            self.plan = next_step(self.plan, outcome, self._facts, self._local_time())

    def _attempt(self, targets: tuple[Target, ...]) -> Attempt:
        seconds = getattr(self.plan.step, "seconds", None)
        forwarded, self._told = self.plan.forwardings[self._told :], len(self.plan.forwardings)
        return Attempt(targets, seconds, forwarded)


def _missing(step: Step, places: object) -> Came:
    """Telephones that are not there cannot be reached; a service or a way out is not available."""
    return Came.NOT_AVAILABLE if isinstance(places, Refusal) else Came.NO_CONNECTION


_OUT_OF_SERVICE = frozenset({502, 503, 504})


def _is_dead(ended: StepEnded) -> bool:
    """Whether another way to the same place is worth trying: nobody was there to say anything of the place
    itself, as a 480 would."""
    if ended.outcome is fork.Outcome.NO_ANSWER:
        return False
    return all(response.status in _OUT_OF_SERVICE for response in ended.responses)


def _outcome(ended: StepEnded) -> Outcome:
    if ended.outcome is fork.Outcome.NO_ANSWER:
        return Outcome(Came.NO_ANSWER)
    if ended.outcome is fork.Outcome.UNREACHABLE:
        return Outcome(Came.NO_CONNECTION)
    return outcome_of(response.status for response in ended.responses)
