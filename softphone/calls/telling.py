"""What a person is notified of, by the active profile (Notiser): the desk before and now, and the profile's
notices in; what to tell out."""

from enum import Enum, auto

import msgspec

from softphone.calls import history
from softphone.calls.call import CallState, Direction
from softphone.calls.desk_view import DeskCall, DeskSnapshot
from softphone.people.call_history import Result
from softphone.profiles.profile import Notice


class Told(Enum):
    MISSED = auto()
    TRANSFERRED = auto()
    """In the middle of a call: from now on we talk with somebody else."""


class Happened(msgspec.Struct, frozen=True):
    what: Told
    shown: DeskCall


def rings(now: DeskSnapshot, notices: frozenset[Notice]) -> tuple[DeskCall, ...]:
    """The ringing calls that are told of, the longest ringing first. The others ring too, in the window."""
    return tuple(each for each in now.ringing if _arrives_as(each) in notices)


def happened(before: DeskSnapshot, now: DeskSnapshot, notices: frozenset[Notice]) -> tuple[Happened, ...]:
    """What is worth telling somebody who does not look at the window."""
    known = {each.call.id: each for each in before.calls}
    found = []
    for each in now.calls:
        old = known.get(each.call.id)
        if Notice.MISSED in notices and _is_missed(each) and (old is None or old.ending is None):
            found.append(Happened(Told.MISSED, each))
        elif Notice.TRANSFERRED in notices and old is not None and _was_given(old, each):
            found.append(Happened(Told.TRANSFERRED, each))
    return tuple(found)


def _arrives_as(shown: DeskCall) -> Notice:
    return Notice.INCOMING if shown.transferred_by is None else Notice.TRANSFERRED


def _is_missed(shown: DeskCall) -> bool:
    return (
        shown.ending is not None
        and shown.call.direction is Direction.INCOMING
        and shown.confirmed_at is None
        and history.not_answered(shown.ending) is Result.MISSED
    )


def _was_given(old: DeskCall, now: DeskCall) -> bool:
    """Somebody put another in their place. Not where we were the one sent on: that we have watched."""
    return (
        old.call.state is CallState.CONFIRMED
        and now.ending is None
        and now.transferred_by is not None
        and now.transferred_by != old.transferred_by
        and old.being_transferred_to is None
    )
