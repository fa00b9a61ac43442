"""How long a profile stays active, this once: what the clock icon offers."""

from datetime import UTC, datetime, time

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from softphone.profiles.profile import ChosenLength, For, UntilChanged, UntilDate, UntilTime
from softphone.profiles.validation import Refusal
from softphone.ui.models import edit_words, moments
from softphone.ui.views.buttons import Button
from softphone.ui.views.form_field import FormField
from softphone.ui.views.labels import Label
from softphone.ui.views.tokens import CONTROL, Space, Type


class LengthChoice(QWidget):
    chosen = Signal(object)
    """A ChosenLength."""
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._profile = ""
        self._now = datetime.min.replace(tzinfo=UTC)
        self._title = Label(self, size=Type.BODY, strong=True, wrap=True)
        self.half_hour, self.hour, self.day, self.open_end = (Button(self) for _ in range(4))
        self.time, self.date = _Typed(self), _Typed(self)
        self.back = Button(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.SMALL)
        column.addWidget(self._title)
        for pair in ((self.half_hour, self.hour), (self.day, self.open_end)):
            row = QHBoxLayout()
            row.setSpacing(Space.SMALL)
            for button in pair:
                row.addWidget(button, 1)
            column.addLayout(row)
        column.addWidget(self.time)
        column.addWidget(self.date)
        column.addSpacing(Space.SMALL)
        column.addWidget(self.back)
        column.addStretch(1)
        self.half_hour.clicked.connect(lambda: self.chosen.emit(For(30)))
        self.hour.clicked.connect(lambda: self.chosen.emit(For(60)))
        self.day.clicked.connect(lambda: self.chosen.emit(UntilTime(time(0))))
        self.open_end.clicked.connect(lambda: self.chosen.emit(UntilChanged()))
        self.time.submitted.connect(self._until_time)
        self.date.submitted.connect(self._until_date)
        self.back.clicked.connect(self.left)
        self._retranslate()

    def ask(self, profile: str, now: datetime, *, date: bool = False) -> None:
        """Of the profile with that name; `date`: it asks for a date by itself."""
        self._profile, self._now = profile, now
        for field in (self.time, self.date):
            field.clear()
        self._retranslate()
        if date:
            self.date.enter()
        else:
            self.half_hour.setFocus()

    def refuse(self, refusal: Refusal) -> None:
        field = self.date if refusal.field.startswith("length.day") else self.time
        field.say_wrong(edit_words.refusal_sentence(refusal))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()

    def _until_time(self) -> None:
        at = moments.time_typed(self.time.text)
        if at is None:
            self.time.say_wrong(self.tr("This is no time of the day."))
        else:
            self._choose(UntilTime(at))

    def _until_date(self) -> None:
        day = moments.date_typed(self.date.text, self._now.date())
        if day is None:
            self.date.say_wrong(self.tr("This is no date."))
        else:
            self._choose(UntilDate(day))

    def _choose(self, length: ChosenLength) -> None:
        self.chosen.emit(length)

    def _retranslate(self) -> None:
        self._title.setText(self.tr("{profile}: for how long?").format(profile=self._profile))
        self.half_hour.say(self.tr("30 min"))
        self.hour.say(self.tr("1 h"))
        self.day.say(self.tr("Rest of the day"))
        self.open_end.say(self.tr("Until I change"))
        self.time.name(self.tr("Until a time"), moments.clock(time(13)), self.tr("Choose"))
        self.date.name(self.tr("Until a date, the day you are back"), "2026-07-15", self.tr("Choose"))
        self.back.say(self.tr("Back"))


class _Typed(QWidget):
    """A field with its button."""

    submitted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._field = FormField(self)
        self.button = Button(self)
        beside = QVBoxLayout()
        beside.addSpacing(self._field.fontMetrics().height() + Space.HAIR)
        beside.addWidget(self.button)
        beside.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.SMALL)
        row.addWidget(self._field, 1)
        row.addLayout(beside)
        self.button.setFixedHeight(CONTROL)
        self.setFocusProxy(self._field)
        self._field.submitted.connect(self.submitted)
        self.button.clicked.connect(self.submitted)

    @property
    def text(self) -> str:
        return self._field.text

    def clear(self) -> None:
        self._field.set_text("")
        self._field.say_wrong("")

    def enter(self) -> None:
        self._field.setFocus()

    def name(self, text: str, example: str, button: str) -> None:
        self._field.name(text, example)
        self.button.say(button)
        self.button.setAccessibleName(f"{button}: {text}")

    def say_wrong(self, why: str) -> None:
        self._field.say_wrong(why)
