"""The audit log, for administrators."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel

from softphone.server.api import access
from softphone.server.api.roles import FORBIDDEN, Administrator
from softphone.server.api.sign_in import REFUSALS
from softphone.storage.audit import Action, AuditQuery, Entry

router = APIRouter(tags=["Audit log"])

_Moment = Annotated[float | None, Query(ge=0, le=1e11, description="Seconds since 1970.")]
_Id = Annotated[str, Query(max_length=200)]
_MOST = 2**53


class AuditEntry(BaseModel):
    n: int
    at: float
    """Seconds since 1970."""
    who: str
    """The person's id; empty: the server itself, or whoever runs it."""
    login: str
    source: str
    """The address that asked; empty: the server's own machine."""
    action: Action
    subject: str
    name: str
    before: dict[str, Any]
    after: dict[str, Any]

    @classmethod
    def of(cls, entry: Entry) -> "AuditEntry":
        return cls(
            n=entry.n,
            at=entry.at,
            who=entry.actor.person,
            login=entry.actor.login,
            source=entry.actor.source,
            action=entry.action,
            subject=entry.subject,
            name=entry.name,
            before=dict(entry.before),
            after=dict(entry.after),
        )


class AuditEntries(BaseModel):
    entries: list[AuditEntry]
    next: int | None
    """For `below`: the entries before these; None: there are none."""


@router.get("/audit", responses=FORBIDDEN | {422: REFUSALS[422]})
async def audit(
    request: Request,
    _caller: Administrator,
    who: _Id = "",
    subject: _Id = "",
    action: Annotated[list[Action] | None, Query()] = None,
    since: _Moment = None,
    until: _Moment = None,
    below: Annotated[int | None, Query(ge=0, le=_MOST)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 100,
) -> AuditEntries:
    """Every change, the newest first: who made it, when, from where, and what was before and after. `who` is
    the id of a person, `subject` of what it was done to."""
    found = await access.served(request).audit.find(
        AuditQuery(
            actor=who,
            subject=subject,
            actions=frozenset(action or ()),
            since=since,
            until=until,
            below=below,
            limit=limit,
        )
    )
    entries = [AuditEntry.of(entry) for entry in found]
    return AuditEntries(entries=entries, next=found[-1].n if len(found) == limit else None)
