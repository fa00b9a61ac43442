"""Telefonnummer > Befintliga nummer: the table, and one number: its note, whose it is."""

from typing import Annotated
from urllib.parse import quote, urlencode

import msgspec
from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from softphone.people.directory import Directory, NumberKind, NumberStatus, Person
from softphone.people.numbers import e164, shown
from softphone.profiles.number_forwarding import may_be_forwarded
from softphone.server.api import access
from softphone.server.number_order import NumberRow
from softphone.server.number_refusals import Cannot, cannot
from softphone.server.number_search import LONGEST_SEARCH, Column, NumberQuery
from softphone.server.numbers import MOST_AT_ONCE, NewNumber, Numbers
from softphone.server.portal import number_words
from softphone.server.portal.pages import away, is_partial, page
from softphone.server.portal.tables import MOST_PAGES, PAGE, Listing
from softphone.server.portal.visitor import Administrator, FromAdministrator, PageError, Posted, Visitor
from softphone.storage.audit import Actor

router = APIRouter()

PATH = "/admin/numbers"
DONE = {
    "forwarded": "The forwarding is in force.",
    "waits": "The forwarding is saved, and waits for its day.",
    "stopped": "The number is not forwarded any more.",
    "assigned": "The number is assigned.",
    "released": "The number is released, and reserved.",
    "noted": "The note is saved.",
    "added": "The numbers are added, as reserved.",
    "removed": "The number is removed.",
}
"""What a page says after a change, by the word in its address."""
_PEOPLE = 20
"""People offered at once."""


class Shown(msgspec.Struct, frozen=True):
    """A number as its pages show it, in words."""

    path: str
    number: str
    """As people write it."""
    kind: str
    status: str
    reserved: bool
    owner: str
    profiles: str
    """The address of the person's profiles."""
    note: str
    forwarding: str
    starts: str
    """The day from which it holds, while that has not come."""
    may_be_forwarded: bool
    no_sim: str
    """Why it cannot be forwarded though it is reserved."""


def shown_number(row: NumberRow, visitor: Visitor, numbers: Numbers) -> Shown:
    number, directory = row.number, numbers.directory
    forwarding = row.forwarding
    waits = forwarding is not None and not numbers.is_in_force(number.number)
    reserved = number.status is NumberStatus.RESERVED
    mobile = number.kind is NumberKind.MOBILE
    person = row.owner if isinstance(row.owner, Person) else None
    return Shown(
        path=f"{PATH}/{quote(number.number)}",
        number=shown(number.number, directory.country),
        kind=number_words.kind(number, visitor),
        status=number_words.status(number, visitor),
        reserved=reserved,
        owner=row.owner.name if row.owner else "",
        profiles=f"/admin/people/{quote(person.id)}/profiles" if person and person.active else "",
        note=number.note,
        forwarding=number_words.target(forwarding.to, directory, visitor) if forwarding else "",
        starts=forwarding.starts.isoformat() if waits and forwarding and forwarding.starts else "",
        may_be_forwarded=reserved and may_be_forwarded(number),
        no_sim=cannot("reserved_mobile").sentence(visitor.language) if reserved and mobile else "",
    )


@router.get("/numbers")
async def table(
    request: Request,
    visitor: Administrator,
    search: str = "",
    status: str = "",
    sort: str = Column.NUMBER.value,
    descending: bool = False,
    number: Annotated[int, Query(alias="page", ge=1, le=MOST_PAGES)] = 1,
    done: str = "",
) -> Response:
    numbers = access.served(request).numbers
    column = next((each for each in Column if each.value == sort), Column.NUMBER)
    wanted = next((each for each in NumberStatus if each.value == status), None)
    search = search[:LONGEST_SEARCH]
    asked = NumberQuery(text=search, status=wanted, sort=column, descending=descending, offset=0, limit=PAGE)
    found = await numbers.find(msgspec.structs.replace(asked, offset=(number - 1) * PAGE))
    listing = Listing(
        path=PATH,
        kept={"search": search, "status": wanted.value if wanted else ""},
        sort=column.value,
        descending=descending,
        page=number,
        total=found.total,
    )
    return page(
        request,
        visitor,
        "numbers_found.html" if is_partial(request) else "numbers.html",
        rows=[shown_number(row, visitor, numbers) for row in found.rows],
        list=listing,
        search=search,
        shows=listing.kept["status"],
        statuses=[
            ("", "All"),
            (NumberStatus.RESERVED.value, "Reserved"),
            (NumberStatus.IN_USE.value, "In use"),
        ],
        columns=COLUMNS,
        done=DONE.get(done, ""),
    )


COLUMNS = (
    (Column.NUMBER.value, "Number"),
    (Column.KIND.value, "Kind"),
    (Column.STATUS.value, "Status"),
    (Column.PERSON.value, "Person"),
    (Column.NOTE.value, "Note"),
    (Column.FORWARDING.value, "Forwarding"),
)


@router.get("/numbers/add")
async def add_page(request: Request, visitor: Administrator) -> Response:
    return _add_page(request, visitor)


@router.post("/numbers/add")
async def add(request: Request, posted: FromAdministrator) -> Response:
    """One to a line; all or none."""
    typed = posted.form.get("numbers", "")
    note = posted.form.get("note", "")
    lines = [line for line in typed.splitlines() if line.strip()]
    if not lines:
        return _add_page(request, posted.visitor, typed, note, cannot("missing"))
    if len(lines) > MOST_AT_ONCE:
        return _add_page(request, posted.visitor, typed, note, cannot("too_many", most=str(MOST_AT_ONCE)))
    kind = next((each for each in NumberKind if each.value == posted.form.get("kind")), None)
    numbers = access.served(request).numbers
    done = await numbers.add([NewNumber(line, kind, note) for line in lines], actor(request, posted))
    if isinstance(done, Cannot):
        return _add_page(request, posted.visitor, typed, note, done)
    return away(request, f"{PATH}?done=added")


def _add_page(
    request: Request, visitor: Visitor, typed: str = "", note: str = "", wrong: Cannot | None = None
) -> Response:
    return page(
        request,
        visitor,
        "numbers_add.html",
        status=200 if wrong is None else wrong.status,
        typed=typed,
        note=note,
        wrong=wrong.sentence(visitor.language) if wrong else "",
        wrong_field=wrong.field if wrong else "",
    )


@router.get("/numbers/{number}")
async def one(request: Request, visitor: Administrator, number: str, done: str = "") -> Response:
    return number_page(request, visitor, row_of(request, number), done=DONE.get(done, ""))


@router.post("/numbers/{number}/note")
async def note(request: Request, posted: FromAdministrator, number: str) -> Response:
    row = row_of(request, number)
    text = posted.form.get("note", "")
    done = await access.served(request).numbers.note(row.number.number, text, actor(request, posted))
    if isinstance(done, Cannot):
        return number_page(request, posted.visitor, row, note=text, wrong=done)
    return away(request, address(row, "noted"))


@router.post("/numbers/{number}/release")
async def release(request: Request, posted: FromAdministrator, number: str) -> Response:
    row = row_of(request, number)
    done = await access.served(request).numbers.release(row.number.number, actor(request, posted))
    if isinstance(done, Cannot):
        return number_page(request, posted.visitor, row, wrong=done)
    return away(request, address(row, "released"))


@router.post("/numbers/{number}/remove")
async def remove(request: Request, posted: FromAdministrator, number: str) -> Response:
    row = row_of(request, number)
    refused = await access.served(request).numbers.remove(row.number.number, actor(request, posted))
    if refused is not None:
        return number_page(request, posted.visitor, row, wrong=refused)
    return away(request, f"{PATH}?done=removed")


@router.get("/numbers/{number}/assign")
async def assign_page(request: Request, visitor: Administrator, number: str, search: str = "") -> Response:
    return await _assign_page(request, visitor, row_of(request, number), search)


@router.post("/numbers/{number}/assign")
async def assign(request: Request, posted: FromAdministrator, number: str) -> Response:
    row = row_of(request, number)
    person = posted.form.get("person", "")
    done = await access.served(request).numbers.assign(row.number.number, person, actor(request, posted))
    if isinstance(done, Cannot):
        return await _assign_page(request, posted.visitor, row, posted.form.get("search", ""), done)
    return away(request, address(row, "assigned"))


async def _assign_page(
    request: Request, visitor: Visitor, row: NumberRow, search: str, wrong: Cannot | None = None
) -> Response:
    served = access.served(request)
    found = await served.administration.search(search[:LONGEST_SEARCH], _PEOPLE)
    return page(
        request,
        visitor,
        "number_people.html" if is_partial(request) else "number_assign.html",
        status=200 if wrong is None else wrong.status,
        number=shown_number(row, visitor, served.numbers),
        search=search[:LONGEST_SEARCH],
        people=found.people,
        more=found.total - len(found.people),
        shown=lambda number: shown(number, served.accounts.directory.country),
        wrong=wrong.sentence(visitor.language) if wrong else "",
    )


def number_page(
    request: Request,
    visitor: Visitor,
    row: NumberRow,
    *,
    done: str = "",
    note: str | None = None,
    wrong: Cannot | None = None,
) -> Response:
    return page(
        request,
        visitor,
        "number.html",
        status=200 if wrong is None else wrong.status,
        number=shown_number(row, visitor, access.served(request).numbers),
        is_person=isinstance(row.owner, Person),
        done=done,
        note=row.number.note if note is None else note,
        wrong=wrong.sentence(visitor.language) if wrong else "",
        wrong_field=wrong.field if wrong else "",
    )


def row_of(request: Request, number: str) -> NumberRow:
    """Raises PageError."""
    numbers = access.served(request).numbers
    row = numbers.of(_meant(number, numbers.directory))
    if row is None:
        raise PageError(404, "The company has no such number.")
    return row


def _meant(number: str, directory: Directory) -> str:
    return e164(number[:LONGEST_SEARCH], directory.country) or ""


def address(row: NumberRow, done: str = "") -> str:
    query = f"?{urlencode({'done': done})}" if done else ""
    return f"{PATH}/{quote(row.number.number)}{query}"


def actor(request: Request, posted: Posted) -> Actor:
    """For the audit log."""
    person = posted.visitor.person
    return Actor(person=person.id, login=person.login, source=access.source(request))
