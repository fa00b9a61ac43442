"""The company server's API over HTTPS: each request gives its answer or why there is none."""

import json
import ssl
from typing import TypeVar
from urllib.parse import quote

import httpx
from pydantic import ValidationError

from softphone.people.company import CompanyFault
from softphone.sync.calendar_wire import CalendarState
from softphone.sync.failure import Failure, TokenRevoked, connection_failure
from softphone.sync.settings_wire import CalendarPassword, Change, Checked, Push, Pushed, Settings
from softphone.sync.wire import (
    AcceptInvitation,
    Colleagues,
    Device,
    NewDevice,
    OwnCalls,
    Refusal,
    SignedIn,
    SignIn,
    Wire,
)

TIMEOUT = 10.0
"""Seconds for each of: to connect, to send, to hear something."""

W = TypeVar("W", bound=Wire)


class Api:
    """One server; `token` is set once signed in."""

    def __init__(self, url: str, tls: ssl.SSLContext) -> None:
        self.token = ""
        parsed = httpx.URL(url)
        self.host = parsed.host
        self.port = parsed.port or (443 if parsed.scheme == "https" else 80)
        # No proxies: SIP goes to the same server, and knows of none.
        self._http = httpx.AsyncClient(
            base_url=f"{url}/api/v1", verify=tls, timeout=TIMEOUT, trust_env=False, follow_redirects=False
        )

    async def sign_in(self, login: str, password: str, device_name: str) -> SignedIn | Failure | TokenRevoked:
        asked = SignIn(login=login, password=password, device_name=device_name)
        return await self._ask("POST", "/sign-in", SignedIn, asked)

    async def accept_invitation(self, token: str, device_name: str) -> SignedIn | Failure | TokenRevoked:
        asked = AcceptInvitation(token=token, device_name=device_name)
        return await self._ask("POST", "/invitations/accept", SignedIn, asked)

    async def session(self) -> SignedIn | Failure | TokenRevoked:
        """Of the token that there is."""
        return await self._ask("GET", "/session", SignedIn)

    async def issue_device(self, name: str, device: str) -> Device | Failure | TokenRevoked:
        return await self._ask("POST", "/devices", Device, NewDevice(name=name, id=device))

    async def colleagues(self) -> Colleagues | Failure | TokenRevoked:
        return await self._ask("GET", "/colleagues", Colleagues)

    async def own_calls(self, before: str) -> OwnCalls | Failure | TokenRevoked:
        return await self._ask("GET", f"/calls?limit=200&before={quote(before)}", OwnCalls)

    async def settings(self, epoch: str, n: int) -> Settings | Failure | TokenRevoked:
        """One's own, with the answers since that revision."""
        since = f"?epoch={quote(epoch)}&n={n}" if epoch else ""
        return await self._ask("GET", f"/people/me/settings{since}", Settings)

    async def push(self, push: Push) -> Pushed | Failure | TokenRevoked:
        return await self._ask("POST", "/people/me/edits", Pushed, push)

    async def check(self, change: Change) -> Checked | Failure | TokenRevoked:
        return await self._ask("POST", "/people/me/edits/check", Checked, change)

    async def calendar(self) -> CalendarState | Failure | TokenRevoked:
        return await self._ask("GET", "/people/me/calendar", CalendarState)

    async def look_at_calendar(self) -> CalendarState | Failure | TokenRevoked:
        """After the server has looked, for at most a few seconds."""
        return await self._ask("POST", "/people/me/calendar/look?wait=true", CalendarState)

    async def set_calendar_password(self, password: CalendarPassword) -> Failure | TokenRevoked | None:
        return await self._tell("PUT", "/people/me/calendar-password", password)

    async def remove_device(self, device: str) -> Failure | TokenRevoked | None:
        return await self._tell("DELETE", f"/devices/{device}")

    async def sign_out(self) -> Failure | TokenRevoked | None:
        return await self._tell("POST", "/sign-out")

    async def close(self) -> None:
        await self._http.aclose()

    async def _ask(
        self, method: str, path: str, answer: type[W], body: Wire | None = None
    ) -> W | Failure | TokenRevoked:
        response = await self._request(method, path, body)
        return self._read(response, answer) if isinstance(response, httpx.Response) else response

    async def _tell(self, method: str, path: str, body: Wire | None = None) -> Failure | TokenRevoked | None:
        """For what is answered without a body."""
        response = await self._request(method, path, body)
        return None if isinstance(response, httpx.Response) else response

    async def _request(
        self, method: str, path: str, body: Wire | None = None
    ) -> httpx.Response | Failure | TokenRevoked:
        """A 2xx, or why there is none."""
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        content = body.model_dump_json() if body is not None else None
        if content is not None:
            headers["Content-Type"] = "application/json"
        try:
            response = await self._http.request(method, path, headers=headers, content=content)
        except (httpx.TransportError, OSError) as error:
            return await connection_failure(error, self.host, self.port)
        return response if response.is_success else self._refused(response)

    def _read(self, response: httpx.Response, answer: type[W]) -> W | Failure:
        try:
            return answer.model_validate_json(response.content)
        except ValidationError as error:
            # Without the input: it may hold a token.
            what = f"{error.error_count()} faults, the first in {error.errors(include_input=False)[0]['loc']}"
            return self._fails(CompanyFault.NOT_A_SOFTPHONE_SERVER, f"no {answer.__name__}: {what}")

    def _refused(self, response: httpx.Response) -> Failure | TokenRevoked:
        status = response.status_code
        try:
            refusal = Refusal.model_validate(json.loads(response.content))
        except (ValueError, RecursionError):
            if status >= 500:
                return self._fails(CompanyFault.SERVER_ERROR, f"status {status}")
            return self._fails(
                CompanyFault.NOT_A_SOFTPHONE_SERVER, f"status {status}, and no refusal of ours"
            )
        detail = f"status {status}, {refusal.code}: {refusal.sentence}"
        if refusal.code == "signed_out":
            return TokenRevoked()
        if refusal.code == "wrong_password":
            return self._fails(CompanyFault.WRONG_PASSWORD, detail)
        if refusal.code == "invitation_over":
            return self._fails(CompanyFault.INVITATION_OVER, detail)
        wait = response.headers.get("Retry-After", "")
        seconds = float(wait) if wait.isdigit() else 0.0
        if refusal.code == "too_many_attempts":
            return self._fails(CompanyFault.TOO_MANY_ATTEMPTS, detail, seconds)
        if refusal.code == "too_many_devices":
            return self._fails(CompanyFault.TOO_MANY_DEVICES, detail)
        if status in (404, 405):
            return self._fails(CompanyFault.NOT_A_SOFTPHONE_SERVER, detail)
        return self._fails(CompanyFault.SERVER_ERROR, detail, seconds, refusal.code)

    def _fails(self, fault: CompanyFault, detail: str, wait: float = 0.0, code: str = "") -> Failure:
        return Failure(fault=fault, detail=f"{self.host}:{self.port}: {detail}", wait=wait, code=code)
