"""When the engine is behind, new calls are refused at once (503, RFC 3261 §21.5.4).

Without that everybody would wait, until telephones give up or send again, which makes it worse.
"""

from typing import final

from softphone.people.numbers import is_emergency
from softphone.sip.message.message import Request

BEHIND = 1.0
"""Seconds that a message waits for us. Telephones have sent again by then (after T1, RFC 3261 §17.1.1.2), and
the longer they wait the more there is to do; with four times as much the reach timer would take telephones
that answered for absent."""
CAUGHT_UP = 0.2
LATE = 0.05
"""Seconds of waiting from which what is to be said soon is said at once."""
RETRY_AFTER = 2
"""Seconds. An operator sends nothing at all for that long."""
_TIMES_BEHIND, _TIMES_CAUGHT_UP = 2, 5
"""So many looks in a row: one pause is no overload, and one calm moment in the middle of it not its end."""


@final
class Overload:
    """Told by `observe`, at regular looks, how long messages wait; `behind` is how long they may."""

    def __init__(self, behind: float = BEHIND) -> None:
        self._behind = behind
        self.refuses = False
        """Whether new calls are refused."""
        self.refused = 0
        """How many were so far."""
        self.wait = 0.0
        """As last seen."""
        self._in_a_row = 0

    @property
    def is_late(self) -> bool:
        return self.wait > LATE

    def observe(self, wait: float) -> bool:
        """`wait` in seconds; whether that changed `refuses`."""
        self.wait = wait
        against = wait <= CAUGHT_UP if self.refuses else wait >= self._behind
        self._in_a_row = self._in_a_row + 1 if against else 0
        if self._in_a_row < (_TIMES_CAUGHT_UP if self.refuses else _TIMES_BEHIND):
            return False
        self.refuses, self._in_a_row = not self.refuses, 0
        return True


def can_wait(request: Request, country: str) -> bool:
    """Whether that request from outside any dialog makes a call: none for help, and none that takes the place
    of another (RFC 3891)."""
    if request.method != "INVITE" or request.get("replaces") is not None:
        return False
    return not is_emergency(request.uri.subscriber, country)
