"""The calendars of a CalDAV server, for who knows the server's address and not the calendar's."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from softphone.profiles.own import CalendarsFound
from softphone.ui.models import calendar_words
from softphone.ui.views import style
from softphone.ui.views.choice import Choice
from softphone.ui.views.labels import Label
from softphone.ui.views.tokens import Space


class CalendarFinder(QWidget):
    chosen = Signal(str)
    """The address of one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._found: CalendarsFound | None = None
        self._searching = False
        self._address = ""
        self.said = Label(self, wrap=True)
        self.choice = Choice(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.HAIR)
        column.addWidget(self.said)
        column.addWidget(self.choice)
        self.choice.activated.connect(self._choose)
        self.retranslate()

    def search(self) -> None:
        """Said until `show_found`."""
        self._found, self._searching = None, True
        self.retranslate()

    def show_found(self, found: CalendarsFound) -> None:
        self._found, self._searching = found, False
        self.retranslate()

    def use(self, address: str) -> None:
        """Of the calendar that is set."""
        if address != self._address:
            self._address = address
            if self._found is not None and address not in self._addresses:
                self._found = None  # of another server
            self.retranslate()

    @property
    def _addresses(self) -> list[str]:
        return [] if self._found is None else [each.address for each in self._found.calendars]

    def _choose(self) -> None:
        if address := self.choice.value:
            self.chosen.emit(address)

    def retranslate(self) -> None:
        found = self._found
        self.setVisible(self._searching or found is not None)
        self.choice.setVisible(bool(self._addresses))
        tone = ""
        if found is None:
            words = self.tr("Looking for calendars…") if self._searching else ""
        elif found.failed is not None:
            tone, words = "bad", calendar_words.not_found(found.failed)
        else:
            words = self.tr("Which calendar chooses profiles")
            offers = [(each.address, each.name or each.address) for each in found.calendars]
            if self._address not in self._addresses:
                offers.insert(0, ("", self.tr("Choose a calendar…")))
            self.choice.offer(offers, self._address)
        self.said.setText(words)
        style.mark(self.said, "tone", tone)
        self.choice.setAccessibleName(words)
