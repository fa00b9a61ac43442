"""Pages made of templates: escaped always, with what every page shows around it."""

from functools import cache
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from softphone.profiles.profile import Language
from softphone.server.api import access
from softphone.server.portal import catalogue, navigation
from softphone.server.portal.visitor import FORM_WORD, Visitor

_HERE = Path(__file__).parent
STATIC = _HERE / "static"


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters["thousands"] = thousands
    return environment


def thousands(count: int) -> str:
    """With spaces that do not break, as both languages may write it."""
    return f"{count:,}".replace(",", "\u00a0")


def is_partial(request: Request) -> bool:
    """Whether htmx asks, for a part of the page."""
    return "hx-request" in request.headers and "hx-history-restore-request" not in request.headers


def page(
    request: Request, visitor: Visitor, template: str, *, status: int = 200, **values: Any
) -> HTMLResponse:
    """A page within the frame, or a part of one, for who looks at it."""
    return _rendered(request, template, visitor.language, visitor, status, values)


def bare_page(
    request: Request, language: Language, template: str, *, status: int = 200, **values: Any
) -> HTMLResponse:
    """For nobody in particular: sign-in, and what went wrong."""
    return _rendered(request, template, language, None, status, values)


def _rendered(
    request: Request,
    template: str,
    language: Language,
    visitor: Visitor | None,
    status: int,
    values: dict[str, Any],
) -> HTMLResponse:
    served = access.served(request)
    text = (
        _templates()
        .get_template(template)
        .render(
            _=lambda english, **named: catalogue.say(language, english, **named),
            language=language.value,
            other_languages=[each.value for each in Language if each is not language],
            visitor=visitor,
            sections=navigation.sections(visitor.person.roles) if visitor else (),
            here=request.url.path,
            company=served.accounts.directory.domain,
            version=served.version,
            form_word_field=FORM_WORD,
            **values,
        )
    )
    return HTMLResponse(
        text, status, {"Content-Language": language.value, "Vary": "Accept-Language, HX-Request"}
    )


def away(request: Request, to: str) -> Response:
    """To another page of ours; htmx is told so, for it would put that page into a part of this one."""
    if "hx-request" in request.headers:
        return Response(status_code=204, headers={"HX-Redirect": to})
    return RedirectResponse(to, 303)
