"""Which of several failures the caller gets to see (RFC 3261 §16.7 steps 6 and 7)."""

from collections.abc import Sequence

from softphone.sip.message.message import Header, Response
from softphone.sip.message.status import phrase

_TELLING = (401, 407, 415, 420, 484)
"""Among 4xx those that let the caller try again with success."""


def best(responses: Sequence[Response]) -> Response | None:
    """A 6xx before all, else the lowest class, within 4xx a telling one; the first of equals.

    Challenges of every branch are collected, and a lone 503 becomes 500: it would tell the caller that we,
    not the branch, are out of service. None without responses.
    """
    if not responses:
        return None
    chosen = min(responses, key=_rank)
    if chosen.status in (401, 407):
        added: list[Header] = []
        for other in responses:
            if other is not chosen and other.status in (401, 407):
                added += [h for h in other.headers if h[0] in ("www-authenticate", "proxy-authenticate")]
        return chosen.with_added(*added)
    if chosen.status == 503:
        return Response(chosen.headers, chosen.body, 500, phrase(500))
    return chosen


def _rank(response: Response) -> tuple[int, int]:
    status = response.status
    if status >= 600:
        return 0, 0
    if status == 503:
        return 5, 1
    return status // 100, 0 if status in _TELLING else 1
