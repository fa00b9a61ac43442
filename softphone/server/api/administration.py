"""For administrators: the whole company at once."""

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from softphone.server.accounts import Refused
from softphone.server.api import access
from softphone.server.api.refusals import answer
from softphone.server.api.roles import FORBIDDEN, Administrator, actor
from softphone.sync.wire import Refusal

router = APIRouter(tags=["Administration"])


class MadeBackup(BaseModel):
    name: str
    size: int


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
