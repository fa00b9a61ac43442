"""What a proxy does to session timers (RFC 4028 §8): it asks for a refresh now and then, and sees by the 2xx
how long the session lasts without one.

Both sides are asked with one header; where neither supports timers, nothing changes.
"""

from softphone.sip.message.errors import ParseError
from softphone.sip.message.grammar import parse_number
from softphone.sip.message.message import Header, Request, Response

INTERVAL = 600
"""Seconds that we ask for; a side that wants its session refreshed more often is left to it."""
_REFRESH = frozenset({"INVITE", "UPDATE"})


def asking(request: Request) -> Request:
    """The INVITE or UPDATE with a Session-Expires no longer than ours, but not below its Min-SE."""
    if request.method not in _REFRESH:
        return request
    wanted = max(INTERVAL, _seconds(request.get("min-se")) or 0)
    given = request.get("session-expires")
    asked = _seconds(given)
    if given is None:
        return request.with_added(("session-expires", str(wanted)))
    if asked is None or asked <= wanted:
        return request
    _, semicolon, params = given.partition(";")
    return request.with_header("session-expires", f"{wanted}{semicolon}{params}")


def granted(request: Request, response: Response) -> tuple[Response, float | None]:
    """The 2xx to a request that was `asking`, for its way back, and for how many seconds the session is good;
    None: without an end. Where only the caller's side supports timers it is told that it has to refresh."""
    if request.method not in _REFRESH or not 200 <= response.status < 300:
        return response, None
    given = response.get("session-expires")
    if given is not None:
        return response, _seconds(given)
    seconds = _seconds(request.get("session-expires"))
    if seconds is None:
        return response, None
    try:
        supported, required = request.items("supported"), response.items("require")
    except ParseError:  # an answer is passed on, whatever else stands in it or stood in its request
        return response, None
    if "timer" not in supported:
        return response, None
    added: list[Header] = [("session-expires", f"{seconds};refresher=uac")]
    if "timer" not in required:
        added.append(("require", "timer"))
    return response.with_added(*added), seconds


def _seconds(value: str | None) -> int | None:
    if value is None:
        return None
    try:
        return parse_number(value.partition(";")[0], "Session-Expires")
    except ParseError:
        return None
