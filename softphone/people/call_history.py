"""One's call history (Samtalshistorik): what this desktop saw of its calls, and what the server saw.

The two are kept apart and joined when looked at (`rows`), so that it does not matter which comes first, comes
twice or never comes: each call is there exactly once, also those missed while the computer was off.
"""

from collections.abc import Iterable, Mapping
from enum import Enum

import msgspec


class CallKey(msgspec.Struct, frozen=True):
    """A call is its INVITE: Call-ID and the tag in From (RFC 3261 §12)."""

    call_id: str
    caller_tag: str


class Result(Enum):
    ONGOING = "ongoing"
    """Or its end was not seen."""
    ANSWERED = "answered"
    MISSED = "missed"
    ELSEWHERE = "elsewhere"
    """Another of one's telephones, or somebody else of the group, answered."""
    FORWARDED = "forwarded"
    """One's rules sent it on, and it was answered there."""
    DECLINED = "declined"
    """By us, or by whom we called."""
    BUSY = "busy"
    NO_ANSWER = "no answer"
    GAVE_UP = "gave up"
    """We hung up before they answered."""
    FAILED = "failed"


class LocalCall(msgspec.Struct, frozen=True, kw_only=True):
    """One call as this desktop saw it."""

    id: str
    keys: tuple[CallKey, ...] = ()
    """More than one when the phone took the call up again."""
    outgoing: bool
    began: float
    """Seconds since 1970, by this computer's clock."""
    address: str
    """Of the far end."""
    name: str = ""
    """What the far end called itself."""
    result: Result = Result.ONGOING
    talked: float | None = None
    """Seconds."""
    forwarded_to: str = ""
    """The address of who answered instead of whom we called; of an outgoing call."""
    transferred_by: str = ""


class ServerCall(msgspec.Struct, frozen=True, kw_only=True):
    """One call of the signed-in person as the server saw it. A call to oneself is two."""

    id: str
    key: CallKey
    outgoing: bool
    began: float
    """Seconds since 1970, by the server's clock."""
    address: str
    name: str = ""
    result: Result = Result.ONGOING
    talked: float | None = None
    forwarded_to: str = ""
    """The login or number of who answered, where that is known."""


class HistoryRow(msgspec.Struct, frozen=True, kw_only=True):
    """One call, whoever saw it."""

    id: str
    keys: tuple[CallKey, ...]
    outgoing: bool
    began: float
    address: str
    name: str
    result: Result
    talked: float | None
    forwarded_to: str
    transferred_by: str
    note: str = ""

    @property
    def missed(self) -> bool:
        return self.result is Result.MISSED


_SERVER_KNOWS_BETTER = frozenset({Result.ONGOING, Result.MISSED, Result.ELSEWHERE})
"""What this desktop says of a call that went on without it."""


def rows(
    local: Iterable[LocalCall], server: Iterable[ServerCall], notes: Mapping[CallKey, str]
) -> tuple[HistoryRow, ...]:
    """Every call once, the newest first."""
    by_key: dict[tuple[CallKey, bool], list[ServerCall]] = {}
    for seen in {(each.id, each.outgoing): each for each in server}.values():
        by_key.setdefault((seen.key, seen.outgoing), []).append(seen)
    made = []
    for mine in {each.id: each for each in local}.values():
        theirs = [seen for key in _asked(mine) for seen in by_key.pop(key, ())]
        made.append(_joined(mine, sorted(theirs, key=lambda seen: (seen.began, seen.id))))
    made += [_alone(sorted(seen, key=lambda each: each.id)[-1]) for seen in by_key.values()]
    noted = [_noted(row, notes) for row in made] if notes else made
    return tuple(sorted(noted, key=lambda row: (-row.began, row.id)))


def _asked(mine: LocalCall) -> list[tuple[CallKey, bool]]:
    """Where the server's half of a call is. Whoever takes a call up again sends an INVITE of their own."""
    later = [(key, outgoing) for key in mine.keys[1:] for outgoing in (False, True)]
    return [*((key, mine.outgoing) for key in mine.keys[:1]), *later]


def _joined(mine: LocalCall, theirs: list[ServerCall]) -> HistoryRow:
    result, talked, forwarded_to = mine.result, mine.talked, mine.forwarded_to
    if theirs:
        last = theirs[-1]
        if result in _SERVER_KNOWS_BETTER and last.result is not Result.ONGOING:
            here = result is Result.ONGOING
            result = Result.ELSEWHERE if last.result is Result.ANSWERED and not here else last.result
            talked = last.talked
        forwarded_to = forwarded_to or last.forwarded_to
    return HistoryRow(
        id=mine.id,
        keys=mine.keys,
        outgoing=mine.outgoing,
        began=mine.began,
        address=mine.address,
        name=mine.name,
        result=result,
        talked=talked,
        forwarded_to=forwarded_to,
        transferred_by=mine.transferred_by,
    )


def _alone(seen: ServerCall) -> HistoryRow:
    return HistoryRow(
        id=f"{seen.id}{'>' if seen.outgoing else '<'}",
        keys=(seen.key,),
        outgoing=seen.outgoing,
        began=seen.began,
        address=seen.address,
        name=seen.name,
        result=seen.result,
        talked=seen.talked,
        forwarded_to=seen.forwarded_to,
        transferred_by="",
    )


def _noted(row: HistoryRow, notes: Mapping[CallKey, str]) -> HistoryRow:
    note = next((notes[key] for key in row.keys if notes.get(key)), "")
    return msgspec.structs.replace(row, note=note) if note else row
