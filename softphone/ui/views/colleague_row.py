"""A colleague's row: avatar, name, where, the line, and the phone icon at its fixed place."""

from datetime import datetime

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QHelpEvent, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QToolTip

from softphone.people.company import Colleague
from softphone.people.line_state import LineState
from softphone.ui.models.colleague_model import (
    COLLEAGUE_ROLE,
    ColleagueModel,
    can_be_called,
    place,
    profile_line,
    second_line,
)
from softphone.ui.models.contact_rows import is_contact
from softphone.ui.models.group_rows import GroupRow
from softphone.ui.models.line_words import line_state
from softphone.ui.views import avatar, icons, style
from softphone.ui.views import line_state as shape
from softphone.ui.views.buttons import shortcut
from softphone.ui.views.icons import Glyph
from softphone.ui.views.tokens import AVATAR, CARD_RADIUS, CONTROL, RADIUS, ROW, Colours, Space, Type

_Index = QModelIndex | QPersistentModelIndex
_SHAPE = shape.SIZE
_PHONE = 18
_STAR, _BADGE = 20, 18
_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
_WRAPPED = _LEFT.value | Qt.TextFlag.TextWordWrap.value
_LEAST_TEXT = 150
"""Pixels for the name before the words of the line give way to it."""


def phone_rect(row: QRect) -> QRect:
    """Where in a row the phone icon is clicked."""
    return QRect(row.right() - Space.LARGE - CONTROL, row.center().y() + 1 - CONTROL // 2, CONTROL, CONTROL)


def star_rect(row: QRect) -> QRect:
    """Where in a row the star is clicked: at the avatar, which bears it."""
    return QRect(row.left() + Space.LARGE, row.center().y() + 1 - AVATAR // 2, AVATAR, AVATAR)


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
        self.star_under_mouse = QPersistentModelIndex()
        self.dropped_on = QPersistentModelIndex()
        """The row that a call card is held above."""
        self.caller = ""
        """Who can be transferred to a colleague now; empty: nobody, and the icon calls."""
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
        target = self.dropped_on == QPersistentModelIndex(index)
        current = target or bool(option.state & QStyle.StateFlag.State_Selected)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ring = target or (current and self._view.hasFocus())
        if self._model.begins_section(index):
            painter.fillRect(
                rect.left() + Space.LARGE, rect.top(), rect.width() - 2 * Space.LARGE, 1, QColor(c.line)
            )
        self._paint_back(painter, rect, c, current=current, hovered=hovered, ring=ring)
        middle = rect.center().y() + 1
        face = QRectF(star_rect(rect))
        self._paint_face(painter, colleague, face, c, index)
        left = int(face.right()) + Space.MEDIUM
        right = phone_rect(rect).left() - Space.SMALL
        if not is_contact(colleague.person):
            right = self._paint_line(painter, colleague.line, left, right, middle, c)
        self._paint_text(painter, colleague, QRect(left, rect.top(), right - left, rect.height()), c)
        strong = current or hovered
        if can_be_called(colleague.person):
            self._paint_phone(
                painter, rect, c, strong=strong, over=self.phone_under_mouse == QPersistentModelIndex(index)
            )
        painter.restore()

    def _paint_back(
        self, painter: QPainter, rect: QRect, c: Colours, *, current: bool, hovered: bool, ring: bool
    ) -> None:
        ground = QRectF(rect.adjusted(Space.SMALL, 1, -Space.SMALL, -1))
        if current or hovered:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(c.selected if current else c.hover))
            painter.drawRoundedRect(ground, RADIUS, RADIUS)
        if ring:
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
        name, where = colleague.person.name, second_line(colleague, self._now())
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
        glyph = Glyph.TRANSFER if self.caller else Glyph.PHONE
        icons.paint(painter, glyph, place.adjusted(inset, inset, -inset, -inset), colour)

    def _paint_face(
        self, painter: QPainter, colleague: Colleague, face: QRectF, c: Colours, index: _Index
    ) -> None:
        """With the star of a favourite at its corner; under the mouse, what a click gives or takes."""
        starred = self._model.is_favourite(colleague.person.id)
        if self.star_under_mouse == QPersistentModelIndex(index):
            painter.setPen(QPen(QColor(c.accent), 1.5))
            painter.setBrush(QColor(c.surface))
            painter.drawRoundedRect(face.adjusted(1, 1, -1, -1), AVATAR / 2, AVATAR / 2)
            inset = (AVATAR - _STAR) / 2
            glyph = Glyph.STARRED if starred else Glyph.STAR
            icons.paint(painter, glyph, face.adjusted(inset, inset, -inset, -inset), c.accent)
            return
        if isinstance(colleague, GroupRow):
            avatar.paint_group(painter, face, colleague.person.name)
        else:
            avatar.paint(painter, face, colleague.person.name)
        if starred:
            badge = QRectF(face.right() - _BADGE + 4, face.bottom() - _BADGE + 4, _BADGE, _BADGE)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(c.surface))
            painter.drawEllipse(badge)
            icons.paint(painter, Glyph.STARRED, badge.adjusted(2, 2, -2, -2), c.accent)

    @property
    def _model(self) -> ColleagueModel:
        model = self._view.model()
        assert isinstance(model, ColleagueModel)
        return model

    def _now(self) -> datetime:
        return self._model.clock()

    def helpEvent(
        self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: _Index
    ) -> bool:
        if not index.isValid():
            return super().helpEvent(event, view, option, index)
        colleague: Colleague = index.data(COLLEAGUE_ROLE)
        where = (
            second_line(colleague, self._now())
            if isinstance(colleague, GroupRow)
            else place(colleague.person)
        )
        line = "" if is_contact(colleague.person) else line_state(colleague.line)
        said = (colleague.person.name, where, profile_line(colleague, self._now()), line)
        text = "\n".join(part for part in said if part)
        if star_rect(option.rect).contains(event.pos()):
            starred = self._model.is_favourite(colleague.person.id)
            text = self.tr("Remove from favourites") if starred else self.tr("Add to favourites")
            text += f" ({shortcut('Ctrl+D')})"
        elif not can_be_called(colleague.person):
            text += "\n" + self.tr("No number: a click lets you add one")
        elif phone_rect(option.rect).contains(event.pos()):
            names = {"name": colleague.person.name, "caller": self.caller}
            what = self.tr("Transfer {caller} to {name}") if self.caller else self.tr("Call {name}")
            text = what.format(**names)
        QToolTip.showText(event.globalPos(), text, view)
        return True
