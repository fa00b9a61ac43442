"""A question with two answers, as a small window of its own that blocks nothing; closing it means no."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from softphone.ui.views import style
from softphone.ui.views.buttons import Button
from softphone.ui.views.labels import Label
from softphone.ui.views.tokens import Space, Type

_WIDTH = 380


class Question(QDialog):
    """`accepted` means yes. A subclass makes its buttons and lays itself out once, by `_lay_out`, and says
    its words in `_retranslate`, which also hears of a change of language."""

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(parent)
        style.named(self, "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setModal(False)
        self.setFixedWidth(_WIDTH)
        self._title = Label(self, size=Type.BODY, strong=True, wrap=True)

    def come_to_front(self) -> None:
        self.raise_()
        self.activateWindow()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()

    def _lay_out(self, *rows: QWidget, yes: Button, no: Button, default: Button) -> None:
        """The title, `rows` below it, and the buttons, the `default` one last: Enter presses it."""
        buttons = QHBoxLayout()
        buttons.setSpacing(Space.SMALL)
        buttons.addStretch(1)
        buttons.addWidget(no if default is yes else yes)
        buttons.addWidget(default)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.WIDE, Space.WIDE, Space.WIDE, Space.WIDE)
        column.setSpacing(Space.SMALL)
        for each in (self._title, *rows):
            column.addWidget(each)
        column.addSpacing(Space.MEDIUM)
        column.addLayout(buttons)
        no.clicked.connect(self.reject)
        self.yes = yes
        yes.clicked.connect(self.accept)
        default.setDefault(True)
        default.setFocus(Qt.FocusReason.OtherFocusReason)
        self._retranslate()

    def _ask(self, title: str, description: str) -> None:
        """`description` is what a screen reader says besides the title."""
        self.setWindowTitle(title)
        self._title.setText(title)
        self.setAccessibleDescription(description)

    def _retranslate(self) -> None:
        raise AssertionError("a question says its words")
