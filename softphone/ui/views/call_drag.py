"""A call that is dragged by its card: what travels, and how it looks under the mouse."""

from PySide6.QtCore import QMimeData, QPoint, QRectF, Qt
from PySide6.QtGui import QColor, QDrag, QDropEvent, QFontMetrics, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QWidget

from softphone.ui.views import icons, style
from softphone.ui.views.icons import Glyph
from softphone.ui.views.tokens import CONTROL, Space, Type

_FORMAT = "application/x-softphone-call"
_GLYPH = 18


def drag(source: QWidget, call_id: str, name: str) -> None:
    """Until it is dropped somewhere. `source` must outlive the drag, as a card need not."""
    what = QMimeData()
    what.setData(_FORMAT, call_id.encode())
    made = QDrag(source)
    made.setMimeData(what)
    made.setPixmap(_picture(name, source.devicePixelRatioF()))
    made.setHotSpot(QPoint(-Space.SMALL, -Space.SMALL))
    made.exec(Qt.DropAction.CopyAction)


def dragged(event: QDropEvent) -> str:
    """The id of the call; empty when something else is dragged."""
    return bytes(event.mimeData().data(_FORMAT).data()).decode()


def _picture(name: str, scale: float) -> QPixmap:
    font = style.font(Type.BODY, strong=True)
    width = Space.MEDIUM * 2 + _GLYPH + Space.SMALL + QFontMetrics(font).horizontalAdvance(name)
    picture = QPixmap(round(width * scale), round(CONTROL * scale))
    picture.setDevicePixelRatio(scale)
    picture.fill(Qt.GlobalColor.transparent)
    c = style.colours()
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(c.accent), 2))
    painter.setBrush(QColor(c.surface))
    painter.drawRoundedRect(QRectF(1, 1, width - 2, CONTROL - 2), CONTROL / 2 - 1, CONTROL / 2 - 1)
    place = QRectF(Space.MEDIUM, (CONTROL - _GLYPH) / 2, _GLYPH, _GLYPH)
    icons.paint(painter, Glyph.TRANSFER, place, c.accent)
    painter.setFont(font)
    painter.setPen(QColor(c.text))
    words = QRectF(Space.MEDIUM + _GLYPH + Space.SMALL, 0, width, CONTROL)
    painter.drawText(words, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, name)
    painter.end()
    return picture
