"""A conference that came of no transfer: who takes part, and its end."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from softphone.calls.desk_view import DeskCall
from softphone.calls.transfer import Button as Does
from softphone.ui.views import transfer_words
from softphone.ui.views.buttons import Button
from softphone.ui.views.group_card import HEARD, GroupCard
from softphone.ui.views.icons import Glyph
from softphone.ui.views.tokens import Tone


class ConferenceCard(GroupCard):
    ended = Signal()
    """The calls are to go on one by one."""

    def __init__(self, calls: tuple[DeskCall, ...], now: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._calls = calls
        self.end_button = Button(self, glyph=Glyph.PEOPLE)
        self.end_button.clicked.connect(self.ended)
        self._buttons.addWidget(self.end_button)
        self._buttons.addStretch(1)
        self._retranslate()
        self.show_calls(calls, now)

    def show_calls(self, calls: tuple[DeskCall, ...], now: float) -> None:
        self._calls = calls
        self._say(Tone.INFO, transfer_words.conference([each.name for each in calls]))
        self._show_parties(calls, now, {}, {each.call.id: HEARD for each in calls})

    def _retranslate(self) -> None:
        super()._retranslate()
        self.end_button.say(transfer_words.button(Does.PART))
        self._say(Tone.INFO, transfer_words.conference([each.name for each in self._calls]))
