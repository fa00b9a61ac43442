"""A setting that is on or off: its words at the left, a switch at the right."""

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox, QWidget

from softphone.ui.views import style
from softphone.ui.views.tokens import CONTROL, Space

_TRACK = QSize(36, 20)


class Switch(QCheckBox):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def say(self, text: str) -> None:
        self.setText(text)
        self.setAccessibleName(text)

    def sizeHint(self) -> QSize:
        words = self.fontMetrics().horizontalAdvance(self.text())
        return QSize(words + Space.LARGE + _TRACK.width(), CONTROL)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hitButton(self, pos: object) -> bool:
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        c = style.colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        words = QRect(0, 0, self.width() - _TRACK.width() - Space.LARGE, self.height())
        painter.setPen(QColor(c.text if self.isEnabled() else c.muted))
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.text())
        track = QRectF(
            self.width() - _TRACK.width() - 2, (self.height() - _TRACK.height()) / 2, _TRACK.width(), 20
        )
        on = self.isChecked()
        painter.setPen(QPen(QColor(c.accent if on else c.muted), 1.5))
        painter.setBrush(QColor(c.accent if on else c.surface))
        painter.drawRoundedRect(track, 10, 10)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(c.accent_text if on else c.muted))
        centre = QPointF(track.right() - 10 if on else track.left() + 10, track.center().y())
        painter.drawEllipse(centre, 6, 6)
        if self.hasFocus():
            painter.setPen(QPen(QColor(c.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(track.adjusted(-1, -3, 1, 3), 12, 12)
        painter.end()
