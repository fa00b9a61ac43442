"""Who looks at a page: the session in a cookie, what they may see, and their language.

The cookie holds a token as the API's sign-in gives it; the API itself takes no cookies. A form carries a word
that is made of the token (against forged requests), which nobody has who cannot read our pages.
"""

import hashlib
import hmac
from collections.abc import Callable, Coroutine, Mapping
from typing import Annotated, Any
from urllib.parse import parse_qsl, urlencode

import msgspec
from fastapi import Depends, Request
from starlette.requests import HTTPConnection

from softphone.people.directory import Person
from softphone.profiles.profile import Language
from softphone.server.accounts import Caller, Refused
from softphone.server.api import access
from softphone.server.language import asked_language
from softphone.server.portal import catalogue

LANGUAGE = "softphone_language"
"""The cookie of who has chosen one."""
FORM_WORD = "form_word"
"""The field that each form carries; in a request of htmx, the header X-Form-Word."""
_MOST_FIELDS = 2_000
MOST_FILE = 1024 * 1024
"""Bytes of a file: some ten thousand people. What is larger is read to its end, so that a page can say so."""
_MOST_TEXT = 16 * 1024 * 1024
_MOST_PARTS = 20


class AwayError(Exception):
    """The page is elsewhere: sign in first."""

    def __init__(self, to: str) -> None:
        super().__init__(to)
        self.to = to


class PageError(Exception):
    """No page, but a sentence (English, as `catalogue` says it)."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence


TOO_MUCH = "That was too much for one form. Nothing was changed."
FORGED = "This page was open for too long, or came from elsewhere. Nothing was changed; load it again."


_NOT_UNDERSTOOD = "What was sent is not understood. Nothing was changed."


class Visitor(msgspec.Struct, frozen=True):
    caller: Caller
    token: str
    language: Language

    @property
    def person(self) -> Person:
        return self.caller.person

    @property
    def form_word(self) -> str:
        return hashlib.sha256(f"form {self.token}".encode()).hexdigest()

    def say(self, english: str, **values: Any) -> str:
        return catalogue.say(self.language, english, **values)

    def __repr__(self) -> str:
        return f"Visitor({self.person.login})"


Form = Mapping[str, str]
"""The last of each field, stripped of nothing."""


class Posted(msgspec.Struct, frozen=True):
    """A form of ours that was sent by who looks."""

    visitor: Visitor
    form: Form
    file: bytes = b""
    """What came with it, up to a byte more than MOST_FILE."""


def session_cookie(connection: HTTPConnection) -> str:
    """Its name: under TLS browsers then take it from nobody but us."""
    return "__Secure-softphone" if connection.url.scheme == "https" else "softphone"


def language(connection: HTTPConnection) -> Language:
    chosen = connection.cookies.get(LANGUAGE, "")
    return next((each for each in Language if each.value == chosen), None) or asked_language(connection)


async def visitor(request: Request) -> Visitor:
    """Whoever is signed in. Raises AwayError."""
    token = request.cookies.get(session_cookie(request), "")
    found = await access.served(request).accounts.caller(token)
    if isinstance(found, Refused):
        here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        query = urlencode({"next": here}) if request.method == "GET" else ""
        raise AwayError(f"/admin/sign-in{'?' if query else ''}{query}")
    return Visitor(found, token, language(request))


def needs(role: str) -> Callable[..., Coroutine[Any, Any, Visitor]]:
    """A dependency: who looks, if they have the role (empty: any). Raises AwayError and PageError."""

    async def checked(visiting: Annotated[Visitor, Depends(visitor)]) -> Visitor:
        if role and role not in visiting.person.roles:
            raise PageError(403, "This is not for you: it needs another role.")
        return visiting

    return checked


def posted(role: str) -> Callable[..., Coroutine[Any, Any, Posted]]:
    """A dependency: the form that who has the role sent. Raises AwayError and PageError."""

    async def checked(request: Request, visiting: Annotated[Visitor, Depends(needs(role))]) -> Posted:
        form, file = await _sent(request)
        given = request.headers.get("x-form-word") or form.get(FORM_WORD, "")
        if not hmac.compare_digest(given.encode(), visiting.form_word.encode()):
            raise PageError(403, FORGED)
        return Posted(visiting, form, file)

    return checked


async def form_of(request: Request) -> Form:
    """Raises PageError."""
    form, _ = await _sent(request)
    return form


async def _sent(request: Request) -> tuple[Form, bytes]:
    """The form, and the file that came with it. Raises PageError; HTTPException for parts that are none."""
    form: dict[str, str] = {}
    file = b""
    if request.headers.get("content-type", "").startswith("multipart/form-data"):
        try:
            async with request.form(max_files=1, max_fields=_MOST_PARTS, max_part_size=_MOST_TEXT) as parts:
                for name, part in parts.multi_items():
                    if isinstance(part, str):
                        part.encode()  # there are character sets that make what no page could show again
                        form[name] = part
                    else:
                        file = await part.read(MOST_FILE + 1)
        except UnicodeError:
            raise PageError(400, _NOT_UNDERSTOOD) from None
    else:
        body = await request.body()
        if len(body) > access.MAX_BODY:
            raise PageError(413, TOO_MUCH)
        try:
            form = dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=_MOST_FIELDS))
        except ValueError:
            raise PageError(400, _NOT_UNDERSTOOD) from None
    if any("\x00" in text for text in form.values()):
        raise PageError(400, _NOT_UNDERSTOOD)
    return form, file


Anybody = Annotated[Visitor, Depends(needs(""))]
Administrator = Annotated[Visitor, Depends(needs("admin"))]
FromAdministrator = Annotated[Posted, Depends(posted("admin"))]
FromAnybody = Annotated[Posted, Depends(posted(""))]
