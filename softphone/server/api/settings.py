"""A person's settings: what they are, edits of them, and which profile is in force.

`{person}` is an id, or "me". Administrators may read and change everybody's; nobody else another person's.
"""

from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Body, Depends, Query, Request, Response

from softphone.people.directory import Person
from softphone.profiles.activation import back_to_automatic, choose
from softphone.profiles.edits import Revision
from softphone.profiles.profile import ChosenLength
from softphone.profiles.validation import Reason, Refusal
from softphone.server.accounts import Caller, Refused
from softphone.server.api import access, shapes
from softphone.server.api.refusals import RefusedError, answer
from softphone.server.api.roles import actor
from softphone.server.api.sign_in import REFUSALS
from softphone.server.availability import Availabilities, Change
from softphone.storage.audit import Action, Entry
from softphone.sync import settings_wire as wire
from softphone.sync import wire as plain

router = APIRouter(tags=["Settings"])

FORBIDDEN = Refused(status=403, code="forbidden", sentence="These are another person's settings.")
_NOBODY = Refused(status=404, code="no_such_person", sentence="There is no such person.")
REFUSALS_OF_PERSONS: dict[int | str, dict[str, Any]] = {
    401: REFUSALS[401],
    403: {"model": plain.Refusal, "description": "forbidden"},
    404: {"model": plain.Refusal, "description": "no_such_person"},
    422: REFUSALS[422],
}
_CHANGES = REFUSALS_OF_PERSONS | {
    503: {"model": plain.Refusal, "description": "not_kept; Retry-After says when"}
}
_PUSH = {
    "lunch forwards to a number": {
        "value": {
            "epoch": "5f1c2a9be0d74463",
            "edits": [
                {
                    "id": "b7a1b0f0c2d34e5f9a6b7c8d9e0f1a2b",
                    "base": 12,
                    "field": "profiles.2.incoming.landline.first",
                    "old": {"type": "refer", "then": {"type": "voicemail"}, "neutral": False},
                    "new": {"type": "forward", "to": {"type": "number", "number": "08-123 45 67"}},
                }
            ],
        }
    }
}
_ACTIVATION = {
    "lunch for 45 minutes": {
        "value": {"profile": 2, "length": {"type": "for", "minutes": 45}, "message": "Chatta om det brådskar"}
    },
    "vacation until a date": {"value": {"profile": 5, "length": {"type": "until date", "day": "2030-07-15"}}},
    "for its default length": {"value": {"profile": 3}},
}
_CHANGE = {
    "a number as typed": {
        "value": {
            "field": "profiles.2.incoming.landline.first",
            "value": {"type": "forward", "to": {"type": "number", "number": "112"}},
        }
    }
}


async def whose(person: str, request: Request, caller: Annotated[Caller, Depends(access.caller)]) -> Person:
    """Raises RefusedError unless the caller may see and change them."""
    if person in ("me", caller.person.id):
        return caller.person
    if "admin" not in caller.person.roles:
        # Whether there is such a person is not said either.
        raise RefusedError(FORBIDDEN)
    found = access.served(request).accounts.directory.people.get(person)
    if found is None:
        raise RefusedError(_NOBODY)
    return found


Whose = Annotated[Person, Depends(whose)]


@router.get("/people/{person}/settings", responses=REFUSALS_OF_PERSONS)
async def settings(
    request: Request,
    person: Whose,
    caller: Annotated[Caller, Depends(access.caller)],
    epoch: Annotated[str, Query(max_length=64)] = "",
    n: Annotated[int, Query(ge=0, le=2**53)] = 0,
) -> wire.Settings:
    """All of them, with the answers since the revision given. Another person's calendar is not told."""
    served = access.served(request)
    since = await served.availabilities.since(person.id, Revision(epoch, n))
    said = shapes.settings(served.availabilities, person.id, since, served.version)
    return said if caller.person.id == person.id else shapes.settings_without_calendar(said)


@router.post(
    "/people/{person}/edits",
    response_model=wire.Pushed,
    responses=_CHANGES | {409: {"model": plain.Refusal, "description": "fetch_again"}},
)
async def push(
    request: Request,
    person: Whose,
    caller: Annotated[Caller, Depends(access.caller)],
    asked: Annotated[wire.Push, Body(openapi_examples=_PUSH)],
) -> Response | wire.Pushed:
    """An answer to each, in order. What is accepted is in force when this returns."""
    availabilities = access.served(request).availabilities
    entries = _noted(request, caller, person, {"fields": [edit.field for edit in asked.edits]})
    done = await availabilities.push(person, asked.epoch, shapes.edits_of(asked.edits), entries)
    if isinstance(done, Refused):
        return answer(done)
    return wire.Pushed(
        epoch=availabilities.epoch,
        revision=shapes.revision(availabilities.of(person.id).revision),
        answers=shapes.answers(done, whole=caller.person.id == person.id),
        in_force=_in_force(availabilities, person),
    )


@router.post("/people/{person}/edits/check", response_model=wire.Checked, responses=REFUSALS_OF_PERSONS)
async def check(
    request: Request, person: Whose, asked: Annotated[wire.Change, Body(openapi_examples=_CHANGE)]
) -> Response | wire.Checked:
    """Whether a field can be set so, asked while it is typed. Changes nothing."""
    found = access.served(request).availabilities.check(person, asked.field, asked.value)
    return wire.Checked(refused=None if found is None else shapes.refused(found))


@router.get("/people/{person}/in-force", responses=REFUSALS_OF_PERSONS)
async def in_force(request: Request, person: Whose) -> wire.InForce:
    """The active profile, why, until when, and what comes next."""
    return _in_force(access.served(request).availabilities, person)


@router.put("/people/{person}/activation", response_model=wire.InForce, responses=_CHANGES)
async def activate(
    request: Request,
    person: Whose,
    caller: Annotated[Caller, Depends(access.caller)],
    asked: Annotated[wire.Activation, Body(openapi_examples=_ACTIVATION)],
) -> Response | wire.InForce:
    """By hand. Available without a length means back to automatic."""
    try:
        length: ChosenLength | None = msgspec.convert(asked.length, ChosenLength | None)
    except (msgspec.ValidationError, OverflowError):
        return _unprocessable(Refusal("length", Reason.NOT_UNDERSTOOD))
    return await _change(
        request,
        caller,
        person,
        {"profile": asked.profile},
        lambda now, at: choose(now, asked.profile, at, length=length, message=asked.message),
    )


@router.delete("/people/{person}/activation", response_model=wire.InForce, responses=_CHANGES)
async def deactivate(
    request: Request, person: Whose, caller: Annotated[Caller, Depends(access.caller)]
) -> Response | wire.InForce:
    """Back to automatic: schedule and calendar."""
    automatic = {"profile": "automatic"}
    return await _change(request, caller, person, automatic, lambda now, _at: back_to_automatic(now))


@router.put("/people/{person}/calendar-password", status_code=204, responses=_CHANGES)
async def set_calendar_password(
    request: Request,
    person: Whose,
    asked: Annotated[
        wire.CalendarPassword, Body(openapi_examples={"a password": {"value": {"password": "hemligt"}}})
    ],
) -> Response:
    """It is kept encrypted, and nobody can read it again; empty removes it."""
    served = access.served(request)
    refused = await served.availabilities.set_calendar_password(person.id, asked.password, asked.address)
    if refused is not None:
        return answer(refused)
    served.calendars.use_password(person.id)
    return Response(status_code=204)


async def _change(
    request: Request, caller: Caller, person: Person, after: dict[str, Any], change: Change
) -> Response | wire.InForce:
    availabilities = access.served(request).availabilities
    entries = _noted(request, caller, person, after, Action.PROFILE_ACTIVATED)
    done = await availabilities.change(person, change, entries)
    if isinstance(done, Refused):
        return answer(done)
    found = done if isinstance(done, Refusal) else next((a.refused for a in done if a.refused), None)
    return _in_force(availabilities, person) if found is None else _unprocessable(found)


def _noted(
    request: Request,
    caller: Caller,
    person: Person,
    after: dict[str, Any],
    action: Action = Action.SETTINGS_CHANGED,
) -> tuple[Entry, ...]:
    """What the audit log says of a change of somebody else's settings: which, never what of them, for that
    somebody is sick is nobody's business."""
    if person.id == caller.person.id:
        return ()
    entry = access.served(request).audit.entry(actor(request, caller), action, person.id, person.name)
    return (msgspec.structs.replace(entry, after=after),)


def _unprocessable(refusal: Refusal) -> Response:
    said = shapes.refused(refusal)
    return answer(Refused(status=422, code=said.reason, sentence=f"{said.field}: {said.sentence}"))


def _in_force(availabilities: Availabilities, person: Person) -> wire.InForce:
    active = availabilities.in_force.of(person.id)
    return shapes.in_force(active, availabilities.of(person.id).revision)
