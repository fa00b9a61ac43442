"""The first page of a server without an administrator: who has the code of its start makes themselves one."""

from collections import defaultdict
from collections.abc import Mapping
from functools import partial

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from softphone.people.directory import Person
from softphone.server.accounts import Refused
from softphone.server.api import access
from softphone.server.invitations import LONGEST_PASSWORD, SHORTEST_PASSWORD
from softphone.server.portal import catalogue, fault_words
from softphone.server.portal.pages import bare_page
from softphone.server.portal.visitor import Form, form_of, language

router = APIRouter()

PATH = "/admin/first-start"
_LONGEST = 200


@router.get("/first-start")
async def first_start(request: Request) -> Response:
    if not await access.served(request).first_start.is_open():
        return RedirectResponse("/admin/sign-in", 303)
    return _page(request, {})


@router.post("/first-start")
async def create(request: Request) -> Response:
    """The code is what nobody else has; `protection` has looked where the form comes from."""
    form, say = await form_of(request), partial(catalogue.say, language(request))
    password = form.get("password", "")
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        short = say("A password has at least {least} characters.", least=SHORTEST_PASSWORD)
        return _page(request, form, {"password": short})
    done = await access.served(request).first_start.create(
        form.get("code", ""), form.get("login", ""), form.get("name", ""), password, access.source(request)
    )
    if isinstance(done, Person):
        return RedirectResponse("/admin/sign-in?done=first", 303)
    if not isinstance(done, Refused):
        return _page(request, form, fault_words.by_field(done, say))
    match done.code:
        case "not_new":
            return RedirectResponse("/admin/sign-in", 303)
        case "too_many_attempts":
            seconds = f"{done.retry_after:.0f}"
            said = say("Too many attempts; try again in {seconds} s.", seconds=seconds)
            return _page(request, form, {"code": said}, status=429)
        case _:
            return _page(request, form, {"code": say("The code is wrong.")}, status=401)


def _page(
    request: Request, form: Form, wrong: Mapping[str, str] | None = None, *, status: int = 422
) -> Response:
    """`wrong`: by field, in the visitor's language."""
    return bare_page(
        request,
        language(request),
        "first_start.html",
        status=status if wrong else 200,
        typed={name: form.get(name, "")[:_LONGEST] for name in ("code", "name", "login")},
        wrong=defaultdict(str, wrong or {}),
        least=SHORTEST_PASSWORD,
    )
