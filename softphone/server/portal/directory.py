"""Katalogen: where the company's directory (LDAP) is, and people from there."""

from collections.abc import Mapping

import msgspec
from fastapi import APIRouter, Request
from fastapi.responses import Response

from softphone.people.directory_source import ATTRIBUTES, FIELDS, FILTERS, DirectorySource, Product
from softphone.people.written import Fault
from softphone.server.accounts import Refused
from softphone.server.api import access
from softphone.server.importing import DryRun, Tried
from softphone.server.portal import fates, fault_words, sheets
from softphone.server.portal.numbers import actor
from softphone.server.portal.pages import away
from softphone.server.portal.people import DIRECTORY as PATH
from softphone.server.portal.people import PATH as PEOPLE
from softphone.server.portal.sheets import Cell, Field, Form, Link, Sheet, Table
from softphone.server.portal.visitor import Administrator, FromAdministrator, Visitor

router = APIRouter()

_MOST_ROWS = 200
"""Shown of a dry run, those with faults first: a page of ten thousand would keep calls waiting."""


@router.get("/people/directory")
async def page(request: Request, visitor: Administrator, done: str = "") -> Response:
    source = await access.served(request).directory.source()
    return _page(request, visitor, source, source is not None, done=visitor.say("Saved.") if done else "")


@router.post("/people/directory")
async def save(request: Request, posted: FromAdministrator) -> Response:
    directory, written = access.served(request).directory, _written(posted.form)
    done = await directory.put(written, actor(request, posted))
    if isinstance(done, DirectorySource):
        return away(request, f"{PATH}?done=1")
    return _page(request, posted.visitor, written, await directory.source() is not None, faults=done)


@router.get("/people/directory/forget")
async def ask_to_forget(request: Request, visitor: Administrator) -> Response:
    say = visitor.say
    if await access.served(request).directory.source() is None:
        return away(request, PATH)
    return sheets.asks(
        request,
        visitor,
        title=say("Forget the directory?"),
        lead=say("Its address and password are forgotten. Who came from there stays."),
        button=say("Forget"),
        path=f"{PATH}/forget",
        back=Link(say("The company's directory"), PATH),
    )


@router.post("/people/directory/forget")
async def forget(request: Request, posted: FromAdministrator) -> Response:
    await access.served(request).directory.forget(actor(request, posted))
    return away(request, PATH)


@router.post("/people/directory/import")
async def import_people(request: Request, posted: FromAdministrator) -> Response:
    """First a dry run; then, when it was looked at, for good."""
    directory, visitor = access.served(request).directory, posted.visitor
    for_good = posted.form.get("for_good") == "1"
    done = await directory.run(
        actor(request, posted),
        dry_run=not for_good,
        without_faulty=for_good,
        deactivates=posted.form.get("vanished", "") if posted.form.get("deactivate_vanished") else "",
        most_rows=_MOST_ROWS,
    )
    source = await directory.source()
    if isinstance(done, Refused):
        wrong = fault_words.refusal(done, visitor)
        return _page(request, visitor, source, source is not None, wrong=wrong)
    if isinstance(done, Tried):
        tried = msgspec.json.decode(done.json, type=DryRun)
        return _page(request, visitor, source, source is not None, tried=tried)
    said = visitor.say(
        "Added: {added}. Changed: {changed}. Deactivated: {deactivated}.",
        added=done.added,
        changed=done.changed,
        deactivated=done.deactivated,
    )
    wrong = " ".join(_kept_active(each, visitor) for each in done.kept_active)
    return _page(request, visitor, source, source is not None, done=said, wrong=wrong)


def _kept_active(sentence: str, visitor: Visitor) -> str:
    login, _, why = sentence.partition(": ")
    return f"{login}: {visitor.say(why)}"


def _written(form: Mapping[str, str]) -> DirectorySource:
    texts = ("address", "security", "authority", "bind_dn", "password", "base_dn", "filter", "product")
    attributes = {name: form.get(f"attribute_{name}", "").strip() for name in FIELDS}
    given = {name: form.get(name, "") for name in texts}
    return msgspec.convert(
        given | {"attributes": {name: text for name, text in attributes.items() if text}}, DirectorySource
    )


def _page(
    request: Request,
    visitor: Visitor,
    source: DirectorySource | None,
    is_known: bool,
    *,
    tried: DryRun | None = None,
    faults: tuple[Fault, ...] = (),
    done: str = "",
    wrong: str = "",
) -> Response:
    say = visitor.say
    forms = _for_good(visitor, tried) if tried else []
    if is_known:
        hint = say("Who is there, and what would become of each. Nothing is changed by that.")
        forms.append(Form(path=f"{PATH}/import", title=say("People"), hint=hint, button=say("Try it")))
    fields = _fields(visitor, source or DirectorySource(), is_known, faults)
    forms.append(Form(path=PATH, title=say("Where it is"), button=say("Save"), fields=fields))
    what = Sheet(
        title=say("The company's directory"),
        back=Link(say("People"), PEOPLE),
        lead=say("People from LDAP: OpenLDAP, Active Directory."),
        links=(Link(say("Forget the directory"), f"{PATH}/forget"),) if is_known else (),
        done=done,
        wrong=wrong,
        tables=_tables(visitor, tried) if tried else (),
        forms=forms,
    )
    return sheets.sheet(request, visitor, what, status=422 if faults or wrong else 200)


def _tables(visitor: Visitor, tried: DryRun) -> list[Table]:
    say = visitor.say
    tables = [fates.table(visitor, tried, fates.labels(visitor))]
    if tried.vanished:
        rows = [(Cell(each.login, f"{PEOPLE}/{each.id}"), Cell(each.name)) for each in tried.vanished]
        tables.append(
            Table(
                title=say("Not there any more"),
                columns=(say("Login"), say("Name")),
                rows=rows[:_MOST_ROWS],
                empty="",
            )
        )
    return tables


def _for_good(visitor: Visitor, tried: DryRun) -> list[Form]:
    say = visitor.say
    if not (tried.adds or tried.changes or tried.vanished):
        return []
    hints = [
        say("{adds} to be added, {changes} to be changed.", adds=tried.adds, changes=tried.changes),
        fates.left_out(visitor, tried),
        say("The table has the first {most} of them.", most=_MOST_ROWS)
        if len(tried.rows) == _MOST_ROWS
        else "",
    ]
    hint = " ".join(each for each in hints if each)
    fields = []
    if tried.vanished:
        label = (
            say("Deactivate the one who is not there any more")
            if len(tried.vanished) == 1
            else say("Deactivate the {count} who are not there any more", count=len(tried.vanished))
        )
        fields.append(Field(name="deactivate_vanished", label=label, type="checkbox"))
    hidden = (("for_good", "1"), ("vanished", tried.vanished_mark))
    return [Form(path=f"{PATH}/import", button=say("Import"), hint=hint, hidden=hidden, fields=fields)]


def _fields(
    visitor: Visitor, source: DirectorySource, is_known: bool, faults: tuple[Fault, ...]
) -> list[Field]:
    say, wrong = visitor.say, fault_words.by_field(faults, visitor.say)
    known = {each.value for each in Product}
    product = Product(source.product) if source.product in known else Product.OPENLDAP
    stays = say("Empty: as it is, if address and name are.") if is_known else ""
    fields = [
        Field(name="address", label=say("Address"), value=source.address, hint=say("HOST or HOST:PORT")),
        Field(
            name="security",
            label=say("Encryption"),
            type="select",
            value=source.security,
            options=(("ldaps", "LDAPS (636)"), ("starttls", "StartTLS (389)")),
        ),
        Field(
            name="authority",
            label=say("Authority"),
            type="textarea",
            value=source.authority,
            hint=say(
                "Certificates in PEM that the server's is trusted by. Empty: those this machine trusts."
            ),
        ),
        Field(name="bind_dn", label=say("Sign in as (DN)"), value=source.bind_dn),
        Field(name="password", label=say("Password"), type="password", hint=stays),
        Field(name="base_dn", label=say("Below (base DN)"), value=source.base_dn),
        Field(
            name="product",
            label=say("Product"),
            type="select",
            value=source.product,
            options=(("openldap", "OpenLDAP"), ("active_directory", "Active Directory")),
        ),
        Field(
            name="filter",
            label=say("Filter"),
            value=source.filter,
            hint=say("Empty: {usual}", usual=FILTERS[product]),
        ),
    ]
    fields += [
        Field(
            name=f"attribute_{name}",
            label=say("{field}: attribute", field=label),
            value=source.attributes.get(name, ""),
            hint=say("Empty: {usual}", usual=ATTRIBUTES[product][name]),
            wrong=wrong.get(name, ""),
        )
        for name, label in fates.labels(visitor).items()
    ]
    return [msgspec.structs.replace(each, wrong=wrong.get(each.name, each.wrong)) for each in fields]
