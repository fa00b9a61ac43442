"""A short state in words on a tint of its tone."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from softphone.ui.views import style
from softphone.ui.views.labels import Label
from softphone.ui.views.tokens import Space, Tone


class Pill(Label):
    """Not there while it has nothing to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tone = Tone.INFO
        self.setContentsMargins(Space.SMALL, 2, Space.SMALL, 2)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.hide()

    def say(self, tone: Tone, text: str) -> None:
        self._tone = tone
        style.mark(self, "tone", "" if tone is Tone.INFO else tone.name.lower())
        self.setText(text)
        self.setVisible(bool(text))
        self.update()

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(style.colours().of(self._tone)[1]))
        painter.drawRoundedRect(QRectF(self.rect()), self.height() / 2, self.height() / 2)
        painter.end()
        super().paintEvent(event)
