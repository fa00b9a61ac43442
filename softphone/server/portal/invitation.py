"""For whoever was given the link of an invitation: the desktop opens with it, or a password is chosen, which
administrators need here. Either uses it up."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from softphone.server.accounts import Refused, token_hash
from softphone.server.api import access
from softphone.server.invitations import LONGEST_PASSWORD, SHORTEST_PASSWORD
from softphone.server.portal.pages import bare_page
from softphone.server.portal.sign_in import SESSION_NAME
from softphone.server.portal.visitor import form_of, language

router = APIRouter()


@router.get("/invitation")
async def invitation(request: Request) -> Response:
    return _page(request)


@router.post("/invitation")
async def choose_password(request: Request) -> Response:
    """The token is what nobody else has; `protection` has looked where the form comes from."""
    form = await form_of(request)
    token, password, login = form.get("token", ""), form.get("password", ""), form.get("login", "")
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        return _page(request, token, login, wrong="A password has at least {least} characters.")
    served = access.served(request)
    done = await served.company.invitations.accept(token, SESSION_NAME, password, access.source(request))
    if isinstance(done, Refused):
        return _page(request, wrong="This invitation was used, or is over; ask for another.")
    # Signing in asks for the second factor, too, where there is one.
    await served.accounts.revoke(token_hash(done[0]))
    return _page(request, done=True)


def _page(
    request: Request, token: str = "", login: str = "", *, wrong: str = "", done: bool = False
) -> Response:
    return bare_page(
        request,
        language(request),
        "invitation.html",
        status=422 if wrong else 200,
        token=token[:200],
        login=login[:100],
        least=SHORTEST_PASSWORD,
        wrong=wrong,
        done=done,
    )
