"""The first administrator, of a server that has none."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Request, Response
from pydantic import BaseModel, Field

from softphone.people.directory import Person
from softphone.server.accounts import Refused
from softphone.server.api import access
from softphone.server.api.refusals import answer
from softphone.server.api.sign_in import REFUSALS
from softphone.server.people import refused
from softphone.sync.wire import Refusal

router = APIRouter(tags=["Administration"])

_ANSWERS: dict[int | str, dict[str, Any]] = {
    401: {"model": Refusal, "description": "wrong_code"},
    409: {"model": Refusal, "description": "not_new, taken"},
    422: REFUSALS[422],
    429: REFUSALS[429],
}
_ELSA = {
    "code": "K7QX-2MRD-9WTB-E4HN",
    "login": "elsa",
    "name": "Elsa Holm",
    "password": "a long password",
}


class NewAdministrator(BaseModel):
    code: Annotated[str, Field(max_length=100)]
    """That the server showed where it was started."""
    login: Annotated[str, Field(max_length=200)]
    name: Annotated[str, Field(max_length=200)]
    password: Annotated[str, Field(max_length=1_000)]


class MadeAdministrator(BaseModel):
    id: str
    login: str


@router.post("/first-administrator", status_code=201, response_model=MadeAdministrator, responses=_ANSWERS)
async def first_administrator(
    request: Request, asked: Annotated[NewAdministrator, Body(openapi_examples={"Elsa": {"value": _ELSA}})]
) -> Response | MadeAdministrator:
    """Once, while nobody could sign in as an administrator. They sign in then as everybody does."""
    done = await access.served(request).first_start.create(
        asked.code, asked.login, asked.name, asked.password, access.source(request)
    )
    if isinstance(done, Person):
        return MadeAdministrator(id=done.id, login=done.login)
    return answer(done if isinstance(done, Refused) else refused(done))
