"""Signing in and out of the portal, and its language."""

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from softphone.profiles.profile import Language
from softphone.server.accounts import Life, Refused
from softphone.server.api import access
from softphone.server.portal.first_start import PATH as FIRST_START
from softphone.server.portal.navigation import first
from softphone.server.portal.pages import bare_page
from softphone.server.portal.visitor import LANGUAGE, Form, FromAnybody, form_of, language, session_cookie

router = APIRouter()

SESSION_NAME = "Admin portal"
"""Of the session, where a person sees theirs."""
_HOUR, _DAY = 3_600.0, 86_400.0
_USUAL = Life(idle=12 * _HOUR, longest=7 * _DAY)
"""Who comes back the next morning signs in again, and so does everybody once a week: a browser that was left
open somewhere is nobody's way in for long. It ends with the browser, too."""
_REMEMBERED = Life(idle=30 * _DAY, longest=30 * _DAY)
"""On one's own computer, by one's own wish (30 days: NIST SP 800-63B §4.1.3)."""
_NOT_RIGHT = "The login or the password is wrong."
_WRONG = {
    "code_needed": "Your sign-in needs a code of your app too.",
    "wrong_code": "The code is wrong, or was used before.",
}
_DONE = {
    "code": "The second factor is on. Sign in again, with a code.",
    "first": "Your account is made. Sign in with it.",
}
_YEAR = 365 * int(_DAY)


@router.get("/sign-in")
async def sign_in_page(request: Request, next: str = "", done: str = "") -> Response:  # noqa: A002
    if await access.served(request).first_start.is_open():
        return RedirectResponse(FIRST_START, 303)
    return _page(request, next, done=_DONE.get(done, ""))


@router.post("/sign-in")
async def sign_in(request: Request) -> Response:
    """There is no session yet to make a word of; `protection` has looked where the form comes from."""
    form = await form_of(request)
    await access.served(request).first_start.look()
    accounts, remembered = access.served(request).accounts, bool(form.get("remember"))
    done = await accounts.sign_in(
        form.get("login", "").strip(),
        form.get("password", ""),
        SESSION_NAME,
        access.source(request),
        code=form.get("code", "").strip(),
        whole=True,
        life=_REMEMBERED if remembered else _USUAL,
    )
    if isinstance(done, Refused):
        return _refused(request, form, done)
    token, person = done
    begin = first(person.roles)
    if not begin:
        found = await accounts.caller(token)
        if not isinstance(found, Refused):
            await accounts.revoke(found.token_hash)
        return _page(request, "", form.get("login", ""), "This is for administrators.", status=403)
    answer = RedirectResponse(_inside(form.get("next", "")) or begin, 303)
    answer.set_cookie(
        session_cookie(request),
        token,
        max_age=int(_REMEMBERED.idle) if remembered else None,
        path="/admin",
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="lax",
    )
    return answer


@router.post("/sign-out")
async def sign_out(request: Request, posted: FromAnybody) -> Response:
    await access.served(request).accounts.revoke(posted.visitor.caller.token_hash)
    answer = RedirectResponse("/admin/sign-in", 303)
    answer.delete_cookie(
        session_cookie(request), path="/admin", secure=request.url.scheme == "https", httponly=True
    )
    return answer


@router.post("/language")
async def choose_language(request: Request) -> Response:
    form = await form_of(request)
    answer = RedirectResponse(_inside(form.get("next", "")) or "/admin/", 303)
    if form.get("language") in {each.value for each in Language}:
        answer.set_cookie(
            LANGUAGE, form["language"], max_age=_YEAR, path="/admin", httponly=True, samesite="lax"
        )
    return answer


def _inside(path: str) -> str:
    """Only ours: nobody is sent elsewhere by a link to our sign-in."""
    inside = path.startswith("/admin/") and not set(path) & set("\\\r\n\t") and "//" not in path
    return path if inside else ""


def _refused(request: Request, form: Form, refused: Refused) -> Response:
    login, to = form.get("login", ""), form.get("next", "")
    if refused.retry_after > 0:
        return _page(
            request,
            to,
            login,
            "Too many attempts; try again in {seconds} s.",
            status=429,
            seconds=f"{refused.retry_after:.0f}",
        )
    return _page(request, to, login, _WRONG.get(refused.code, _NOT_RIGHT), status=401)


def _page(
    request: Request,
    to: str,
    login: str = "",
    wrong: str = "",
    *,
    status: int = 200,
    seconds: str = "",
    done: str = "",
) -> Response:
    return bare_page(
        request,
        language(request),
        "sign_in.html",
        status=status,
        next=_inside(to),
        login=login[:100],
        wrong=wrong,
        seconds=seconds,
        done=done,
    )
