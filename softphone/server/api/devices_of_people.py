"""For administrators: who is registered from where with what, and a profile for many at once."""

from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Body, Request, Response
from pydantic import BaseModel, Field

from softphone.profiles.profile import ChosenLength
from softphone.profiles.validation import Refusal
from softphone.server import people
from softphone.server.accounts import Refused
from softphone.server.activations import MOST_AT_ONCE, Activation
from softphone.server.api import access, shapes
from softphone.server.api.people import Text
from softphone.server.api.refusals import answer
from softphone.server.api.roles import FORBIDDEN, Administrator, actor
from softphone.server.api.sign_in import REFUSALS
from softphone.sync import settings_wire
from softphone.sync import wire as plain

router = APIRouter(tags=["People"])

_NOBODY: dict[int | str, dict[str, Any]] = {404: {"model": plain.Refusal, "description": "no_such_person"}}
_NO_DEVICE: dict[int | str, dict[str, Any]] = {
    404: {"model": plain.Refusal, "description": "no_such_person, no_such_device"}
}


class RegistrationShown(BaseModel):
    address: str
    user_agent: str
    expires: float
    """Seconds from now."""


class DeviceRecord(BaseModel):
    id: str
    name: str
    issued: bool
    """False: a telephone of the company file."""
    created: float
    """Seconds since 1970, as the next."""
    seen: float
    """When it was heard last, within some minutes; 0: never."""
    registrations: list[RegistrationShown]


class DeviceRecords(BaseModel):
    devices: list[DeviceRecord]


class ForMany(settings_wire.Activation):
    people: Annotated[list[Text], Field(min_length=1, max_length=MOST_AT_ONCE)]
    """Ids."""


class NotActivated(BaseModel):
    person: str
    code: str
    sentence: str


class ActivatedForMany(BaseModel):
    count: int
    refused: list[NotActivated]


_MANY = {
    "the afternoon off": {
        "value": {
            "people": ["8c1f0a52d3e94b67"],
            "profile": 4,
            "length": {"type": "until time", "at": "17:00:00"},
        }
    }
}


@router.get("/people/{person}/devices", response_model=DeviceRecords, responses=FORBIDDEN | _NOBODY)
async def devices(request: Request, person: str, _caller: Administrator) -> Response | DeviceRecords:
    """With where each is registered from, now."""
    company = access.served(request).company
    if company.people.find(person) is None:
        return answer(people.NOBODY)
    registered = company.engine.registrations(person)
    found = [
        DeviceRecord(
            id=device.id,
            name=device.name,
            issued=device.issued,
            created=device.created,
            seen=device.seen,
            registrations=[
                RegistrationShown(address=each.address, user_agent=each.user_agent, expires=each.expires)
                for each in registered
                if each.device == device.user
            ],
        )
        for device in await company.people.devices(person)
    ]
    return DeviceRecords(devices=found)


@router.delete("/people/{person}/devices/{device}", status_code=204, responses=FORBIDDEN | _NO_DEVICE)
async def remove_device(request: Request, person: str, device: str, caller: Administrator) -> Response:
    """Its secret ends at once, and with it what it had registered, and the sessions that were begun by its
    name: the computer is signed out."""
    refused = await access.served(request).company.people.remove_device(
        person, device, actor(request, caller)
    )
    return Response(status_code=204) if refused is None else answer(refused)


@router.post(
    "/people/activation", response_model=ActivatedForMany, responses=FORBIDDEN | {422: REFUSALS[422]}
)
async def activate(
    request: Request, caller: Administrator, asked: Annotated[ForMany, Body(openapi_examples=_MANY)]
) -> Response | ActivatedForMany:
    """A profile for each of these people, as if they had chosen it by hand."""
    try:
        length: ChosenLength | None = msgspec.convert(asked.length, ChosenLength | None)
    except (msgspec.ValidationError, OverflowError):
        return answer(people.not_understood("length"))
    done = await access.served(request).company.activations.activate(
        asked.people,
        Activation(profile=asked.profile, length=length, message=asked.message),
        actor(request, caller),
    )
    refused = [_not(person, why) for person, why in done.items() if why is not None]
    return ActivatedForMany(count=len(done) - len(refused), refused=refused)


def _not(person: str, why: Refusal | Refused) -> NotActivated:
    if isinstance(why, Refused):
        return NotActivated(person=person, code=why.code, sentence=why.sentence)
    said = shapes.refused(why)
    return NotActivated(person=person, code=said.reason, sentence=f"{said.field}: {said.sentence}")
