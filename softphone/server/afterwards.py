"""What nobody waits for, done a little later and together: the lines of the log, and the records of calls.

Between two messages the processor forgets the engine's code and data: what is done for one alone costs two to
three times as much as the same in a row (`benchmarks.call_path --pause`).
"""

from collections import deque
from collections.abc import Callable
from typing import ParamSpec, Protocol, final

LATER = 0.05
"""Seconds after which it is done at the latest; a killed process has not done it."""

P = ParamSpec("P")


class Does(Protocol):
    """Takes work that may come late, and what is to be given to it: values, `now` among them where it
    matters."""

    def __call__(self, work: Callable[P, object], *given: P.args, **named: P.kwargs) -> None: ...


def at_once(work: Callable[P, object], *given: P.args, **named: P.kwargs) -> None:
    """For who has no clock to wait by."""
    work(*given, **named)


@final
class Afterwards:
    """`call_later(seconds, run)` is a loop's. In order, in the thread of that loop."""

    def __init__(self, call_later: Callable[[float, Callable[[], None]], object]) -> None:
        self._call_later = call_later
        self._waiting: deque[tuple[Callable[..., object], tuple[object, ...], dict[str, object]]] = deque()
        self._is_set = False

    def __call__(self, work: Callable[P, object], *given: P.args, **named: P.kwargs) -> None:
        self._waiting.append((work, given, named))
        if not self._is_set:
            self._is_set = True
            self._call_later(LATER, self.run)

    def run(self) -> None:
        """All of it now. Call it before looking at what it changes."""
        self._is_set = False
        while self._waiting:
            work, given, named = self._waiting.popleft()
            work(*given, **named)
