"""A note on a call: a few lines, kept on this computer."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from softphone.ui.views import style
from softphone.ui.views.buttons import Button, Kind
from softphone.ui.views.labels import Label
from softphone.ui.views.tokens import Space, Type

LONGEST = 2_000
"""Characters."""
_SIZE = (380, 240)


class _Edit(QPlainTextEdit):
    """Ctrl+Enter is done; Enter is a new line, Tab leaves."""

    done = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if control and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.done.emit()
        else:
            super().keyPressEvent(event)


class NoteDialog(QDialog):
    written = Signal(str)
    """The note as it shall be; empty: none."""

    def __init__(self, parent: QWidget | None, name: str, note: str) -> None:
        super().__init__(parent)
        style.named(self, "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.resize(*_SIZE)
        self._name = name
        self._title = Label(self, size=Type.BODY, strong=True, wrap=True)
        self.edit = _Edit(self)
        self.edit.setFont(style.font(Type.BODY))
        self.edit.setTabChangesFocus(True)
        self.edit.setPlainText(note)
        self.cancel = Button(self)
        self.save = Button(self, kind=Kind.PRIMARY)
        buttons = QHBoxLayout()
        buttons.setSpacing(Space.SMALL)
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.save)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.WIDE, Space.WIDE, Space.WIDE, Space.WIDE)
        column.setSpacing(Space.MEDIUM)
        column.addWidget(self._title)
        column.addWidget(self.edit, 1)
        column.addLayout(buttons)
        self.edit.done.connect(self._save)
        self.save.clicked.connect(self._save)
        self.cancel.clicked.connect(self.reject)
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        self._retranslate()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()

    def _save(self) -> None:
        self.written.emit(self.edit.toPlainText().strip()[:LONGEST])
        self.accept()

    def _retranslate(self) -> None:
        title = self.tr("Note on the call with {name}").format(name=self._name)
        self.setWindowTitle(title)
        self._title.setText(title)
        self.edit.setAccessibleName(title)
        self.save.say(self.tr("Save"), keys="Ctrl+Return")
        self.cancel.say(self.tr("Cancel"), keys="Esc")
