"""For administrators: people, one by one or many at once."""

from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Body, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from softphone.people.directory import Person
from softphone.people.written import Written
from softphone.server import people
from softphone.server.accounts import Refused
from softphone.server.api import access
from softphone.server.api.refusals import answer
from softphone.server.api.roles import FORBIDDEN, Administrator, actor
from softphone.server.api.sign_in import REFUSALS
from softphone.server.feed import card
from softphone.server.importing import Form, Tried
from softphone.sync.wire import PersonCard, Refusal

router = APIRouter(tags=["People"])

_TAKEN: dict[int | str, dict[str, Any]] = {409: {"model": Refusal, "description": "taken"}}
_NOBODY: dict[int | str, dict[str, Any]] = {404: {"model": Refusal, "description": "no_such_person"}}
_LAST: dict[int | str, dict[str, Any]] = {409: {"model": Refusal, "description": "last_administrator, taken"}}
_UNREAD: dict[int | str, dict[str, Any]] = {422: REFUSALS[422]}
_LONGEST = 20_000
"""Characters of a field that is looked at at all; what it may have is said in words."""
Text = Annotated[str, Field(max_length=_LONGEST)]
Texts = Annotated[list[Text], Field(max_length=20)]


class PersonRecord(PersonCard):
    """A person as administrators see them."""

    roles: list[str]
    class_of_service: str
    add_ons: list[str]
    active: bool

    @classmethod
    def of(cls, person: Person) -> "PersonRecord":
        return cls(
            **card(person).model_dump(),
            roles=sorted(person.roles),
            class_of_service=person.class_of_service,
            add_ons=sorted(each.value for each in person.add_ons),
            active=person.active,
        )


class NewPerson(BaseModel):
    model_config = ConfigDict(extra="forbid")

    login: Text
    name: Text
    title: Text = ""
    department: Text = ""
    extension: Text = ""
    landline: Text = ""
    """In any form that people write; as the next."""
    mobile: Text = ""
    email: Text = ""
    roles: Texts = []
    class_of_service: Text = "national"
    add_ons: Texts = []


class PersonChange(BaseModel):
    """What is left out stays."""

    model_config = ConfigDict(extra="forbid")

    login: Text | None = None
    name: Text | None = None
    title: Text | None = None
    department: Text | None = None
    extension: Text | None = None
    landline: Text | None = None
    mobile: Text | None = None
    email: Text | None = None
    roles: Texts | None = None
    class_of_service: Text | None = None
    add_ons: Texts | None = None


class FoundPeople(BaseModel):
    people: list[PersonRecord]
    total: int


class Imported(BaseModel):
    count: int


class FaultShown(BaseModel):
    field: str
    code: str
    value: str
    sentence: str


class Fate(BaseModel):
    line: int
    login: str
    name: str
    adds: bool
    faults: list[FaultShown]
    changes: bool = False
    """Somebody who is here already."""


class Vanished(BaseModel):
    """Came from the company's directory, and is not there any more."""

    id: str
    login: str
    name: str


class TriedImport(BaseModel):
    """What an import would do."""

    adds: int
    faulty: int
    rows: list[Fate]
    changes: int = 0
    vanished: list[Vanished] = []
    vanished_mark: str = ""
    """Of those; to deactivate them, an import is given it."""


_NEW = {
    "a person": {
        "value": {
            "login": "asa",
            "name": "Åsa Öberg",
            "extension": "101",
            "landline": "08-123 45 01",
            "add_ons": ["recording"],
        }
    }
}
_CHANGE = {"another title, and the add-on": {"value": {"title": "Chef", "add_ons": ["listening in"]}}}


@router.get("/people", response_model=FoundPeople, responses=FORBIDDEN | _UNREAD)
async def search(
    request: Request,
    _caller: Administrator,
    search: str = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    offset: Annotated[int, Query(ge=0, le=2**31)] = 0,
    inactive: bool = False,
) -> Response:
    """People by parts of name, login, title, department or number; each word has to be found."""
    administration = access.served(request).administration
    found = await administration.search(search[:200], limit, offset=offset, inactive=inactive)
    answer = FoundPeople(people=[PersonRecord.of(person) for person in found.people], total=found.total)
    # Written once: FastAPI would check it first, and take it apart.
    return Response(answer.model_dump_json(), media_type="application/json")


@router.post("/people", status_code=201, response_model=PersonRecord, responses=FORBIDDEN | _TAKEN | _UNREAD)
async def add(
    request: Request,
    caller: Administrator,
    asked: Annotated[NewPerson, Body(openapi_examples=_NEW)],
) -> Response | PersonRecord:
    """They sign in by an invitation."""
    written = Written(**{**asked.model_dump(), "roles": tuple(asked.roles), "add_ons": tuple(asked.add_ons)})
    return _person(await access.served(request).company.people.add(written, actor(request, caller)))


@router.post(
    "/people/import",
    status_code=201,
    response_model=Imported,
    responses={
        200: {"model": TriedImport, "description": "What a dry run found"},
        **FORBIDDEN,
        **_TAKEN,
        **_UNREAD,
        500: {"model": Refusal, "description": "import_failed"},
        503: {"model": Refusal, "description": "stopping"},
    },
    openapi_extra={
        "requestBody": {
            "content": {
                "text/csv": {"schema": {"type": "string"}},
                "application/jsonl": {"schema": {"type": "string"}},
            }
        }
    },
)
async def import_people(
    request: Request, caller: Administrator, dry_run: bool = False, without_faulty: bool = False
) -> Response | Imported:
    """A table (CSV with semicolons, commas or tabs; UTF-8 or Latin-1; columns named in English or Swedish),
    or JSON, one person to a line. All rows or none, unless faulty ones are left out. A dry run changes
    nothing, and tells what becomes of each row."""
    lines = request.headers.get("content-type", "").partition(";")[0].strip() == "application/jsonl"
    done = await access.served(request).administration.import_people(
        await request.body(),
        Form.LINES if lines else Form.CSV,
        actor(request, caller),
        dry_run=dry_run,
        without_faulty=without_faulty,
    )
    if isinstance(done, Refused):
        return answer(done)
    if isinstance(done, Tried):
        return Response(done.json, media_type="application/json")
    return Imported(count=done.count)


@router.get("/people/{person}", response_model=PersonRecord, responses=FORBIDDEN | _NOBODY | _UNREAD)
async def read(request: Request, person: str, _caller: Administrator) -> Response | PersonRecord:
    """As administrators see them."""
    found = access.served(request).company.people.find(person)
    return answer(people.NOBODY) if found is None else PersonRecord.of(found)


@router.patch(
    "/people/{person}", response_model=PersonRecord, responses=FORBIDDEN | _NOBODY | _LAST | _UNREAD
)
async def edit(
    request: Request,
    person: str,
    caller: Administrator,
    asked: Annotated[PersonChange, Body(openapi_examples=_CHANGE)],
) -> Response | PersonRecord:
    """Only what is given changes; new rights hold with the next request and the next call."""
    given = {name: value for name, value in asked.model_dump().items() if value is not None}
    for name in {"roles", "add_ons"} & given.keys():
        given[name] = tuple(given[name])
    by = actor(request, caller)
    return _person(
        await access.served(request).company.people.edit(
            person, lambda written: msgspec.structs.replace(written, **given), by
        )
    )


@router.post(
    "/people/{person}/deactivate", response_model=PersonRecord, responses=FORBIDDEN | _NOBODY | _LAST
)
async def deactivate(request: Request, person: str, caller: Administrator) -> Response | PersonRecord:
    """Their devices are revoked at once: registrations end, WebSockets are closed, tokens refused."""
    return _person(await access.served(request).company.people.deactivate(person, actor(request, caller)))


@router.post("/people/{person}/activate", response_model=PersonRecord, responses=FORBIDDEN | _NOBODY)
async def activate(request: Request, person: str, caller: Administrator) -> Response | PersonRecord:
    """They sign in anew, by an invitation or with their password."""
    return _person(await access.served(request).company.people.activate(person, actor(request, caller)))


def _person(done: Person | people.Faults | Refused) -> Response | PersonRecord:
    if isinstance(done, Person):
        return PersonRecord.of(done)
    return answer(done if isinstance(done, Refused) else people.refused(done))
