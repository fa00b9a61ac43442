"""Labels in the three type sizes, one of which shortens what does not fit."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from softphone.ui.views import style
from softphone.ui.views.tokens import Type


class Label(QLabel):
    """`tone` is one of the style sheet's: "muted", "good", "warning", "bad", or empty."""

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        size: Type = Type.SMALL,
        strong: bool = False,
        tabular: bool = False,
        tone: str = "",
        wrap: bool = False,
    ):
        super().__init__(parent)
        self.setFont(style.font(size, strong=strong, tabular=tabular))
        self.setProperty("tone", tone)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)


class ElidedLabel(Label):
    """One line. What does not fit ends in an ellipsis and stands whole in the tooltip."""

    def __init__(
        self, parent: QWidget | None = None, *, size: Type = Type.SMALL, strong: bool = False, tone: str = ""
    ):
        super().__init__(parent, size=size, strong=strong, tone=tone)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def setText(self, text: str) -> None:
        super().setText(text)
        self._tell_the_rest()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._tell_the_rest()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(self.rect(), self.alignment(), shown)
        painter.end()

    def _tell_the_rest(self) -> None:
        fits = self.fontMetrics().horizontalAdvance(self.text()) <= self.width()
        self.setToolTip("" if fits else self.text())
