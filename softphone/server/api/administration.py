"""For administrators: the whole company at once."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel

from softphone.server.accounts import Refused
from softphone.server.api import access
from softphone.server.api.refusals import answer
from softphone.server.api.roles import FORBIDDEN, Administrator, actor
from softphone.server.api.sign_in import REFUSALS
from softphone.server.feed import card
from softphone.sync.wire import PersonCard, Refusal

router = APIRouter(tags=["Administration"])


class FoundPeople(BaseModel):
    people: list[PersonCard]
    total: int


class Imported(BaseModel):
    count: int


class MadeBackup(BaseModel):
    name: str
    size: int


@router.get("/people", response_model=FoundPeople, responses=FORBIDDEN)
async def search(
    request: Request,
    _caller: Administrator,
    search: str = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Response:
    """People by parts of name, login, title, department or number; each word has to be found."""
    found = await access.served(request).administration.search(search[:200], limit)
    answer = FoundPeople(people=[card(person) for person in found.people], total=found.total)
    # Written once: FastAPI would check it first, and take it apart.
    return Response(answer.model_dump_json(), media_type="application/json")


@router.post(
    "/people",
    status_code=201,
    response_model=Imported,
    responses=FORBIDDEN | {409: {"model": Refusal, "description": "taken"}, 422: REFUSALS[422]},
    openapi_extra={"requestBody": {"content": {"application/jsonl": {"schema": {"type": "string"}}}}},
)
async def import_people(request: Request, caller: Administrator) -> Response | Imported:
    """JSON, one person to a line: login, name, and if wanted title, department, extension, landline, mobile,
    email. All of them or none."""
    done = await access.served(request).administration.import_people(
        await request.body(), actor(request, caller)
    )
    return answer(done) if isinstance(done, Refused) else Imported(count=done)


@router.post(
    "/backups",
    status_code=201,
    response_model=MadeBackup,
    responses=FORBIDDEN
    | {
        409: {"model": Refusal, "description": "in_progress, not_here"},
        500: {"model": Refusal, "description": "backup_failed"},
    },
)
async def back_up(request: Request, caller: Administrator) -> Response | MadeBackup:
    """A copy of the whole database in the server's data folder, as of one moment. The key file that its
    secrets are sealed with is not in it."""
    done = await access.served(request).administration.back_up(actor(request, caller))
    return answer(done) if isinstance(done, Refused) else MadeBackup(name=done.name, size=done.size)
