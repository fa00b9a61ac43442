"""SIP secrets, issued to devices one by one."""

from typing import Annotated

from fastapi import APIRouter, Body, Depends, Request, Response

from softphone.server.accounts import Caller, Refused
from softphone.server.api import access
from softphone.server.api.refusals import answer
from softphone.server.api.sign_in import REFUSALS
from softphone.sync.wire import Device, NewDevice, Refusal

router = APIRouter(tags=["Devices"])

_EXAMPLES = {
    "a new device": {"value": {"name": "Åsa's laptop"}},
    "the same device again": {"value": {"name": "Åsa's laptop", "id": "8c1f0a52d3e94b67"}},
}


@router.post(
    "/devices",
    response_model=Device,
    status_code=201,
    responses=REFUSALS | {409: {"model": Refusal, "description": "too_many_devices"}},
)
async def issue_device(
    request: Request,
    asked: Annotated[NewDevice, Body(openapi_examples=_EXAMPLES)],
    caller: Annotated[Caller, Depends(access.caller)],
) -> Response | Device:
    """A SIP account for this device. The secret is shown here and nowhere else."""
    served = access.served(request)
    issued = await served.accounts.issue_device(caller.person, asked.name, asked.id)
    if isinstance(issued, Refused):
        return answer(issued)
    device = issued.device
    host = served.sip.host or request.url.hostname or "localhost"
    return Device(
        id=device.id,
        user=device.user,
        address_user=caller.person.login,
        secret=issued.secret,
        algorithm="SHA-256",
        domain=served.accounts.directory.domain,
        transport="tls",
        proxy=f"[{host}]:{served.sip.port}" if ":" in host else f"{host}:{served.sip.port}",
        trust_anchor=served.sip.trust_anchor,
    )


@router.delete(
    "/devices/{device_id}",
    status_code=204,
    responses={401: REFUSALS[401], 404: {"model": Refusal, "description": "no_such_device"}},
)
async def remove_device(
    request: Request, device_id: str, caller: Annotated[Caller, Depends(access.caller)]
) -> Response:
    """The device's secret ends at once."""
    refused = await access.served(request).accounts.remove_device(caller.person, device_id)
    return Response(status_code=204) if refused is None else answer(refused)
