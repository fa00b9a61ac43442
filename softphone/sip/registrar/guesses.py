"""Wrong responses, counted by account and source: who has given too many is not looked at for a while.

Four counts, so that guessing is slow from one address and from many, and nobody can lock another's telephone
out by it:

- of an account from one flow, where the flow has proved itself before: there only its own mistakes count, and
  nobody else can make them, because a nonce is good on the flow that it was given to;
- of an account from one host, for flows that are new;
- of an account from all hosts that never proved to be its, and of all accounts from such a host.
"""

from typing import final

from softphone.sip.message.flow import Flow

WINDOW = 60.0
"""Seconds after the first mistake of a count when it begins anew."""
MAX_OF_PAIR = 10
MAX_OF_ACCOUNT = 50
MAX_OF_HOST = 200
"""An office behind one address may have a telephone or two with an old secret."""
_KEPT = 50_000
"""Entries kept at most in each table, however many sources there are: the oldest go first."""

Key = tuple[str, str]


@final
class Guesses:
    def __init__(self) -> None:
        self._counts: dict[Key, tuple[int, float]] = {}
        self._proven: dict[Key, None] = {}

    def too_many(self, user: str, source: Flow, own_nonce: bool, now: float) -> bool:
        """`own_nonce`: the nonce was given to this very flow."""
        return any(self._count(key, now)[0] >= most for key, most in self._keys(user, source, own_nonce))

    def wrong(self, user: str, source: Flow, own_nonce: bool, now: float) -> None:
        for key, _ in self._keys(user, source, own_nonce):
            failures, since = self._count(key, now)
            self._counts[key] = (failures + 1, since)
        _trim(self._counts)

    def right(self, user: str, source: Flow) -> None:
        """The source has proved to be the account's."""
        for place in (str(source), source.host):
            self._counts.pop((user, place), None)
            self._proven.pop((user, place), None)
            self._proven[user, place] = None
        _trim(self._proven)

    def forget_old(self, now: float) -> None:
        self._counts = {key: count for key, count in self._counts.items() if now - count[1] <= WINDOW}

    def _keys(self, user: str, source: Flow, own_nonce: bool) -> list[tuple[Key, int]]:
        if own_nonce and (user, str(source)) in self._proven:
            return [((user, str(source)), MAX_OF_PAIR)]
        pair = ((user, source.host), MAX_OF_PAIR)
        if (user, source.host) in self._proven:
            return [pair]
        return [pair, ((user, ""), MAX_OF_ACCOUNT), (("", source.host), MAX_OF_HOST)]

    def _count(self, key: Key, now: float) -> tuple[int, float]:
        """Mistakes, and since when."""
        failures, since = self._counts.get(key, (0, now))
        return (0, now) if now - since > WINDOW else (failures, since)


def _trim(table: dict[Key, object] | dict[Key, None] | dict[Key, tuple[int, float]]) -> None:
    while len(table) > _KEPT:
        del table[next(iter(table))]
