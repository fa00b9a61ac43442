"""For administrators: the company's directory (LDAP), and people from there."""

from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Body, Request, Response
from pydantic import BaseModel, ConfigDict

from softphone.people.directory_source import DirectorySource
from softphone.server import people
from softphone.server.accounts import Refused
from softphone.server.api import access
from softphone.server.api.people import Text, TriedImport
from softphone.server.api.refusals import answer
from softphone.server.api.roles import FORBIDDEN, Administrator, actor
from softphone.server.api.sign_in import REFUSALS
from softphone.server.directory_import import NO_SOURCE
from softphone.server.importing import Tried
from softphone.sync.wire import Refusal

router = APIRouter(tags=["People"])

_UNREAD: dict[int | str, dict[str, Any]] = {422: REFUSALS[422]}
_NONE: dict[int | str, dict[str, Any]] = {409: {"model": Refusal, "description": "no_directory"}}


class DirectoryShown(BaseModel):
    """Its password is told to nobody."""

    address: str
    security: str
    authority: str
    bind_dn: str
    has_password: bool
    base_dn: str
    filter: str
    product: str
    attributes: dict[str, str]

    @classmethod
    def of(cls, source: DirectorySource) -> "DirectoryShown":
        fields = msgspec.structs.asdict(source)
        return cls(**fields, has_password=bool(fields.pop("password")))


class DirectoryWritten(BaseModel):
    model_config = ConfigDict(extra="forbid")

    address: Text
    """HOST or HOST:PORT."""
    security: Text = "ldaps"
    """Or starttls."""
    authority: Text = ""
    """Certificates in PEM that the server's is trusted by; empty: those that this machine trusts."""
    bind_dn: Text = ""
    password: Text = ""
    """Empty: the one before stays, if address and bind_dn do."""
    base_dn: Text
    filter: Text = ""
    """Empty: the product's, as attributes are that are left out."""
    product: Text = "openldap"
    """Or active_directory."""
    attributes: dict[str, Text] = {}
    """For login, name, title, department, extension, landline, mobile, email: names of attributes, of which
    the first that has a value is taken; "-" for none."""


class ImportedFromDirectory(BaseModel):
    added: int
    changed: int
    vanished: int
    deactivated: int
    kept_active: list[str]
    """Who could not be deactivated, and why."""


_WRITTEN = {
    "Active Directory": {
        "value": {
            "address": "dc1.company.example",
            "bind_dn": "CN=Softphone,OU=Services,DC=company,DC=example",
            "password": "…",
            "base_dn": "OU=Staff,DC=company,DC=example",
            "product": "active_directory",
        }
    }
}


@router.get("/directory", response_model=DirectoryShown, responses=FORBIDDEN | _NONE)
async def read(request: Request, _caller: Administrator) -> Response | DirectoryShown:
    """Where it is."""
    source = await access.served(request).directory.source()
    return answer(NO_SOURCE) if source is None else DirectoryShown.of(source)


@router.put("/directory", response_model=DirectoryShown, responses=FORBIDDEN | _UNREAD)
async def write(
    request: Request,
    caller: Administrator,
    asked: Annotated[DirectoryWritten, Body(openapi_examples=_WRITTEN)],
) -> Response | DirectoryShown:
    """Where it is, from now on. Nobody is imported by that."""
    written = DirectorySource(**asked.model_dump())
    done = await access.served(request).directory.put(written, actor(request, caller))
    return DirectoryShown.of(done) if isinstance(done, DirectorySource) else answer(people.refused(done))


@router.delete("/directory", status_code=204, responses=FORBIDDEN | _NONE)
async def forget(request: Request, caller: Administrator) -> Response:
    """Where it is, and the password. Who came from there stays."""
    refused = await access.served(request).directory.forget(actor(request, caller))
    return Response(status_code=204) if refused is None else answer(refused)


@router.post(
    "/directory/import",
    status_code=201,
    response_model=ImportedFromDirectory,
    responses={
        200: {"model": TriedImport, "description": "What a dry run found"},
        **FORBIDDEN,
        **_UNREAD,
        409: {
            "model": Refusal,
            "description": "no_directory, empty_directory, others_vanished, in_progress, taken",
        },
        500: {"model": Refusal, "description": "import_failed"},
        502: {
            "model": Refusal,
            "description": "directory_unreachable, directory_untrusted, directory_refused",
        },
        503: {"model": Refusal, "description": "stopping"},
    },
)
async def import_people(
    request: Request,
    caller: Administrator,
    dry_run: bool = False,
    without_faulty: bool = False,
    deactivate_vanished: str = "",
) -> Response | ImportedFromDirectory:
    """Who is there is added; whoever is here already, from there or with the same login, is changed as it
    says. A dry run changes nothing, and tells what becomes of each. Who is not there any more stays, unless
    `deactivate_vanished` is the `vanished_mark` of a dry run: then those whom it named are deactivated; if
    others have vanished since, it is refused and nothing is changed."""
    done = await access.served(request).directory.run(
        actor(request, caller),
        dry_run=dry_run,
        without_faulty=without_faulty,
        deactivates=deactivate_vanished,
    )
    if isinstance(done, Refused):
        return answer(done)
    if isinstance(done, Tried):
        return Response(done.json, media_type="application/json")
    return ImportedFromDirectory(**msgspec.to_builtins(done))
