"""For administrators: how long things are kept; one person's data exported, and erased."""

from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from softphone.people.retention import LONGEST_DAYS, Keeping
from softphone.server.accounts import Refused
from softphone.server.api import access
from softphone.server.api.refusals import answer
from softphone.server.api.roles import FORBIDDEN, Administrator, actor
from softphone.server.api.sign_in import REFUSALS
from softphone.sync.wire import Refusal

router = APIRouter(tags=["Privacy"])

_NOBODY: dict[int | str, dict[str, Any]] = {404: {"model": Refusal, "description": "no_such_person"}}
_LAST: dict[int | str, dict[str, Any]] = {409: {"model": Refusal, "description": "last_administrator"}}
_Days = Annotated[int, Field(ge=1, le=LONGEST_DAYS)]


class Retention(BaseModel):
    """Days."""

    call_records: int
    audit: int
    addresses: int
    """Where calls and changes came from; the records stay without them."""


class RetentionChange(BaseModel):
    """What is left out stays."""

    model_config = ConfigDict(extra="forbid")

    call_records: _Days | None = None
    audit: _Days | None = None
    addresses: _Days | None = None


@router.get("/retention", responses=FORBIDDEN)
async def retention(request: Request, _caller: Administrator) -> Retention:
    """Days for which each is kept."""
    days = await access.served(request).company.privacy.retention()
    return Retention(**{what.value: each for what, each in days.items()})


@router.patch("/retention", response_model=Retention, responses=FORBIDDEN | {422: REFUSALS[422]})
async def set_retention(
    request: Request, caller: Administrator, asked: RetentionChange
) -> Response | Retention:
    """What is over by then goes within minutes."""
    given = {Keeping(name): days for name, days in asked.model_dump().items() if days is not None}
    refused = await access.served(request).company.privacy.set_retention(given, actor(request, caller))
    return await retention(request, caller) if refused is None else answer(refused)


@router.get(
    "/people/{person}/export",
    response_class=Response,
    responses={
        200: {"content": {"application/zip": {}}, "description": "A ZIP of JSON"},
        **FORBIDDEN,
        **_NOBODY,
    },
)
async def export(request: Request, person: str, caller: Administrator) -> Response:
    """All that is kept of this person, but secrets. It is in the audit log."""
    done = await access.served(request).company.privacy.export(person, actor(request, caller))
    if isinstance(done, Refused):
        return answer(done)
    headers = {"Content-Disposition": 'attachment; filename="person.zip"'}
    return Response(done, media_type="application/zip", headers=headers)


@router.delete("/people/{person}", status_code=204, responses=FORBIDDEN | _NOBODY | _LAST)
async def erase(request: Request, person: str, caller: Administrator) -> Response:
    """For good: out at once, and what names them in the calls and changes of others goes too."""
    refused = await access.served(request).company.privacy.erase(person, actor(request, caller))
    return Response(status_code=204) if refused is None else answer(refused)
