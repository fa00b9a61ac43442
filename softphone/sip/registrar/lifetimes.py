"""Which devices went away, and which were started anew, as far as their REGISTERs show.

A telephone keeps the Call-ID of its REGISTERs as long as it runs (RFC 3261 §10.2); another one means another
start. One whose connection broke comes back with the same Call-ID, within moments.
"""

from collections.abc import Set

AWAY = 30.0
"""Seconds without any binding after which a device is gone."""


class Lifetimes:
    """Times are seconds of any steady clock."""

    def __init__(self) -> None:
        self._first_seen: dict[str, dict[str, float]] = {}
        """By device and Call-ID."""
        self._away_since: dict[str, float] = {}

    def bound(self, device: str, call_ids: Set[str], now: float) -> float | None:
        """The device's bindings are now from REGISTERs with these Call-IDs. When it was started, if it turns
        out to have been started anew."""
        known = self._first_seen.get(device, {})
        if not call_ids:
            if known:
                self._away_since.setdefault(device, now)
            return None
        self._away_since.pop(device, None)
        current = {call_id: known.get(call_id, now) for call_id in call_ids}
        self._first_seen[device] = current
        return None if known.keys() <= current.keys() else min(current.values())

    def missed(self, device: str, now: float) -> None:
        """It should be there (a call with it was going on before our own start), and has no binding."""
        self._away_since.setdefault(device, now)

    def forget(self, device: str) -> None:
        self._first_seen.pop(device, None)
        self._away_since.pop(device, None)

    def gone(self, now: float) -> list[str]:
        """The devices that went away and did not come back, each told once."""
        gone = [device for device, since in self._away_since.items() if now - since >= AWAY]
        for device in gone:
            self.forget(device)
        return gone
