"""Invitations: made by administrators, accepted by whoever has the link."""

from typing import Annotated

from fastapi import APIRouter, Body, Request, Response
from pydantic import BaseModel, Field

from softphone.server.accounts import Refused
from softphone.server.api import access
from softphone.server.api.refusals import answer
from softphone.server.api.roles import FORBIDDEN, Administrator, actor
from softphone.server.api.sign_in import REFUSALS
from softphone.server.feed import card
from softphone.server.invitations import LIFE_DAYS, link, page
from softphone.sync.wire import AcceptInvitation, Refusal, SignedIn

router = APIRouter(tags=["Invitations"])


class NewInvitation(BaseModel):
    days: Annotated[int, Field(ge=1, le=90)] = LIFE_DAYS
    """How long it can be used, once."""
    server: Annotated[str, Field(max_length=300, pattern=r"^(https?://[^\s/?#]+)?$")] = ""
    """The URL that the person's computer reaches this server by; empty: the one of this request."""


_USUAL = NewInvitation()


class MadeInvitation(BaseModel):
    link: str
    """That the desktop opens, on a computer that has it."""
    page: str
    """The same for a browser."""
    expires: float
    """Seconds since 1970."""


@router.post(
    "/people/{person}/invitation",
    status_code=201,
    response_model=MadeInvitation,
    responses=FORBIDDEN | {404: {"model": Refusal, "description": "no_such_person"}, 422: REFUSALS[422]},
)
async def invite(
    request: Request,
    person: str,
    caller: Administrator,
    asked: Annotated[NewInvitation, Body(openapi_examples={"a week": {"value": {"days": 7}}})] = _USUAL,
) -> Response | MadeInvitation:
    """A link that signs this person in on one computer, once. It is shown here and nowhere else."""
    invited = await access.served(request).company.invitations.invite(
        person, asked.days, actor(request, caller)
    )
    if isinstance(invited, Refused):
        return answer(invited)
    server = asked.server or f"{request.url.scheme}://{request.url.netloc}"
    where = (server, invited.login, invited.token)
    return MadeInvitation(link=link(*where), page=page(*where), expires=invited.expires)


@router.post(
    "/invitations/accept",
    response_model=SignedIn,
    responses={410: {"model": Refusal, "description": "invitation_over"}, 422: REFUSALS[422]},
)
async def accept(request: Request, asked: AcceptInvitation) -> Response | SignedIn:
    """A token for the person who was invited, as from a sign-in. The invitation is over then."""
    served = access.served(request)
    done = await served.company.invitations.accept(
        asked.token, asked.device_name, asked.password, access.source(request)
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
