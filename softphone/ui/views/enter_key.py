"""The Enter key as a finger presses it, whatever the system makes of it while it is held.

Qt tells repeats by isAutoRepeat, but not on every X server: there a held key may come as presses without end,
or as pairs of a release and a press at the same moment.
"""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent

_LIFTED = 0.03
"""Seconds; no finger is back sooner."""


class EnterKey(QObject):
    """An event filter for the window of the system, where every key comes first."""

    def __init__(self, clock: Callable[[], float], parent: QObject | None = None) -> None:
        """`clock` is monotonic, in seconds."""
        super().__init__(parent)
        self._clock = clock
        self._down = False
        self._repeats = False
        self._released_at = float("-inf")

    @property
    def repeats(self) -> bool:
        """Whether the latest press came from a key that was down all along."""
        return self._repeats

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if event.type() is QEvent.Type.KeyPress:
                self._repeats = self._down or self._clock() - self._released_at < _LIFTED
                self._down = True
            elif event.type() is QEvent.Type.KeyRelease:
                self._down = False
                self._released_at = self._clock()
        elif event.type() is QEvent.Type.FocusOut:
            self._down = False  # its release goes to another window
        return False
