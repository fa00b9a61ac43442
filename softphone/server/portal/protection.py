"""What every answer of the portal says to the browser, and which requests are taken from none.

The policy allows nothing inline and nothing from elsewhere (CSP level 3): a text that slipped through
unescaped would still run nothing. A request that changes something must come from one of our own pages (Fetch
Metadata, and Origin for browsers without it).
"""

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from softphone.server.portal import catalogue
from softphone.server.portal.visitor import language

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
_READS = frozenset({"GET", "HEAD", "OPTIONS"})


class Protection:
    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers[name] = value
            await send(message)

        if scope["method"] not in _READS and not is_from_here(Headers(scope=scope)):
            spoken = language(HTTPConnection(scope))
            said = catalogue.say(spoken, "This form came from another site. Nothing was changed.")
            refusal = PlainTextResponse(said, 403, {"Content-Language": spoken.value})
            await refusal(scope, receive, guarded)
        else:
            await self._app(scope, receive, guarded)


def is_from_here(headers: Headers) -> bool:
    """Whether a page of ours sent it, or no browser at all."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc == headers.get("host")
