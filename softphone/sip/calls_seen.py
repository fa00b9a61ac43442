"""The calls that pass, as far as they can be seen: who rings, who talks. Presence reads it, and INVITEs with
Replaces find through it who holds the dialog they name; no other routing needs it.

What passes is not all that happens: a telephone loses its power, a BYE gets lost. A call seen ends by a BYE,
by a refresh of its session that does not come (RFC 4028), by its device's registration vanishing or its new
start, by a 481 or 408 within the dialog, or by our phone's own report. Without any of these it becomes
unknown, not free.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import Enum
from typing import final

import msgspec

from softphone.people.line_state import LineState
from softphone.sip.message.replaces import Replaces

REFER_LIFE = 180.0
"""Seconds within which a REFER that was seen allows its receiver to replace the dialog that it named."""
LONGEST = 4 * 3600.0
"""Seconds after which it is unknown whether a call without any sign of life still is."""
FORGOTTEN = 24 * 3600.0
"""Seconds after which it is forgotten: the token in its Record-Route is no longer valid, so that no BYE of it
could pass any more."""
REPORT_GRACE = 10.0
"""Seconds from the last sign of life within which a phone's report, which may have been on its way meanwhile,
does not end a call."""


class Party(msgspec.Struct, frozen=True, gc=False):
    """One side of a call: a person's device, or a trunk (no person)."""

    person: str
    device: str


NOBODY_KNOWN = Party("", "")
"""The other side of a call that only one phone's report told of."""


class DialogHeld(msgspec.Struct, frozen=True, kw_only=True):
    """A confirmed dialog as the phone that is in it reports it."""

    call_id: str
    local_tag: str
    remote_tag: str
    initiator: bool
    """Whether that phone began the call."""


class Phase(Enum):
    EARLY = "early"
    CONFIRMED = "confirmed"


@final
class CallSeen:
    """One call from one caller; a forked call has several early callees, a confirmed one has one."""

    __slots__ = (
        "call_id",
        "callees",
        "caller",
        "caller_tag",
        "doubted_until",
        "phase",
        "rang",
        "seen_at",
        "session_until",
        "unknown",
    )

    def __init__(self, call_id: str, caller: Party, caller_tag: str, now: float) -> None:
        self.call_id = call_id
        self.caller = caller
        self.caller_tag = caller_tag
        self.callees: dict[str, Party] = {}
        """By their tags."""
        self.phase = Phase.EARLY
        self.rang = False
        """Whether any callee has rung."""
        self.seen_at = now
        """The last sign of life."""
        self.session_until: float | None = None
        """When its session ends unless it is refreshed (RFC 4028); None without a session timer."""
        self.doubted_until: float | None = None
        """When it ends without a sign of life, because one of its devices started anew."""
        self.unknown = False
        """Whether it still is cannot be said."""

    @property
    def parties(self) -> Iterator[Party]:
        yield self.caller
        yield from self.callees.values()


@final
class CallsSeen:
    """Methods that change something return the persons whose line may have changed."""

    def __init__(self) -> None:
        self._calls: dict[tuple[str, str], CallSeen] = {}
        self._of_person: dict[str, set[CallSeen]] = {}
        self._refers: dict[tuple[str, str], tuple[str, float]] = {}
        self.on_change: Callable[[str, str], None] | None = None
        """Called with the Call-ID and the caller's tag of each answered call that is not what it was."""
        self.on_refer: Callable[[str, str], None] | None = None
        """Called with the key in `refers` of each REFER seen."""

    def __len__(self) -> int:
        return len(self._calls)

    def __contains__(self, call: tuple[str, str]) -> bool:
        """By Call-ID and the caller's tag."""
        return call in self._calls

    def __iter__(self) -> Iterator[CallSeen]:
        return iter(self._calls.values())

    def get(self, call_id: str, caller_tag: str) -> CallSeen | None:
        return self._calls.get((call_id, caller_tag))

    @property
    def refers(self) -> Mapping[tuple[str, str], tuple[str, float]]:
        """By the Call-ID to be replaced and the person told to: who told, and when."""
        return self._refers

    def restore(
        self, call_id: str, caller_tag: str, caller: Party, callee_tag: str, callee: Party, seen_at: float
    ) -> set[str]:
        """A call that was answered before our own start."""
        return self.calling(call_id, caller_tag, caller, seen_at) | self.answered(
            call_id, caller_tag, callee_tag, callee, seen_at
        )

    def restore_session(self, call_id: str, caller_tag: str, until: float) -> None:
        """When the session of a restored call ends unless it is refreshed."""
        call = self._calls.get((call_id, caller_tag))
        if call is not None:
            call.session_until = until

    def restore_refer(self, call_id: str, referee: str, referrer: str, at: float) -> None:
        """A REFER seen before our own start."""
        self._refers[call_id, referee] = (referrer, at)

    def line(self, person: str) -> LineState:
        """FREE, RINGING, BUSY or UNKNOWN; whether there is a phone at all is the registrar's to say."""
        calls = self._of_person.get(person)
        if not calls:
            return LineState.FREE
        known = [call.phase for call in calls if not call.unknown]
        if Phase.CONFIRMED in known:
            return LineState.BUSY
        return LineState.RINGING if known else LineState.UNKNOWN

    def of_person(self, person: str) -> list[CallSeen]:
        """In no order."""
        return list(self._of_person.get(person, ()))

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
        call.rang = True
        self._index(call, callee)
        return {call.caller.person, callee.person} - {""}

    def stopped(self, call_id: str, caller_tag: str, callee: Party) -> set[str]:
        """A branch ended without an answer."""
        call = self._calls.get((call_id, caller_tag))
        if call is None or call.phase is not Phase.EARLY:
            return set()
        if callee not in call.callees.values():
            return set()
        call.callees = {tag: party for tag, party in call.callees.items() if party != callee}
        self._unindex(call, {callee.person})
        return {call.caller.person, callee.person} - {""}

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

    def alive(self, call_id: str, tag: str, other_tag: str, now: float) -> set[str]:
        """A request within the dialog passed."""
        call = self._of_tags(call_id, tag, other_tag)
        return set() if call is None else self._alive(call, now)

    def refreshed(
        self, call_id: str, tag: str, other_tag: str, interval: float | None, now: float
    ) -> set[str]:
        """A 2xx to an INVITE or UPDATE passed that gives the session so many seconds; None: no end."""
        call = self._of_tags(call_id, tag, other_tag)
        if call is None or call.phase is not Phase.CONFIRMED:
            return set()
        call.session_until = None if interval is None else now + interval
        return self._alive(call, now)

    def device_gone(self, party: Party) -> set[str]:
        """Nobody can be in a call with a telephone that is not there: its registration ended, and it did not
        come back."""
        changed: set[str] = set()
        for call in self.of_person(party.person):
            if call.caller == party or (call.phase is Phase.CONFIRMED and party in call.callees.values()):
                changed |= self._forget(call)
            elif party in call.callees.values():
                changed |= self.stopped(call.call_id, call.caller_tag, party)
        return changed

    def started_anew(self, party: Party, at: float, until: float) -> None:
        """The device started at that moment. Its calls from before end at `until` unless they show a sign of
        life: a phone that comes back may take them up again (INVITE with Replaces)."""
        for call in self.of_person(party.person):
            if call.seen_at < at and party in call.parties:
                call.doubted_until = until

    def reported(self, party: Party, held: Iterable[DialogHeld], now: float) -> set[str]:
        """A device told of every confirmed dialog that it is in: others that it was seen in have ended, and
        those that were not seen (before a start of ours) are there."""
        changed: set[str] = set()
        confirmed: set[CallSeen] = set()
        for dialog in held:
            call, told = self._confirm(party, dialog, now)
            changed |= told
            if call is not None:
                confirmed.add(call)
        for call in self.of_person(party.person):
            if call in confirmed or call.phase is not Phase.CONFIRMED or party not in call.parties:
                continue
            if now - call.seen_at >= REPORT_GRACE:
                changed |= self._forget(call)
        return changed

    def ended(self, call_id: str, tag: str, other_tag: str = "") -> set[str]:
        """The call with those tags, in either order, is over: a BYE, a failure of its INVITE, a 481."""
        call = self._of_tags(call_id, tag, other_tag)
        return set() if call is None else self._forget(call)

    def forget_old(self, now: float) -> set[str]:
        """End the calls whose session, or whose time after a new start, has run out; those that gave no sign
        of life for long become unknown. Forget REFERs that nobody obeyed. Call now and then."""
        self._refers = {key: (who, at) for key, (who, at) in self._refers.items() if now - at <= REFER_LIFE}
        changed: set[str] = set()
        for call in list(self):
            silent = now - call.seen_at
            ends = [at for at in (call.session_until, call.doubted_until) if at is not None]
            # Nothing rings for that long.
            limit = LONGEST if call.phase is Phase.EARLY else FORGOTTEN
            if silent > limit or any(now >= at for at in ends):
                changed |= self._forget(call)
            elif silent > LONGEST and not call.unknown:
                call.unknown = True
                changed |= _persons(call)
        return changed

    def referred(self, replaces: Replaces, referrer: str, referee: str, now: float) -> None:
        """A REFER passed that tells the person `referee` to replace that dialog."""
        self._refers[replaces.call_id, referee] = (referrer, now)
        if self.on_refer is not None:
            self.on_refer(replaces.call_id, referee)

    def holder(self, replaces: Replaces) -> Party | None:
        """Who holds the leg that a Replaces names: the party whose own tag is its to-tag. None for a dialog
        that was not seen, and for an early one that its callee would have to give up (RFC 3891 §3)."""
        call = self._calls.get((replaces.call_id, replaces.from_tag))
        party = None
        if call is not None:
            party = call.callees.get(replaces.to_tag) if call.phase is Phase.CONFIRMED else None
        else:
            call = self._calls.get((replaces.call_id, replaces.to_tag))
            if call is not None and replaces.from_tag in call.callees:
                party = call.caller
        return None if party == NOBODY_KNOWN else party

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

    def _alive(self, call: CallSeen, now: float) -> set[str]:
        call.seen_at = now
        self._tell(call)
        call.doubted_until = None
        if not call.unknown:
            return set()
        call.unknown = False
        return _persons(call)

    def _confirm(self, party: Party, dialog: DialogHeld, now: float) -> tuple[CallSeen | None, set[str]]:
        """The call that a report tells of, made known when it was not, and whose line changes by that. None
        when the table knows that the reporter is no party of it: a report is believed about the reporter."""
        ours, theirs = dialog.local_tag, dialog.remote_tag
        caller_tag, callee_tag = (ours, theirs) if dialog.initiator else (theirs, ours)
        call = self._calls.get((dialog.call_id, caller_tag))
        if call is None:
            call = CallSeen(dialog.call_id, NOBODY_KNOWN, caller_tag, now)
            call.phase = Phase.CONFIRMED
            call.callees = {callee_tag: NOBODY_KNOWN}
            self._calls[dialog.call_id, caller_tag] = call
        known = call.caller if dialog.initiator else call.callees.get(callee_tag)
        if known not in (party, NOBODY_KNOWN):
            return None, set()
        changed: set[str] = set()
        if known != party:
            if dialog.initiator:
                call.caller = party
            else:
                call.callees[callee_tag] = party
            self._index(call, party)
            changed = _persons(call)
        if call.phase is Phase.EARLY:
            callee = call.callees.get(callee_tag, NOBODY_KNOWN)
            changed |= self.answered(dialog.call_id, caller_tag, callee_tag, callee, now)
        return call, changed | self._alive(call, now)

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
        self._tell(call)
        return persons - {""}

    def _index(self, call: CallSeen, party: Party) -> None:
        if party.person:
            self._of_person.setdefault(party.person, set()).add(call)
        self._tell(call)

    def _tell(self, call: CallSeen) -> None:
        if self.on_change is not None and call.phase is Phase.CONFIRMED:
            self.on_change(call.call_id, call.caller_tag)

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


def _persons(call: CallSeen) -> set[str]:
    return {party.person for party in call.parties} - {""}
