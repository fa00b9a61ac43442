"""Exchanges under way, and when each wants to be looked at again."""

import heapq
import itertools
from typing import final

from softphone.server.exchange import Exchange


@final
class Watched:
    """Comes back to an exchange when its fork's deadline has passed, or before: most forks are over by then,
    and nearly all deadlines that follow the first are later ones."""

    def __init__(self) -> None:
        self._moments: list[tuple[float, int]] = []
        self._exchanges: dict[int, Exchange] = {}
        """By numbers of ours; those whose fork is over are not kept until their moment comes."""
        self._numbers = itertools.count(1)

    @property
    def deadline(self) -> float:
        """When `due` has something at the earliest; infinity when nothing is watched."""
        return self._moments[0][0] if self._moments else float("inf")

    def watch(self, exchange: Exchange) -> None:
        """Call it after each change of its fork."""
        deadline, before = exchange.fork.deadline, exchange.watched_until
        if deadline is None:
            if before is not None:
                exchange.watched_until = None
                self._exchanges.pop(exchange.number, None)
        elif before is None or deadline < before:
            if before is None:
                exchange.number = next(self._numbers)
                self._exchanges[exchange.number] = exchange
            exchange.watched_until = deadline
            heapq.heappush(self._moments, (deadline, exchange.number))

    def due(self, now: float) -> Exchange | None:
        """The next one whose moment has come; it is no longer watched. Ask until there is none."""
        while self._moments and self._moments[0][0] <= now:
            at, number = heapq.heappop(self._moments)
            exchange = self._exchanges.get(number)
            if exchange is not None and exchange.watched_until == at:
                exchange.watched_until = None
                del self._exchanges[number]
                return exchange
        return None
