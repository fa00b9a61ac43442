"""The line states as shapes; the colour repeats what the shape says."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from softphone.people.line_state import LineState
from softphone.ui.views import style
from softphone.ui.views.tokens import Type

SIZE = 16


def paint(painter: QPainter, rect: QRectF, state: LineState) -> None:
    """Draw the state over `rect`, a square of about SIZE.

    Free is a hollow ring, ringing a dot between arcs, busy a filled disc with a bar, offline a ring with a
    slash, unknown a question mark, hidden a dash.
    """
    c = style.colours()
    ink = QColor(
        {LineState.FREE: c.accent, LineState.RINGING: c.warning, LineState.BUSY: c.bad}.get(state, c.muted)
    )
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(rect.center())
    painter.scale(rect.width() / SIZE, rect.width() / SIZE)
    pen = QPen(ink, 2)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    middle = QPointF(0, 0)
    match state:
        case LineState.FREE:
            painter.drawEllipse(middle, 5, 5)
        case LineState.RINGING:
            painter.setBrush(ink)
            painter.drawEllipse(middle, 1.5, 1.5)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            for start in (-50, 130):
                painter.drawArc(QRectF(-6, -6, 12, 12), start * 16, 100 * 16)
        case LineState.BUSY:
            disc = QPainterPath()
            disc.addEllipse(middle, 6, 6)
            bar = QPainterPath()
            bar.addRoundedRect(QRectF(-3.2, -1, 6.4, 2), 1, 1)
            painter.fillPath(disc.subtracted(bar), ink)
        case LineState.OFFLINE:
            painter.drawEllipse(middle, 5, 5)
            painter.drawLine(QPointF(-4, 4), QPointF(4, -4))
        case LineState.UNKNOWN:
            painter.setFont(style.font(Type.BODY, strong=True))
            painter.drawText(QRectF(-8, -9, 16, 18), Qt.AlignmentFlag.AlignCenter, "?")
        case LineState.HIDDEN:
            painter.drawLine(QPointF(-4, 0), QPointF(4, 0))
    painter.restore()
