"""Sign-in, sign-out, and who one is."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Request, Response

from softphone.server.accounts import Caller, Refused
from softphone.server.api import access
from softphone.server.api.refusals import answer
from softphone.server.feed import card
from softphone.sync.wire import PersonCard, Refusal, SignedIn, SignIn

router = APIRouter(tags=["Sign-in"])

REFUSALS: dict[int | str, dict[str, Any]] = {
    401: {"model": Refusal, "description": "wrong_password, wrong_code, signed_out"},
    422: {"model": Refusal, "description": "bad_request"},
    429: {"model": Refusal, "description": "too_many_attempts; Retry-After says when"},
}
_EXAMPLE = {"login": "asa", "password": "correct horse battery staple", "device_name": "Åsa's laptop"}


@router.post("/sign-in", response_model=SignedIn, responses=REFUSALS)
async def sign_in(
    request: Request,
    asked: Annotated[SignIn, Body(openapi_examples={"a person": {"value": _EXAMPLE}})],
) -> Response | SignedIn:
    """A token for this person, to be sent as `Authorization: Bearer …` from then on."""
    served = access.served(request)
    await served.first_start.look()
    done = await served.accounts.sign_in(
        asked.login.strip(), asked.password, asked.device_name, access.source(request), code=asked.code
    )
    if isinstance(done, Refused):
        return answer(done)
    token, person = done
    return SignedIn(
        token=token,
        person=card(person),
        country=served.accounts.directory.country,
        roles=sorted(person.roles),
    )


@router.post("/sign-out", status_code=204, responses={401: REFUSALS[401]})
async def sign_out(request: Request, caller: Annotated[Caller, Depends(access.caller)]) -> None:
    """Revokes the token that this request carries; its WebSockets are closed."""
    await access.served(request).accounts.revoke(caller.token_hash)


@router.get("/session", responses={401: REFUSALS[401]})
async def session(request: Request, caller: Annotated[Caller, Depends(access.caller)]) -> SignedIn:
    """What the sign-in said, for a client that has kept its token; without the token."""
    return SignedIn(
        token="",
        person=card(caller.person),
        country=access.served(request).accounts.directory.country,
        roles=sorted(caller.person.roles),
    )


@router.get("/me", responses={401: REFUSALS[401]})
async def me(caller: Annotated[Caller, Depends(access.caller)]) -> PersonCard:
    """Who the token belongs to."""
    return card(caller.person)
