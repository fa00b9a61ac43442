"""The records of calls while they go on: events of the engine in, finished records out.

Pure: `now` is steady seconds, given by the caller. What the engine tells costs a few assignments; records are
made when a call is answered or over, and whoever `keep` is writes them later.
"""

from collections.abc import Callable, Collection, Iterable
from enum import Enum
from typing import Protocol, final

from softphone.server.offered_again import SOUND_REFUSED, OfferedAgain
from softphone.server.routing import Caller
from softphone.sip.message.errors import ParseError
from softphone.sip.message.flow import Flow
from softphone.sip.message.message import Request
from softphone.sip.proxy.forwarding import Target
from softphone.storage.call_record import CallEnd, CallRecord, Came, Ending, RecordedStep, RecordedWhy, Try

_LONGEST_TEXT = 200


class WhyLike(Protocol):
    """profiles.steps.Why, as far as a record needs it."""

    @property
    def reason(self) -> Enum: ...
    @property
    def whose(self) -> str: ...
    @property
    def detail(self) -> str: ...


@final
class _Try:
    __slots__ = ("at", "came", "came_at", "rang", "status", "target")

    def __init__(self, target: Target, at: float) -> None:
        self.target = target
        self.at = at
        self.rang: float | None = None
        self.came: Came | None = None
        self.came_at: float | None = None
        self.status = 0


@final
class _Step:
    __slots__ = ("at", "tries", "whys")

    def __init__(self, at: float, whys: tuple[WhyLike, ...]) -> None:
        self.at = at
        self.whys = whys
        self.tries: list[_Try] = []


@final
class _Call:
    __slots__ = (
        "again",
        "answered",
        "answered_by",
        "began",
        "called",
        "callee",
        "callee_tag",
        "caller",
        "caller_uri",
        "flow",
        "number",
        "shown",
        "steps",
        "told",
    )

    def __init__(
        self, number: int, request: Request, caller: Caller, flow: Flow, began: float, callee: str
    ) -> None:
        self.number = number
        self.callee = callee
        self.caller_uri = _text(str(request.from_.uri)[:_LONGEST_TEXT])
        self.shown = _shown(request)
        self.called = _called(request)
        self.caller = caller
        self.flow = flow
        self.began = began
        self.steps: list[_Step] = []
        self.told = 0
        """Whys that stand in a step already."""
        self.answered: float | None = None
        self.answered_by: Target | None = None
        self.callee_tag = ""
        self.again = False
        """It was refused once for its sound, and made once more."""

    @property
    def rang(self) -> bool:
        return any(tried.rang is not None for step in self.steps for tried in step.tries)

    def go_on_from(self, other: "_Call") -> None:
        """This one is that one, made once more."""
        self.again = True
        self.number, self.began, self.steps = other.number, other.began, other.steps
        self.callee = self.callee or other.callee


@final
class CallRecords:
    """`keep` gets each record; `wall` gives seconds since 1970 for steady ones. `epoch` is of this
    start alone: ids begin with it.

    A call is its INVITE: Call-ID and From tag; and the one before, when that was refused for the sound that
    it offered and this one offers other sound (OfferedAgain). Events of calls that are not known change
    nothing, but for `ended`: that call was answered before this engine started.
    """

    def __init__(
        self,
        keep: Callable[[CallRecord | CallEnd], None],
        *,
        wall: Callable[[float], float],
        epoch: str,
    ) -> None:
        self._keep = keep
        self._wall = wall
        self._epoch = epoch
        self._number = 0
        self._calls: dict[tuple[str, str], _Call] = {}
        self._being_set_up = 0
        self._again: OfferedAgain[_Call] = OfferedAgain()

    def __len__(self) -> int:
        """Calls whose end has not been seen."""
        return len(self._calls)

    @property
    def being_set_up(self) -> int:
        """Calls that are neither answered nor over."""
        return self._being_set_up

    def began(self, request: Request, caller: Caller, flow: Flow, now: float, callee: str = "") -> None:
        """An INVITE of somebody who is proven, that makes a call, to that person or group of the company."""
        key = request.call_id, request.from_.tag
        if key in self._calls:
            self._end(key, Ending.LOST, now)
        self._number += 1
        call = self._calls[key] = _Call(self._number, request, caller, flow, now, callee)
        self._being_set_up += 1
        if (refused := self._again.made_again(request, caller.device, now)) is not None:
            call.go_on_from(refused)
            self._keep(self._record(key, call, 0))  # in its place: it is not over

    def step(self, request: Request, now: float, whys: Iterable[WhyLike] = ()) -> None:
        """The next telephones are tried. `whys` are all of the call so far, in order, as `Plan.whys` has
        them: those told before stand in earlier steps."""
        call = self._calls.get((request.call_id, request.from_.tag))
        if call is not None:
            every = tuple(whys)
            call.steps.append(_Step(now, every[call.told :]))
            call.told = len(every)

    def trying(self, request: Request, target: Target, now: float) -> None:
        """One telephone of the step is sent the INVITE."""
        call = self._calls.get((request.call_id, request.from_.tag))
        if call is not None:
            if not call.steps:
                call.steps.append(_Step(now, ()))
            call.steps[-1].tries.append(_Try(target, now))

    def ringing(self, request: Request, target: Target, now: float) -> None:
        """It answered with a provisional response above 100."""
        tried = self._tried(request, target)
        if tried is not None and tried.rang is None:
            tried.rang = now

    def came(self, request: Request, target: Target, came: Came, now: float, status: int = 0) -> None:
        """What came of one telephone; what comes first counts, but for an answer that crossed our CANCEL."""
        tried = self._tried(request, target)
        if tried is None:
            return
        if tried.came is None or (tried.came is Came.STOPPED and came is Came.ANSWERED):
            tried.came, tried.came_at, tried.status = came, now, status
        elif tried.came is Came.STOPPED and not tried.status:
            tried.status = status

    def answered(self, request: Request, target: Target, callee_tag: str, now: float) -> None:
        """A 2xx goes up; of several the first counts."""
        key = request.call_id, request.from_.tag
        call = self._calls.get(key)
        self.came(request, target, Came.ANSWERED, now, 200)
        if call is None or call.answered is not None:
            return
        call.answered, call.answered_by, call.callee_tag = now, target, callee_tag
        self._being_set_up -= 1
        self._keep(self._record(key, call, 200))

    def failed(
        self,
        request: Request,
        status: int,
        now: float,
        whys: Iterable[WhyLike] = (),
        *,
        cancelled: bool = False,
    ) -> None:
        """The caller gets this final failure. `whys` as for `step`."""
        ending = Ending.CANCELLED if cancelled else Ending.FAILED
        key = request.call_id, request.from_.tag
        call = self._calls.get(key)
        self._end(key, ending, now, status, tuple(whys))
        if status not in SOUND_REFUSED or call is None:
            return
        if not (cancelled or call.again or call.rang or call.caller.trunk):
            self._again.refused(request, call.caller.device, call, now)

    def refused(self, request: Request, caller: Caller, flow: Flow, status: int, now: float) -> None:
        """An INVITE of somebody who is proven was refused by the engine itself."""
        self.began(request, caller, flow, now)
        self._end((request.call_id, request.from_.tag), Ending.REFUSED, now, status)

    def ended(self, request: Request, now: float) -> None:
        """A BYE passed."""
        from_tag, to_tag = request.from_.tag, request.to.tag
        if (request.call_id, from_tag) in self._calls:
            self._end((request.call_id, from_tag), Ending.CALLER_HUNG_UP, now, 200)
        elif (request.call_id, to_tag) in self._calls:
            self._end((request.call_id, to_tag), Ending.CALLEE_HUNG_UP, now, 200)
        else:
            self._keep(
                CallEnd(
                    call_id=_text(request.call_id), tags=(_text(from_tag), _text(to_tag)), at=self._wall(now)
                )
            )

    def replaced(self, call_id: str, tags: tuple[str, str], now: float) -> None:
        """Another call took the place of the dialog with those tags, in either order."""
        for tag in tags:
            if (call_id, tag) in self._calls:
                self._end((call_id, tag), Ending.REPLACED, now, 200)

    def forget_all_but(self, living: Collection[tuple[str, str]], now: float) -> None:
        """Answered calls that are not among those (Call-ID and the caller's tag) ended without a BYE."""
        gone = [key for key, call in self._calls.items() if call.answered is not None and key not in living]
        for key in gone:
            self._end(key, Ending.LOST, now, 200)

    def close(self) -> None:
        """We stop watching. Calls that were answered are kept already; the others now, unfinished."""
        for key, call in self._calls.items():
            if call.answered is None:
                self._keep(self._record(key, call, 0))
        self._calls.clear()
        self._being_set_up = 0

    def _tried(self, request: Request, target: Target) -> _Try | None:
        call = self._calls.get((request.call_id, request.from_.tag))
        if call is None:
            return None
        for step in reversed(call.steps):
            for tried in step.tries:
                if tried.target == target:
                    return tried
        return None

    def _end(
        self,
        key: tuple[str, str],
        ending: Ending,
        now: float,
        status: int = 0,
        whys: tuple[WhyLike, ...] = (),
    ) -> None:
        call = self._calls.pop(key, None)
        if call is None:
            return
        if call.answered is None:
            self._being_set_up -= 1
        self._keep(self._record(key, call, status, ending, now, whys[call.told :]))

    def _record(
        self,
        key: tuple[str, str],
        call: _Call,
        status: int,
        ending: Ending | None = None,
        now: float | None = None,
        whys: tuple[WhyLike, ...] = (),
    ) -> CallRecord:
        began, answerer = call.began, call.answered_by
        return CallRecord(
            id=f"{self._epoch}-{call.number}",
            call_id=_text(key[0]),
            caller_tag=_text(key[1]),
            callee_tag=_text(call.callee_tag),
            began=self._wall(began),
            caller=call.caller.person,
            caller_device=call.caller.device,
            caller_address=str(call.flow),
            caller_shown=call.shown,
            caller_uri=call.caller_uri,
            callee=call.callee,
            called=call.called,
            steps=tuple(_recorded(step, began) for step in call.steps),
            whys=tuple(map(_why, whys)),
            answered=None if call.answered is None else call.answered - began,
            answered_by=answerer.person if answerer else "",
            answered_device=answerer.device if answerer else "",
            ended=None if now is None else now - began,
            status=status,
            ending=ending,
        )


def _recorded(step: _Step, began: float) -> RecordedStep:
    tries = tuple(
        Try(
            person=each.target.person,
            device=each.target.device,
            address=str(each.target.flow),
            number=_number(each.target),
            at=each.at - began,
            rang=None if each.rang is None else each.rang - began,
            came=each.came,
            came_at=None if each.came_at is None else each.came_at - began,
            status=each.status,
        )
        for each in step.tries
    )
    return RecordedStep(at=step.at - began, whys=tuple(map(_why, step.whys)), tries=tries)


def _number(target: Target) -> str:
    return _text(target.uri.partition(":")[2].partition("@")[0][:_LONGEST_TEXT]) if target.outside else ""


def _why(why: WhyLike) -> RecordedWhy:
    return RecordedWhy(str(why.reason.value), why.whose, why.detail)


def _shown(request: Request) -> str:
    address = request.from_
    return _text((address.name or address.uri.user or address.uri.host)[:_LONGEST_TEXT])


def _called(request: Request) -> str:
    try:
        called = request.uri.user or request.target
    except ParseError:
        called = request.target
    return _text(called[:_LONGEST_TEXT])


def _text(text: str) -> str:
    """Bytes that are no UTF-8 came in as surrogates, which no storage takes."""
    return text if text.isascii() else text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
