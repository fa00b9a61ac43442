"""The company's telephone numbers: looked through, forwarded while reserved, given to persons and taken back.

`{number}` is written in any common form. Refusals have their sentence in the language that is asked for
(Accept-Language), as the portal shows it.
"""

from datetime import date
from typing import Annotated, Any, Literal

import msgspec
from fastapi import APIRouter, Body, Depends, Query, Request, Response
from pydantic import BaseModel, Field

from softphone.people.directory import Group, NumberKind, NumberStatus
from softphone.people.numbers import e164
from softphone.profiles.incoming import Target
from softphone.server.api import access
from softphone.server.api.refusals import answer
from softphone.server.api.roles import FORBIDDEN, Administrator, actor
from softphone.server.api.sign_in import REFUSALS
from softphone.server.language import asked_language
from softphone.server.number_order import NumberRow
from softphone.server.number_refusals import Cannot
from softphone.server.number_search import Column, NumberQuery
from softphone.server.numbers import MOST_AT_ONCE, NewNumber, Numbers
from softphone.sync.wire import Refusal

router = APIRouter(tags=["Numbers"])

_REFUSALS = FORBIDDEN | {422: REFUSALS[422]}
_OF_NUMBERS: dict[int | str, dict[str, Any]] = _REFUSALS | {
    404: {"model": Refusal, "description": "no_such_number"},
    409: {"model": Refusal, "description": "reserved_mobile, not_reserved, in_use, of_a_group, taken"},
    503: {"model": Refusal, "description": "not_kept; Retry-After says when"},
}


class ToNumber(BaseModel):
    type: Literal["number"]
    number: str = Field(max_length=100)
    """In any common form, or an extension."""


class ToColleague(BaseModel):
    type: Literal["colleague"]
    person: str
    """The id."""


class ToGroup(BaseModel):
    type: Literal["group"]
    group: str
    """The id."""


class ToReception(BaseModel):
    type: Literal["reception"]


class ToVoicemail(BaseModel):
    """Refused: a reserved number has none."""

    type: Literal["voicemail"]


class Forwarding(BaseModel):
    to: Annotated[ToNumber | ToColleague | ToGroup | ToReception | ToVoicemail, Field(discriminator="type")]
    starts: date | None = None
    """From the midnight that this day begins with, in the company's time zone; null: at once."""


class NumberOwner(BaseModel):
    type: Literal["person", "group"]
    id: str
    name: str


class CompanyNumber(BaseModel):
    number: str
    """E.164."""
    kind: NumberKind
    status: NumberStatus
    note: str
    owner: NumberOwner | None
    forwarding: Forwarding | None
    forwarded_now: bool

    @classmethod
    def of(cls, row: NumberRow, numbers: Numbers) -> "CompanyNumber":
        owner = row.owner
        kind: Literal["person", "group"] = "group" if isinstance(owner, Group) else "person"
        return cls(
            number=row.number.number,
            kind=row.number.kind,
            status=row.number.status,
            note=row.number.note,
            owner=None if owner is None else NumberOwner(type=kind, id=owner.id, name=owner.name),
            forwarding=None
            if row.forwarding is None
            else Forwarding.model_validate(msgspec.to_builtins(row.forwarding)),
            forwarded_now=numbers.is_in_force(row.number.number),
        )


class FoundNumbers(BaseModel):
    numbers: list[CompanyNumber]
    total: int


class AddedNumber(BaseModel):
    number: str = Field(max_length=100)
    kind: NumberKind | None = None
    """null: by the numbering plan of the company's country."""
    note: str = ""


class AddedNumbers(BaseModel):
    numbers: list[AddedNumber] = Field(min_length=1, max_length=MOST_AT_ONCE)


class Note(BaseModel):
    note: str


class ForPerson(BaseModel):
    person: str
    """The id."""


class CheckedForwarding(BaseModel):
    refused: Refusal | None


_FORWARDING = {
    "to a number, at once": {"value": {"to": {"type": "number", "number": "08-123 45 67"}}},
    "to the reception, from a day on": {"value": {"to": {"type": "reception"}, "starts": "2027-01-01"}},
}
_ADDED = {
    "two": {"value": {"numbers": [{"number": "08-123 45 80", "note": "Mässan"}, {"number": "08-123 45 81"}]}}
}


def meant(number: str, request: Request) -> str:
    """In E.164; empty for what is no number."""
    return e164(number[:100], access.served(request).accounts.directory.country) or ""


Meant = Annotated[str, Depends(meant)]


@router.get("/numbers", response_model=FoundNumbers, responses=_REFUSALS)
async def find(
    request: Request,
    _caller: Administrator,
    search: Annotated[str, Query(max_length=200)] = "",
    status: NumberStatus | None = None,
    sort: Column = Column.NUMBER,
    descending: bool = False,
    offset: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Response:
    """By parts of number, person, status and note; each word has to be found."""
    numbers = access.served(request).numbers
    asked = NumberQuery(
        text=search, status=status, sort=sort, descending=descending, offset=offset, limit=limit
    )
    found = await numbers.find(asked)
    told = FoundNumbers(numbers=[CompanyNumber.of(row, numbers) for row in found.rows], total=found.total)
    # Written once: FastAPI would check it first, and take it apart.
    return Response(told.model_dump_json(), media_type="application/json")


@router.post("/numbers", status_code=201, response_model=FoundNumbers, responses=_OF_NUMBERS)
async def add(
    request: Request, caller: Administrator, asked: Annotated[AddedNumbers, Body(openapi_examples=_ADDED)]
) -> Response | FoundNumbers:
    """Numbers that the company has got from its operator: reserved, all or none."""
    numbers = access.served(request).numbers
    new = [NewNumber(each.number, each.kind, each.note) for each in asked.numbers]
    done = await numbers.add(new, actor(request, caller))
    if isinstance(done, Cannot):
        return _refused(request, done)
    return FoundNumbers(numbers=[CompanyNumber.of(row, numbers) for row in done], total=len(done))


@router.get("/numbers/{number}", response_model=CompanyNumber, responses=_OF_NUMBERS)
async def number(request: Request, _caller: Administrator, number: Meant) -> Response | CompanyNumber:
    """Whose it is, and where its calls go."""
    numbers = access.served(request).numbers
    row = numbers.of(number)
    if row is None:
        return _refused(request, Cannot(status=404, code="no_such_number", field=""))
    return CompanyNumber.of(row, numbers)


@router.patch("/numbers/{number}", response_model=CompanyNumber, responses=_OF_NUMBERS)
async def note(
    request: Request,
    caller: Administrator,
    number: Meant,
    asked: Annotated[Note, Body(openapi_examples={"a note": {"value": {"note": "Mässan i maj"}}})],
) -> Response | CompanyNumber:
    """For administrators to read; it changes no call."""
    numbers = access.served(request).numbers
    return _done(request, await numbers.note(number, asked.note, actor(request, caller)))


@router.delete("/numbers/{number}", status_code=204, responses=_OF_NUMBERS)
async def remove(request: Request, caller: Administrator, number: Meant) -> Response:
    """A reserved number that the company does not have any more."""
    refused = await access.served(request).numbers.remove(number, actor(request, caller))
    return Response(status_code=204) if refused is None else _refused(request, refused)


@router.put("/numbers/{number}/forwarding", response_model=CompanyNumber, responses=_OF_NUMBERS)
async def forward(
    request: Request,
    caller: Administrator,
    number: Meant,
    asked: Annotated[Forwarding, Body(openapi_examples=_FORWARDING)],
) -> Response | CompanyNumber:
    """Of a reserved landline number. It is in force, or waits for its day, when this returns."""
    numbers = access.served(request).numbers
    done = await numbers.forward(number, _target(asked), asked.starts, actor(request, caller))
    return _done(request, done)


@router.post("/numbers/{number}/forwarding/check", responses=_REFUSALS)
async def check(
    request: Request,
    _caller: Administrator,
    number: Meant,
    asked: Annotated[Forwarding, Body(openapi_examples=_FORWARDING)],
) -> CheckedForwarding:
    """Whether it can be forwarded so, asked while it is typed. Changes nothing."""
    found = access.served(request).numbers.check(number, _target(asked), asked.starts)
    if found is None:
        return CheckedForwarding(refused=None)
    sentence = found.sentence(asked_language(request))
    return CheckedForwarding(refused=Refusal(code=found.code, sentence=sentence))


@router.delete("/numbers/{number}/forwarding", response_model=CompanyNumber, responses=_OF_NUMBERS)
async def stop_forwarding(request: Request, caller: Administrator, number: Meant) -> Response | CompanyNumber:
    """Who calls it is told that nobody has it."""
    numbers = access.served(request).numbers
    return _done(request, await numbers.stop_forwarding(number, actor(request, caller)))


@router.put("/numbers/{number}/person", response_model=CompanyNumber, responses=_OF_NUMBERS)
async def assign(
    request: Request,
    caller: Administrator,
    number: Meant,
    asked: Annotated[
        ForPerson, Body(openapi_examples={"a person": {"value": {"person": "8c1f0a52d3e94b67"}}})
    ],
) -> Response | CompanyNumber:
    """A reserved number becomes this person's; a forwarding ends."""
    numbers = access.served(request).numbers
    return _done(request, await numbers.assign(number, asked.person, actor(request, caller)))


@router.delete("/numbers/{number}/person", response_model=CompanyNumber, responses=_OF_NUMBERS)
async def release(request: Request, caller: Administrator, number: Meant) -> Response | CompanyNumber:
    """A person's number becomes reserved."""
    numbers = access.served(request).numbers
    return _done(request, await numbers.release(number, actor(request, caller)))


def _target(asked: Forwarding) -> Target:
    found: Target = msgspec.convert(asked.to.model_dump(), Target)
    return found


def _done(request: Request, done: NumberRow | Cannot) -> Response | CompanyNumber:
    if isinstance(done, Cannot):
        return _refused(request, done)
    return CompanyNumber.of(done, access.served(request).numbers)


def _refused(request: Request, refused: Cannot) -> Response:
    language = asked_language(request)
    said = answer(refused.refused(language))
    said.headers["Content-Language"] = language.value
    return said
