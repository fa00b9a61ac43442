"""For supervisors and administrators: the calls of others. Searching and reading them is in the audit log."""

from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel

from softphone.server.accounts import Refused
from softphone.server.api import access
from softphone.server.api.refusals import answer
from softphone.server.api.roles import FORBIDDEN, Supervisor, actor
from softphone.server.api.sign_in import REFUSALS
from softphone.server.calls_of_others import CallSearch
from softphone.storage.call_record import CallRecord
from softphone.sync.wire import Refusal

router = APIRouter(tags=["Call records"])

_BAD_CURSOR = Refused(status=422, code="bad_request", sentence="before: not one that an answer gave.")
_NO_CALL = Refused(status=404, code="no_such_call", sentence="There is no record of such a call.")
_Moment = Annotated[float | None, Query(ge=0, le=1e11, description="Seconds since 1970.")]


class WhyShown(BaseModel):
    reason: str
    whose: str
    detail: str


class TryShown(BaseModel):
    """One telephone that was rung. Moments are seconds after the call began."""

    person: str
    device: str
    address: str
    number: str
    at: float
    rang: float | None
    came: str | None
    came_at: float | None
    status: int


class StepShown(BaseModel):
    at: float
    whys: list[WhyShown]
    tries: list[TryShown]


class RecordedCall(BaseModel):
    id: str
    began: float
    """Seconds since 1970; the moments below are seconds after it."""
    caller: str
    """A person's id; empty: from outside."""
    caller_shown: str
    caller_uri: str
    caller_device: str
    caller_address: str
    called: str
    callee: str
    steps: list[StepShown]
    whys: list[WhyShown]
    answered: float | None
    answered_by: str
    answered_device: str
    ended: float | None
    status: int
    ending: str | None

    @classmethod
    def of(cls, record: CallRecord) -> "RecordedCall":
        said = msgspec.to_builtins(record)
        return cls(**{name: said[name] for name in cls.model_fields})


class RecordedCalls(BaseModel):
    calls: list[RecordedCall]
    next: str
    """For `before`: the ones before these; empty: there are none."""


@router.get("/call-records", response_model=RecordedCalls, responses=FORBIDDEN | {422: REFUSALS[422]})
async def search(
    request: Request,
    caller: Supervisor,
    person: Annotated[str, Query(max_length=200)] = "",
    text: Annotated[str, Query(max_length=200)] = "",
    since: _Moment = None,
    before: Annotated[str, Query(max_length=200)] = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Response | RecordedCalls:
    """The newest first: of one person or of all, with `text` in a number or in the caller's name."""
    moment, _, then = before.partition("~")
    try:
        began = float(moment) if before else None
    except ValueError:
        return answer(_BAD_CURSOR)
    asked = CallSearch(person=person, text=text, since=since, before=began, then=then, limit=limit)
    found = await access.served(request).company.calls.search(asked, actor(request, caller))
    last = f"{found[-1].began!r}~{found[-1].id}" if len(found) == limit else ""
    return RecordedCalls(calls=[RecordedCall.of(record) for record in found], next=last)


_NOT_FOUND: dict[int | str, dict[str, Any]] = {404: {"model": Refusal, "description": "no_such_call"}}


@router.get("/call-records/{call}", response_model=RecordedCall, responses=FORBIDDEN | _NOT_FOUND)
async def read(request: Request, call: str, caller: Supervisor) -> Response | RecordedCall:
    """One call, step by step: who was tried and why, what came of it, and how it ended."""
    record = await access.served(request).company.calls.read(call, actor(request, caller))
    return answer(_NO_CALL) if record is None else RecordedCall.of(record)
