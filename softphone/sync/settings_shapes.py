"""What the API says of one's settings, as the program's values."""

import re

import msgspec

from softphone.profiles.edits import Answer, Edit, Revision
from softphone.profiles.own import (
    CalendarSeen,
    CalendarsFound,
    CalendarTrouble,
    ComesNext,
    FoundCalendar,
    InForceNow,
)
from softphone.profiles.timeline import Source
from softphone.profiles.validation import Reason, Refusal
from softphone.sync import settings_wire as wire
from softphone.sync.calendar_wire import CalendarsFound as CalendarsFoundThere
from softphone.sync.calendar_wire import CalendarState
from softphone.sync.settings_session import Fetched, Push
from softphone.sync.wire import Revision as WireRevision

_VERSION = re.compile(r"([0-9]+)\.([0-9]+)")


def fetched(came: wire.Settings) -> Fetched:
    return Fetched(
        epoch=came.epoch,
        revision=revision(came.revision),
        known=came.known,
        forgotten=came.forgotten,
        document=dict(came.document),
        answers=tuple(map(answer, came.answers)),
        in_force=in_force(came.in_force),
    )


def push(asked: Push) -> wire.Push:
    edits = [msgspec.structs.asdict(edit) for edit in asked.edits]
    return wire.Push.model_validate({"epoch": asked.epoch, "edits": edits})


def answer(given: wire.Answer) -> Answer:
    return Answer(
        edit=Edit(**given.edit.model_dump()),
        revision=revision(given.revision),
        at=given.at,
        refused=None if given.refused is None else refusal(given.refused),
        value=given.value,
    )


def refusal(said: wire.EditRefused) -> Refusal:
    """A reason that only a later server has is the one that says the least; its sentence is kept."""
    reason = Reason.__members__.get(said.reason.upper())
    if reason is None:
        return Refusal(said.field, Reason.NOT_UNDERSTOOD, said.sentence)
    return Refusal(said.field, reason, said.detail)


def in_force(said: wire.InForce) -> InForceNow:
    following = said.next
    return InForceNow(
        revision=revision(said.revision),
        profile=said.profile,
        source=_source(said.source),
        until=said.until,
        message=said.message,
        is_temporary=said.is_temporary,
        next=None
        if following is None
        else ComesNext(
            profile=following.profile,
            source=_source(following.source),
            begin=following.begin,
            until=following.until,
        ),
    )


def calendar_seen(said: CalendarState) -> CalendarSeen:
    failed = said.failed
    return CalendarSeen(
        looked=said.looked,
        succeeded=said.succeeded,
        failed=None if failed is None else CalendarTrouble(failed.reason, failed.detail, failed.sentence),
        occurrences=said.occurrences,
        faults=tuple(CalendarTrouble(each.reason, each.detail, each.sentence) for each in said.faults),
    )


def calendars_found(said: CalendarsFoundThere) -> CalendarsFound:
    failed = said.failed
    return CalendarsFound(
        tuple(FoundCalendar(each.address, each.name) for each in said.calendars),
        None if failed is None else CalendarTrouble(failed.reason, failed.detail, failed.sentence),
    )


def revision(of: WireRevision) -> Revision:
    return Revision(of.epoch, of.n)


def minor_versions_apart(one: str, other: str) -> int:
    """0 where one of them is no version; more than any number when the major versions differ."""
    first, second = _VERSION.match(one), _VERSION.match(other)
    if first is None or second is None:
        return 0
    if first[1] != second[1]:
        return 1_000_000
    return abs(int(first[2]) - int(second[2]))


def _source(text: str) -> Source:
    """One that only a later server has counts as the last of all."""
    try:
        return Source(text)
    except ValueError:
        return Source.DEFAULT
