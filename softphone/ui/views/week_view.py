"""A week of the schedule, drawn: a column for each day, a block for each stretch of a profile.

A click, or Enter where the arrow keys went, opens what is there, or begins something new in an empty hour.
"""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from softphone.profiles.schedule import Schedule
from softphone.ui.models import week
from softphone.ui.models.week import DAY, Block
from softphone.ui.views import style
from softphone.ui.views.tokens import Space, Type

_HOUR = 14
"""Pixels."""
_HEAD, _SIDE = 28, 40
_LABELS = 3
"""Hours between two that are named."""


class WeekView(QWidget):
    opened = Signal(int, int)
    """A day (0 is Monday) and a minute of it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._blocks: tuple[Block, ...] = ()
        self._names: dict[int, str] = {}
        self._profiles: tuple[int, ...] = ()
        """Each has a colour of its own, as far as they go."""
        self._monday = date.min
        self._today = date.min
        self._at = (0, 8 * 60)
        """Where the arrow keys are."""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_week(self, schedule: Schedule, names: dict[int, str], monday: date, now: datetime) -> None:
        """`names`: of the profiles, by their numbers. `now` in the person's time zone."""
        zone = now.tzinfo
        assert isinstance(zone, ZoneInfo)
        self._blocks = blocks = week.blocks(schedule, monday, zone)
        self._profiles = week.profiles_in(schedule)
        self._names, self._monday, self._today = names, monday, now.date()
        said = week.week_in_words(blocks, names)
        self.setAccessibleDescription(said or self.tr("Nothing is scheduled this week."))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(_SIDE + 7 * 48, _HEAD + 24 * _HOUR + Space.SMALL)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = self._place(event.position().toPoint())
        if event.button() is Qt.MouseButton.LeftButton and place is not None:
            self._at = place[0], place[1] // 60 * 60
            self.update()
            self.opened.emit(*place)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = self._place(event.position().toPoint(), exact=True)
        block = None if place is None else self.block_at(*place)
        self.setToolTip("" if block is None else week.week_in_words((block,), self._names))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        day, minute = self._at
        match event.key():
            case Qt.Key.Key_Left:
                day = max(0, day - 1)
            case Qt.Key.Key_Right:
                day = min(6, day + 1)
            case Qt.Key.Key_Up:
                minute = max(0, minute - 60)
            case Qt.Key.Key_Down:
                minute = min(DAY - 60, minute + 60)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_Space:
                self.opened.emit(*self._in_hour(day, minute))
            case _:
                super().keyPressEvent(event)
                return
        self._at = day, minute
        self.update()

    def _in_hour(self, day: int, minute: int) -> tuple[int, int]:
        """Where a block is in that hour, however short, as the arrow keys go from hour to hour."""
        found = [b for b in self._blocks if b.day == day and b.begin < minute + 60 and b.end > minute]
        return day, max(minute, found[0].begin) if found else minute

    def block_at(self, day: int, minute: int) -> Block | None:
        return next((b for b in self._blocks if b.day == day and b.begin <= minute < b.end), None)

    def paintEvent(self, event: QPaintEvent) -> None:
        c = style.colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(style.font(Type.SMALL))
        self._paint_grid(painter)
        for block in self._blocks:
            self._paint_block(painter, block)
        if self.hasFocus():
            day, minute = self._at
            painter.setPen(QPen(QColor(c.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self._rect(day, minute, minute + 60).adjusted(1, 0, -1, 0), 4, 4)
        painter.end()

    def _paint_grid(self, painter: QPainter) -> None:
        c = style.colours()
        for day in range(7):
            here = self._monday + timedelta(days=day)
            is_today = here == self._today
            painter.setFont(style.font(Type.SMALL, strong=is_today))
            painter.setPen(QColor(c.accent if is_today else c.muted))
            head = QRectF(self._left(day), 0, self._left(day + 1) - self._left(day), _HEAD)
            painter.drawText(head, Qt.AlignmentFlag.AlignCenter, f"{week.day_name(day)} {here.day}")
        painter.setFont(style.font(Type.SMALL))
        for hour in range(0, 25, _LABELS):
            y = _HEAD + hour * _HOUR
            painter.setPen(QColor(c.line))
            painter.drawLine(QPoint(_SIDE, y), QPoint(self.width(), y))
            if hour < 24:
                painter.setPen(QColor(c.muted))
                room = QRectF(0, y - 8, _SIDE - Space.SMALL, 16)
                right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                painter.drawText(room, right, f"{hour:02}")

    def _paint_block(self, painter: QPainter, block: Block) -> None:
        tints = style.colours().avatars
        nth = self._profiles.index(block.profile) if block.profile in self._profiles else 0
        back, letters = tints[nth % len(tints)]
        rect = self._rect(block.day, block.begin, block.end).adjusted(2, 0.5, -2, -0.5)
        painter.setPen(QPen(QColor(letters), 1))
        painter.setBrush(QColor(back))
        painter.drawRoundedRect(rect, 4, 4)
        words = painter.fontMetrics()
        if rect.height() < words.height() - 3:
            return  # its tooltip says it
        name = self._names.get(block.profile, str(block.profile))
        room = rect.adjusted(4, 0, -2, 0)
        left, width = Qt.AlignmentFlag.AlignLeft, int(room.width())
        if rect.height() > 3 * words.height() and all(
            words.horizontalAdvance(word) <= width for word in name.split()
        ):
            painter.drawText(room, left | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap, name)
            return
        high = rect.height() > 2 * words.height()
        top = Qt.AlignmentFlag.AlignTop if high else Qt.AlignmentFlag.AlignVCenter
        painter.drawText(room, left | top, words.elidedText(name, Qt.TextElideMode.ElideRight, width))

    def _left(self, day: int) -> float:
        return _SIDE + day * (self.width() - _SIDE) / 7

    def _rect(self, day: int, begin: int, end: int) -> QRectF:
        left, top = self._left(day), _HEAD + begin * _HOUR / 60
        return QRectF(left, top, self._left(day + 1) - left, (end - begin) * _HOUR / 60)

    def _place(self, at: QPoint, *, exact: bool = False) -> tuple[int, int] | None:
        """The day and the minute there; by whole hours, where nothing is, that new hours begin at."""
        if at.x() < _SIDE or at.y() < _HEAD:
            return None
        day = int((at.x() - _SIDE) * 7 / (self.width() - _SIDE))
        day, minute = min(day, 6), (at.y() - _HEAD) * 60 // _HOUR
        if minute >= DAY:
            return None
        there = exact or self.block_at(day, minute) is not None
        return day, minute if there else minute // 60 * 60
