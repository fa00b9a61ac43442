"""A person as a disc with initials."""

import zlib

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from softphone.ui.views import icons, style
from softphone.ui.views.icons import Glyph
from softphone.ui.views.tokens import AVATAR, RADIUS, Type


def initials(name: str) -> str:
    """The first letters of the first and the last name; empty for what is no name, as a number."""
    words = [word for word in name.split() if word[0].isalpha()]
    if not words:
        return ""
    return "".join(word[0] for word in ([words[0], words[-1]] if len(words) > 1 else words)).upper()


def paint(painter: QPainter, rect: QRectF, name: str) -> None:
    """The same name always has the same colour."""
    tints = style.colours().avatars
    back, ink = tints[zlib.crc32(name.encode()) % len(tints)]
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(back))
    painter.drawEllipse(rect)
    letters = initials(name)
    if letters:
        painter.setPen(QColor(ink))
        painter.setFont(style.font(Type.SMALL, strong=True))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, letters)
    else:
        inset = rect.width() * 0.24
        icons.paint(painter, Glyph.PERSON, rect.adjusted(inset, inset, -inset, -inset), ink)
    painter.restore()


def paint_group(painter: QPainter, rect: QRectF, name: str) -> None:
    """Several: a square with rounded corners, so that a group is told from a person by its shape."""
    tints = style.colours().avatars
    back, ink = tints[zlib.crc32(name.encode()) % len(tints)]
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(back))
    painter.drawRoundedRect(rect, RADIUS, RADIUS)
    inset = rect.width() * 0.22
    icons.paint(painter, Glyph.PEOPLE, rect.adjusted(inset, inset, -inset, -inset), ink)
    painter.restore()


class Avatar(QWidget):
    """Decoration: the name stands beside it in words."""

    def __init__(self, parent: QWidget | None = None, size: int = AVATAR):
        super().__init__(parent)
        self._name = ""
        self.setFixedSize(QSize(size, size))

    def set_name(self, name: str) -> None:
        self._name = name
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint(painter, QRectF(self.rect()), self._name)
        painter.end()
