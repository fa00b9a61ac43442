"""A colleague's row: avatar, name, where, the line, and the phone icon at its fixed place."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QHelpEvent, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QToolTip

from softphone.people.company import Colleague
from softphone.people.line_state import LineState
from softphone.ui.models.colleague_model import COLLEAGUE_ROLE, second_line
from softphone.ui.models.line_words import line_state
from softphone.ui.views import avatar, icons, style
from softphone.ui.views import line_state as shape
from softphone.ui.views.icons import Glyph
from softphone.ui.views.tokens import AVATAR, CARD_RADIUS, CONTROL, RADIUS, ROW, Colours, Space, Type

_Index = QModelIndex | QPersistentModelIndex
_SHAPE = shape.SIZE
_PHONE = 18
_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
_WRAPPED = _LEFT.value | Qt.TextFlag.TextWordWrap.value
_LEAST_TEXT = 150
"""Pixels for the name before the words of the line give way to it."""


def phone_rect(row: QRect) -> QRect:
    """Where in a row the phone icon is clicked."""
    return QRect(row.right() - Space.LARGE - CONTROL, row.center().y() + 1 - CONTROL // 2, CONTROL, CONTROL)


def _width_in_two_lines(metrics: QFontMetrics, words: str) -> int:
    """The narrowest room, in steps of the grid, in which the words stand on at most two lines."""
    for width in range(64, 320, Space.HAIR):
        needed = metrics.boundingRect(QRect(0, 0, width, ROW), _WRAPPED, words)
        if needed.height() <= 2 * metrics.lineSpacing() and needed.width() <= width:
            return width
    return 320


class ColleagueRow(QStyledItemDelegate):
    def __init__(self, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._view = view
        self.phone_under_mouse = QPersistentModelIndex()
        """The row whose phone icon the mouse is on."""
        self._line_words: tuple[str, ...] = ()
        self._line_width = 0

    def _measure_line(self) -> None:
        """Room for the words of the line, which stand in one column; anew when the language has changed."""
        words = tuple(line_state(state) for state in LineState)
        if words != self._line_words:
            metrics = QFontMetrics(style.font(Type.SMALL))
            self._line_words = words
            self._line_width = max(_width_in_two_lines(metrics, word) for word in words)

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(200, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        colleague: Colleague = index.data(COLLEAGUE_ROLE)
        c = style.colours()
        rect = option.rect
        current = bool(option.state & QStyle.StateFlag.State_Selected)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_back(painter, rect, c, current=current, hovered=hovered)
        middle = rect.center().y() + 1
        face = QRectF(rect.left() + Space.LARGE, middle - AVATAR / 2, AVATAR, AVATAR)
        avatar.paint(painter, face, colleague.person.name)
        left = int(face.right()) + Space.MEDIUM
        right = phone_rect(rect).left() - Space.SMALL
        right = self._paint_line(painter, colleague.line, left, right, middle, c)
        self._paint_text(painter, colleague, QRect(left, rect.top(), right - left, rect.height()), c)
        self._paint_phone(
            painter,
            rect,
            c,
            strong=current or hovered,
            over=self.phone_under_mouse == QPersistentModelIndex(index),
        )
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
            painter.drawRoundedRect(ground.adjusted(1, 1, -1, -1), RADIUS - 1, RADIUS - 1)

    def _paint_line(
        self, painter: QPainter, state: LineState, left: int, right: int, middle: float, c: Colours
    ) -> int:
        """The shape and, where there is room, the word; returns where the name has to end."""
        self._measure_line()
        words = right - left - _SHAPE - Space.SMALL - self._line_width - Space.LARGE >= _LEAST_TEXT
        width = _SHAPE + (Space.SMALL + self._line_width if words else 0)
        x = right - width - Space.SMALL
        shape.paint(painter, QRectF(x, middle - _SHAPE / 2, _SHAPE, _SHAPE), state)
        if words:
            painter.setFont(style.font(Type.SMALL))
            painter.setPen(QColor({LineState.RINGING: c.warning, LineState.BUSY: c.bad}.get(state, c.muted)))
            place = QRectF(x + _SHAPE + Space.SMALL, middle - ROW / 2, self._line_width, ROW)
            painter.drawText(place, _WRAPPED, line_state(state))
        return x - Space.MEDIUM

    def _paint_text(self, painter: QPainter, colleague: Colleague, rect: QRect, c: Colours) -> None:
        name, where = colleague.person.name, second_line(colleague.person)
        upper, lower = style.font(Type.BODY, strong=True), style.font(Type.SMALL)
        heights = QFontMetrics(upper).height(), QFontMetrics(lower).height()
        top = rect.center().y() + 1 - (sum(heights) if where else heights[0]) // 2
        for text, font, colour, height in (
            (name, upper, c.text, heights[0]),
            (where, lower, c.muted, heights[1]),
        ):
            painter.setFont(font)
            painter.setPen(QColor(colour))
            shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
            line = QRect(rect.left(), top, rect.width(), height)
            painter.drawText(line, _LEFT, shown)
            top += height

    def _paint_phone(self, painter: QPainter, rect: QRect, c: Colours, *, strong: bool, over: bool) -> None:
        place = QRectF(phone_rect(rect))
        if over:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(c.accent))
            painter.drawRoundedRect(place, CARD_RADIUS, CARD_RADIUS)
        inset = (CONTROL - _PHONE) / 2
        colour = c.accent_text if over else c.accent if strong else c.muted
        icons.paint(painter, Glyph.PHONE, place.adjusted(inset, inset, -inset, -inset), colour)

    def helpEvent(
        self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: _Index
    ) -> bool:
        if not index.isValid():
            return super().helpEvent(event, view, option, index)
        colleague: Colleague = index.data(COLLEAGUE_ROLE)
        text = f"{colleague.person.name}\n{line_state(colleague.line)}"
        if phone_rect(option.rect).contains(event.pos()):
            text = self.tr("Call {name}").format(name=colleague.person.name)
        QToolTip.showText(event.globalPos(), text, view)
        return True
