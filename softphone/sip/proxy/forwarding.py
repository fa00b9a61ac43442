"""What a proxy does to a message that it passes on (RFC 3261 §16.3, §16.6, §16.7)."""

import hashlib
from collections.abc import Sequence

import msgspec

from softphone.sip.message.flow import Flow
from softphone.sip.message.message import Header, Request, Response
from softphone.sip.message.via import MAGIC_COOKIE

MAX_FORWARDS = 70
MAX_BREADTH = 60
"""Branches that a request may become on all its way, where it does not say (RFC 5393 §5.3.3)."""


class Refusal(msgspec.Struct, frozen=True):
    """A request that is not passed on, and what to answer."""

    status: int
    headers: tuple[Header, ...] = ()
    reason: str = ""


class Target(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One place to send a request to."""

    uri: str
    """The new Request-URI."""
    flow: Flow
    route: tuple[str, ...] = ()
    """Route values to put on top: the Path of the registration."""
    person: str = ""
    device: str = ""
    outside: bool = False
    """Beyond a trunk."""
    headers: tuple[Header, ...] = ()
    """Of this copy alone; each takes the place of those of its name."""


def unacceptable(request: Request, host: str) -> Refusal | None:
    """Whether the proxy, `host` in its Vias, may pass the request on at all. ParseError when a header it
    needs is malformed."""
    if request.version != "SIP/2.0":
        return Refusal(505)
    if request.uri.scheme not in ("sip", "sips", "tel"):
        return Refusal(416)
    if request.uri.headers:
        return Refusal(400, reason="Headers In Request-URI")
    hops = request.number("max-forwards")
    if hops == 0:
        return Refusal(483)
    if is_loop(request, host):
        return Refusal(482)
    unsupported = request.items("proxy-require")
    if unsupported:
        return Refusal(420, tuple(("unsupported", option) for option in unsupported))
    return None


def loop_hash(request: Request) -> str:
    """Everything that decides where a request goes (RFC 5393 §4.2.1): a request that comes back with the
    same value is in a loop, one with another Request-URI is a spiral and may go on."""
    pieces = (
        request.target,
        request.from_.tag,
        request.to.tag,
        request.call_id,
        str(request.cseq.number),
        *request.all("route"),
        *request.all("proxy-require"),
    )
    return hashlib.blake2b("\n".join(pieces).encode("utf-8", "surrogateescape"), digest_size=6).hexdigest()


def is_loop(request: Request, host: str) -> bool:
    """Whichever of our ports it left by: it may have come back by another."""
    ours = [value for value in request.all("via")[1:] if host in value.lower()]
    if not ours:
        return False
    mark = f"-{loop_hash(request)}"
    return any(mark in value for value in ours)


def branch(unique: str, request: Request) -> str:
    """A branch that is unique and carries the loop hash of the request as it came in."""
    return f"{MAGIC_COOKIE}{unique}-{loop_hash(request)}"


def forwarded(request: Request, target: Target, via: str, record_routes: tuple[str, ...] = ()) -> Request:
    """The copy of a request that goes to one target."""
    hops = request.number("max-forwards")
    headers: list[Header] = [("via", via)]
    headers += [("record-route", value) for value in record_routes]
    headers += [("route", value) for value in target.route]
    instead = {name for name, _ in target.headers} | {"max-forwards"}
    headers += [h for h in request.headers if h[0] not in instead]
    headers += target.headers
    headers.append(("max-forwards", str(MAX_FORWARDS if hops is None else hops - 1)))
    return Request(tuple(headers), request.body, request.method, target.uri)


def in_parallel(request: Request, targets: Sequence[Target]) -> tuple[Target, ...] | Refusal:
    """The targets with the breadth of the request shared among them (RFC 5393 §5.3.3.1): what multiplies
    somewhere has bounded branches in all."""
    given = request.number("max-breadth")
    breadth = MAX_BREADTH if given is None else given
    if breadth < len(targets):
        return Refusal(440)
    each, more = divmod(breadth, max(1, len(targets)))
    return tuple(
        msgspec.structs.replace(
            target, headers=(*target.headers, ("max-breadth", str(each + 1 if n < more else each)))
        )
        for n, target in enumerate(targets)
    )


def returned(response: Response, request: Request) -> Response:
    """A response on its way back to the sender of that request, without our Via. Whoever answers without the
    Vias below ours cannot keep the sender waiting: they are those of the request."""
    back = response.without_first("via")
    if back.get("via") is None:
        back = back.with_first(*(header for header in request.headers if header[0] == "via"))
    return back


def cancel_of(request: Request, reason: str = "") -> Request:
    """The CANCEL of a request that we sent (RFC 3261 §9.1), with the reason (RFC 3326)."""
    headers: list[Header] = [("via", str(request.top_via)), ("max-forwards", str(MAX_FORWARDS))]
    headers += [h for h in request.headers if h[0] in ("route", "from", "to", "call-id")]
    headers.append(("cseq", f"{request.cseq.number} CANCEL"))
    if reason:
        headers.append(("reason", reason))
    return Request(tuple(headers), b"", "CANCEL", request.target)
