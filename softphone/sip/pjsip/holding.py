"""Hold and resume, and a new address of ours: what is wanted, what has been negotiated, and the re-INVITE in
between.

One waits for the one that is under way, and for the delays of RFC 3261 §14.1 after a 491.
"""

from collections.abc import Callable

import pjsua2 as pj

from softphone.sip.pjsip.leg import Leg
from softphone.sip.pjsip.wishes import parameters

_BUSY_SIGNALLING = 70013
"""PJ_EINVALIDOP: another INVITE is under way."""
_TRY_AGAIN = 0.2
"""Seconds."""
_NEW_ADDRESS = pj.PJSUA_CALL_REINIT_MEDIA | pj.PJSUA_CALL_UPDATE_CONTACT | pj.PJSUA_CALL_UPDATE_VIA


class Holding:
    """Of one call. `chance` gives a number from 0 to 1; times are monotonic seconds."""

    def __init__(self, chance: Callable[[], float]) -> None:
        self._chance = chance
        self.wanted = False
        self.in_force = False
        """As negotiated."""
        self.inviting = False
        """A re-INVITE of ours is under way."""
        self.again_at: float | None = None
        """When to try again."""
        self._moved = False
        """The far end does not know our address yet."""
        self._telling = False
        """The re-INVITE under way tells it."""

    def anew(self) -> None:
        """The call goes on in another leg: what is wanted is negotiated there."""
        self.in_force = self.inviting = self._moved = False
        self.again_at = None

    def move(self) -> None:
        """We have another address: the far end is told with the next re-INVITE."""
        self._moved = True

    def settle(self, leg: Leg, now: float) -> None:
        """Negotiate what is wanted, when it is not what there is."""
        waits = self.inviting or self.again_at is not None
        if waits or not leg.alive or (self.wanted is self.in_force and not self._moved):
            return
        wish = parameters()
        try:
            if self._moved:
                wish.opt.flag |= _NEW_ADDRESS
                leg.reinvite(wish)
            elif self.wanted:
                leg.setHold(wish)
            else:
                wish.opt.flag |= pj.PJSUA_CALL_UNHOLD
                leg.reinvite(wish)
        except pj.Error as error:
            if error.status != _BUSY_SIGNALLING:
                raise
            self.again_at = now + _TRY_AGAIN
        else:
            self.inviting = True
            self._telling, self._moved = self._moved, False

    def ask(self, leg: Leg) -> None:
        """A re-INVITE that changes nothing: only a live far end answers it."""
        leg.reinvite(parameters())
        self.inviting = True

    def crossed(self, now: float, *, outgoing: bool) -> None:
        """Theirs and ours did: 2.1 to 4 s for who made the Call-ID, 0 to 2 s for the other."""
        delay = 2.1 + 1.9 * self._chance() if outgoing else 2.0 * self._chance()
        self.again_at = now + delay
        self._moved = self._moved or self._telling
