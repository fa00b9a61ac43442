"""The program's own sign: a handset on the accent. In the title bar, the task bar, and where one signs in."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QImage, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

from softphone.ui.views import icons, style
from softphone.ui.views.icons import Glyph
from softphone.ui.views.tokens import LIGHT, Colours

_SIZES = (16, 24, 32, 48, 64, 128, 256)


def paint(painter: QPainter, rect: QRectF, c: Colours) -> None:
    side = rect.width()
    inset = side * 0.22
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(c.accent))
    painter.drawRoundedRect(rect, side * 0.22, side * 0.22)
    icons.paint(painter, Glyph.PHONE, rect.adjusted(inset, inset, -inset, -inset), c.accent_text)
    painter.restore()


def icon() -> QIcon:
    """The same in light and dark: it stands among other programs' icons."""
    made = QIcon()
    for side in _SIZES:
        made.addPixmap(QPixmap.fromImage(_image(side)))
    return made


def rgba(side: int) -> tuple[int, int, bytes]:
    """The same for who draws it without Qt: width, height, and four bytes a pixel by rows."""
    image = _image(side).convertToFormat(QImage.Format.Format_RGBA8888)
    return image.width(), image.height(), bytes(image.constBits())


def _image(side: int) -> QImage:
    image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    paint(painter, QRectF(0, 0, side, side), LIGHT)
    painter.end()
    return image


class Brand(QWidget):
    def __init__(self, size: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedSize(size, size)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint(painter, QRectF(self.rect()), style.colours())
        painter.end()
