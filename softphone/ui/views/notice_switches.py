"""Of what one is notified while a profile is active (Notiser): a switch for each that can be told of here."""

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from softphone.profiles.profile import Notice
from softphone.ui.views.labels import Label
from softphone.ui.views.switch import Switch
from softphone.ui.views.tokens import Space

SHOWN = (Notice.INCOMING, Notice.MISSED, Notice.TRANSFERRED, Notice.EDIT_REFUSED)
"""Not of voicemail: there is none to tell of yet."""


class NoticeSwitches(QWidget):
    chosen = Signal(object)
    """All that are on: a frozenset of Notice. Those without a switch stay as they are."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._on: frozenset[Notice] = frozenset()
        self._title = Label(self, strong=True)
        self._switches = {notice: Switch(self) for notice in SHOWN}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.HAIR)
        column.addWidget(self._title)
        for notice, switch in self._switches.items():
            switch.clicked.connect(lambda on, notice=notice: self._pick(notice, on))
            column.addWidget(switch)
        self._retranslate()

    def show_notices(self, on: frozenset[Notice]) -> None:
        self._on = on
        for notice, switch in self._switches.items():
            switch.setChecked(notice in on)

    def switch(self, notice: Notice) -> Switch:
        """That one's; raises KeyError where there is none."""
        return self._switches[notice]

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()

    def _pick(self, notice: Notice, on: bool) -> None:
        self._on = self._on | {notice} if on else self._on - {notice}
        self.chosen.emit(self._on)

    def _retranslate(self) -> None:
        title = self.tr("Notifications")
        self._title.setText(title)
        for notice, words in (
            (Notice.INCOMING, self.tr("Incoming calls")),
            (Notice.MISSED, self.tr("Missed calls")),
            (Notice.TRANSFERRED, self.tr("Calls transferred to you")),
            (Notice.EDIT_REFUSED, self.tr("Changes that are refused")),
        ):
            self._switches[notice].setText(words)
            self._switches[notice].setAccessibleName(f"{title}: {words}")
