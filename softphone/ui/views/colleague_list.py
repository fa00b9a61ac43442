"""The list of colleagues: a click on a phone icon, a double click or Enter calls."""

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QPersistentModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from softphone.ui.models.colleague_model import ColleagueModel
from softphone.ui.views import style
from softphone.ui.views.colleague_row import ColleagueRow, phone_rect
from softphone.ui.views.tokens import Space, Type


class ColleagueListView(QListView):
    """Takes a `ColleagueModel` by `setModel()`."""

    call_requested = Signal(str)
    """The person's id."""
    left_upwards = Signal()
    """Up was pressed on the first row."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row = ColleagueRow(self)
        self._pressed = QPersistentModelIndex()
        self.setItemDelegate(self._row)
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.doubleClicked.connect(self._call)
        self._retranslate()

    def setModel(self, model: QAbstractItemModel | None) -> None:
        super().setModel(model)
        if model is not None:
            model.modelReset.connect(self._mark_first_hit)

    def enter(self) -> None:
        """Take the keyboard, on the row that was marked or else the first."""
        model = self.model()
        if model.rowCount() and not self.currentIndex().isValid():
            self.setCurrentIndex(model.index(0, 0))
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        current = self.currentIndex()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and current.isValid():
            self._call(current)
        elif event.key() == Qt.Key.Key_Up and current.row() <= 0:
            self.left_upwards.emit()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._pressed = QPersistentModelIndex(self._phone_at(event.position().toPoint()))
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if event.button() is Qt.MouseButton.LeftButton:
            index = self._phone_at(event.position().toPoint())
            if index.isValid() and QPersistentModelIndex(index) == self._pressed:
                self._call(index)
            self._pressed = QPersistentModelIndex()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """On the phone icon the first click has called already."""
        if not self._phone_at(event.position().toPoint()).isValid():
            super().mouseDoubleClickEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._point_at(self._phone_at(event.position().toPoint()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._point_at(QModelIndex())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        model = self.model()
        if isinstance(model, ColleagueModel) and model.rowCount() == 0:
            painter = QPainter(self.viewport())
            painter.setPen(QColor(style.colours().muted))
            painter.setFont(style.font(Type.SMALL))
            room = self.viewport().rect().adjusted(Space.WIDE, Space.WIDE, -Space.WIDE, -Space.WIDE)
            flags = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignHCenter
            painter.drawText(
                room, flags.value | Qt.TextFlag.TextWordWrap.value, self.empty_words(model.search_text)
            )
            painter.end()

    def empty_words(self, search: str) -> str:
        if search:
            return self.tr("No colleague matches “{text}”.").format(text=search)
        return self.tr("No colleagues here. Type a number above to call.")

    def _retranslate(self) -> None:
        self.setAccessibleName(self.tr("Colleagues"))
        self.viewport().update()

    def _mark_first_hit(self) -> None:
        """While one searches, Enter in the field calls the first hit: show which that is."""
        model = self.model()
        if isinstance(model, ColleagueModel) and model.search_text and model.rowCount():
            self.setCurrentIndex(model.index(0))
        self.scrollToTop()

    def _phone_at(self, place: QPoint) -> QModelIndex:
        index = self.indexAt(place)
        if index.isValid() and phone_rect(self.visualRect(index)).contains(place):
            return index
        return QModelIndex()

    def _point_at(self, index: QModelIndex) -> None:
        before = self._row.phone_under_mouse
        if before == QPersistentModelIndex(index):
            return
        self._row.phone_under_mouse = QPersistentModelIndex(index)
        self.viewport().setCursor(
            Qt.CursorShape.PointingHandCursor if index.isValid() else Qt.CursorShape.ArrowCursor
        )
        self.viewport().update()

    def _call(self, index: QModelIndex) -> None:
        model = self.model()
        if isinstance(model, ColleagueModel) and index.isValid():
            self.call_requested.emit(model.colleague(index).person.id)
