"""The colleagues: one snapshot, then deltas over a WebSocket."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response, WebSocket
from starlette.responses import StreamingResponse
from starlette.websockets import WebSocketDisconnect

from softphone.server.accounts import Caller, Refused
from softphone.server.api import access, shapes
from softphone.server.api.sign_in import REFUSALS
from softphone.server.feed import Listener, Snapshot
from softphone.sync.wire import Colleagues, SignedOut

SIGNED_OUT = 4401
"""The WebSocket's close code after `SignedOut`."""

router = APIRouter(tags=["Colleagues"])


@router.get("/colleagues", response_model=Colleagues, responses={401: REFUSALS[401]})
async def colleagues(request: Request, caller: Annotated[Caller, Depends(access.caller)]) -> Response:
    """Everyone with their line, at one revision. Follow /events from there."""
    snapshot = access.served(request).feed.snapshot(caller.person.id)
    length = {"Content-Length": str(snapshot.length)}
    return StreamingResponse(_pieces(snapshot), media_type="application/json", headers=length)


async def _pieces(snapshot: Snapshot) -> AsyncIterator[bytes]:
    for piece in snapshot.pieces():
        yield piece
        await asyncio.sleep(0)  # calls have their turn


@router.websocket("/events")
async def events(websocket: WebSocket, epoch: str = "", n: int = -1) -> None:
    """Sends `ColleaguesChanged`, `FetchAgain`, `ParkedChanged`, `SettingsChanged` or `SignedOut`, from the
    cursor given on."""
    served = access.served(websocket)
    scheme, _, token = websocket.headers.get("authorization", "").partition(" ")
    found = await served.accounts.caller(token.strip() if scheme.lower() == "bearer" else "")
    if isinstance(found, Refused):
        # Accepted first, so that a client has one way to learn of it.
        await websocket.accept()
        await _sign_out(websocket)
        return
    listener = served.feed.listen(found.token_hash, found.person.id, epoch, n)
    # What changed before it listened would not be told.
    listener.put(shapes.settings_changed(served.availabilities, found.person.id))
    try:
        await websocket.accept()
        async with asyncio.TaskGroup() as tasks:
            reading = tasks.create_task(_read(websocket, listener))
            await _write(websocket, listener)
            reading.cancel()
    except* WebSocketDisconnect:
        pass
    finally:
        served.feed.leave(listener)


async def _write(websocket: WebSocket, listener: Listener) -> None:
    while (message := await listener.next()) is not None:
        await websocket.send_text(message)
    if listener.revoked:
        await _sign_out(websocket)


async def _sign_out(websocket: WebSocket) -> None:
    await websocket.send_text(SignedOut().model_dump_json())
    await websocket.close(SIGNED_OUT)


async def _read(websocket: WebSocket, listener: Listener) -> None:
    """Clients have nothing to say; reading is how their going is noticed."""
    try:
        while True:
            await websocket.receive_text()
    except WebSocketDisconnect:
        listener.close()
