"""From blocking `receive()` to the window's thread: one queued signal for each batch of events."""

import threading
from typing import Protocol

from PySide6.QtCore import QObject, Qt, Signal, Slot

LONGEST_BATCH = 200
"""Events in one signal, so that a flood leaves the window time to paint."""


class Source(Protocol):
    """A phone or a company: the part of them that is read."""

    def receive(self, timeout: float | None = None) -> object | None: ...


class Bridge(QObject):
    """Reads `source` on a thread of its own until it is closed.

    `arrived` carries a non-empty list of events, in order, and is emitted on the window's thread.
    """

    arrived = Signal(object)
    _read_some = Signal(object)

    def __init__(self, source: Source, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._source = source
        self._silent = False
        self._read_some.connect(self._hand_over, Qt.ConnectionType.QueuedConnection)
        self._thread = threading.Thread(target=self._read, name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def silence(self) -> None:
        """Nothing arrives from now on, also of what was read already."""
        self._silent = True

    def finish(self, timeout: float = 5.0) -> bool:
        """Wait for the thread; close the source first. False when it did not end within `timeout` seconds."""
        self._silent = True
        if self._thread.is_alive():
            self._thread.join(timeout)
        return not self._thread.is_alive()

    def _read(self) -> None:
        while (event := self._source.receive()) is not None:
            batch = [event]
            while len(batch) < LONGEST_BATCH and (event := self._source.receive(0)) is not None:
                batch.append(event)
            if self._silent:
                continue  # until the source is closed: what it says must not pile up
            self._read_some.emit(batch)

    @Slot(object)
    def _hand_over(self, batch: list[object]) -> None:
        if not self._silent:
            self.arrived.emit(batch)
