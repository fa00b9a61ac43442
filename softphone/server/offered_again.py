"""Calls whose sound was refused as it was offered, and that their telephones make at once with another offer
(docs/decisions/017-encrypted-with-whoever-can.md): the two are one call to people."""

from typing import Generic, TypeVar

from softphone.sip.message.message import Request

SOUND_REFUSED = frozenset({406, 415, 488, 606})
"""SIP statuses."""
WITHIN = 10.0
"""Seconds. A person does not call again so soon with other sound."""

T = TypeVar("T")


class OfferedAgain(Generic[T]):
    """Pure: `now` is steady seconds. Remembers what is known of such a call until it is made once more."""

    def __init__(self) -> None:
        self._refused: dict[tuple[str, str], tuple[float, bool, T]] = {}

    def refused(self, request: Request, device: str, call: T, now: float) -> None:
        """The device's INVITE failed with one of SOUND_REFUSED, and had rung nowhere."""
        self._forget(now)
        self._refused[device, request.target] = now, _only_encrypted(request), call

    def made_again(self, request: Request, device: str, now: float) -> T | None:
        """What is known of the call that this INVITE makes once more, if it does: the same device calls the
        same one, and what it demanded of the sound it no longer does, or the other way round."""
        if not self._refused:
            return None
        self._forget(now)
        _, encrypted, call = self._refused.pop((device, request.target), (0.0, False, None))
        return None if encrypted is _only_encrypted(request) else call

    def _forget(self, now: float) -> None:
        for key in [key for key, (then, _, _) in self._refused.items() if now - then > WITHIN]:
            del self._refused[key]


def _only_encrypted(request: Request) -> bool:
    """Whoever cannot do it has to refuse it (RFC 3711, RFC 5764)."""
    return b"/SAVP" in request.body
