"""The Routes on top of a request that name this engine, and the passage that one of them vouches for."""

from collections.abc import Container

from softphone.server.routing import Router
from softphone.sip.message.message import Request
from softphone.sip.proxy.record_route import Passage, Tokens


def through_our_routes(
    request: Request, router: Router, ports: Container[int], tokens: Tokens, now: float
) -> tuple[Request, Passage | None]:
    """Without them, and what the token in one of them says. `ports` are those that we listen on."""
    passage = None
    domain = router.directory.domain.lower()
    for route in request.routes:
        if not router.is_ours(route.uri):
            break
        port = route.uri.port or (5061 if route.uri.transport == "tls" else 5060)
        if route.uri.host != domain and port not in ports:
            break
        request = request.without_first("route")
        passage = passage or tokens.check(route.uri.user, request, now)
    return request, passage
