"""Konfigurera vidarekoppling, of a reserved landline number."""

from datetime import date

from fastapi import APIRouter, Request
from fastapi.responses import Response

from softphone.people.numbers import shown
from softphone.profiles.incoming import ToNumber
from softphone.profiles.number_forwarding import as_kept
from softphone.server.api import access
from softphone.server.number_order import NumberRow
from softphone.server.number_refusals import Cannot, cannot
from softphone.server.numbers import Numbers
from softphone.server.portal import number_words
from softphone.server.portal.numbers import actor, address, row_of, shown_number
from softphone.server.portal.pages import away, page
from softphone.server.portal.visitor import Administrator, Form, FromAdministrator, Visitor

router = APIRouter()

_LONGEST = 100
"""Characters of a number."""
_FROM_A_DATE = "date"


@router.get("/numbers/{number}/forwarding")
async def configure(request: Request, visitor: Administrator, number: str) -> Response:
    row = row_of(request, number)
    kept = row.forwarding
    to = kept.to.number if kept is not None and isinstance(kept.to, ToNumber) else ""
    country = access.served(request).numbers.directory.country
    return _page(
        request,
        visitor,
        row,
        to=shown(to, country) if to.startswith("+") else to,
        starts=kept.starts.isoformat() if kept and kept.starts else "",
    )


@router.post("/numbers/{number}/forwarding")
async def forward(request: Request, posted: FromAdministrator, number: str) -> Response:
    row = row_of(request, number)
    numbers = access.served(request).numbers
    to = posted.form.get("to", "")[:_LONGEST]
    starts = _starts(posted.form)
    done = (
        starts
        if isinstance(starts, Cannot)
        else await numbers.forward(row.number.number, ToNumber(to), starts, actor(request, posted))
    )
    if isinstance(done, Cannot):
        typed = posted.form.get("starts", "") if posted.form.get("from") == _FROM_A_DATE else ""
        return _page(request, posted.visitor, row, to=to, starts=typed, wrong=done)
    waits = not numbers.is_in_force(row.number.number)
    return away(request, address(row, "waits" if waits else "forwarded"))


@router.post("/numbers/{number}/forwarding/check")
async def check(request: Request, posted: FromAdministrator, number: str) -> Response:
    """Beside the field, while it is typed."""
    row = row_of(request, number)
    numbers = access.served(request).numbers
    to = ToNumber(posted.form.get("to", "")[:_LONGEST])
    wrong = numbers.check(row.number.number, to) if to.number.strip() else None
    return page(
        request,
        posted.visitor,
        "number_checked.html",
        wrong=wrong.sentence(posted.visitor.language) if wrong else "",
        means="" if wrong else _means(to.number, numbers, posted.visitor),
    )


@router.post("/numbers/{number}/forwarding/remove")
async def stop(request: Request, posted: FromAdministrator, number: str) -> Response:
    row = row_of(request, number)
    done = await access.served(request).numbers.stop_forwarding(row.number.number, actor(request, posted))
    if isinstance(done, Cannot):
        return _page(request, posted.visitor, row, to="", starts="", wrong=done)
    return away(request, address(row, "stopped"))


def _starts(form: Form) -> date | Cannot | None:
    if form.get("from") != _FROM_A_DATE:
        return None
    try:
        return date.fromisoformat(form.get("starts", "").strip())
    except ValueError:
        return cannot("no_date", field="starts")


def _means(to: str, numbers: Numbers, visitor: Visitor) -> str:
    """Whom the number reaches, in the form that people write it."""
    if not to.strip():
        return ""
    return number_words.target(as_kept(ToNumber(to), numbers.directory.country), numbers.directory, visitor)


def _page(
    request: Request, visitor: Visitor, row: NumberRow, *, to: str, starts: str, wrong: Cannot | None = None
) -> Response:
    numbers = access.served(request).numbers
    number = shown_number(row, visitor, numbers)
    why = numbers.check(row.number.number, ToNumber("")) if not number.may_be_forwarded else None
    return page(
        request,
        visitor,
        "number_forwarding.html",
        status=200 if wrong is None else wrong.status,
        number=number,
        to=to,
        starts=starts,
        means=_means(to, numbers, visitor),
        today=numbers.today().isoformat(),
        why_not=why.sentence(visitor.language) if why else "",
        wrong=wrong.sentence(visitor.language) if wrong else "",
        wrong_field=wrong.field.partition(".")[0] if wrong else "",
    )
