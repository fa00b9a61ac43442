"""From blocking `receive()` to the window's thread: one queued signal for each batch of events."""

import logging
import threading
from typing import Protocol

from PySide6.QtCore import QObject, Signal

_log = logging.getLogger(__name__)

LONGEST_BATCH = 200
"""Events in one signal, so that a flood leaves the window time to paint."""


class Source(Protocol):
    """A phone or a company: the part of them that is read."""

    def receive(self, timeout: float | None = None) -> object | None: ...


class Bridge(QObject):
    """Reads `source` on a thread of its own until it is closed.

    `arrived` carries a non-empty list of events, in order. It is emitted on the reading thread, so that Qt
    queues it for receivers that live on the window's.
    """

    arrived = Signal(object)

    def __init__(self, source: Source, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._source = source
        self._ending = False
        self._thread = threading.Thread(target=self._read, name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def finish(self, timeout: float = 5.0) -> bool:
        """Wait for the thread; close the source first. False when it did not end within `timeout` seconds."""
        self._ending = True
        if self._thread.is_alive():
            self._thread.join(timeout)
        return not self._thread.is_alive()

    def _read(self) -> None:
        while (event := self._source.receive()) is not None:
            batch = [event]
            while len(batch) < LONGEST_BATCH and (event := self._source.receive(0)) is not None:
                batch.append(event)
            if self._ending:
                return
            self.arrived.emit(batch)
        _log.debug("%s: no more events", self._thread.name)
