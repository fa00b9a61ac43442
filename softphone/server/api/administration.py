"""For administrators: the whole company at once."""

from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from softphone.server.accounts import Refused
from softphone.server.api import access
from softphone.server.api.refusals import answer
from softphone.server.api.roles import FORBIDDEN, Administrator, actor
from softphone.server.api.sign_in import REFUSALS
from softphone.sync.wire import Refusal

router = APIRouter(tags=["Administration"])


class NewBackup(BaseModel):
    passphrase: Annotated[str, Field(min_length=12, max_length=1_000)]


class MadeBackup(BaseModel):
    name: str
    size: int


@router.post(
    "/backups",
    status_code=201,
    response_model=MadeBackup,
    responses=FORBIDDEN
    | {
        409: {"model": Refusal, "description": "in_progress"},
        422: REFUSALS[422],
        500: {"model": Refusal, "description": "backup_failed"},
        503: {"model": Refusal, "description": "stopping"},
    },
)
async def back_up(
    request: Request, caller: Administrator, asked: NewBackup | None = None
) -> Response | MadeBackup:
    """A copy of the whole database in the server's data folder, as of one moment; the key file that its
    secrets are sealed with is not in it. With a passphrase the whole state, sealed with it, for
    `softphone restore`."""
    passphrase = asked.passphrase if asked else ""
    done = await access.served(request).administration.back_up(actor(request, caller), passphrase)
    return answer(done) if isinstance(done, Refused) else MadeBackup(name=done.name, size=done.size)
