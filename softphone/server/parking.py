"""Parking: which call waits at which place, and how *5 and the place fetches it from there.

The telephone that parks keeps the call: on hold, with its music. The engine keeps only where it is. Who
fetches it sends an INVITE to the code, which the engine turns into one that takes the dialog's place (RFC
3891) at the telephone of who waits; that one then says goodbye to who parked it. Nobody is told Call-ID and
tags for this, so a telephone needs nothing but the code, and only a call that its own party parked can be
fetched at all.
"""

from collections.abc import Callable, Sequence
from typing import final

import msgspec

from softphone.people.parking import CODE, PLACES, Fetched, Parked, Waiting
from softphone.server.routing import Caller
from softphone.sip.calls_seen import CallSeen, CallsSeen, Party, Phase
from softphone.sip.message.message import Request
from softphone.sip.message.replaces import Replaces
from softphone.sip.proxy.forwarding import Refusal

NOBODY_WAITS = Refusal(404, reason="Nobody Waits There")

Told = Callable[[tuple[Parked, ...], Fetched | None], None]


class _Place(msgspec.Struct):
    parked: Parked
    owner: str
    call: tuple[str, str]
    """Call-ID and the caller's tag."""
    replaces: Replaces
    """The dialog, as who waits names it."""
    waits: Party
    fetchers: dict[tuple[str, str], str] = {}
    """Who asked for it, by their own calls."""


def wanted(request: Request, caller: Caller) -> int | None:
    """The place behind the code, 0 for none that there can be; None for what is no fetching."""
    user = request.uri.user
    if caller.trunk or request.method != "INVITE" or not user.startswith(CODE):
        return None
    place = user.removeprefix(CODE)
    return int(place) if place.isascii() and place.isdigit() and int(place) in PLACES else 0


@final
class Parking:
    """`told` is called with every call that waits, at each change, and with who fetched the one that went."""

    def __init__(self, calls: CallsSeen, told: Told) -> None:
        self._calls = calls
        self._told = told
        self._places: dict[int, _Place] = {}

    def park(self, owner: str, person: str, wanted: Sequence[Waiting], at: float) -> tuple[int, ...]:
        """All that waits at one of the person's telephones (`owner`) from now on; gives the place of each, 0
        for what cannot be parked. `at`: seconds since 1970."""
        before = self._shown()
        kept = {each.call: place for place, each in self._places.items() if each.owner == owner}
        calls = {(each.call_id, each.caller_tag) for each in wanted}
        for call, place in kept.items():
            if call not in calls:
                del self._places[place]
        places = tuple(self._park(owner, person, each, at) for each in wanted)
        if self._shown() != before:
            self._told(self._shown(), None)
        return places

    def fetch(self, place: int, call: tuple[str, str], person: str) -> tuple[Replaces, Party] | None:
        """The dialog whose place that call of the person's is to take, and at whose telephone."""
        found = self._places.get(place)
        if found is None or found.waits.person == person:
            return None
        if any(other in self._calls for other in found.fetchers):
            return None  # somebody else was quicker by a moment
        found.fetchers[call] = person
        return found.replaces, found.waits

    def look(self) -> None:
        """Calls have come or gone: those that are over wait no longer."""
        if not self._places:
            return
        for place, each in list(self._places.items()):
            if each.call not in self._calls:
                del self._places[place]
                self._told(self._shown(), self._fetched(each))

    def _fetched(self, place: _Place) -> Fetched | None:
        for call, person in place.fetchers.items():
            made = self._calls.get(*call)
            if made is not None and made.phase is Phase.CONFIRMED:
                return Fetched(place=place.parked.place, parked_by=place.parked.by, by=person)
        return None

    def _park(self, owner: str, person: str, waiting: Waiting, at: float) -> int:
        key = waiting.call_id, waiting.caller_tag
        for place, each in self._places.items():
            if each.call == key:
                return place if each.owner == owner else 0
        leg = _waits(self._calls.get(*key), person)
        free = [place for place in PLACES if place not in self._places]
        if leg is None or not free:
            return 0
        place = waiting.place if waiting.place in free else free[0]
        parked = Parked(place=place, by=person, since=at, address=waiting.address, name=waiting.name)
        self._places[place] = _Place(parked, owner, key, *leg)
        return place

    def _shown(self) -> tuple[Parked, ...]:
        return tuple(self._places[place].parked for place in sorted(self._places))


def _waits(call: CallSeen | None, person: str) -> tuple[Replaces, Party] | None:
    """The leg of the party that is not the person; None where that cannot be told."""
    if call is None or call.phase is not Phase.CONFIRMED:
        return None
    ((tag, callee),) = call.callees.items()
    if call.caller.person == person:
        leg = Replaces(call.call_id, to_tag=tag, from_tag=call.caller_tag), callee
    elif callee.person == person:
        leg = Replaces(call.call_id, to_tag=call.caller_tag, from_tag=tag), call.caller
    else:
        return None
    return leg if leg[1].device else None
