"""The calls that pass, as far as they can be seen: who rings, who talks. Presence reads it, and INVITEs with
Replaces find through it who holds the dialog they name; no other routing needs it.
"""

from collections.abc import Iterator
from enum import Enum

import msgspec

from softphone.people.line_state import LineState
from softphone.sip.message.replaces import Replaces

REFER_LIFE = 180.0
"""Seconds within which a REFER that was seen allows its receiver to replace the dialog that it named."""
LONGEST = 4 * 3600.0
"""Seconds after which a call without any sign of life is forgotten."""


class Party(msgspec.Struct, frozen=True):
    """One side of a call: a person's device, or a trunk (no person)."""

    person: str
    device: str


class Phase(Enum):
    EARLY = "early"
    CONFIRMED = "confirmed"


class CallSeen:
    """One call from one caller; a forked call has several early callees, a confirmed one has one."""

    __slots__ = ("call_id", "callees", "caller", "caller_tag", "phase", "seen_at")

    def __init__(self, call_id: str, caller: Party, caller_tag: str, now: float) -> None:
        self.call_id = call_id
        self.caller = caller
        self.caller_tag = caller_tag
        self.callees: dict[str, Party] = {}
        """By their tags."""
        self.phase = Phase.EARLY
        self.seen_at = now

    @property
    def parties(self) -> Iterator[Party]:
        yield self.caller
        yield from self.callees.values()


class CallsSeen:
    """Methods that change something return the persons whose line may have changed."""

    def __init__(self) -> None:
        self._calls: dict[tuple[str, str], CallSeen] = {}
        self._of_person: dict[str, set[CallSeen]] = {}
        self._refers: dict[tuple[str, str], tuple[str, float]] = {}

    def __len__(self) -> int:
        return len(self._calls)

    def __iter__(self) -> Iterator[CallSeen]:
        return iter(self._calls.values())

    def line(self, person: str) -> LineState:
        """FREE, RINGING or BUSY; whether there is a phone at all is the registrar's to say."""
        calls = self._of_person.get(person)
        if not calls:
            return LineState.FREE
        if any(call.phase is Phase.CONFIRMED for call in calls):
            return LineState.BUSY
        return LineState.RINGING

    def calling(self, call_id: str, caller_tag: str, caller: Party, now: float) -> set[str]:
        """An INVITE went out."""
        changed = self.ended(call_id, caller_tag)
        call = CallSeen(call_id, caller, caller_tag, now)
        self._calls[call_id, caller_tag] = call
        self._index(call, caller)
        return changed | {caller.person} - {""}

    def ringing(self, call_id: str, caller_tag: str, callee_tag: str, callee: Party) -> set[str]:
        """A 18x came back."""
        call = self._calls.get((call_id, caller_tag))
        if call is None or call.phase is not Phase.EARLY or not callee_tag or callee_tag in call.callees:
            return set()
        call.callees[callee_tag] = callee
        self._index(call, callee)
        return {callee.person} - {""}

    def stopped(self, call_id: str, caller_tag: str, callee: Party) -> set[str]:
        """A branch ended without an answer."""
        call = self._calls.get((call_id, caller_tag))
        if call is None or call.phase is not Phase.EARLY:
            return set()
        call.callees = {tag: party for tag, party in call.callees.items() if party != callee}
        return self._unindex(call, {callee.person})

    def answered(self, call_id: str, caller_tag: str, callee_tag: str, callee: Party, now: float) -> set[str]:
        """A 2xx came back. Of several 2xx the first one counts; the caller ends the others."""
        call = self._calls.get((call_id, caller_tag))
        if call is None or call.phase is Phase.CONFIRMED:
            return set()
        before = {party.person for party in call.parties}
        call.phase = Phase.CONFIRMED
        call.seen_at = now
        call.callees = {callee_tag: callee}
        self._index(call, callee)
        return self._unindex(call, before) | {call.caller.person, callee.person} - {""}

    def alive(self, call_id: str, tag: str, other_tag: str, now: float) -> None:
        """A request within the dialog passed."""
        call = self._of_tags(call_id, tag, other_tag)
        if call is not None:
            call.seen_at = now

    def ended(self, call_id: str, tag: str, other_tag: str = "") -> set[str]:
        """The call with those tags, in either order, is over: a BYE, a failure of its INVITE, a 481."""
        call = self._of_tags(call_id, tag, other_tag)
        return set() if call is None else self._forget(call)

    def forget_old(self, now: float) -> set[str]:
        """Calls that gave no sign of life, and REFERs that nobody obeyed; call now and then."""
        self._refers = {key: (who, at) for key, (who, at) in self._refers.items() if now - at <= REFER_LIFE}
        changed: set[str] = set()
        for call in [call for call in self if now - call.seen_at > LONGEST]:
            changed |= self._forget(call)
        return changed

    def referred(self, replaces: Replaces, referrer: str, referee: str, now: float) -> None:
        """A REFER passed that tells the person `referee` to replace that dialog."""
        self._refers[replaces.call_id, referee] = (referrer, now)

    def holder(self, replaces: Replaces) -> Party | None:
        """Who holds the leg that a Replaces names: the party whose own tag is its to-tag. None for a dialog
        that was not seen, and for an early one that its callee would have to give up (RFC 3891 §3)."""
        call = self._calls.get((replaces.call_id, replaces.from_tag))
        if call is not None:
            return call.callees.get(replaces.to_tag) if call.phase is Phase.CONFIRMED else None
        call = self._calls.get((replaces.call_id, replaces.to_tag))
        if call is not None and replaces.from_tag in call.callees:
            return call.caller
        return None

    def may_replace(self, replaces: Replaces, person: str, now: float) -> bool:
        """A party of the dialog may, and who obeys a party's REFER."""
        call = self._of_tags(replaces.call_id, replaces.from_tag, replaces.to_tag)
        if call is None:
            return False
        persons = {party.person for party in call.parties}
        if person and person in persons:
            return True
        referrer, at = self._refers.get((replaces.call_id, person), ("", 0.0))
        return bool(referrer) and referrer in persons and now - at <= REFER_LIFE

    def _of_tags(self, call_id: str, tag: str, other: str) -> CallSeen | None:
        call = self._calls.get((call_id, tag))
        if call is not None and (not other or other in call.callees or call.phase is Phase.EARLY):
            return call
        call = self._calls.get((call_id, other)) if other else None
        return call if call is not None and tag in call.callees else None

    def _forget(self, call: CallSeen) -> set[str]:
        self._calls.pop((call.call_id, call.caller_tag), None)
        persons = {party.person for party in call.parties}
        call.callees = {}
        for person in persons:
            self._discard(call, person)
        return persons - {""}

    def _index(self, call: CallSeen, party: Party) -> None:
        if party.person:
            self._of_person.setdefault(party.person, set()).add(call)

    def _unindex(self, call: CallSeen, persons: set[str]) -> set[str]:
        """Those of `persons` who are no longer a party."""
        left = persons - {party.person for party in call.parties}
        for person in left:
            self._discard(call, person)
        return left - {""}

    def _discard(self, call: CallSeen, person: str) -> None:
        calls = self._of_person.get(person)
        if calls is not None:
            calls.discard(call)
            if not calls:
                del self._of_person[person]
