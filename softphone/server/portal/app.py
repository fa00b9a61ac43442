"""The admin portal (Adminportal) as an application of its own below /admin."""

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException
from starlette.staticfiles import StaticFiles

from softphone.server.api.access import Served
from softphone.server.portal import (
    audit,
    directory,
    first_start,
    groups,
    invitation,
    number_forwarding,
    numbers,
    people,
    people_import,
    profiles,
    records,
    second_factor,
    sign_in,
    trunk_trial,
)
from softphone.server.portal.navigation import first
from softphone.server.portal.pages import STATIC, away, bare_page
from softphone.server.portal.protection import Protection
from softphone.server.portal.visitor import TOO_MUCH, AwayError, PageError, language, visitor

_SENTENCES = {
    404: "There is no such page.",
    413: TOO_MUCH,
}
_NOT_UNDERSTOOD = "What was sent is not understood. Nothing was changed."
_log = structlog.get_logger("softphone.portal")


class _Files(StaticFiles):
    """Their addresses carry the version, so browsers may keep them."""

    def file_response(self, *given: object, **named: object) -> Response:
        response = super().file_response(*given, **named)  # type: ignore[arg-type]
        response.headers["Cache-Control"] = "public, max-age=86400"
        return response


def make_portal(served: Served) -> FastAPI:
    portal = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    portal.state.served = served
    portal.mount("/static", _Files(directory=STATIC))
    company = (people_import, directory, people, invitation, trunk_trial, groups, records, audit)
    for module in (first_start, sign_in, second_factor, numbers, number_forwarding, profiles, *company):
        portal.include_router(module.router)
    portal.add_api_route("/", start, methods=["GET"])
    portal.add_exception_handler(AwayError, _away)
    portal.add_exception_handler(PageError, _sentence)
    portal.add_exception_handler(HTTPException, _http)
    portal.add_exception_handler(RequestValidationError, _invalid)
    portal.add_exception_handler(Exception, _broken)
    portal.add_middleware(Protection)
    return portal


async def start(request: Request) -> Response:
    found = await visitor(request)
    return RedirectResponse(first(found.person.roles) or "/admin/sign-in", 303)


async def _away(request: Request, error: Exception) -> Response:
    assert isinstance(error, AwayError)
    return away(request, error.to)


async def _sentence(request: Request, error: Exception) -> Response:
    assert isinstance(error, PageError)
    return _said(request, error.status, error.sentence)


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return _said(request, error.status_code, _SENTENCES.get(error.status_code, _NOT_UNDERSTOOD))


async def _invalid(request: Request, _error: Exception) -> Response:
    return _said(request, 422, _NOT_UNDERSTOOD)


async def _broken(request: Request, error: Exception) -> Response:
    _log.error("page failed", path=request.url.path, exc_info=error)
    return _said(request, 500, "The server failed; its log says why.")


def _said(request: Request, status: int, sentence: str) -> Response:
    return bare_page(request, language(request), "sentence.html", status=status, sentence=sentence)
