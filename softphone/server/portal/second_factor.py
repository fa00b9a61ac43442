"""One's own second factor: on with an app, off with a code of it."""

import io

import segno
from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from softphone.server.api import access
from softphone.server.portal.numbers import actor
from softphone.server.portal.pages import page
from softphone.server.portal.visitor import Anybody, FromAnybody, PageError, Visitor, session_cookie
from softphone.server.second_factors import address, is_secret, new_secret

router = APIRouter()

PATH = "/admin/second-factor"
_WRONG = "The code is wrong, or was used before."


@router.get("/second-factor")
async def second_factor(request: Request, visitor: Anybody) -> Response:
    return _page(request, visitor, new_secret(access.served(request).accounts.token))


@router.get("/second-factor/qr.svg")
async def picture(request: Request, visitor: Anybody, secret: str = "") -> Response:
    """For the app's camera. The secret is nobody's until it is turned on with a code of it."""
    if not is_secret(secret):
        raise PageError(404, "There is no such page.")
    domain = access.served(request).accounts.directory.domain
    drawn = io.BytesIO()
    made = segno.make(address(secret, visitor.person, domain), micro=False)
    made.save(drawn, kind="svg", scale=5, border=4, dark="#000", light="#fff", xmldecl=False)
    return Response(drawn.getvalue(), media_type="image/svg+xml")


@router.post("/second-factor/on")
async def turn_on(request: Request, posted: FromAnybody) -> Response:
    secret, code = posted.form.get("secret", ""), posted.form.get("code", "")
    served = access.served(request)
    # In the directory with all roles, which this session may be without.
    person = served.accounts.directory.people[posted.visitor.person.id]
    if served.second_factors.has(person.id):
        return _page(request, posted.visitor, "", wrong="It is on already.")
    if not await served.second_factors.turn_on(person, secret, code, actor(request, posted)):
        kept = secret if is_secret(secret) else new_secret(served.accounts.token)
        return _page(request, posted.visitor, kept, wrong=_WRONG)
    await served.accounts.revoke(posted.visitor.caller.token_hash)
    answer = RedirectResponse("/admin/sign-in?done=code", 303)
    secure = request.url.scheme == "https"
    answer.delete_cookie(session_cookie(request), path="/admin", secure=secure, httponly=True)
    return answer


@router.post("/second-factor/off")
async def turn_off(request: Request, posted: FromAnybody) -> Response:
    served = access.served(request)
    person = served.accounts.directory.people[posted.visitor.person.id]
    code = posted.form.get("code", "")
    if not await served.accounts.confirms(person, code, access.source(request)):
        return _page(request, posted.visitor, "", wrong=_WRONG)
    await served.second_factors.turn_off(person, actor(request, posted))
    return RedirectResponse(f"{PATH}", 303)


def _page(request: Request, visitor: Visitor, secret: str, *, wrong: str = "") -> Response:
    on = access.served(request).second_factors.has(visitor.person.id)
    return page(
        request,
        visitor,
        "second_factor.html",
        status=422 if wrong else 200,
        on=on,
        secret=secret,
        written=" ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
        wrong=visitor.say(wrong) if wrong else "",
    )
