"""How loud it is, as a bar."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from softphone.ui.views import style

_QUIETEST = -60.0
"""dBFS at the left end; a quiet room is about there."""
_TOO_LOUD = -6.0
_HEIGHT = 6


class LevelMeter(QWidget):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._level = _QUIETEST
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_level(self, dbfs: float) -> None:
        """0 is full scale."""
        level = min(0.0, max(_QUIETEST, dbfs))
        if level != self._level:
            self._level = level
            self.update()

    @property
    def fraction(self) -> float:
        """How much of the bar is filled, 0 to 1."""
        return 1 - self._level / _QUIETEST

    def sizeHint(self) -> QSize:
        return QSize(120, _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        c = style.colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(c.line))
        whole = QRectF(self.rect())
        painter.drawRoundedRect(whole, _HEIGHT / 2, _HEIGHT / 2)
        if self.fraction > 0:
            painter.setBrush(QColor(c.bad if self._level > _TOO_LOUD else c.accent))
            filled = QRectF(whole.left(), whole.top(), whole.width() * self.fraction, whole.height())
            painter.drawRoundedRect(filled, _HEIGHT / 2, _HEIGHT / 2)
        painter.end()
