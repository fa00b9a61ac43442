"""The list of colleagues: a click on a phone icon, a double click or Enter chooses; a card can be dropped."""

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from softphone.ui.models.colleague_model import ColleagueModel, can_be_called
from softphone.ui.views import style
from softphone.ui.views.call_drag import dragged
from softphone.ui.views.colleague_row import ColleagueRow, phone_rect, star_rect
from softphone.ui.views.tokens import Space, Type
from softphone.ui.views.way import Way


class ColleagueListView(QListView):
    """Takes a `ColleagueModel` by `setModel()`."""

    chosen = Signal(str, object)
    """The person's id, and the Way."""
    call_dropped = Signal(str, str)
    """A call's id, and that of the person it was dropped on."""
    favourite_toggled = Signal(str)
    """The id of the row whose star was clicked, or Ctrl+D pressed on."""
    left_upwards = Signal()
    """Up was pressed on the first row."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row = ColleagueRow(self)
        self._pressed = QPersistentModelIndex()
        self._star_pressed = QPersistentModelIndex()
        self.setItemDelegate(self._row)
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setAcceptDrops(True)
        self.doubleClicked.connect(self._choose)
        self._retranslate()

    def setModel(self, model: QAbstractItemModel | None) -> None:
        super().setModel(model)
        if model is not None:
            model.modelReset.connect(self._mark_first_hit)

    def dataChanged(
        self,
        first: QModelIndex | QPersistentModelIndex,
        last: QModelIndex | QPersistentModelIndex,
        roles: Sequence[int] = (),
    ) -> None:
        """Paint the rows that changed. Qt would lay out all of them anew, and rows are of one height here."""
        QAbstractItemView.dataChanged(self, first, last, roles)

    def enter(self) -> None:
        """Take the keyboard, on the row that was marked or else the first."""
        model = self.model()
        if model.rowCount() and not self.currentIndex().isValid():
            self.setCurrentIndex(model.index(0, 0))
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def set_transferring(self, caller: str) -> None:
        """Who would be transferred to the colleague that is chosen; empty: nobody, they are called."""
        if caller != self._row.caller:
            self._row.caller = caller
            self.viewport().update()

    def anchor(self, person_id: str) -> QRect:
        """Where that colleague's phone icon is, in the coordinates of the window; empty when not in sight."""
        model = self.model()
        if isinstance(model, ColleagueModel) and (index := model.index_of(person_id)).isValid():
            place = phone_rect(self.visualRect(index))
            if self.viewport().rect().intersects(place):
                return QRect(self.viewport().mapTo(self.window(), place.topLeft()), place.size())
        return QRect()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        current = self.currentIndex()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and current.isValid():
            if not event.isAutoRepeat():
                control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
                self._choose(current, Way.ANNOUNCE if control else Way.CALL)
        elif event.key() == Qt.Key.Key_D and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            self._star(current)
        elif event.key() == Qt.Key.Key_Up and current.row() <= 0:
            self.left_upwards.emit()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._pressed = QPersistentModelIndex(self._phone_at(event.position().toPoint()))
            self._star_pressed = QPersistentModelIndex(self._star_at(event.position().toPoint()))
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if event.button() is Qt.MouseButton.LeftButton:
            place = event.position().toPoint()
            index, starred = self._phone_at(place), self._star_at(place)
            if index.isValid() and QPersistentModelIndex(index) == self._pressed:
                self._choose(index)
            elif starred.isValid() and QPersistentModelIndex(starred) == self._star_pressed:
                self._star(starred)
            self._pressed = self._star_pressed = QPersistentModelIndex()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """On an icon the first click has done it already."""
        place = event.position().toPoint()
        if not (self._phone_at(place).isValid() or self._star_at(place).isValid()):
            super().mouseDoubleClickEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        place = event.position().toPoint()
        self._point_at(self._phone_at(place), self._star_at(place))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        if index.isValid():
            self.setCurrentIndex(index)
            self._choose(index, Way.MENU)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dragged(event):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        self._hold_above(index)
        if dragged(event) and index.isValid():
            event.acceptProposedAction()
        else:
            event.ignore()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._hold_above(QModelIndex())

    def dropEvent(self, event: QDropEvent) -> None:
        self._hold_above(QModelIndex())
        index, model, call = self.indexAt(event.position().toPoint()), self.model(), dragged(event)
        if call and index.isValid() and isinstance(model, ColleagueModel):
            event.acceptProposedAction()
            person = model.colleague(index).person.id
            # What follows comes when the drag is over, and its loop left.
            QTimer.singleShot(0, self, lambda: self.call_dropped.emit(call, person))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._point_at(QModelIndex(), QModelIndex())

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
        index, model = self.indexAt(place), self.model()
        on = index.isValid() and phone_rect(self.visualRect(index)).contains(place)
        callable_ = on and isinstance(model, ColleagueModel) and can_be_called(model.colleague(index).person)
        return index if callable_ else QModelIndex()

    def _star_at(self, place: QPoint) -> QModelIndex:
        index = self.indexAt(place)
        on = index.isValid() and star_rect(self.visualRect(index)).contains(place)
        return index if on else QModelIndex()

    def _point_at(self, phone: QModelIndex, star: QModelIndex) -> None:
        before = self._row.phone_under_mouse, self._row.star_under_mouse
        now = QPersistentModelIndex(phone), QPersistentModelIndex(star)
        if before == now:
            return
        self._row.phone_under_mouse, self._row.star_under_mouse = now
        pointing = phone.isValid() or star.isValid()
        self.viewport().setCursor(
            Qt.CursorShape.PointingHandCursor if pointing else Qt.CursorShape.ArrowCursor
        )
        self.viewport().update()

    def _hold_above(self, index: QModelIndex) -> None:
        if self._row.dropped_on != QPersistentModelIndex(index):
            self._row.dropped_on = QPersistentModelIndex(index)
            self.viewport().update()

    def _choose(self, index: QModelIndex, way: Way = Way.CALL) -> None:
        model = self.model()
        if isinstance(model, ColleagueModel) and index.isValid():
            self.chosen.emit(model.colleague(index).person.id, way)

    def _star(self, index: QModelIndex) -> None:
        """The row goes to its new place; the keyboard stays with whom it was at."""
        model = self.model()
        if isinstance(model, ColleagueModel) and index.isValid():
            row = model.colleague(index).person.id
            at = model.colleague(self.currentIndex()).person.id if self.currentIndex().isValid() else ""
            self.favourite_toggled.emit(row)
            if at:
                self.setCurrentIndex(model.index_of(at))
