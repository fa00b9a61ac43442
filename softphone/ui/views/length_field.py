"""A profile's default length (Standardlängd): what kind, and how long or until when."""

from datetime import time

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from softphone.profiles.profile import AskDate, For, Length, UntilChanged, UntilNextWorkingDay, UntilTime
from softphone.profiles.validation import LONGEST_MINUTES
from softphone.ui.models import moments
from softphone.ui.views.choice import Choice
from softphone.ui.views.form_field import FormField
from softphone.ui.views.labels import Label
from softphone.ui.views.tokens import Space

_KINDS: dict[type[Length], str] = {
    UntilChanged: "until changed",
    For: "for",
    UntilTime: "until time",
    UntilNextWorkingDay: "working day",
    AskDate: "ask date",
}


class LengthField(QWidget):
    chosen = Signal(object)
    """The Length."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._length: Length = UntilChanged()
        self._label = Label(self)
        self.kind = Choice(self)
        self.value = FormField(self)
        self._label.setBuddy(self.kind)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.HAIR)
        for widget in (self._label, self.kind, self.value):
            column.addWidget(widget)
        self.kind.activated.connect(self._pick)
        self.value.finished.connect(self._finish)
        self._retranslate()

    def show_length(self, length: Length, *, anew: bool) -> None:
        if anew or length != self._length:
            self._length = length
            self.value.begin(self._text())
        self._retranslate()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.value.show_saved(self._text())
            self._retranslate()

    def _text(self) -> str:
        match self._length:
            case For(minutes=minutes):
                return str(minutes)
            case UntilTime(at=at) | UntilNextWorkingDay(at=at):
                return moments.clock(at)
            case _:
                return ""

    def _pick(self) -> None:
        lengths: dict[str, Length] = {
            "until changed": UntilChanged(),
            "for": For(60),
            "until time": UntilTime(time(17)),
            "working day": UntilNextWorkingDay(time(8)),
            "ask date": AskDate(),
        }
        self.show_length(lengths[self.kind.value], anew=True)
        self.chosen.emit(self._length)

    def _finish(self) -> None:
        length = self._typed()
        if length is None:
            minutes = isinstance(self._length, For)
            words = (
                self.tr("Type a number of minutes.") if minutes else self.tr("This is no time of the day.")
            )
            self.value.say_wrong(words)
            self.value.keep_typed()
        else:
            self._length = length
            self.chosen.emit(length)

    def _typed(self) -> Length | None:
        text = self.value.text.strip()
        if isinstance(self._length, For):
            return For(int(text)) if text.isdecimal() and 1 <= int(text) <= LONGEST_MINUTES else None
        at = moments.time_typed(text)
        if at is None:
            return None
        return UntilTime(at) if isinstance(self._length, UntilTime) else UntilNextWorkingDay(at)

    def _retranslate(self) -> None:
        self._label.setText(self.tr("Default length"))
        self.kind.setAccessibleName(self.tr("Default length"))
        self.kind.offer(
            [
                ("until changed", self.tr("Until I change")),
                ("for", self.tr("A number of minutes")),
                ("until time", self.tr("Until a time")),
                ("working day", self.tr("Until a time the next working day")),
                ("ask date", self.tr("Asks for a date")),
            ],
            _KINDS[type(self._length)],
        )
        self.value.setVisible(not isinstance(self._length, UntilChanged | AskDate))
        self.value.name(self.tr("Minutes") if isinstance(self._length, For) else self.tr("Time"))
