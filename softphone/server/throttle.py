"""How long a sign-in must wait after wrong passwords, by account and source.

Three counts fade with time: of an account from one source, of a source, and of an account from sources that
it never signed in from. So whoever guesses is slowed down, from one address or from many, and the person
whose account it is still signs in from where they use to be: there, only their own mistakes count. No wait is
longer than `LONGEST`. Time is given in seconds of a clock that only goes forward.
"""

import msgspec

LONGEST = 60.0
_FADES = 300.0
"""Seconds after which a count is forgotten."""
_FREE_PAIR = 5
_FREE_SOURCE = 50
_FREE_STRANGERS = 20
_KEPT = 20_000
"""Counts kept at most: memory has an end, however many sources there are."""


class _Count(msgspec.Struct):
    failures: int = 0
    last: float = 0.0

    def wait(self, free: int, now: float) -> float:
        if self.failures < free:
            return 0.0
        pause = min(LONGEST, 2.0 ** min(self.failures - free, 6))
        return max(0.0, self.last + pause - now)


class Throttle:
    def __init__(self) -> None:
        self._counts: dict[tuple[str, str], _Count] = {}
        self._known: dict[tuple[str, str], None] = {}

    def wait(self, login: str, source: str, now: float) -> float:
        """Seconds until this source may try this account; 0: now."""
        login = login.lower()
        pair = self._count((login, source), now).wait(_FREE_PAIR, now)
        if (login, source) in self._known:
            return pair
        by_source = self._count(("", source), now).wait(_FREE_SOURCE, now)
        strangers = self._count((login, ""), now).wait(_FREE_STRANGERS, now)
        return max(pair, by_source, strangers)

    def failed(self, login: str, source: str, now: float) -> None:
        login = login.lower()
        keys = [(login, source)]
        if (login, source) not in self._known:
            keys += [("", source), (login, "")]
        for key in keys:
            count = self._count(key, now)
            count.failures += 1
            count.last = now
            # The most recently failed last: the oldest is dropped first.
            self._counts.pop(key, None)
            self._counts[key] = count
        while len(self._counts) > _KEPT:
            self._counts.pop(next(iter(self._counts)))

    def succeeded(self, login: str, source: str) -> None:
        pair = (login.lower(), source)
        self._counts.pop(pair, None)
        self._known.pop(pair, None)
        self._known[pair] = None
        while len(self._known) > _KEPT:
            self._known.pop(next(iter(self._known)))

    def _count(self, key: tuple[str, str], now: float) -> _Count:
        count = self._counts.get(key)
        if count is None or count.last + _FADES < now:
            return _Count()
        return count
