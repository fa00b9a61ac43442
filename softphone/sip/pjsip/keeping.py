"""Keeps PJSIP's call objects for as long as they must live, and no longer than they may.

The destructor of a call object hangs up whatever call has its number. Dropped early, it ends its own call, or
crashes inside a callback; dropped late, it ends the next call that was given the same number (they are given
in turns, and there are four in all in 2.15). So an object goes some time after its call, and never while
another call has its number.
"""

from softphone.sip.pjsip.leg import Leg

LINGER = 1.0
"""Seconds after the end of its call."""


class Keeping:
    def __init__(self) -> None:
        self._live: set[Leg] = set()
        self._over: list[tuple[float, Leg]] = []

    def keep(self, leg: Leg) -> None:
        self._live.add(leg)

    def over(self, leg: Leg, now: float) -> None:
        """PJSIP has said that its call is disconnected, or never made one."""
        self._live.discard(leg)
        self._over.append((now, leg))

    def sweep(self, now: float) -> None:
        """Drop what may be dropped; between two polls, never in a callback."""
        if self._over:
            taken = {leg.getId() for leg in self._live}
            self._over = [
                (since, leg) for since, leg in self._over if now - since < LINGER or leg.getId() in taken
            ]

    def clear(self) -> None:
        """All calls have been hung up."""
        self._live.clear()
        self._over.clear()
