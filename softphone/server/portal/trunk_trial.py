"""Ring mig genom den: a trunk tried by a call to the administrator, step by step."""

from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import Response

from softphone.people.directory import Trunk
from softphone.server.accounts import Refused
from softphone.server.api import access
from softphone.server.portal import fault_words
from softphone.server.portal.groups import TRUNKS
from softphone.server.portal.numbers import actor
from softphone.server.portal.pages import away
from softphone.server.portal.sheets import Cell, Field, Form, Link, Sheet, Table, sheet
from softphone.server.portal.visitor import Administrator, FromAdministrator, PageError, Visitor

router = APIRouter()


@router.get("/trunks/{trunk}/trial")
async def page(request: Request, visitor: Administrator, trunk: str) -> Response:
    return _page(request, visitor, _found(request, trunk))


@router.post("/trunks/{trunk}/trial")
async def start(request: Request, posted: FromAdministrator, trunk: str) -> Response:
    found, number = _found(request, trunk), posted.form.get("number", "")
    done = await access.served(request).company.trials.start(trunk, number, actor(request, posted))
    if isinstance(done, Refused):
        wrong = fault_words.refusal(done, posted.visitor)
        return _page(request, posted.visitor, found, number, wrong=wrong)
    return away(request, f"{TRUNKS}/{quote(trunk)}/trial")


def _found(request: Request, trunk: str) -> Trunk:
    found = access.served(request).accounts.directory.trunks.get(trunk)
    if found is None:
        raise PageError(404, "There is no such page.")
    return found


def _page(request: Request, visitor: Visitor, trunk: Trunk, number: str = "", *, wrong: str = "") -> Response:
    say, path = visitor.say, f"{TRUNKS}/{quote(trunk.id)}"
    trial = access.served(request).company.trials.of(trunk.id)
    steps = (
        [(Cell(f"{step.at:.1f} s"), Cell(say(step.words, **step.values))) for step in trial.steps]
        if trial
        else []
    )
    form = Form(
        path=f"{path}/trial",
        button=say("Call me"),
        hint=say(
            "Your telephone rings through this trunk; you hear a short tone. It is noted in the audit log."
        ),
        fields=(Field(name="number", label=say("Number"), value=number, hint=say("Empty: your own.")),),
    )
    what = Sheet(
        title=say("Call me through it"),
        back=Link(trunk.name, path),
        lead=trial.number if trial else "",
        wrong=wrong,
        again=0 if trial is None or trial.over else 1,
        tables=(
            Table(
                title=say("Step by step"),
                columns=(say("When"), say("What")),
                rows=steps,
                empty=say("It was not tried since the server started."),
            ),
        ),
        forms=(form,),
    )
    return sheet(request, visitor, what, status=422 if wrong else 200)
