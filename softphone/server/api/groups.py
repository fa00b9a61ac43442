"""For administrators: answer groups (Svarsgrupp) and their hours."""

from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Body, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from softphone.people.directory import Group
from softphone.people.written import Fault
from softphone.people.written_group import WrittenGroup
from softphone.server import people
from softphone.server.accounts import Refused
from softphone.server.api import access
from softphone.server.api.people import Text
from softphone.server.api.refusals import answer
from softphone.server.api.roles import FORBIDDEN, Administrator, actor
from softphone.server.api.sign_in import REFUSALS
from softphone.sync.wire import Refusal

router = APIRouter(tags=["Groups"])

_CHANGES: dict[int | str, dict[str, Any]] = {
    **FORBIDDEN,
    409: {"model": Refusal, "description": "taken"},
    422: REFUSALS[422],
}
_NO_GROUP: dict[int | str, dict[str, Any]] = {404: {"model": Refusal, "description": "no_such_group"}}
_Members = Annotated[list[Text], Field(max_length=1_000)]


class GroupRecord(BaseModel):
    id: str
    name: str
    number: str
    extension: str
    members: list[str]
    """Ids of persons, in the order that they are rung."""
    ring: str
    hours: str
    """As people write them: mon-fri 08:00-17:00; empty: always open."""
    overflow: str

    @classmethod
    def of(cls, group: Group) -> "GroupRecord":
        return cls(
            **msgspec.structs.asdict(group) | {"members": list(group.members), "ring": group.ring.value}
        )


class GroupRecords(BaseModel):
    groups: list[GroupRecord]


class NewGroup(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: Text
    number: Text = ""
    extension: Text = ""
    members: _Members = []
    ring: Text = "all"
    """"all" together, or "in order"."""
    hours: Text = ""
    overflow: Text = ""
    """Where a call goes that nobody takes: a login, extension, number, or "voicemail"."""


class GroupChange(BaseModel):
    """What is left out stays."""

    model_config = ConfigDict(extra="forbid")

    name: Text | None = None
    number: Text | None = None
    extension: Text | None = None
    members: _Members | None = None
    ring: Text | None = None
    hours: Text | None = None
    overflow: Text | None = None


_NEW = {
    "support": {
        "value": {
            "name": "Support",
            "extension": "200",
            "members": ["8c1f0a52d3e94b67"],
            "hours": "mån-fre 08-17, lör 10-14",
            "overflow": "voicemail",
        }
    }
}


@router.get("/groups", responses=FORBIDDEN)
async def groups(request: Request, _caller: Administrator) -> GroupRecords:
    """All there are, with their hours and where their calls go outside of these."""
    directory = access.served(request).accounts.directory
    return GroupRecords(groups=[GroupRecord.of(group) for group in directory.groups.values()])


@router.post("/groups", status_code=201, response_model=GroupRecord, responses=_CHANGES)
async def add(
    request: Request, caller: Administrator, asked: Annotated[NewGroup, Body(openapi_examples=_NEW)]
) -> Response | GroupRecord:
    """It is called from the next call on."""
    written = WrittenGroup(**asked.model_dump() | {"members": tuple(asked.members)})
    return _group(await access.served(request).company.groups.add(written, actor(request, caller)))


@router.patch("/groups/{group}", response_model=GroupRecord, responses=_CHANGES | _NO_GROUP)
async def edit(
    request: Request, group: str, caller: Administrator, asked: GroupChange
) -> Response | GroupRecord:
    """Only what is given changes, from the next call on."""
    given = {name: value for name, value in asked.model_dump().items() if value is not None}
    if "members" in given:
        given["members"] = tuple(given["members"])
    done = await access.served(request).company.groups.edit(
        group, lambda written: msgspec.structs.replace(written, **given), actor(request, caller)
    )
    return _group(done)


@router.delete("/groups/{group}", status_code=204, responses=FORBIDDEN | _NO_GROUP)
async def remove(request: Request, group: str, caller: Administrator) -> Response:
    """Its number and extension reach nobody then."""
    refused = await access.served(request).company.groups.remove(group, actor(request, caller))
    return Response(status_code=204) if refused is None else answer(refused)


def _group(done: Group | tuple[Fault, ...] | Refused) -> Response | GroupRecord:
    if isinstance(done, Group):
        return GroupRecord.of(done)
    return answer(done if isinstance(done, Refused) else people.refused(done))
