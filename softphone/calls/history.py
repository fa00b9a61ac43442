"""What the phone reports, as entries of the call history. Pure: events in, new versions of entries out."""

from collections.abc import Callable, Iterable

from msgspec.structs import replace

from softphone.calls.call import Call, CallState, Direction, Ending
from softphone.calls.events import CallChanged, CallEnded, IncomingCall, PhoneLost
from softphone.people.call_history import CallKey, LocalCall, Result
from softphone.people.pick_up import CODE

_INCOMING = {
    Ending.DECLINED: Result.DECLINED,
    Ending.WE_HUNG_UP: Result.DECLINED,
    Ending.ANSWERED_ELSEWHERE: Result.ELSEWHERE,
}
"""Of calls that were not answered here; every other is missed."""
_OUTGOING = {
    Ending.WE_HUNG_UP: Result.GAVE_UP,
    Ending.BUSY: Result.BUSY,
    Ending.DECLINED: Result.DECLINED,
    Ending.NO_ANSWER: Result.NO_ANSWER,
    Ending.CALLER_GAVE_UP: Result.NO_ANSWER,
}
"""Every other failed."""


class _Kept:
    __slots__ = ("answered", "entry")

    def __init__(self, entry: LocalCall) -> None:
        self.entry = entry
        self.answered: float | None = None


class HistoryWriter:
    """`wall` gives seconds since 1970, `clock` steady ones, `new_id` ids of entries: a call's own id may come
    again after the desktop has started anew."""

    def __init__(
        self, *, wall: Callable[[], float], clock: Callable[[], float], new_id: Callable[[], str]
    ) -> None:
        self._wall = wall
        self._clock = clock
        self._new_id = new_id
        self._kept: dict[str, _Kept] = {}

    def apply(self, events: Iterable[object]) -> tuple[LocalCall, ...]:
        """The entries that these events made or changed, each in its newest version."""
        changed: dict[str, LocalCall] = {}
        for event in events:
            for entry in self._apply(event):
                changed[entry.id] = entry
        return tuple(changed.values())

    def _apply(self, event: object) -> tuple[LocalCall, ...]:
        match event:
            case IncomingCall(call) | CallChanged(call) if call.account and not _only_asks(call):
                return self._seen(call)
            case CallEnded(call=call, ending=ending):
                return self._ended(call, ending)
            case PhoneLost(calls=kept):
                gone = [name for name in self._kept if name not in kept]
                return tuple(self._end(name, Ending.LOST) for name in gone)
            case _:
                return ()

    def _seen(self, call: Call) -> tuple[LocalCall, ...]:
        kept = self._kept.get(call.id)
        if kept is None:
            entry = LocalCall(
                id=self._new_id(),
                outgoing=call.direction is Direction.OUTGOING,
                began=self._wall(),
                address=call.remote.uri,
            )
            kept = self._kept[call.id] = _Kept(entry)
            self._take(kept, call)
            return (kept.entry,)
        before = kept.entry
        self._take(kept, call)
        return () if kept.entry == before else (kept.entry,)

    def _take(self, kept: _Kept, call: Call) -> None:
        if kept.answered is None and _is_answered(call):
            kept.answered = self._clock()
        keys, key = kept.entry.keys, _key(call)
        by, instead = call.transferred_by, call.answered_by
        kept.entry = replace(
            kept.entry,
            keys=keys if key is None or key in keys else (*keys, key),
            address=call.remote.uri or kept.entry.address,
            name=call.remote.name or kept.entry.name,
            transferred_by=by.uri if by else kept.entry.transferred_by,
            forwarded_to=instead.uri if instead else kept.entry.forwarded_to,
        )

    def _ended(self, call: Call, ending: Ending) -> tuple[LocalCall, ...]:
        kept = self._kept.get(call.id)
        if kept is None:
            return ()
        self._take(kept, call)
        return (self._end(call.id, ending),)

    def _end(self, name: str, ending: Ending) -> LocalCall:
        kept = self._kept.pop(name)
        if kept.answered is not None:
            return replace(kept.entry, result=Result.ANSWERED, talked=self._clock() - kept.answered)
        if kept.entry.outgoing:
            return replace(kept.entry, result=_OUTGOING.get(ending, Result.FAILED))
        return replace(kept.entry, result=not_answered(ending))


def not_answered(ending: Ending) -> Result:
    """What became of an incoming call that nobody answered here."""
    return _INCOMING.get(ending, Result.MISSED)


def _is_answered(call: Call) -> bool:
    """Who answers here has answered at once, though the caller's phone has not said yet that it knows."""
    ours = call.direction is Direction.INCOMING and call.state is CallState.CONNECTING
    return ours or call.state is CallState.CONFIRMED


def _only_asks(call: Call) -> bool:
    """For a call that rings elsewhere: that one, not the asking, belongs into the history."""
    return call.remote.uri.removeprefix("sips:").removeprefix("sip:").startswith(CODE)


def _key(call: Call) -> CallKey | None:
    if call.call_id:
        return CallKey(call.call_id, call.caller_tag)
    dialog = call.dialog
    if dialog is None:
        return None
    outgoing = call.direction is Direction.OUTGOING
    return CallKey(dialog.call_id, dialog.local_tag if outgoing else dialog.remote_tag)
