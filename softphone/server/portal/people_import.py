"""Many people from a table: a file or pasted rows, tried first, and then for good."""

import msgspec
from fastapi import APIRouter, Request
from fastapi.responses import Response

from softphone.people.table_of_people import decoded
from softphone.people.written import Written
from softphone.server.accounts import Refused
from softphone.server.api import access
from softphone.server.importing import DryRun, Form, Tried
from softphone.server.portal import fates, fault_words, sheets
from softphone.server.portal.numbers import actor
from softphone.server.portal.pages import away, thousands
from softphone.server.portal.people import PATH as PEOPLE
from softphone.server.portal.people import fields_of
from softphone.server.portal.sheets import Field, Link, Sheet, Table
from softphone.server.portal.visitor import MOST_FILE, Administrator, FromAdministrator, Posted, Visitor

router = APIRouter()

PATH = f"{PEOPLE}/import"
_TOLD = 200
"""Rows of a dry run that are shown, those with faults first."""
_PEOPLE_IN_A_FILE = 10_000
"""About."""


class _Text(msgspec.Struct, frozen=True):
    """What is imported, wherever it came from."""

    rows: str
    pasted: bool = True
    wrong: str = ""


@router.get("/people/import")
async def import_page(request: Request, visitor: Administrator) -> Response:
    return _page(request, visitor, _Text(""))


@router.post("/people/import")
async def import_people(request: Request, posted: FromAdministrator) -> Response:
    """First a dry run; then, when it was looked at, for good."""
    visitor, text = posted.visitor, _text(posted)
    if text.wrong:
        return _page(request, visitor, text, wrong=text.wrong)
    for_good = posted.form.get("for_good") == "1"
    done = await access.served(request).administration.import_people(
        text.rows.encode(errors="replace"),
        Form.CSV,
        actor(request, posted),
        dry_run=not for_good,
        without_faulty=for_good,
        most_rows=_TOLD,
    )
    if isinstance(done, Refused):
        return _page(request, visitor, text, wrong=fault_words.refusal(done, visitor))
    if isinstance(done, Tried):
        return _page(request, visitor, text, msgspec.json.decode(done.json, type=DryRun))
    return away(request, f"{PEOPLE}?done=1")


def _text(posted: Posted) -> _Text:
    """Of the file where there is one, else what was pasted."""
    say, rows = posted.visitor.say, posted.form.get("rows", "")
    pasted = not posted.file and not posted.form.get("of_file")
    if len(posted.file) > MOST_FILE or len(rows) > MOST_FILE:
        wrong = say(
            "A file has at most {most} MB, about {people} people. More are imported with softphone admin.",
            most=MOST_FILE // 1024**2,
            people=thousands(_PEOPLE_IN_A_FILE),
        )
        return _Text("", pasted, wrong)
    if posted.file:
        return _Text(decoded(posted.file), pasted)
    wrong = "" if rows.strip() else say("Choose a file, or paste rows. An empty one has nobody in it.")
    return _Text(rows, pasted, wrong)


def _page(
    request: Request, visitor: Visitor, text: _Text, tried: DryRun | None = None, wrong: str = ""
) -> Response:
    say = visitor.say
    tables = [_fates(tried, visitor)] if tried is not None else []
    forms = [_for_good(text, tried, visitor)] if tried is not None and tried.adds else []
    hint = say("As CSV, or copied from a spreadsheet. The first row names the columns: login, name, title…")
    fields = (
        Field(
            name="file",
            label=say("File"),
            type="file",
            hint=say("CSV, at most {most} MB.", most=MOST_FILE // 1024**2),
            wrong=wrong if not text.pasted else "",
        ),
        Field(
            name="rows",
            label=say("Or rows"),
            type="textarea",
            value=text.rows if text.pasted else "",
            hint=hint,
            wrong=wrong if text.pasted else "",
        ),
    )
    forms.append(sheets.Form(path=PATH, button=say("Try it"), fields=fields, in_parts=True))
    what = Sheet(title=say("Import"), back=Link(say("People"), PEOPLE), tables=tables, forms=forms)
    return sheets.sheet(request, visitor, what, status=422 if wrong else 200)


def _for_good(text: _Text, tried: DryRun, visitor: Visitor) -> sheets.Form:
    return sheets.Form(
        path=PATH,
        button=visitor.say("Import ({count})", count=thousands(tried.adds)),
        hidden=(("rows", text.rows), ("for_good", "1"), ("of_file", "" if text.pasted else "1")),
        hint=fates.left_out(visitor, tried),
        in_parts=True,
    )


def _fates(tried: DryRun, visitor: Visitor) -> Table:
    labels = {field.name: field.label for field in fields_of(visitor, Written(), ())}
    hidden = tried.adds + tried.faulty - len(tried.rows)
    note = visitor.say("and {count} more rows", count=thousands(hidden)) if hidden else ""
    note = visitor.say("and 1 more row") if hidden == 1 else note
    return fates.table(visitor, tried, labels, note)
