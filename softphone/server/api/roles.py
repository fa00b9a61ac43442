"""Who may ask what: routes that are for a role take their caller from here."""

from typing import Annotated, Any

from fastapi import Depends, Request

from softphone.server.accounts import Caller, Refused
from softphone.server.api import access
from softphone.server.api.refusals import RefusedError
from softphone.server.api.sign_in import REFUSALS
from softphone.storage.audit import Actor
from softphone.sync.wire import Refusal

_NOT_ADMINISTRATOR = Refused(status=403, code="forbidden", sentence="This is for administrators.")
_NOT_SUPERVISOR = Refused(
    status=403, code="forbidden", sentence="This is for supervisors and administrators."
)

FORBIDDEN: dict[int | str, dict[str, Any]] = {
    401: REFUSALS[401],
    403: {"model": Refusal, "description": "forbidden"},
}
"""What such a route may answer besides its own."""


async def administrator(caller: Annotated[Caller, Depends(access.caller)]) -> Caller:
    if "admin" not in caller.person.roles:
        raise RefusedError(_NOT_ADMINISTRATOR)
    return caller


async def supervisor(caller: Annotated[Caller, Depends(access.caller)]) -> Caller:
    """Or administrator."""
    if not caller.person.roles & {"admin", "supervisor"}:
        raise RefusedError(_NOT_SUPERVISOR)
    return caller


Administrator = Annotated[Caller, Depends(administrator)]
Supervisor = Annotated[Caller, Depends(supervisor)]


def actor(request: Request, caller: Caller) -> Actor:
    """For the audit log."""
    return Actor(person=caller.person.id, login=caller.person.login, source=access.source(request))
