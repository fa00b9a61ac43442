"""A few choices side by side, one of which holds."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QWidget

from softphone.ui.views.buttons import Button, Kind


class Segments(QFrame):
    chosen = Signal(int)
    """By the person: which one, from 0."""

    def __init__(self, count: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("segments")
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(2, 2, 2, 2)
        row.setSpacing(2)
        for n in range(count):
            button = Button(self, kind=Kind.SEGMENT)
            button.setCheckable(True)
            self._group.addButton(button, n)
            row.addWidget(button, 1)
        self._group.button(0).setChecked(True)
        self._group.idClicked.connect(self.chosen)

    @property
    def current(self) -> int:
        return self._group.checkedId()

    def choose(self, n: int) -> None:
        """Says nothing through signals."""
        self._group.button(n).setChecked(True)

    def name(self, what: str, choices: tuple[str, ...]) -> None:
        """What is chosen, and the words of the choices."""
        self.setAccessibleName(what)
        for n, words in enumerate(choices):
            button = self._group.button(n)
            button.setText(words)
            button.setAccessibleName(f"{what}: {words}")
