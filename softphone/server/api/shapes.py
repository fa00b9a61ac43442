"""Settings, edits and answers between the wire's form and the program's."""

from collections.abc import Iterable
from typing import Any

import msgspec

from softphone.people.meeting import Meeting
from softphone.profiles import edits
from softphone.profiles.activation import Active
from softphone.profiles.calendar_settings import CalendarSettings
from softphone.profiles.profile import Profile
from softphone.profiles.settings import document_of
from softphone.profiles.validation import Refusal
from softphone.server import rules
from softphone.server.availability import Availabilities, Since
from softphone.server.rules import shown
from softphone.sync import settings_wire as wire
from softphone.sync.wire import MeetingShown, ProfileShown, Revision


def settings(availabilities: Availabilities, person: str, since: Since, version: str) -> wire.Settings:
    return wire.Settings(
        person=person,
        epoch=availabilities.epoch,
        revision=revision(since.now.revision),
        known=since.known,
        forgotten=since.now.forgotten,
        document=document_of(since.now.settings),
        answers=[answer(each) for each in since.answers],
        in_force=in_force(availabilities.in_force.of(person), since.now.revision),
        version=version,
    )


def edits_of(asked: Iterable[wire.Edit]) -> list[edits.Edit]:
    return [edits.Edit(**each.model_dump()) for each in asked]


def refused(refusal: Refusal) -> wire.EditRefused:
    detail = f" ({refusal.detail})" if refusal.detail else ""
    return wire.EditRefused(
        field=refusal.field,
        reason=refusal.reason.name.lower(),
        detail=refusal.detail,
        sentence=f"{refusal.reason.value.capitalize()}{detail}.",
    )


def settings_without_calendar(said: wire.Settings) -> wire.Settings:
    """For an administrator: an address is often a secret by itself, and says where somebody's calendar is."""
    calendar = msgspec.to_builtins(CalendarSettings())
    answers = [_without_calendar(each) for each in said.answers]
    return said.model_copy(update={"answers": answers, "document": {**said.document, "calendar": calendar}})


def answers(given: Iterable[edits.Answer], *, whole: bool) -> list[wire.Answer]:
    """`whole`: to the person themselves."""
    said = [answer(each) for each in given]
    return said if whole else [_without_calendar(each) for each in said]


def _without_calendar(of: wire.Answer) -> wire.Answer:
    if of.edit.field.partition(".")[0] != "calendar":
        return of
    edit = of.edit.model_copy(update={"old": None, "new": None})
    return of.model_copy(update={"edit": edit, "value": None})


def answer(given: edits.Answer) -> wire.Answer:
    return wire.Answer(
        edit=wire.Edit(**msgspec.structs.asdict(given.edit)),
        revision=revision(given.revision),
        at=given.at,
        refused=None if given.refused is None else refused(given.refused),
        value=given.value,
    )


def revision(of: edits.Revision) -> Revision:
    return Revision(epoch=of.epoch, n=of.n)


def in_force(active: Active, of: edits.Revision) -> wire.InForce:
    following = active.next
    return wire.InForce(
        revision=revision(of),
        profile=active.profile.number,
        **_named(active.profile),
        source=active.source.value,
        until=active.until,
        message=active.message,
        is_temporary=active.is_temporary,
        next=None
        if following is None
        else wire.Following(
            profile=following.profile.number,
            **_named(following.profile),
            source=following.source.value,
            begin=following.begin,
            until=following.until,
        ),
    )


def settings_changed(availabilities: Availabilities, person: str) -> str:
    """For the person's WebSockets."""
    of = availabilities.of(person).revision
    active = in_force(availabilities.in_force.of(person), of)
    return wire.SettingsChanged(revision=revision(of), in_force=active).model_dump_json()


def active_rule(active: Active) -> rules.Active:
    """As the engine obeys it."""
    message = active.message if active.is_temporary else None
    return rules.Active(active.profile, active.until, message)


def profile_shown(active: rules.Active) -> ProfileShown:
    """As colleagues see it."""
    of = shown(active)
    return ProfileShown(
        preset=of.preset,
        name="" if of.preset else of.name,
        available=of.available,
        message=of.message,
        until=of.until,
    )


def meeting_shown(meeting: Meeting | None) -> MeetingShown | None:
    """As colleagues see it."""
    return None if meeting is None else MeetingShown(**msgspec.structs.asdict(meeting))


def _named(profile: Profile) -> dict[str, Any]:
    return {"name": profile.name, "preset": 0 if profile.name else profile.preset}
