"""Konfigurera vidarekoppling, of a reserved landline number."""

from datetime import date

from fastapi import APIRouter, Request
from fastapi.responses import Response

from softphone.profiles.incoming import ToNumber
from softphone.profiles.number_forwarding import as_kept
from softphone.server.api import access
from softphone.server.number_order import NumberRow
from softphone.server.number_refusals import Cannot, cannot
from softphone.server.numbers import Numbers
from softphone.server.portal import forwarding_targets, number_words, sheets
from softphone.server.portal.forwarding_targets import Meant
from softphone.server.portal.numbers import actor, address, row_of, shown_number
from softphone.server.portal.pages import away, page
from softphone.server.portal.sheets import Link
from softphone.server.portal.visitor import Administrator, Form, FromAdministrator, Posted, Visitor

router = APIRouter()

_FROM_A_DATE = "date"


@router.get("/numbers/{number}/forwarding")
async def configure(request: Request, visitor: Administrator, number: str) -> Response:
    row, served = row_of(request, number), access.served(request)
    kept = row.forwarding
    to = kept.to if kept is not None else None
    text = forwarding_targets.written(to, served.numbers.directory)
    chosen = to if text and not isinstance(to, ToNumber) else None
    meant = await forwarding_targets.meant(served, visitor, row.number.number, text, chosen)
    return _page(request, visitor, row, meant, starts=kept.starts.isoformat() if kept and kept.starts else "")


@router.post("/numbers/{number}/forwarding")
async def forward(request: Request, posted: FromAdministrator, number: str) -> Response:
    row, numbers = row_of(request, number), access.served(request).numbers
    meant, starts = await _meant(request, posted, row), _starts(posted.form)
    if isinstance(starts, Cannot):
        done: NumberRow | Cannot = starts
    elif meant.target is None:
        done = cannot("not_chosen" if meant.offered else "nobody_so", field="to")
    else:
        done = await numbers.forward(row.number.number, meant.target, starts, actor(request, posted))
    if isinstance(done, Cannot):
        typed = posted.form.get("starts", "") if posted.form.get("from") == _FROM_A_DATE else ""
        return _page(request, posted.visitor, row, meant, starts=typed, wrong=done)
    waits = not numbers.is_in_force(row.number.number)
    return away(request, address(row, "waits" if waits else "forwarded"))


@router.post("/numbers/{number}/forwarding/check")
async def check(request: Request, posted: FromAdministrator, number: str) -> Response:
    """Below the field, while it is typed."""
    row = row_of(request, number)
    meant = await _meant(request, posted, row)
    wrong = None
    if meant.target is None and not meant.offered:
        wrong = cannot("nobody_so")
    elif isinstance(meant.target, ToNumber) and meant.text.strip():
        wrong = access.served(request).numbers.check(row.number.number, meant.target)
    return page(
        request,
        posted.visitor,
        "number_checked.html",
        meant=meant,
        wrong=wrong.sentence(posted.visitor.language) if wrong else "",
        means="" if wrong else _means(meant, access.served(request).numbers, posted.visitor),
    )


@router.get("/numbers/{number}/forwarding/remove")
async def ask_to_stop(request: Request, visitor: Administrator, number: str) -> Response:
    row, say = row_of(request, number), visitor.say
    found = shown_number(row, visitor, access.served(request).numbers)
    if not found.forwarding:
        return away(request, address(row))
    lead = say(
        "{number} is forwarded to {to}. Without it callers hear that the number is not in use.",
        number=found.number,
        to=found.forwarding,
    )
    return sheets.asks(
        request,
        visitor,
        title=say("Remove the forwarding?"),
        lead=lead,
        button=say("Remove the forwarding"),
        path=f"{address(row)}/forwarding/remove",
        back=Link(found.number, address(row)),
    )


@router.post("/numbers/{number}/forwarding/remove")
async def stop(request: Request, posted: FromAdministrator, number: str) -> Response:
    row = row_of(request, number)
    done = await access.served(request).numbers.stop_forwarding(row.number.number, actor(request, posted))
    if isinstance(done, Cannot):
        return _page(request, posted.visitor, row, Meant("", None), starts="", wrong=done)
    return away(request, address(row, "stopped"))


async def _meant(request: Request, posted: Posted, row: NumberRow) -> Meant:
    text, chosen = forwarding_targets.sent(posted.form)
    served = access.served(request)
    return await forwarding_targets.meant(served, posted.visitor, row.number.number, text, chosen)


def _starts(form: Form) -> date | Cannot | None:
    if form.get("from") != _FROM_A_DATE:
        return None
    try:
        return date.fromisoformat(form.get("starts", "").strip())
    except ValueError:
        return cannot("no_date", field="starts")


def _means(meant: Meant, numbers: Numbers, visitor: Visitor) -> str:
    """Whom the number reaches, in the form that people write it."""
    if not isinstance(meant.target, ToNumber) or not meant.text.strip():
        return ""
    country = numbers.directory.country
    return number_words.target(as_kept(meant.target, country), numbers.directory, visitor)


def _page(
    request: Request,
    visitor: Visitor,
    row: NumberRow,
    meant: Meant,
    *,
    starts: str,
    wrong: Cannot | None = None,
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
        meant=meant,
        starts=starts,
        means=_means(meant, numbers, visitor),
        today=numbers.today().isoformat(),
        why_not=why.sentence(visitor.language) if why else "",
        wrong=wrong.sentence(visitor.language) if wrong else "",
        wrong_field=wrong.field.partition(".")[0] if wrong else "",
    )
