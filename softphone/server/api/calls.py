"""One's own calls, as the server saw them."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from softphone.server.accounts import Caller, Refused
from softphone.server.api import access
from softphone.server.api.refusals import answer
from softphone.server.api.sign_in import REFUSALS
from softphone.server.own_calls import own_calls
from softphone.sync.wire import OwnCall, OwnCalls

router = APIRouter(tags=["Calls"])

_BAD_CURSOR = Refused(status=422, code="bad_request", sentence="before: not one that an answer gave.")
_LONGEST = 200


@router.get("/calls", response_model=OwnCalls, responses={401: REFUSALS[401], 422: REFUSALS[422]})
async def calls(
    request: Request,
    caller: Annotated[Caller, Depends(access.caller)],
    before: Annotated[str, Query(max_length=_LONGEST)] = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 100,
) -> Response | OwnCalls:
    """The newest first: calls that the caller made, that came to them, or that their rules sent on. Give the
    answer's `next` as `before` for the ones before."""
    moment, _, then = before.partition("~")
    try:
        began = float(moment) if before else None
    except ValueError:
        return answer(_BAD_CURSOR)
    served = access.served(request)
    kept, directory = served.calls, served.accounts.directory
    found = await kept.run(
        kept.repository.call_records, person=caller.person.id, before=began, then=then, limit=limit
    )
    told = [OwnCall.of(each) for record in found for each in own_calls(record, caller.person.id, directory)]
    last = f"{found[-1].began!r}~{found[-1].id}" if len(found) == limit else ""
    return OwnCalls(calls=told, next=last)
