"""Every 4xx and 5xx is a `Refusal` in JSON: a stable code, and a sentence for the log."""

import math
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from softphone.server.accounts import Refused
from softphone.sync.wire import Refusal

_CODES = {
    400: "bad_request",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    415: "bad_request",
}
OF_ALL: dict[int | str, dict[str, Any]] = {
    400: {"model": Refusal, "description": "bad_request: its address or its body is none"},
    413: {"model": Refusal, "description": "too_large"},
}
"""What every operation may answer: it is said before one is looked for."""
_log = structlog.get_logger("softphone.http")


class RefusedError(Exception):
    """Raised by what stands before a route; routes return their refusals."""

    def __init__(self, refused: Refused) -> None:
        super().__init__(refused.code)
        self.refused = refused


def answer(refused: Refused) -> JSONResponse:
    headers = {}
    if refused.retry_after > 0:
        headers["Retry-After"] = str(math.ceil(refused.retry_after))
    if refused.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    body = Refusal(code=refused.code, sentence=refused.sentence)
    return JSONResponse(body.model_dump(), refused.status, headers)


def install(app: FastAPI) -> None:
    @app.exception_handler(RefusedError)
    async def refused(_request: Request, error: RefusedError) -> JSONResponse:
        return answer(error.refused)

    @app.exception_handler(HTTPException)
    async def http(_request: Request, error: HTTPException) -> JSONResponse:
        code = _CODES.get(error.status_code, "bad_request")
        return answer(Refused(status=error.status_code, code=code, sentence=f"{error.detail}."))

    @app.exception_handler(RequestValidationError)
    async def invalid(_request: Request, error: RequestValidationError) -> JSONResponse:
        # Where and what, never the value: it may be a password.
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        sentence = f"{where}: {first['msg']}."
        return answer(Refused(status=422, code="bad_request", sentence=sentence))

    @app.exception_handler(ClientDisconnect)
    async def gone(_request: Request, _error: ClientDisconnect) -> JSONResponse:
        return answer(Refused(status=400, code="bad_request", sentence="The request was not whole."))

    @app.exception_handler(Exception)
    async def broken(request: Request, error: Exception) -> JSONResponse:
        _log.error("request failed", path=request.url.path, exc_info=error)
        return answer(
            Refused(status=500, code="server_error", sentence="The server failed; its log says why.")
        )
