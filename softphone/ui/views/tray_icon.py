"""The program's sign in the system's tray: what the phone does now, and how many calls were missed."""

from enum import Enum, auto

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap

from softphone.ui.views import icons, style
from softphone.ui.views.icons import Glyph
from softphone.ui.views.tokens import LIGHT, SIGN_OFF, SIGN_RINGS, Type

_SIZES = (16, 22, 24, 32, 48, 64)
_INSET = 0.12
_CORNER, _DIGITS = 0.44, 0.56
"""The share of the side that a disc and a number at a corner take."""


class TrayState(Enum):
    OFF = auto()
    """Calls can be neither placed nor received."""
    READY = auto()
    RINGING = auto()
    IN_CALL = auto()


def icon(state: TrayState, missed: int) -> QIcon:
    """In the colours of the light theme: it stands on the system's own ground, whatever that is."""
    made = QIcon()
    for side in _SIZES:
        pixmap = QPixmap(side, side)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint(painter, float(side), state, missed)
        painter.end()
        made.addPixmap(pixmap)
    return made


def paint(painter: QPainter, side: float, state: TrayState, missed: int) -> None:
    """A shape for each state, beside its colour: hollow, filled, with a disc, with a disc that has a bar."""
    rect = QRectF(0, 0, side, side)
    inset = side * _INSET
    inside = rect.adjusted(inset, inset, -inset, -inset)
    painter.setPen(Qt.PenStyle.NoPen)
    if state is TrayState.OFF:
        line = max(1.5, side * 0.08)
        painter.setPen(QPen(QColor(SIGN_OFF), line))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(rect.adjusted(line / 2, line / 2, -line / 2, -line / 2), side / 5, side / 5)
        icons.paint(painter, Glyph.PHONE, inside, SIGN_OFF)
    else:
        painter.setBrush(QColor(LIGHT.accent))
        painter.drawRoundedRect(rect, side * 0.22, side * 0.22)
        icons.paint(painter, Glyph.PHONE, inside, LIGHT.accent_text)
    corner = side * _CORNER
    place = QRectF(0, side - corner, corner, corner)
    if state is TrayState.IN_CALL:
        _paint_disc(painter, place, LIGHT.bad)
        painter.setPen(QPen(QColor(LIGHT.surface), max(1.4, corner * 0.2)))
        reach = QPointF(corner * 0.22, 0)
        painter.drawLine(place.center() - reach, place.center() + reach)
    elif state is TrayState.RINGING:
        _paint_disc(painter, place, SIGN_RINGS)
    if missed:
        _paint_count(painter, side, missed)


def _paint_disc(painter: QPainter, place: QRectF, colour: str) -> None:
    """With a gap around it, cut out of the sign."""
    gap = place.width() * 0.14
    painter.setPen(Qt.PenStyle.NoPen)
    painter.save()
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Clear)
    painter.setBrush(Qt.GlobalColor.black)
    painter.drawEllipse(place.adjusted(-gap, -gap, gap, gap))
    painter.restore()
    painter.setBrush(QColor(colour))
    painter.drawEllipse(place)


def _paint_count(painter: QPainter, side: float, missed: int) -> None:
    words = str(missed) if missed < 10 else "9+"
    height = side * _DIGITS
    width = height if missed < 10 else height * 1.4
    place = QRectF(side - width, 0, width, height)
    gap = side * 0.05
    painter.setPen(Qt.PenStyle.NoPen)
    painter.save()
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Clear)
    painter.setBrush(Qt.GlobalColor.black)
    painter.drawRoundedRect(place.adjusted(-gap, -gap, gap, gap), height / 2 + gap, height / 2 + gap)
    painter.restore()
    painter.setBrush(QColor(LIGHT.bad))
    painter.drawRoundedRect(place, height / 2, height / 2)
    font = style.font(Type.SMALL, strong=True)
    font.setPixelSize(max(8, round(height * 0.86)))
    painter.setFont(font)
    painter.setPen(QColor(LIGHT.surface))
    painter.drawText(place, Qt.AlignmentFlag.AlignCenter, words)
