"""Twelve keys for a call that asks for digits, and the digits that were sent."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from softphone.ui.views.buttons import Button, Kind
from softphone.ui.views.labels import Label
from softphone.ui.views.tokens import CONTROL, Space, Type

_KEYS = ("123", "456", "789", "*0#")
_SHOWN_DIGITS = 16


class Keypad(QWidget):
    digit_pressed = Signal(str)
    """One of 0-9 * #."""
    left = Signal()
    """Esc was pressed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._sent = Label(self, size=Type.BODY, tabular=True)
        self._keys: dict[str, Button] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(Space.HAIR)
        grid.addWidget(self._sent, 0, 4)
        for row, digits in enumerate(_KEYS):
            for column, digit in enumerate(digits):
                key = Button(self, kind=Kind.KEY)
                key.setText(digit)
                key.setFixedSize(CONTROL * 2, CONTROL)
                key.clicked.connect(lambda _checked=False, digit=digit: self._press(digit))
                grid.addWidget(key, row, column)
                self._keys[digit] = key
        grid.setColumnMinimumWidth(3, Space.MEDIUM)
        grid.setColumnStretch(4, 1)
        self._retranslate()

    def key(self, digit: str) -> Button:
        return self._keys[digit]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.text() in self._keys and event.text():
            self._press(event.text())
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()

    def _press(self, digit: str) -> None:
        self._sent.setText((self._sent.text() + digit)[-_SHOWN_DIGITS:])
        self.digit_pressed.emit(digit)

    def _retranslate(self) -> None:
        self.setAccessibleName(self.tr("Keypad"))
        self._sent.setAccessibleDescription(self.tr("Digits sent"))
        names = {"*": self.tr("Star"), "#": self.tr("Hash")}
        for digit, key in self._keys.items():
            key.setAccessibleName(names.get(digit, digit))
