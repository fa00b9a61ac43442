"""The company server's API over HTTPS: each request gives its answer or why there is none."""

import json
import ssl
from typing import TypeVar

import httpx
from pydantic import ValidationError

from softphone.people.company import CompanyFault
from softphone.sync.failure import Failure, TokenRevoked, connection_failure
from softphone.sync.wire import (
    Colleagues,
    Device,
    NewDevice,
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

    async def issue_device(self, name: str, device: str) -> Device | Failure | TokenRevoked:
        return await self._ask("POST", "/devices", Device, NewDevice(name=name, id=device))

    async def colleagues(self) -> Colleagues | Failure | TokenRevoked:
        return await self._ask("GET", "/colleagues", Colleagues)

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

    async def _tell(self, method: str, path: str) -> Failure | TokenRevoked | None:
        """For what is answered without a body."""
        response = await self._request(method, path)
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
        if refusal.code == "too_many_attempts":
            wait = response.headers.get("Retry-After", "")
            seconds = float(wait) if wait.isdigit() else 0.0
            return self._fails(CompanyFault.TOO_MANY_ATTEMPTS, detail, seconds)
        if status in (404, 405):
            return self._fails(CompanyFault.NOT_A_SOFTPHONE_SERVER, detail)
        return self._fails(CompanyFault.SERVER_ERROR, detail)

    def _fails(self, fault: CompanyFault, detail: str, wait: float = 0.0) -> Failure:
        return Failure(fault=fault, detail=f"{self.host}:{self.port}: {detail}", wait=wait)
