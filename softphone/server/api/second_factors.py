"""The second factors of others: an administrator takes away that of who has lost their telephone."""

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from softphone.server.accounts import Refused
from softphone.server.api import access
from softphone.server.api.refusals import answer
from softphone.server.api.roles import FORBIDDEN, Administrator, actor
from softphone.sync.wire import Refusal

router = APIRouter(tags=["People"])

_NOBODY = Refused(status=404, code="no_such_person", sentence="There is no such person.")
_ONES_OWN = Refused(
    status=409, code="ones_own", sentence="Your own is turned off in the portal, with a code of it."
)
_ANSWERS = FORBIDDEN | {404: {"model": Refusal, "description": "no_such_person"}}


class SecondFactorState(BaseModel):
    on: bool


@router.get("/people/{person}/second-factor", response_model=SecondFactorState, responses=_ANSWERS)
async def state(request: Request, _caller: Administrator, person: str) -> Response | SecondFactorState:
    """Whether a code is asked for besides the password."""
    served = access.served(request)
    if person not in served.accounts.directory.people:
        return answer(_NOBODY)
    return SecondFactorState(on=served.second_factors.has(person))


@router.delete(
    "/people/{person}/second-factor",
    status_code=204,
    responses=_ANSWERS | {409: {"model": Refusal, "description": "ones_own"}},
)
async def remove(request: Request, caller: Administrator, person: str) -> Response:
    """The password alone is enough from now on. One's own is turned off in the portal, with a code of it."""
    served = access.served(request)
    if person == caller.person.id:
        return answer(_ONES_OWN)
    who = served.accounts.directory.people.get(person)
    if who is None:
        return answer(_NOBODY)
    await served.second_factors.turn_off(who, actor(request, caller))
    return Response(status_code=204)
