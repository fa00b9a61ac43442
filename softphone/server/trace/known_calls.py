"""The calls that a trace keeps messages of."""

from collections import OrderedDict
from collections.abc import Iterable, Iterator

MOST = 50_000


class KnownCalls:
    """Call-IDs, MOST at the most: those that were not told of for the longest time go."""

    def __init__(self) -> None:
        self._calls: OrderedDict[str, None] = OrderedDict()

    def __contains__(self, call: str) -> bool:
        return call in self._calls

    def __iter__(self) -> Iterator[str]:
        """Those of the longest time ago first."""
        return iter(self._calls)

    def add(self, calls: Iterable[str]) -> None:
        """Requests of these were seen."""
        for call in calls:
            self._calls[call] = None
            self._calls.move_to_end(call)
        while len(self._calls) > MOST:
            self._calls.popitem(last=False)
