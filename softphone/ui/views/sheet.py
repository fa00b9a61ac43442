"""A sheet that hangs in the window below what opened it; goes by Esc, a click beside it, and the keyboard."""

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QFrame, QVBoxLayout, QWidget

from softphone.ui.views import style
from softphone.ui.views.tokens import CARD_RADIUS, Space

_SHADOW = 12


class Sheet(QFrame):
    """Inside the window, so that it stands where it belongs on every system."""

    closed = Signal()

    def __init__(self, parent: QWidget, width: int) -> None:
        super().__init__(parent)
        self._anchor = QRect()
        self._back: QWidget | None = None
        self._watched: list[QObject] = []
        self.body = QVBoxLayout(self)
        around = _SHADOW + Space.MEDIUM
        self.body.setContentsMargins(around, around, around, around)
        self.body.setSpacing(Space.SMALL)
        self.setFixedWidth(width + 2 * _SHADOW)
        # Not by Tab: it holds the keyboard while what had it goes.
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.hide()

    def open_at(self, anchor: QRect) -> None:
        """Below `anchor`, in the coordinates of the parent."""
        self._anchor = anchor
        if not self._watched:
            self._back = QApplication.focusWidget()
            self._watched = list(filter(None, (self.window(), self.window().windowHandle())))
            for each in self._watched:
                each.installEventFilter(self)
            app = QApplication.instance()
            assert isinstance(app, QApplication)
            app.focusChanged.connect(self._keyboard_went)
        self.show()
        self.raise_()
        self.place()

    def close_sheet(self, *, back: bool = True) -> None:
        if not self._watched:
            return
        for each in self._watched:
            each.removeEventFilter(self)
        self._watched = []
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.disconnect(self._keyboard_went)
        widget, self._back = self._back, None
        if back and widget is not None and widget.isVisible():
            widget.setFocus(Qt.FocusReason.PopupFocusReason)
        self.hide()
        self.closed.emit()

    def hold_keyboard(self) -> None:
        """Before what has it is hidden or deleted: Qt would give it to the next outside."""
        at = QApplication.focusWidget()
        if at is not None and self.isAncestorOf(at):
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def place(self) -> None:
        """Anew: what is in it has changed, or the window."""
        if not self.isVisible():
            return
        room = self.window().rect()
        self.body.activate()
        top = self._anchor.bottom() + Space.SMALL - _SHADOW
        least = self.body.totalHeightForWidth(self.width()) if self.body.hasHeightForWidth() else -1
        wanted = max(least, self.body.totalSizeHint().height())
        self.resize(self.width(), min(wanted, room.height() - top))
        left = min(self._anchor.left() - _SHADOW, room.width() - self.width())
        self.move(QPoint(max(0, left), top))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_sheet()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.MouseButtonPress and isinstance(event, QMouseEvent):
            # To the window of the system: every press in it, whichever widget is there.
            place = self.window().mapFromGlobal(event.globalPosition().toPoint())
            inside = self.geometry().contains(place) or self._anchor.contains(place)
            if watched is not self.window() and not inside:
                self.close_sheet(back=False)
        elif event.type() is QEvent.Type.Resize and watched is self.window():
            self.place()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        c = style.colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        plate = QRectF(self.rect()).adjusted(_SHADOW, _SHADOW, -_SHADOW, -_SHADOW)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(0, 0, 0, 3))
        for grow in range(_SHADOW, 0, -1):
            around = plate.adjusted(-grow, 2 - grow, grow, grow)
            painter.drawRoundedRect(around, CARD_RADIUS + grow, CARD_RADIUS + grow)
        painter.setPen(QPen(QColor(c.edge), 1))
        painter.setBrush(QColor(c.surface))
        painter.drawRoundedRect(plate.adjusted(0.5, 0.5, -0.5, -0.5), CARD_RADIUS, CARD_RADIUS)
        painter.end()

    def _keyboard_went(self, _from: QWidget | None, to: QWidget | None) -> None:
        if to is not None and to is not self and to.window() is self.window() and not self.isAncestorOf(to):
            self.close_sheet(back=False)
