"""Ändringslogg: every change, or some of them."""

import json
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from softphone.people.directory import Directory
from softphone.people.zone import zone_of
from softphone.profiles.wall_clock import MIDNIGHT, instant
from softphone.server.api import access
from softphone.server.portal import sheets
from softphone.server.portal.moments import moment
from softphone.server.portal.sheets import Cell, Field, Link, Sheet, Table
from softphone.server.portal.visitor import Administrator, Visitor
from softphone.storage.audit import Action, AuditQuery, Entry

router = APIRouter()

PATH = "/admin/audit"
_PAGE = 50
_DAY = timedelta(days=1)


@router.get("/audit")
async def audit(
    request: Request,
    visitor: Administrator,
    action: str = "",
    by: str = "",
    since: str = "",
    until: str = "",
    below: Annotated[int | None, Query(ge=0, le=2**53)] = None,
) -> Response:
    """Everything, or what one kind of change was, what one person did, what was done on some days (each as
    YYYY-MM-DD, both among them)."""
    say, directory = visitor.say, access.served(request).accounts.directory
    login = by.strip()
    who = directory.find(login) if login else None
    first, last = (_midnight(day, directory.country, after) for day, after in ((since, False), (until, True)))
    wrong = ""
    if login and not who:
        wrong = say("Nobody has the login “{value}”.", value=login[:60])
    for day, meant in ((since, first), (until, last)):
        if day.strip() and meant is None:
            wrong = say("“{value}” is no date.", value=day[:60])
    asked = AuditQuery(
        actor=who.id if who else "",
        actions=frozenset(each for each in Action if each.value == action),
        since=first,
        until=last,
        below=below,
        limit=_PAGE,
    )
    found = () if wrong else await access.served(request).audit.find(asked)
    further = None
    if len(found) == _PAGE:
        kept = {"action": action, "by": by, "since": since, "until": until, "below": found[-1].n}
        further = Link(say("Older"), f"{PATH}?{urlencode(kept)}")
    columns = (
        *(say("When"), say("Who"), say("From where"), say("What")),
        *(say("Whom"), say("Before"), say("After")),
    )
    options = [("", say("Everything")), *((each.value, say(done(each))) for each in Action)]
    fields = (
        Field(name="action", label=say("What"), type="select", value=action, options=options),
        Field(name="by", label=say("The login of who did it"), value=by),
        Field(name="since", label=say("From day"), type="date", value=since),
        Field(name="until", label=say("To day"), type="date", value=until),
    )
    what = Sheet(
        title=say("Audit log"),
        wrong=wrong,
        search=sheets.Search(path=PATH, fields=fields, button=say("Search")),
        tables=(
            Table(
                title=say("Audit log"),
                columns=columns,
                rows=[_row(entry, directory, visitor) for entry in found],
                empty=say("Nothing is found."),
                narrows=True,
                further=further,
            ),
        ),
    )
    return sheets.sheet(request, visitor, what)


def _midnight(day: str, country: str, after: bool) -> float | None:
    """Seconds since 1970 of the one that the day begins with where the company is, or of the one after it;
    None: it is no day."""
    try:
        meant = date.fromisoformat(day.strip())
        return instant(meant + _DAY if after else meant, MIDNIGHT, zone_of(country)).timestamp()
    except (ValueError, OverflowError):
        return None


def _row(entry: Entry, directory: Directory, visitor: Visitor) -> tuple[Cell, ...]:
    return (
        Cell(moment(entry.at, directory.country)),
        Cell(entry.actor.login or visitor.say("the server")),
        Cell(entry.actor.source),
        Cell(visitor.say(done(entry.action))),
        Cell(entry.name or entry.subject),
        Cell(_values(entry.before, directory)),
        Cell(_values(entry.after, directory)),
    )


def done(action: Action) -> str:
    """In English."""
    return action.value.replace(".", " ")


def _values(of: Mapping[str, Any], directory: Directory) -> str:
    given = ((name, value) for name, value in of.items() if value not in (None, ""))
    return "; ".join(f"{name}: {_plain(value, directory)}" for name, value in given)


def _plain(value: Any, directory: Directory) -> str:
    """As one reads it: what is nested without its brackets, people and groups by their names."""
    if isinstance(value, Mapping):
        given = ((name, each) for name, each in value.items() if each not in (None, ""))
        return ", ".join(f"{name} {_plain(each, directory)}" for name, each in given)
    if isinstance(value, list):
        return ", ".join(_plain(each, directory) for each in value)
    if not isinstance(value, str):
        return json.dumps(value)
    who = directory.people.get(value) or directory.inactive.get(value) or directory.groups.get(value)
    return who.name if who else value
