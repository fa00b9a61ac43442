"""What every request passes on its way in, and what the routes are given."""

from collections.abc import Callable, Sequence
from typing import Annotated

import msgspec
import structlog
from fastapi import Depends, HTTPException, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from softphone.people.parking import Waiting
from softphone.server.accounts import Accounts, Caller, Refused
from softphone.server.administered import Administered
from softphone.server.administration import Administration
from softphone.server.api.refusals import RefusedError, answer
from softphone.server.audit import AuditLog
from softphone.server.availability import Availabilities
from softphone.server.calendars.personal import PersonalCalendars
from softphone.server.directory_import import DirectoryImport
from softphone.server.feed import Feed
from softphone.server.first_start import FirstStart
from softphone.server.kept import Kept
from softphone.server.numbers import Numbers
from softphone.server.second_factors import SecondFactors

PORTAL = "/admin"
"""Its pages say themselves what was too much."""
MAX_BODY = 64 * 1024
"""Bytes; the largest request has a few hundred."""
_MAX_IMPORT = 16 * 1024 * 1024
_MAX_BODIES = {
    ("POST", f"{prefix}/people/import"): _MAX_IMPORT
    # The portal takes less, but what a browser sends is read to its end: it would show no answer else.
    for prefix in ("/api/v1", PORTAL)
}

_bearer = HTTPBearer(auto_error=False, description="The token of POST /api/v1/sign-in.")


class SipAccess(msgspec.Struct, frozen=True, kw_only=True):
    """How devices reach the engine."""

    host: str
    """Empty: by the name that the client used for this server."""
    port: int
    trust_anchor: str


class Served(msgspec.Struct, frozen=True, kw_only=True):
    """What the routes work on."""

    accounts: Accounts
    administration: Administration
    audit: AuditLog
    directory: DirectoryImport
    availabilities: Availabilities
    calendars: PersonalCalendars
    feed: Feed
    company: Administered
    numbers: Numbers
    second_factors: SecondFactors
    first_start: FirstStart
    calls: Kept
    """Where the call records are."""
    park: Callable[[str, str, Sequence[Waiting]], tuple[int, ...]]
    """Documented in Parking."""
    sip: SipAccess
    metrics: Callable[[], str]
    version: str


def served(connection: HTTPConnection) -> Served:
    found = connection.app.state.served
    assert isinstance(found, Served)
    return found


async def caller(
    request: Request, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
) -> Caller:
    """Raises RefusedError without a token in force."""
    found = await served(request).accounts.caller(credentials.credentials if credentials else "")
    if isinstance(found, Refused):
        raise RefusedError(found)
    return found


def source(connection: HTTPConnection) -> str:
    """The address that asks."""
    return connection.client.host if connection.client else ""


class Gate:
    """Limits bodies and what an address may have, forbids caching of what is personal, and logs each answer,
    without its query."""

    def __init__(self, app: ASGIApp, steady: Callable[[], float]) -> None:
        self._app = app
        self._steady = steady
        self._log = structlog.get_logger("softphone.http")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = self._steady()
        status = 500
        seen = 0
        most = _MAX_BODIES.get((scope["method"], scope["path"]), MAX_BODY)

        async def limited() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > most:
                refused = _too_large(most)
                raise HTTPException(refused.status, refused.sentence.rstrip("."))
            return message

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message).setdefault("Cache-Control", "no-store")
            await send(message)

        try:
            if _has_nul(scope):
                await answer(_NUL)(scope, receive, noted)
            elif _announced(scope) > most and not scope["path"].startswith(f"{PORTAL}/"):
                await answer(_too_large(most))(scope, receive, noted)
            else:
                await self._app(scope, limited, noted)
        finally:
            self._log.info(
                "request",
                method=scope["method"],
                path=scope["path"],
                status=status,
                ms=round((self._steady() - started) * 1000, 1),
                source=scope["client"][0] if scope["client"] else "",
            )


_NUL = Refused(status=400, code="bad_request", sentence="No address has a NUL in it.")


def _has_nul(scope: Scope) -> bool:
    """Nothing is called so, and databases do not agree what to make of it."""
    return "\x00" in scope["path"] or b"%00" in scope["query_string"]


def _too_large(most: int) -> Refused:
    return Refused(status=413, code="too_large", sentence=f"This request has at most {most} bytes.")


def _announced(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value)
    return 0
