"""The rail at the left: which list stands beside it, with what is new in each."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QVBoxLayout, QWidget

from softphone.ui.views import icons, style
from softphone.ui.views.icons import Glyph
from softphone.ui.views.tokens import RADIUS, Space, Type

WIDTH = 112
"""For the longest word of the two languages, whole."""
_HEIGHT = 56
_GLYPH = 22
_BADGE = 16


class RailButton(QAbstractButton):
    """A glyph with its word below, and a number of what is new."""

    def __init__(self, glyph: Glyph, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._glyph = glyph
        self._new = 0
        self.setCheckable(True)
        self.setFixedSize(WIDTH - 1, _HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    @property
    def new(self) -> int:
        return self._new

    def set_new(self, new: int) -> None:
        self._new = new
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(WIDTH - 1, _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        c = style.colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = QRectF(self.rect()).adjusted(4, 2, -4, -2)
        if self.isChecked() or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(c.selected if self.isChecked() else c.hover))
            painter.drawRoundedRect(ground, RADIUS, RADIUS)
        if self.hasFocus():
            painter.setPen(QPen(QColor(c.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(ground.adjusted(1, 1, -1, -1), RADIUS - 1, RADIUS - 1)
        colour = c.text if self.isChecked() else c.muted
        place = QRectF((self.width() - _GLYPH) / 2, Space.SMALL, _GLYPH, _GLYPH)
        icons.paint(painter, self._glyph, place, colour)
        font = style.font(Type.SMALL)
        painter.setFont(font)
        painter.setPen(QColor(colour))
        room = self.rect().adjusted(2, Space.SMALL + _GLYPH, -2, -4)
        words = QFontMetrics(font).elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, words)
        if self._new:
            self._paint_badge(painter, place)
        painter.end()

    def _paint_badge(self, painter: QPainter, glyph: QRectF) -> None:
        c = style.colours()
        words = str(self._new) if self._new < 100 else "99+"
        font = style.font(Type.SMALL, strong=True)
        font.setPixelSize(11)
        width = max(_BADGE, QFontMetrics(font).horizontalAdvance(words) + Space.SMALL)
        badge = QRectF(glyph.right() - _BADGE / 2, glyph.top() - 4, width, _BADGE)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(c.bad))
        painter.drawRoundedRect(badge, _BADGE / 2, _BADGE / 2)
        painter.setFont(font)
        painter.setPen(QColor(c.surface))
        painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, words)


class Rail(QWidget):
    """Colleagues, call history, own contacts, in this order."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        style.named(self, "people")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(WIDTH)
        self._group = QButtonGroup(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, Space.SMALL, 1, Space.SMALL)
        column.setSpacing(Space.HAIR)
        self.buttons = [RailButton(glyph, self) for glyph in (Glyph.PERSON, Glyph.CLOCK, Glyph.BOOK)]
        for n, button in enumerate(self.buttons):
            self._group.addButton(button, n)
            column.addWidget(button)
        column.addStretch(1)
        self.buttons[0].setChecked(True)
        self._group.idToggled.connect(lambda which, on: self.chosen.emit(which) if on else None)
        self._retranslate()

    def choose(self, which: int) -> None:
        self.buttons[which].setChecked(True)

    def set_missed(self, missed: int) -> None:
        """Missed calls that have not been looked at."""
        self.buttons[1].set_new(missed)
        self._retranslate()

    def enter(self) -> bool:
        """Take the keyboard, on the list that is shown; False when it is not there."""
        if self.isHidden():
            return False
        self.buttons[self._group.checkedId()].setFocus(Qt.FocusReason.ShortcutFocusReason)
        return True

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()

    def _retranslate(self) -> None:
        missed = self.buttons[1].new
        said = (self.tr("Colleagues"), self.tr("Call history"), self.tr("Own contacts"))
        for n, (button, name) in enumerate(zip(self.buttons, said, strict=True), 1):
            button.setText(name)
            news = self.tr("Missed calls: {count}").format(count=missed) if n == 2 and missed else ""
            button.setAccessibleName(f"{name}, {news}" if news else name)
            button.setToolTip(f"{name} (Ctrl+{n})" + (f"\n{news}" if news else ""))
