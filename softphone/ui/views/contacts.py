"""One's own contacts (Egna kontakter): to call, to add, to change; in and out as vCards."""

from PySide6.QtCore import QEvent, QModelIndex, QStandardPaths, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from softphone.ui.models.colleague_model import ColleagueModel
from softphone.ui.views.buttons import Button
from softphone.ui.views.colleague_list import ColleagueListView
from softphone.ui.views.tokens import Space


def documents() -> str:
    """Where people keep their files; their home where the system names no such folder."""
    places = (QStandardPaths.StandardLocation.DocumentsLocation, QStandardPaths.StandardLocation.HomeLocation)
    return next((path for each in places if (path := QStandardPaths.writableLocation(each))), "")


class _List(ColleagueListView):
    edit_requested = Signal(str)
    removal_requested = Signal(str)

    def empty_words(self, search: str) -> str:
        if search:
            return self.tr("No contact matches “{text}”.").format(text=search)
        return self.tr("No contacts yet. Add one, or import those of another program (vCard).")

    def _retranslate(self) -> None:
        self.setAccessibleName(self.tr("Own contacts"))
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        current = self.currentIndex()
        if current.isValid() and event.key() in (Qt.Key.Key_F2, Qt.Key.Key_Delete):
            signal = self.edit_requested if event.key() == Qt.Key.Key_F2 else self.removal_requested
            signal.emit(self.id_of(current))
        else:
            super().keyPressEvent(event)

    def id_of(self, index: QModelIndex) -> str:
        model = self.model()
        assert isinstance(model, ColleagueModel)
        return model.colleague(index).person.id


class ContactsView(QWidget):
    add_requested = Signal()
    edit_requested = Signal(str)
    """The row's id, as the next."""
    removal_requested = Signal(str)
    import_requested = Signal(str)
    """The file's path, as the next."""
    export_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.list = _List(self)
        self.add = Button(self)
        self._more = Button(self)
        buttons = QHBoxLayout()
        buttons.setContentsMargins(Space.LARGE, 0, Space.LARGE, Space.SMALL)
        buttons.setSpacing(Space.SMALL)
        buttons.addWidget(self.add)
        buttons.addWidget(self._more)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(buttons)
        column.addWidget(self.list, 1)
        self.setFocusProxy(self.list)
        self.add.clicked.connect(self.add_requested)
        self._more.clicked.connect(self._offer)
        self.list.edit_requested.connect(self.edit_requested)
        self.list.removal_requested.connect(self.removal_requested)
        self._retranslate()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()

    def _offer(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        current = self.list.currentIndex()
        if current.isValid():
            row = self.list.id_of(current)
            change = menu.addAction(self.tr("Change…"))
            change.setShortcut(Qt.Key.Key_F2)
            change.triggered.connect(lambda: self.edit_requested.emit(row))
            remove = menu.addAction(self.tr("Remove"))
            remove.setShortcut(Qt.Key.Key_Delete)
            remove.triggered.connect(lambda: self.removal_requested.emit(row))
            menu.addSeparator()
        menu.addAction(self.tr("Import…")).triggered.connect(self._import)
        menu.addAction(self.tr("Export…")).triggered.connect(self._export)
        menu.popup(self._more.mapToGlobal(self._more.rect().bottomLeft()))

    def _import(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, self.tr("Import contacts"), documents(), self._files())
        if path:
            self.import_requested.emit(path)

    def _export(self) -> None:
        name = self.tr("contacts", "the name of a file")
        suggested = f"{documents()}/{name}.vcf"
        path, _ = QFileDialog.getSaveFileName(self, self.tr("Export contacts"), suggested, self._files())
        if path:
            self.export_requested.emit(path)

    def _files(self) -> str:
        return self.tr("Contacts (*.vcf *.vcard)")

    def _retranslate(self) -> None:
        self.add.say(self.tr("New contact"))
        self._more.say(self.tr("More"))
