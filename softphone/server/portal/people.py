"""Personer: the list, one person with their devices, invitations, the end."""

from typing import Annotated
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from softphone.people.add_on import AddOn
from softphone.people.class_of_service import LEVELS
from softphone.people.directory import Person
from softphone.people.numbers import shown
from softphone.people.written import Fault, Written
from softphone.server.accounts import Refused
from softphone.server.api import access
from softphone.server.invitations import LIFE_DAYS
from softphone.server.invitations import page as invitation_page
from softphone.server.portal import fates, fault_words, sheets
from softphone.server.portal.moments import moment
from softphone.server.portal.numbers import actor
from softphone.server.portal.pages import away, thousands
from softphone.server.portal.sheets import Cell, Field, Link, Sheet, Table
from softphone.server.portal.visitor import Administrator, FromAdministrator, PageError, Visitor

router = APIRouter()

PATH = "/admin/people"
DIRECTORY = "/admin/people/directory"
_PAGE = 50


@router.get("/people")
async def table(
    request: Request,
    visitor: Administrator,
    search: str = "",
    inactive: bool = False,
    offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
    done: str = "",
) -> Response:
    served, say = access.served(request), visitor.say
    found = await served.administration.search(search[:200], _PAGE, offset=offset, inactive=inactive)
    country = served.accounts.directory.country
    rows = [
        (
            Cell(each.name, f"{PATH}/{quote(each.id)}"),
            Cell(each.login),
            Cell(each.department),
            Cell(each.extension),
            Cell(shown(each.landline, country) if each.landline else ""),
            Cell(shown(each.mobile, country) if each.mobile else ""),
        )
        for each in found.people
    ]
    asked = {"search": search, **({"inactive": "1"} if inactive else {})}
    at = {each: f"{PATH}?{urlencode({**asked, 'offset': each})}" for each in (offset - _PAGE, offset + _PAGE)}
    back = Link(say("Previous"), at[offset - _PAGE]) if offset >= _PAGE else None
    further = Link(say("Next"), at[offset + _PAGE]) if offset + _PAGE < found.total else None
    columns = (say("Name"), say("Login"), say("Department"), say("Extension"), say("Landline"), say("Mobile"))
    many = say("{count} people", count=thousands(found.total))
    what = Sheet(
        title=say("People"),
        lead=say("1 person") if found.total == 1 else many,
        done=say("Done.") if done else "",
        search=sheets.Search(
            path=PATH,
            button=say("Search"),
            fields=(
                Field(name="search", label=say("Search"), value=search, type="search"),
                Field(name="inactive", label=say("Deactivated"), type="checkbox", checked=inactive),
            ),
        ),
        links=(
            Link(say("Add a person"), f"{PATH}/add"),
            Link(say("Import"), f"{PATH}/import"),
            Link(say("The company's directory"), DIRECTORY),
        ),
        tables=(
            Table(
                title=say("People"),
                columns=columns,
                rows=rows,
                empty=say("Nobody is found."),
                further=further,
                back=back,
            ),
        ),
    )
    return sheets.sheet(request, visitor, what)


@router.get("/people/add")
async def add_page(request: Request, visitor: Administrator) -> Response:
    return _add(request, visitor, Written(), ())


@router.post("/people/add")
async def add(request: Request, posted: FromAdministrator) -> Response:
    written = _written(posted.form)
    done = await access.served(request).company.people.add(written, actor(request, posted))
    if isinstance(done, Person):
        return away(request, f"{PATH}/{quote(done.id)}?done=1")
    return _add(request, posted.visitor, written, done)


@router.get("/people/{person}")
async def one(request: Request, visitor: Administrator, person: str, done: str = "") -> Response:
    found = _found(request, person)
    said = visitor.say("Saved.") if done else ""
    return await _person(request, visitor, found, Written.of(found), (), done=said)


@router.post("/people/{person}")
async def edit(request: Request, posted: FromAdministrator, person: str) -> Response:
    written, visitor = _written(posted.form), posted.visitor
    people = access.served(request).company.people
    done = await people.edit(person, lambda _: written, actor(request, posted))
    if isinstance(done, Person):
        return away(request, f"{PATH}/{quote(person)}?done=1")
    found = _found(request, person)
    if isinstance(done, Refused):
        said = fault_words.refusal(done, visitor)
        return await _person(request, visitor, found, written, (), wrong=said)
    return await _person(request, visitor, found, written, done)


@router.post("/people/{person}/{what}")
async def act(request: Request, posted: FromAdministrator, person: str, what: str) -> Response:
    company, by = access.served(request).company, actor(request, posted)
    found, visitor = _found(request, person), posted.visitor
    refused: object = None
    if what == "deactivate":
        refused = await company.people.deactivate(person, by)
    elif what == "activate":
        refused = await company.people.activate(person, by)
    elif what == "remove-device":
        refused = await company.people.remove_device(person, posted.form.get("device", ""), by)
    elif what == "remove-second-factor":
        # One's own is turned off with a code of it.
        if found.id == posted.visitor.person.id:
            raise PageError(403, "Turn your own off behind your name, with a code of it.")
        await access.served(request).second_factors.turn_off(found, by)
    elif what == "erase":
        if posted.form.get("login", "").strip().lower() != found.login.lower():
            wrong = visitor.say("Type the login to erase this person for good.")
            return await _person(request, visitor, found, Written.of(found), (), wrong=wrong)
        refused = await company.privacy.erase(person, by)
        if refused is None:
            return away(request, f"{PATH}?done=1")
    elif what == "invite":
        invited = await company.invitations.invite(person, LIFE_DAYS, by)
        if not isinstance(invited, Refused):
            server = f"{request.url.scheme}://{request.url.netloc}"
            shown_link = invitation_page(server, invited.login, invited.token)
            said = visitor.say(
                "Give this link to the person. It works once, for {days} days.", days=LIFE_DAYS
            )
            return await _person(
                request, visitor, found, Written.of(found), (), done=said, shown_link=shown_link
            )
        refused = invited
    elif what == "export":
        done = await company.privacy.export(person, by)
        if isinstance(done, bytes):
            headers = {"Content-Disposition": 'attachment; filename="person.zip"'}
            return Response(done, media_type="application/zip", headers=headers)
        refused = done
    else:
        raise PageError(404, "There is no such page.")
    if isinstance(refused, Refused):
        said = fault_words.refusal(refused, visitor)
        return await _person(request, visitor, found, Written.of(found), (), wrong=said)
    return away(request, f"{PATH}/{quote(person)}?done=1")


def _found(request: Request, person: str) -> Person:
    found = access.served(request).company.people.find(person)
    if found is None:
        raise PageError(404, "There is no such person.")
    return found


def _written(form: object) -> Written:
    given = dict(form)  # type: ignore[call-overload]
    texts = ("login", "name", "title", "department", "extension", "landline", "mobile", "email")
    return Written(
        **{name: given.get(name, "") for name in texts},
        roles=tuple(role for role in ("admin", "supervisor") if given.get(f"role_{role}")),
        class_of_service=given.get("class_of_service", "national"),
        add_ons=tuple(each.value for each in AddOn if given.get(f"add_on_{each.name.lower()}")),
    )


def fields_of(visitor: Visitor, written: Written, faults: tuple[Fault, ...]) -> tuple[Field, ...]:
    say, wrong = visitor.say, fault_words.by_field(faults, visitor.say)
    fields = [
        Field(name=name, label=label, value=getattr(written, name), wrong=wrong.get(name, ""))
        for name, label in fates.labels(visitor).items()
    ]
    levels = {
        "internal": say("Internal only"),
        "landline": say("Landlines"),
        "national": say("Landlines and mobiles"),
        "international": say("International too"),
        "all": say("Everything"),
    }
    options = [(level, levels[level]) for level in LEVELS]
    if written.class_of_service not in LEVELS:
        options.append((written.class_of_service, written.class_of_service))
    fields.append(
        Field(
            name="class_of_service",
            label=say("Class of service"),
            type="select",
            value=written.class_of_service,
            options=options,
            wrong=wrong.get("class_of_service", ""),
        )
    )
    checked = (
        ("role_admin", say("Administrator"), "admin" in written.roles),
        ("role_supervisor", say("Supervisor"), "supervisor" in written.roles),
        ("add_on_recording", say("Call recording (add-on)"), AddOn.RECORDING.value in written.add_ons),
        (
            "add_on_listening_in",
            say("Listening in (add-on)"),
            AddOn.LISTENING_IN.value in written.add_ons,
        ),
    )
    fields += [Field(name=name, label=label, type="checkbox", checked=on) for name, label, on in checked]
    return tuple(fields)


def _add(request: Request, visitor: Visitor, written: Written, faults: tuple[Fault, ...]) -> Response:
    say = visitor.say
    form = sheets.Form(path=f"{PATH}/add", button=say("Add"), fields=fields_of(visitor, written, faults))
    what = Sheet(title=say("Add a person"), back=Link(say("People"), PATH), forms=(form,))
    return sheets.sheet(request, visitor, what, status=422 if faults else 200)


async def _person(
    request: Request,
    visitor: Visitor,
    person: Person,
    written: Written,
    faults: tuple[Fault, ...],
    *,
    done: str = "",
    wrong: str = "",
    shown_link: str = "",
) -> Response:
    say, path = visitor.say, f"{PATH}/{quote(person.id)}"
    company = access.served(request).company
    country = access.served(request).accounts.directory.country
    registered = company.engine.registrations(person.id)
    devices = await company.people.devices(person.id)
    rows = [
        (
            Cell(device.name),
            Cell(moment(device.seen, country) if device.seen else ""),
            Cell(", ".join(each.address for each in registered if each.device == device.user)),
            Cell(", ".join(each.user_agent for each in registered if each.device == device.user)),
        )
        for device in devices
    ]
    forms = [sheets.Form(path=path, button=say("Save"), fields=fields_of(visitor, written, faults))]
    issued = [(device.id, device.name) for device in devices if device.issued]
    if issued:
        field = Field(name="device", label=say("Device"), type="select", options=issued)
        forms.append(
            sheets.Form(
                path=f"{path}/remove-device", button=say("Sign the device out"), fields=(field,), bad=True
            )
        )
    if person.active:
        hint = say(
            "A link that signs the desktop in, or lets the person choose a password, once. "
            "A new password ends all that was signed in with the one before."
        )
        forms.append(
            sheets.Form(path=f"{path}/invite", title=say("Invite"), hint=hint, button=say("Make a link"))
        )
    if access.served(request).second_factors.has(person.id) and person.id != visitor.person.id:
        hint = say(
            "It is on: signing in here asks for a code. Take it away for who has lost their telephone."
        )
        title, button = say("Second factor"), say("Take it away")
        forms.append(
            sheets.Form(path=f"{path}/remove-second-factor", title=title, hint=hint, button=button, bad=True)
        )
    hint = say("All that is kept of this person, as a ZIP of JSON.")
    forms.append(sheets.Form(path=f"{path}/export", title=say("Export"), hint=hint, button=say("Export")))
    if person.active:
        hint = say("Out at once: devices and sessions end. Login, numbers and settings stay.")
        forms.append(
            sheets.Form(
                path=f"{path}/deactivate",
                title=say("Deactivate"),
                hint=hint,
                button=say("Deactivate"),
                bad=True,
            )
        )
    else:
        forms.append(sheets.Form(path=f"{path}/activate", title=say("Activate"), button=say("Activate")))
    forms.append(
        sheets.Form(
            path=f"{path}/erase",
            title=say("Erase"),
            hint=say("For good, with what names this person in the calls and changes of others."),
            button=say("Erase for good"),
            fields=(Field(name="login", label=say("The person's login, to be sure")),),
            bad=True,
        )
    )
    what = Sheet(
        title=person.name,
        back=Link(say("People"), PATH),
        lead="" if person.active else say("Deactivated"),
        done=done,
        wrong=wrong,
        shown=shown_link,
        links=(Link(say("Profiles"), f"{path}/profiles"),) if person.active else (),
        tables=(
            Table(
                title=say("Devices"),
                columns=(say("Device"), say("Heard last"), say("Registered from"), say("With")),
                rows=rows,
                empty=say("No device."),
            ),
        ),
        forms=forms,
    )
    return sheets.sheet(request, visitor, what, status=422 if faults or wrong else 200)
