"""Events from any thread to the one that reads them."""

import queue
from typing import Generic, TypeVar

E = TypeVar("E")


class EventQueue(Generic[E]):
    """In the order in which they were put, until whoever puts them says that there are no more."""

    def __init__(self) -> None:
        self._events: queue.SimpleQueue[E | None] = queue.SimpleQueue()

    def put(self, event: E) -> None:
        """Never waits."""
        self._events.put(event)

    def end(self) -> None:
        """There are no more. Safe to call twice."""
        self._events.put(None)

    def receive(self, timeout: float | None = None) -> E | None:
        """The next event; None when `timeout` seconds passed without one, or, after the last, for good."""
        try:
            event = self._events.get(timeout=timeout)
        except queue.Empty:
            return None
        if event is None:
            self._events.put(None)  # for whoever else waits, or asks later
        return event
