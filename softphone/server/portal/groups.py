"""Svarsgrupper and their hours, and Operatörsanslutningar with their state."""

from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import Response

from softphone.people.directory import Directory, Group, GroupRing, Person, Trunk
from softphone.people.written import Fault, FaultKind
from softphone.people.written_group import WrittenGroup
from softphone.people.written_trunk import MEDIA, NUMBER_FORMATS, TRANSPORTS, WrittenTrunk
from softphone.server.accounts import Refused
from softphone.server.api import access
from softphone.server.portal import fault_words, sheets
from softphone.server.portal.numbers import actor
from softphone.server.portal.pages import away
from softphone.server.portal.sheets import Cell, Field, Link, Sheet, Table
from softphone.server.portal.visitor import Administrator, Form, FromAdministrator, PageError, Visitor

router = APIRouter()

GROUPS = "/admin/groups"
TRUNKS = "/admin/trunks"
_NEW = "new"


@router.get("/groups")
async def groups(request: Request, visitor: Administrator, done: str = "") -> Response:
    say, directory = visitor.say, access.served(request).accounts.directory
    rows = [
        (
            Cell(group.name, f"{GROUPS}/{quote(group.id)}"),
            Cell(group.extension),
            Cell(group.number),
            Cell(group.hours or say("always open")),
            Cell(_logins(group, directory)),
        )
        for group in sorted(directory.groups.values(), key=lambda each: each.name)
    ]
    columns = (say("Name"), say("Extension"), say("Number"), say("Hours"), say("Members"))
    what = Sheet(
        title=say("Groups"),
        done=say("Saved.") if done else "",
        links=(Link(say("Add a group"), f"{GROUPS}/{_NEW}"),),
        tables=(Table(title=say("Groups"), columns=columns, rows=rows, empty=say("There is no group.")),),
    )
    return sheets.sheet(request, visitor, what)


@router.get("/groups/{group}")
async def group(request: Request, visitor: Administrator, group: str) -> Response:
    directory = access.served(request).accounts.directory
    if group == _NEW:
        return _group(request, visitor, None, WrittenGroup(), "", ())
    found = directory.groups.get(group)
    if found is None:
        raise PageError(404, "There is no such page.")
    return _group(request, visitor, found, WrittenGroup.of(found), _logins(found, directory), ())


@router.post("/groups/{group}")
async def put_group(request: Request, posted: FromAdministrator, group: str) -> Response:
    served, form, by = access.served(request), posted.form, actor(request, posted)
    directory, service = served.accounts.directory, served.company.groups
    logins = form.get("members", "")
    members, strangers = [], []
    for login in logins.replace(",", " ").split():
        person = directory.find(login)
        if isinstance(person, Person):
            members.append(person.id)
        else:
            strangers.append(login[:60])
    names = ("name", "number", "extension", "ring", "hours", "overflow")
    written = WrittenGroup(**{name: form.get(name, "") for name in names}, members=tuple(members))
    found = directory.groups.get(group)
    if strangers:
        faults = (Fault("members", FaultKind.NOBODY, strangers[0]),)
        return _group(request, posted.visitor, found, written, logins, faults)
    if group == _NEW:
        done: Group | tuple[Fault, ...] | Refused = await service.add(written, by)
    else:
        done = await service.edit(group, lambda _: written, by)
    if isinstance(done, Group):
        return away(request, f"{GROUPS}?done=1")
    if isinstance(done, Refused):
        raise PageError(404, "There is no such page.")
    return _group(request, posted.visitor, found, written, logins, done)


@router.get("/groups/{group}/remove")
async def ask_to_remove_group(request: Request, visitor: Administrator, group: str) -> Response:
    found = access.served(request).accounts.directory.groups.get(group)
    lead = visitor.say("Its number and extension reach nobody then.")
    return _asks_to_remove(request, visitor, found, GROUPS, lead)


@router.post("/groups/{group}/remove")
async def remove_group(request: Request, posted: FromAdministrator, group: str) -> Response:
    await access.served(request).company.groups.remove(group, actor(request, posted))
    return away(request, f"{GROUPS}?done=1")


def _logins(group: Group, directory: Directory) -> str:
    return ", ".join(directory.people[each].login for each in group.members if each in directory.people)


def _group(
    request: Request,
    visitor: Visitor,
    group: Group | None,
    written: WrittenGroup,
    logins: str,
    faults: tuple[Fault, ...],
) -> Response:
    say, wrong = visitor.say, fault_words.by_field(faults, visitor.say)
    rings = [(GroupRing.ALL.value, say("all together")), (GroupRing.IN_ORDER.value, say("in order"))]
    hours = say("For example mon-fri 08:00-17:00, sat 10-14. Empty: always open.")
    overflow = say("A login, an extension or a number; empty: nowhere.")
    fields = (
        Field(name="name", label=say("Name"), value=written.name, wrong=wrong.get("name", "")),
        Field(
            name="extension",
            label=say("Extension"),
            value=written.extension,
            wrong=wrong.get("extension", ""),
        ),
        Field(
            name="number",
            label=say("Number"),
            value=written.number,
            hint=say("If it is forwarded, that ends."),
            wrong=wrong.get("number", ""),
        ),
        Field(
            name="members",
            label=say("Members, by their logins"),
            value=logins,
            wrong=wrong.get("members", ""),
        ),
        Field(name="ring", label=say("Ring"), type="select", value=written.ring, options=rings),
        Field(
            name="hours", label=say("Hours"), value=written.hours, hint=hours, wrong=wrong.get("hours", "")
        ),
        Field(
            name="overflow",
            label=say("If nobody answers"),
            value=written.overflow,
            hint=overflow,
            wrong=wrong.get("overflow", ""),
        ),
    )
    path = f"{GROUPS}/{quote(group.id) if group else _NEW}"
    form = sheets.Form(path=path, button=say("Save"), fields=fields)
    links = (Link(say("Remove"), f"{path}/remove"),) if group else ()
    title = group.name if group else say("Add a group")
    what = Sheet(title=title, back=Link(say("Groups"), GROUPS), links=links, forms=(form,))
    return sheets.sheet(request, visitor, what, status=422 if faults else 200)


@router.get("/trunks")
async def trunks(request: Request, visitor: Administrator, done: str = "") -> Response:
    say, served = visitor.say, access.served(request)
    live, directory = served.company.engine.live(), served.accounts.directory
    states = {state.id: state for state in (live.trunks if live else ())}
    rows = []
    for trunk in sorted(directory.trunks.values(), key=lambda each: each.name):
        state = states.get(trunk.id)
        found = state.address if state else ""
        rows.append(
            (
                Cell(trunk.name, f"{TRUNKS}/{quote(trunk.id)}"),
                Cell(trunk.address),
                Cell(found) if found else Cell(say("Not found"), pill="warning"),
                Cell(f"{state.channels_taken if state else 0} / {trunk.channels or '∞'}"),
            )
        )
    columns = (say("Name"), say("Address"), say("Found at"), say("Channels taken"))
    what = Sheet(
        title=say("Trunks"),
        done=say("Saved.") if done else "",
        links=(Link(say("Add a trunk"), f"{TRUNKS}/{_NEW}"),),
        tables=(Table(title=say("Trunks"), columns=columns, rows=rows, empty=say("There is no trunk.")),),
    )
    return sheets.sheet(request, visitor, what)


@router.get("/trunks/{trunk}")
async def trunk(request: Request, visitor: Administrator, trunk: str) -> Response:
    if trunk == _NEW:
        return _trunk(request, visitor, None, WrittenTrunk(), ())
    found = access.served(request).accounts.directory.trunks.get(trunk)
    if found is None:
        raise PageError(404, "There is no such page.")
    return _trunk(request, visitor, found, WrittenTrunk.of(found), ())


@router.post("/trunks/{trunk}")
async def put_trunk(request: Request, posted: FromAdministrator, trunk: str) -> Response:
    served, by = access.served(request), actor(request, posted)
    service = served.company.trunks
    found = served.accounts.directory.trunks.get(trunk)
    written = _written(posted.form, found)
    if trunk == _NEW:
        done: Trunk | tuple[Fault, ...] | Refused = await service.add(written, by)
    else:
        done = await service.edit(trunk, lambda _: written, by)
    if isinstance(done, Trunk):
        return away(request, f"{TRUNKS}?done=1")
    if isinstance(done, Refused):
        raise PageError(404, "There is no such page.")
    return _trunk(request, posted.visitor, found, written, done)


@router.get("/trunks/{trunk}/remove")
async def ask_to_remove_trunk(request: Request, visitor: Administrator, trunk: str) -> Response:
    found = access.served(request).accounts.directory.trunks.get(trunk)
    lead = visitor.say("No call comes or goes by it then.")
    return _asks_to_remove(request, visitor, found, TRUNKS, lead)


@router.post("/trunks/{trunk}/remove")
async def remove_trunk(request: Request, posted: FromAdministrator, trunk: str) -> Response:
    await access.served(request).company.trunks.remove(trunk, actor(request, posted))
    return away(request, f"{TRUNKS}?done=1")


def _asks_to_remove(
    request: Request, visitor: Visitor, found: Group | Trunk | None, of_all: str, lead: str
) -> Response:
    """`of_all` is the page of all such things."""
    if found is None:
        raise PageError(404, "There is no such page.")
    path = f"{of_all}/{quote(found.id)}"
    return sheets.asks(
        request,
        visitor,
        title=visitor.say("Remove {name}?", name=found.name),
        lead=lead,
        button=visitor.say("Remove"),
        path=f"{path}/remove",
        back=Link(found.name, path),
    )


def _written(form: Form, before: Trunk | None) -> WrittenTrunk:
    channels = form.get("channels", "").strip()
    texts = ("name", "address", "transport", "login", "number_format", "media")
    return WrittenTrunk(
        **{name: form.get(name, "") for name in texts},
        # It is shown to nobody: an empty field leaves it.
        password=form.get("password", "") or (before.password if before else ""),
        register=bool(form.get("register")),
        early_media=bool(form.get("early_media")),
        channels=int(channels or 0) if (channels.isascii() and channels.isdigit()) or not channels else -1,
    )


def _trunk(
    request: Request,
    visitor: Visitor,
    trunk: Trunk | None,
    written: WrittenTrunk,
    faults: tuple[Fault, ...],
) -> Response:
    say, wrong = visitor.say, fault_words.by_field(faults, visitor.say)

    def text(name: str, label: str, hint: str = "", type_: str = "text") -> Field:
        value, fault = str(getattr(written, name)), wrong.get(name, "")
        return Field(name=name, label=label, value=value, wrong=fault, hint=hint, type=type_)

    def choice(name: str, label: str, options: tuple[str, ...]) -> Field:
        value = str(getattr(written, name))
        return Field(
            name=name, label=label, value=value, type="select", options=[(each, each) for each in options]
        )

    fields = (
        text("name", say("Name")),
        text("address", say("Address"), hint=say("HOST or HOST:PORT")),
        choice("transport", say("Transport"), TRANSPORTS),
        text("login", say("Login")),
        Field(
            name="password",
            label=say("Password"),
            type="password",
            hint=say("Empty: as it is."),
            wrong=wrong.get("password", ""),
        ),
        Field(name="register", label=say("Register there"), type="checkbox", checked=written.register),
        choice("number_format", say("How numbers are written"), NUMBER_FORMATS),
        text("channels", say("Calls at once"), say("0: no ceiling."), "number"),
        choice("media", say("Sound"), MEDIA),
        Field(
            name="early_media",
            label=say("Sound before the answer"),
            type="checkbox",
            checked=written.early_media,
        ),
    )
    path = f"{TRUNKS}/{quote(trunk.id) if trunk else _NEW}"
    form = sheets.Form(path=path, button=say("Save"), fields=fields)
    trial, remove = Link(say("Call me through it"), f"{path}/trial"), Link(say("Remove"), f"{path}/remove")
    links = (trial, remove) if trunk else ()
    title = trunk.name if trunk else say("Add a trunk")
    what = Sheet(title=title, back=Link(say("Trunks"), TRUNKS), links=links, forms=(form,))
    return sheets.sheet(request, visitor, what, status=422 if faults else 200)
