"""Calls that wait at a place for whoever fetches them."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request

from softphone.server.accounts import Caller
from softphone.server.api import access
from softphone.server.api.sign_in import REFUSALS
from softphone.sync.parking_wire import Park, Places

router = APIRouter(tags=["Calls"])


@router.put("/parked", response_model=Places, responses=REFUSALS)
async def park(request: Request, asked: Park, caller: Annotated[Caller, Depends(access.caller)]) -> Places:
    """All the calls that wait at the telephone of this token from now on; what is no longer named waits no
    longer. Colleagues are told over /events (`ParkedChanged`), and fetch a call by dialling *5 and its
    place."""
    wanted = [each.read() for each in asked.calls]
    return Places(places=list(access.served(request).park(caller.token_hash, caller.person.id, wanted)))
