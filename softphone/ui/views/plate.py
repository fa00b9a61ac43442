"""The plate of a card: rounded, outlined, with an edge at its left that says who is heard and who waits."""

from collections.abc import Iterable

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QWidget

from softphone.calls.desk_view import Action, DeskCall
from softphone.ui.views import style
from softphone.ui.views.tokens import CARD_RADIUS, EDGE


def paint(widget: QWidget, edges: Iterable[tuple[int, int, str]]) -> None:
    """Over the whole widget. Each edge is its top, its height and its colour; an empty colour is none."""
    c = style.colours()
    plate = QPainterPath()
    plate.addRoundedRect(QRectF(widget.rect()).adjusted(0.5, 0.5, -0.5, -0.5), CARD_RADIUS, CARD_RADIUS)
    painter = QPainter(widget)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillPath(plate, QColor(c.surface))
    painter.setClipPath(plate)
    for top, height, colour in edges:
        if colour:
            painter.fillRect(QRectF(0, top, EDGE, height), QColor(colour))
    painter.setClipping(False)
    painter.strokePath(plate, QPen(QColor(c.line), 1))
    painter.end()


def edge_colour(shown: DeskCall) -> str:
    """Green for the call that one hears and for one that rings, amber for one that waits."""
    c = style.colours()
    if shown.ending is not None:
        return ""
    if Action.ANSWER in shown.actions or shown.active:
        return c.accent
    return c.warning if shown.call.held else ""
