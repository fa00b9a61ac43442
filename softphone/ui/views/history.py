"""The call history (Samtalshistorik): all calls or the missed ones; Enter or a double click calls back."""

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QMenu, QVBoxLayout, QWidget

from softphone.ui.models.history_model import HistoryModel, ShownCall
from softphone.ui.views import style
from softphone.ui.views.colleague_row import phone_rect
from softphone.ui.views.history_row import HistoryRowDelegate
from softphone.ui.views.segments import Segments
from softphone.ui.views.tokens import Space, Type
from softphone.ui.views.way import Way


class HistoryList(QListView):
    chosen = Signal(object, object)
    """The ShownCall to call back, and the Way."""
    note_requested = Signal(object)
    """The ShownCall whose note is to be written."""
    left_upwards = Signal()
    """Up was pressed on the first row."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setItemDelegate(HistoryRowDelegate(self))
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._offer)
        self.doubleClicked.connect(lambda index: self._call(index))
        self.retranslate()

    def enter(self) -> None:
        """Take the keyboard, on the row that was marked or else the first."""
        model = self.model()
        if model.rowCount() and not self.currentIndex().isValid():
            self.setCurrentIndex(model.index(0, 0))
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def retranslate(self) -> None:
        self.setAccessibleName(self.tr("Call history"))
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        current = self.currentIndex()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and current.isValid():
            control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
            self._call(current, Way.ANNOUNCE if control else Way.CALL)
        elif event.key() == Qt.Key.Key_F2 and current.isValid():
            self.note_requested.emit(self._at(current))
        elif event.key() == Qt.Key.Key_Up and current.row() <= 0:
            self.left_upwards.emit()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        place = event.position().toPoint()
        index = self.indexAt(place)
        on_phone = index.isValid() and phone_rect(self.visualRect(index)).contains(place)
        if event.button() is Qt.MouseButton.LeftButton and on_phone:
            self._call(index)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """On the phone icon the first click has called already."""
        index = self.indexAt(event.position().toPoint())
        if not phone_rect(self.visualRect(index)).contains(event.position().toPoint()):
            super().mouseDoubleClickEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        model = self.model()
        if isinstance(model, HistoryModel) and model.rowCount() == 0:
            painter = QPainter(self.viewport())
            painter.setPen(QColor(style.colours().muted))
            painter.setFont(style.font(Type.SMALL))
            room = self.viewport().rect().adjusted(Space.WIDE, Space.WIDE, -Space.WIDE, -Space.WIDE)
            flags = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignHCenter
            painter.drawText(room, flags.value | Qt.TextFlag.TextWordWrap.value, self.empty_words(model))
            painter.end()

    def empty_words(self, model: HistoryModel) -> str:
        if model.search_text:
            return self.tr("No call matches “{text}”.").format(text=model.search_text)
        if model.only_missed:
            return self.tr("No missed calls.")
        return self.tr("No calls yet.")

    def _at(self, index: QModelIndex) -> ShownCall:
        model = self.model()
        assert isinstance(model, HistoryModel)
        return model.call(index)

    def anchor(self, call: ShownCall) -> QRect:
        """Where its phone icon is, in the coordinates of the window; empty when not in sight."""
        model = self.model()
        for row in range(model.rowCount()) if isinstance(model, HistoryModel) else ():
            if self._at(model.index(row, 0)).row.id == call.row.id:
                place = phone_rect(self.visualRect(model.index(row, 0)))
                if self.viewport().rect().intersects(place):
                    return QRect(self.viewport().mapTo(self.window(), place.topLeft()), place.size())
        return QRect()

    def _call(self, index: QModelIndex, way: Way = Way.CALL) -> None:
        if index.isValid():
            self.chosen.emit(self._at(index), way)

    def _offer(self, place: QPoint) -> None:
        index = self.indexAt(place) if self.indexAt(place).isValid() else self.currentIndex()
        if not index.isValid():
            return
        call = self._at(index)
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        back = menu.addAction(self.tr("Call {name}").format(name=call.name))
        back.triggered.connect(lambda: self.chosen.emit(call, Way.CALL))
        note = menu.addAction(self.tr("Note…"))
        note.setShortcut(Qt.Key.Key_F2)
        note.triggered.connect(lambda: self.note_requested.emit(call))
        menu.popup(self.viewport().mapToGlobal(place))


class HistoryView(QWidget):
    only_missed = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.list = HistoryList(self)
        self._which = Segments(2, self)
        self._missed = 0
        above = QVBoxLayout()
        above.setContentsMargins(Space.LARGE, 0, Space.LARGE, Space.SMALL)
        above.addWidget(self._which)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(above)
        column.addWidget(self.list, 1)
        self.setFocusProxy(self.list)
        self._which.chosen.connect(lambda which: self.only_missed.emit(which == 1))
        self._retranslate()

    def set_model(self, model: QAbstractItemModel) -> None:
        self.list.setModel(model)

    def set_missed(self, missed: int) -> None:
        """How many missed calls have not been looked at."""
        self._missed = missed
        self._retranslate()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()

    def _retranslate(self) -> None:
        missed = self.tr("Missed")
        self._which.name(
            self.tr("Call history"),
            (self.tr("All"), f"{missed} ({self._missed})" if self._missed else missed),
        )
        self.list.retranslate()
