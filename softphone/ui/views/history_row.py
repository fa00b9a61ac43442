"""A call of the history: its direction as a shape, with whom, how it went, when; the icon calls back."""

import datetime as dt

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QHelpEvent, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QToolTip

from softphone.people.call_history import Result
from softphone.ui.models.history_model import CALL_ROLE, HistoryModel, ShownCall
from softphone.ui.views import history_words, icons, style
from softphone.ui.views.colleague_row import phone_rect
from softphone.ui.views.icons import Glyph
from softphone.ui.views.tokens import AVATAR, CARD_RADIUS, CONTROL, RADIUS, ROW, Colours, Space, Type

_Index = QModelIndex | QPersistentModelIndex
_ARROW = 18
_PHONE = 18
_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
_RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight


def paint_direction(painter: QPainter, rect: QRectF, call: ShownCall, c: Colours) -> None:
    """Outgoing: an arrow up and away. Incoming: one down to us. Missed: one that turns back, in red. Not
    answered by us otherwise: an arrow with a bar."""
    row = call.row
    colour = c.bad if row.missed else c.accent if row.result is Result.ANSWERED else c.muted
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(QColor(colour), 1.8)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.translate(rect.topLeft())
    painter.scale(rect.width() / 24, rect.height() / 24)
    if row.missed:
        lines = [(3, 7), (11, 15), (20, 6)], [(13.5, 6), (20, 6), (20, 12.5)]
    elif row.outgoing:
        lines = [(5, 19), (19, 5)], [(9.5, 5), (19, 5), (19, 14.5)]
    else:
        lines = [(19, 5), (5, 19)], [(5, 9.5), (5, 19), (14.5, 19)]
    for line in lines:
        painter.drawPolyline([QPointF(x, y) for x, y in line])
    if not row.missed and row.result not in (Result.ANSWERED, Result.ONGOING):
        left, y = (13, 19) if row.outgoing else (5, 5)
        painter.drawLine(QPointF(left, y), QPointF(left + 6, y))
    painter.restore()


class HistoryRowDelegate(QStyledItemDelegate):
    """Of a view with a HistoryModel."""

    def __init__(self, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._view = view

    def _now(self) -> dt.datetime:
        model = self._view.model()
        assert isinstance(model, HistoryModel)
        return model.now()

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(200, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        call: ShownCall = index.data(CALL_ROLE)
        model = index.model()
        new = isinstance(model, HistoryModel) and model.is_new(call)
        c, rect = style.colours(), option.rect
        current = bool(option.state & QStyle.StateFlag.State_Selected)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_back(painter, rect, c, current=current, hovered=hovered)
        middle = rect.center().y() + 1
        arrow = QRectF(rect.left() + Space.LARGE + (AVATAR - _ARROW) / 2, middle - _ARROW / 2, _ARROW, _ARROW)
        paint_direction(painter, arrow, call, c)
        left = rect.left() + Space.LARGE + AVATAR + Space.MEDIUM
        right = phone_rect(rect).left() - Space.SMALL
        self._paint_text(painter, call, QRect(left, rect.top(), right - left, rect.height()), c, new=new)
        inset = (CONTROL - _PHONE) / 2
        place = QRectF(phone_rect(rect)).adjusted(inset, inset, -inset, -inset)
        icons.paint(painter, Glyph.PHONE, place, c.accent if current or hovered else c.muted)
        painter.restore()

    def _paint_back(
        self, painter: QPainter, rect: QRect, c: Colours, *, current: bool, hovered: bool
    ) -> None:
        ground = QRectF(rect.adjusted(Space.SMALL, 1, -Space.SMALL, -1))
        if current or hovered:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(c.selected if current else c.hover))
            painter.drawRoundedRect(ground, RADIUS, RADIUS)
        if current and self._view.hasFocus():
            painter.setPen(QPen(QColor(c.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(ground.adjusted(1, 1, -1, -1), CARD_RADIUS - 5, CARD_RADIUS - 5)

    def _paint_text(self, painter: QPainter, call: ShownCall, rect: QRect, c: Colours, *, new: bool) -> None:
        upper, lower = style.font(Type.BODY, strong=True), style.font(Type.SMALL)
        tall, low = QFontMetrics(upper).height(), QFontMetrics(lower).height()
        top = rect.center().y() + 1 - (tall + low) // 2
        moment = history_words.when(call.row.began, self._now())
        room = QFontMetrics(lower).horizontalAdvance(moment)
        painter.setFont(lower)
        painter.setPen(QColor(c.bad if new else c.muted))
        painter.drawText(QRect(rect.right() - room - 1, top, room + 1, tall), _RIGHT, moment)
        width = rect.width() - room - Space.MEDIUM
        name = QRect(rect.left(), top, width, tall)
        self._line(painter, call.name, upper, c.bad if call.row.missed else c.text, name)
        detail = " · ".join(part for part in (call.number, history_words.details(call)) if part)
        self._line(painter, detail, lower, c.muted, QRect(rect.left(), top + tall, rect.width(), low))

    def _line(self, painter: QPainter, text: str, font: QFont, colour: str, place: QRect) -> None:
        painter.setFont(font)
        painter.setPen(QColor(colour))
        shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(place, _LEFT, shown)

    def helpEvent(
        self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: _Index
    ) -> bool:
        if not index.isValid():
            return super().helpEvent(event, view, option, index)
        call: ShownCall = index.data(CALL_ROLE)
        text = history_words.sentence(call, self._now())
        if phone_rect(option.rect).contains(event.pos()):
            text = self.tr("Call {name}").format(name=call.name)
        QToolTip.showText(event.globalPos(), text, view)
        return True
