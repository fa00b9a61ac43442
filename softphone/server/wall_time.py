"""Seconds since 1970 for moments of the steady clock."""

from softphone.server.accounts import Clocks

_SET = 0.5
"""Seconds by which the two clocks must part before the system's clock counts as set."""


class WallTime:
    """Moments that are in order stay in order: the distance between the clocks is measured once, and again
    only when the system's clock was set."""

    def __init__(self, clocks: Clocks) -> None:
        self._clocks = clocks
        self._distance = clocks.wall() - clocks.steady()

    def __call__(self, steady: float) -> float:
        distance = self._clocks.wall() - self._clocks.steady()
        if abs(distance - self._distance) > _SET:
            self._distance = distance
        return steady + self._distance
