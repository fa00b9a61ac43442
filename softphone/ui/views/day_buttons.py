"""Days of the week, each on or off."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from softphone.ui.models import week
from softphone.ui.views.buttons import Button
from softphone.ui.views.labels import Label
from softphone.ui.views.tokens import Space


class DayButtons(QWidget):
    chosen = Signal(object)
    """The days, a tuple of numbers; 0 is Monday."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._label = Label(self)
        self.buttons = [Button(self) for _ in range(7)]
        row = QHBoxLayout()
        row.setSpacing(Space.HAIR)
        for button in self.buttons:
            button.setCheckable(True)
            row.addWidget(button, 1)
            button.clicked.connect(lambda _: self.chosen.emit(self.days))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.HAIR)
        column.addWidget(self._label)
        column.addLayout(row)

    @property
    def days(self) -> tuple[int, ...]:
        return tuple(n for n, button in enumerate(self.buttons) if button.isChecked())

    def show_days(self, days: tuple[int, ...]) -> None:
        for n, button in enumerate(self.buttons):
            button.setChecked(n in days)

    def name(self, what: str) -> None:
        self._label.setText(what)
        for n, button in enumerate(self.buttons):
            button.setText(week.day_name(n))
            button.setAccessibleName(f"{what}: {week.day_name(n, short=False)}")
