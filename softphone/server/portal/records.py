"""Samtalslogg, what goes on now, and Integritet."""

from urllib.parse import quote, urlencode

from fastapi import APIRouter, Request
from fastapi.responses import Response

from softphone.people.directory import Directory
from softphone.people.retention import LONGEST_DAYS, Keeping
from softphone.server.api import access
from softphone.server.calls_of_others import CallSearch
from softphone.server.portal import sheets
from softphone.server.portal.moments import moment
from softphone.server.portal.numbers import actor
from softphone.server.portal.pages import away
from softphone.server.portal.sheets import Cell, Field, Link, Sheet, Table
from softphone.server.portal.visitor import Administrator, FromAdministrator, PageError, Posted, Visitor
from softphone.storage.call_record import CallRecord, RecordedWhy

router = APIRouter()

_PAGE = 50


@router.get("/calls")
async def calls(
    request: Request, visitor: Administrator, text: str = "", person: str = "", before: str = ""
) -> Response:
    """Looking is in the audit log."""
    say, served = visitor.say, access.served(request)
    directory = served.accounts.directory
    who = directory.find(person.strip()) if person.strip() else None
    wrong = say("Nobody has the login “{value}”.", value=person[:60]) if person.strip() and not who else ""
    began, _, then = before[:200].partition("~")
    try:
        moment_before = float(began) if began else None
    except ValueError:
        moment_before = None
    asked = CallSearch(
        person=who.id if who else "", text=text[:200], before=moment_before, then=then, limit=_PAGE
    )
    by = actor(request, Posted(visitor, {}))
    found = () if wrong else await served.company.calls.search(asked, by)
    rows = [
        (
            Cell(moment(record.began, directory.country), f"/admin/calls/{quote(record.id)}"),
            Cell(_person(record.caller, directory) or record.caller_shown),
            Cell(_person(record.callee, directory) or record.called),
            Cell(_ending(record, visitor)),
            Cell(f"{record.talked:.0f} s" if record.talked is not None else ""),
        )
        for record in found
    ]
    further = None
    if len(found) == _PAGE:
        more = {"text": text, "person": person, "before": f"{found[-1].began!r}~{found[-1].id}"}
        further = Link(say("Older"), f"/admin/calls?{urlencode(more)}")
    what = Sheet(
        title=say("Call records"),
        lead=say("Whoever looks here is noted in the audit log."),
        wrong=wrong,
        search=sheets.Search(
            path="/admin/calls",
            button=say("Search"),
            fields=(
                Field(name="text", label=say("Number or name"), value=text, type="search"),
                Field(name="person", label=say("The person's login"), value=person),
            ),
        ),
        tables=(
            Table(
                title=say("Call records"),
                columns=(say("When"), say("From"), say("To"), say("How it ended"), say("Talked")),
                rows=rows,
                empty=say("Nothing is found."),
                further=further,
            ),
        ),
    )
    return sheets.sheet(request, visitor, what)


@router.get("/calls/{call}")
async def call(request: Request, visitor: Administrator, call: str) -> Response:
    """Step by step: who was tried and why, what came of it, and how it ended."""
    say, served = visitor.say, access.served(request)
    record = await served.company.calls.read(call, actor(request, Posted(visitor, {})))
    if record is None:
        raise PageError(404, "There is no such page.")
    directory = served.accounts.directory
    rows: list[tuple[Cell, ...]] = []
    for number, step in enumerate(record.steps, 1):
        why = "; ".join(_why(each, directory, visitor) for each in step.whys)
        at = (Cell(f"{number}"), Cell(f"{step.at:.1f} s"), Cell(why))
        rows += [
            (
                *at,
                Cell(_person(tried.person, directory) or tried.number or tried.device),
                Cell(say(tried.came.value) if tried.came else ""),
                Cell(str(tried.status or "")),
            )
            for tried in step.tries
        ]
        if not step.tries:
            rows.append((*at, Cell(""), Cell(""), Cell("")))
    last = "; ".join(_why(each, directory, visitor) for each in record.whys)
    what = Sheet(
        title=say("One call, step by step"),
        back=Link(say("Call records"), "/admin/calls"),
        facts=(
            (say("When"), moment(record.began, directory.country)),
            (say("From"), _person(record.caller, directory) or record.caller_shown),
            (say("To"), _person(record.callee, directory) or record.called),
            (say("Answered by"), _person(record.answered_by, directory) or record.answered_device),
            (say("How it ended"), _ending(record, visitor)),
            (say("Why"), last),
        ),
        tables=(
            Table(
                title=say("Steps"),
                columns=(
                    *(say("Step"), say("After"), say("Why")),
                    *(say("Who was tried"), say("What came of it"), say("Status")),
                ),
                rows=rows,
                empty=say("Nobody was tried."),
            ),
        ),
    )
    return sheets.sheet(request, visitor, what)


def _why(why: RecordedWhy, directory: Directory, visitor: Visitor) -> str:
    whose = _person(why.whose, directory)
    return " ".join(filter(None, (visitor.say(why.reason), why.detail, f"({whose})" if whose else "")))


def _person(id_: str, directory: Directory) -> str:
    found = directory.people.get(id_) or directory.inactive.get(id_) or directory.groups.get(id_)
    return found.name if found else ""


def _ending(record: CallRecord, visitor: Visitor) -> str:
    if record.ending is None:
        return visitor.say("It goes on")
    said = visitor.say(record.ending.value)
    return f"{said} ({record.status})" if record.status >= 300 else said


@router.get("/live")
async def live(request: Request, visitor: Administrator) -> Response:
    say, served = visitor.say, access.served(request)
    now, directory = served.company.engine.live(), served.accounts.directory
    shown_calls = [
        (
            Cell(_person(each.caller, directory) or say("From outside")),
            Cell(", ".join(_person(who, directory) or say("Outside") for who in each.callees)),
            Cell(say("Talking"), pill="good") if each.answered else Cell(say("Ringing")),
        )
        for each in (now.shown if now else ())
    ]
    trunks = []
    for state in now.trunks if now else ():
        trunk = directory.trunks[state.id]
        channels = (
            f"{state.channels_taken} / {trunk.channels}" if trunk.channels else str(state.channels_taken)
        )
        found = Cell(state.address) if state.address else Cell(say("Not found"), pill="warning")
        trunks.append((Cell(trunk.name, f"/admin/trunks/{quote(trunk.id)}"), found, Cell(channels)))
    what = Sheet(
        title=say("Right now"),
        again=3,
        facts=(
            (say("Registrations"), str(now.registrations if now else 0)),
            (say("Calls"), str(now.calls if now else 0)),
        ),
        tables=(
            Table(
                title=say("Calls"),
                columns=(say("From"), say("To"), say("State")),
                rows=shown_calls,
                empty=say("No calls."),
            ),
            Table(
                title=say("Trunks"),
                columns=(say("Name"), say("Address"), say("Channels taken")),
                rows=trunks,
                empty=say("There is no trunk."),
            ),
        ),
    )
    return sheets.sheet(request, visitor, what)


@router.get("/privacy")
async def privacy(request: Request, visitor: Administrator, done: str = "") -> Response:
    return await _privacy(request, visitor, done=visitor.say("Saved.") if done else "")


@router.post("/privacy")
async def set_retention(request: Request, posted: FromAdministrator) -> Response:
    days = {}
    for what in Keeping:
        text = posted.form.get(what.value, "").strip()
        days[what] = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
    refused = await access.served(request).company.privacy.set_retention(days, actor(request, posted))
    if refused is None:
        return away(request, "/admin/privacy?done=1")
    wrong = posted.visitor.say("Days are 1 to {most}. Nothing was changed.", most=LONGEST_DAYS)
    return await _privacy(request, posted.visitor, wrong=wrong)


async def _privacy(request: Request, visitor: Visitor, *, done: str = "", wrong: str = "") -> Response:
    say = visitor.say
    days = await access.served(request).company.privacy.retention()
    labels = {
        Keeping.CALL_RECORDS: say("Call records"),
        Keeping.AUDIT: say("Audit log"),
        Keeping.ADDRESSES: say("Addresses that calls and changes came from"),
    }
    fields = [
        Field(name=what.value, label=labels[what], type="number", value=str(days[what]), hint=say("Days"))
        for what in Keeping
    ]
    yes, no, noted = say("yes"), say("no"), say("yes, and it is noted")
    who_sees = (
        (say("Name, numbers, department"), yes, yes, yes, yes),
        (say("Profile and status message"), yes, yes, yes, yes),
        (say("Line state, unless the profile hides it"), yes, yes, yes, yes),
        (say("One's own calls"), no, noted, noted, yes),
        (say("Profiles and rules"), no, no, yes, yes),
        (say("Calendar"), no, no, no, yes),
        (say("Devices and where they are"), no, no, yes, no),
    )
    what = Sheet(
        title=say("Privacy"),
        done=done,
        wrong=wrong,
        tables=(
            Table(
                title=say("Who sees what"),
                columns=(
                    say("What"),
                    say("Colleague"),
                    say("Supervisor"),
                    say("Administrator"),
                    say("Oneself"),
                ),
                rows=[tuple(Cell(each) for each in row) for row in who_sees],
                empty="",
            ),
        ),
        forms=(
            sheets.Form(
                path="/admin/privacy", title=say("How long it is kept"), fields=fields, button=say("Save")
            ),
        ),
    )
    return sheets.sheet(request, visitor, what, status=422 if wrong else 200)
