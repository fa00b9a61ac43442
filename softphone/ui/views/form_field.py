"""A text field with its name above it and, where what was typed will not do, why below it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from softphone.ui.views import style
from softphone.ui.views.labels import Label
from softphone.ui.views.tokens import CONTROL, Space


class FormField(QWidget):
    submitted = Signal()
    """Enter was pressed."""
    edited = Signal()
    """Something was typed."""
    finished = Signal()
    """What was typed shall hold: Enter, or the keyboard went elsewhere."""

    def __init__(self, parent: QWidget | None = None, *, secret: bool = False) -> None:
        super().__init__(parent)
        self._label = Label(self)
        self._edit = QLineEdit(self)
        self._wrong = Label(self, tone="bad", wrap=True)
        self._wrong.hide()
        self._edit.setFixedHeight(CONTROL)
        self._label.setBuddy(self._edit)
        if secret:
            self._edit.setEchoMode(QLineEdit.EchoMode.Password)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.HAIR)
        for widget in (self._label, self._edit, self._wrong):
            column.addWidget(widget)
        self.setFocusProxy(self._edit)
        self._edit.returnPressed.connect(self.submitted)
        self._edit.textEdited.connect(lambda: self.say_wrong(""))
        self._edit.textEdited.connect(self.edited)
        self._edit.editingFinished.connect(self._finish)

    @property
    def text(self) -> str:
        return self._edit.text()

    def set_text(self, text: str) -> None:
        if text != self._edit.text():
            self._edit.setText(text)

    def show_saved(self, text: str) -> None:
        """What holds, unless the person has typed something else that does not yet."""
        if not self._edit.isModified():
            self.set_text(text)

    def begin(self, text: str) -> None:
        """Something else is edited from now on."""
        self._edit.setText(text)
        self.say_wrong("")

    def _finish(self) -> None:
        if self._edit.isModified():
            self._edit.setModified(False)
            self.finished.emit()

    def keep_typed(self) -> None:
        """What was typed cannot be: it stands there until it is mended."""
        self._edit.setModified(True)

    def limit(self, longest: int) -> None:
        self._edit.setMaxLength(longest)

    def name(self, text: str, example: str = "") -> None:
        self._label.setText(text)
        self._edit.setAccessibleName(text)
        self._edit.setPlaceholderText(example)

    def say_wrong(self, why: str) -> None:
        """Empty: nothing is wrong."""
        self._wrong.setText(why)
        self._wrong.setVisible(bool(why))
        self._edit.setAccessibleDescription(why)
        style.mark(self._edit, "wrong", bool(why))
