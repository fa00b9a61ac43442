"""The choices for somebody who was picked during a call: a small sheet at the place where they were picked.

It lies inside the window, so that it stands where it belongs on every system, and goes by Esc, by a click
beside it, and when the keyboard goes elsewhere. The Enter that opened it chooses nothing in it, however long
it is held.
"""

from collections.abc import Callable

import msgspec
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QAbstractButton, QApplication, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from softphone.ui.views import icons, style
from softphone.ui.views.announce import announce
from softphone.ui.views.buttons import shortcut
from softphone.ui.views.enter_key import EnterKey
from softphone.ui.views.glyph_label import GlyphLabel
from softphone.ui.views.icons import Glyph
from softphone.ui.views.labels import Label
from softphone.ui.views.tokens import CARD_RADIUS, CONTROL, RADIUS, Space, Tone, Type

_WIDTH = 384
_ROW = 56
_GLYPH = 20
_SHADOW = 12
_READ_IN = 0.25
"""Seconds; an Enter that comes sooner was pressed before the question could be read."""
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class Offer(msgspec.Struct, frozen=True):
    """One thing that can be chosen. `keys` chooses it wherever the keyboard is in the sheet; "Return" is for
    the first, which has the keyboard."""

    key: str
    glyph: Glyph
    title: str
    detail: str
    keys: str = ""


class Question(msgspec.Struct, frozen=True):
    title: str
    offers: tuple[Offer, ...]
    warning: str = ""
    """What one should know before choosing."""
    first: int = 0
    """Which offer has the keyboard."""


class _Row(QAbstractButton):
    lost_keyboard = Signal()

    def __init__(self, offer: Offer, parent: QWidget) -> None:
        super().__init__(parent)
        self.offer = offer
        self.setFixedHeight(_ROW)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setText(offer.title)
        self.setAccessibleName(offer.title)
        self._keys = shortcut(offer.keys)
        self.setAccessibleDescription(" ".join(part for part in (offer.detail, self._keys) if part))

    def sizeHint(self) -> QSize:
        return QSize(_WIDTH, _ROW)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            super().keyPressEvent(event)
        else:
            event.ignore()  # Enter and the arrows are the sheet's

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() is not Qt.FocusReason.ActiveWindowFocusReason:
            self.lost_keyboard.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        c = style.colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        focused = self.hasFocus()
        if focused or self.underMouse() or self.isDown():
            painter.setPen(QPen(QColor(c.accent), 2) if focused else Qt.PenStyle.NoPen)
            painter.setBrush(QColor(c.selected if focused else c.hover))
            painter.drawRoundedRect(ground, RADIUS, RADIUS)
        middle = self.height() / 2
        place = QRectF(Space.MEDIUM, middle - _GLYPH / 2, _GLYPH, _GLYPH)
        icons.paint(painter, self.offer.glyph, place, c.accent if focused else c.text)
        left = Space.MEDIUM + _GLYPH + Space.MEDIUM
        lines = QRectF(left, Space.SMALL, self.width() - left - Space.MEDIUM, _ROW - 2 * Space.SMALL)
        small = style.font(Type.SMALL)
        painter.setFont(small)
        painter.setPen(QColor(c.muted))
        painter.drawText(lines.adjusted(0, 0, 0, -lines.height() / 2), _RIGHT, self._keys)
        self._write(painter, lines.adjusted(0, lines.height() / 2, 0, 0), self.offer.detail)
        painter.setFont(style.font(Type.BODY, strong=True))
        painter.setPen(QColor(c.text))
        keys = QFontMetrics(small).horizontalAdvance(self._keys) + Space.SMALL
        self._write(painter, lines.adjusted(0, 0, -keys, -lines.height() / 2), self.offer.title)
        painter.end()

    def _write(self, painter: QPainter, place: QRectF, words: str) -> None:
        elide = Qt.TextElideMode.ElideRight
        painter.drawText(place, _LEFT, painter.fontMetrics().elidedText(words, elide, int(place.width())))


class Choices(QFrame):
    chosen = Signal(str)
    """An offer's key."""
    left = Signal()
    """Nothing was chosen."""

    def __init__(self, parent: QWidget, clock: Callable[[], float]) -> None:
        """`clock` is monotonic, in seconds."""
        super().__init__(parent)
        self._clock = clock
        self._asked_at = clock()
        self.enter_key = EnterKey(clock, self)
        """To be installed where all keys of the window come by."""
        self._question: Question | None = None
        self._back: QWidget | None = None
        self._anchor = QRect()
        self._watched: list[QObject] = []
        self._title = Label(self, size=Type.BODY, strong=True, wrap=True)
        self._warning = QWidget(self)
        self._caution = Label(self._warning, tone="warning", wrap=True)
        glyph = GlyphLabel(Glyph.WARNING, 18, self._warning)
        glyph.set_tone(Tone.WARNING)
        beside = QHBoxLayout(self._warning)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(Space.SMALL)
        beside.addWidget(glyph)
        beside.addWidget(self._caution, 1)
        head = QVBoxLayout()
        head.setContentsMargins(Space.MEDIUM, Space.SMALL, Space.MEDIUM, Space.SMALL)
        head.setSpacing(Space.HAIR)
        head.addWidget(self._title)
        head.addWidget(self._warning)
        self._column = QVBoxLayout(self)
        around = _SHADOW + Space.SMALL
        self._column.setContentsMargins(around, around, around, around)
        self._column.setSpacing(2)
        self._column.addLayout(head)
        self._rows: list[_Row] = []
        self.setFixedWidth(_WIDTH + 2 * _SHADOW)
        self.hide()

    @property
    def question(self) -> Question | None:
        """What it asks now; None while it is not there."""
        return self._question

    def row(self, key: str) -> QAbstractButton | None:
        return next((row for row in self._rows if row.offer.key == key), None)

    def ask(self, question: Question, anchor: QRect) -> None:
        """At `anchor`, in the coordinates of the parent. The keyboard comes here, and goes back on Esc."""
        if self._question is None:
            self._back = QApplication.focusWidget()
            # Before it is shown for the first time, a window has no window of the system.
            self._watched = list(filter(None, (self.window(), self.window().windowHandle())))
            for each in self._watched:
                each.installEventFilter(self)
        self._question = question
        self._asked_at = self._clock()
        self._fill(question)
        self._place(anchor)
        self.show()
        self.raise_()
        self._rows[question.first].setFocus(Qt.FocusReason.PopupFocusReason)
        said = " ".join(part for part in (question.title + ".", question.warning) if part)
        announce(self, said, at_once=True)

    def withdraw(self) -> None:
        """What it was about is no more."""
        if self._question is not None:
            self._close(back=True)
            self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        at = next((n for n, row in enumerate(self._rows) if row.hasFocus()), 0)
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
        if step:
            self._rows[(at + step) % len(self._rows)].setFocus(Qt.FocusReason.TabFocusReason)
        elif event.key() == Qt.Key.Key_Escape:
            self.withdraw()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            soon = self._clock() - self._asked_at < _READ_IN
            if not (soon or self.enter_key.repeats or event.isAutoRepeat()):
                self._enter(event, at)
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.MouseButtonPress and isinstance(event, QMouseEvent):
            # To the window of the system: every press in it, whichever widget is there.
            place = self.window().mapFromGlobal(event.globalPosition().toPoint())
            if watched is not self.window() and not self.geometry().contains(place):
                self._leave()
        elif event.type() is QEvent.Type.Resize and watched is self.window():
            self._place(self._anchor)
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        c = style.colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        plate = QRectF(self.rect()).adjusted(_SHADOW, _SHADOW, -_SHADOW, -_SHADOW)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(0, 0, 0, 3))
        for grow in range(_SHADOW, 0, -1):
            painter.drawRoundedRect(
                plate.adjusted(-grow, 2 - grow, grow, grow), CARD_RADIUS + grow, CARD_RADIUS + grow
            )
        painter.setPen(QPen(QColor(c.edge), 1))
        painter.setBrush(QColor(c.surface))
        painter.drawRoundedRect(plate.adjusted(0.5, 0.5, -0.5, -0.5), CARD_RADIUS, CARD_RADIUS)
        painter.end()

    def _see_keyboard(self) -> None:
        at = QApplication.focusWidget()
        if self._question is not None and at is not None and at is not self and not self.isAncestorOf(at):
            self._leave()

    def _fill(self, question: Question) -> None:
        for row in self._rows:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._title.setText(question.title)
        self._caution.setText(question.warning)
        self._warning.setVisible(bool(question.warning))
        self.setAccessibleName(question.title)
        self.setAccessibleDescription(question.warning)
        self._rows = [_Row(offer, self) for offer in question.offers]
        for row in self._rows:
            self._column.addWidget(row)
            row.clicked.connect(lambda _checked=False, key=row.offer.key: self._choose(key))
            # Seen to once it is known where the keyboard has gone.
            row.lost_keyboard.connect(self._see_keyboard, Qt.ConnectionType.QueuedConnection)
            row.show()

    def _place(self, anchor: QRect) -> None:
        self._anchor = anchor
        self._column.activate()
        self.resize(self.width(), self._column.totalHeightForWidth(self.width()))
        room = self.window().rect()
        below = anchor.bottom() + Space.MEDIUM - _SHADOW
        above = anchor.top() - Space.MEDIUM - self.height() + _SHADOW
        y = below if below + self.height() <= room.height() else above
        x = anchor.right() + _SHADOW - self.width() + CONTROL // 4
        x = min(x, room.width() - self.width())
        y = min(y, room.height() - self.height())
        self.move(QPoint(max(0, x), max(0, y)))

    def _enter(self, event: QKeyEvent, at: int) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            for row in self._rows:
                if row.offer.keys == "Ctrl+Return":
                    self._choose(row.offer.key)
        else:
            self._choose(self._rows[at].offer.key)

    def _choose(self, key: str) -> None:
        self._close(back=True)
        self.chosen.emit(key)

    def _leave(self) -> None:
        self._close(back=False)
        self.left.emit()

    def _close(self, *, back: bool) -> None:
        for each in self._watched:
            each.removeEventFilter(self)
        self._watched = []
        self._question = None
        widget, self._back = self._back, None
        if back and widget is not None and widget.isVisible():
            widget.setFocus(Qt.FocusReason.PopupFocusReason)
        self.hide()
