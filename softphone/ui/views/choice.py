"""A drop-down list with our arrow; the wheel changes it only while it has the keyboard."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QWidget

from softphone.ui.views import icons, style
from softphone.ui.views.icons import Glyph
from softphone.ui.views.tokens import CONTROL, Space

_ARROW = 16


class Choice(QComboBox):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(12)
        self.setFixedHeight(CONTROL)
        # Qt's own takes the keyboard by the wheel: a page that is scrolled would change what it meets.
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def offer(self, choices: list[tuple[str, str]], chosen: str) -> None:
        """(Value, words) each; says nothing through signals."""
        self.blockSignals(True)
        self.clear()
        for value, words in choices:
            self.addItem(words, value)
        self.setCurrentIndex(max(0, self.findData(chosen)))
        self.blockSignals(False)
        self.update()

    @property
    def value(self) -> str:
        return str(self.currentData() or "")

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        c = style.colours()
        painter = QPainter(self)
        place = QRectF(self.width() - Space.MEDIUM - _ARROW, (self.height() - _ARROW) / 2, _ARROW, _ARROW)
        icons.paint(painter, Glyph.DOWN, place, c.muted)
        painter.end()
