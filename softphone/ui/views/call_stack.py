"""All calls as cards, the oldest on top; without calls, the dial pad."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from softphone.calls.desk_view import DeskSnapshot
from softphone.ui.views import style
from softphone.ui.views.call_card import CallCard
from softphone.ui.views.dial_pad import DialPad
from softphone.ui.views.tokens import Space

_NARROWEST = 560
"""Pixels: a card's four buttons in the longest language, the margins and the scroll bar."""
_WIDEST = 720
"""Pixels; wider cards pull their two sides apart."""


class CallStack(QScrollArea):
    action_requested = Signal(str, object)
    digit_pressed = Signal(str, str)
    dismissed = Signal(str)
    dialled = Signal(str)
    """A digit of the dial pad."""
    occupied_changed = Signal(bool)
    """Whether there is a call that has not ended."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("ground")
        self._cards: dict[str, CallCard] = {}
        self._occupied = False
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMinimumWidth(_NARROWEST)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside = style.named(QWidget(), "ground")
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(Space.LARGE, Space.LARGE, Space.LARGE, Space.LARGE)
        self._column.setSpacing(Space.MEDIUM)
        self._empty = DialPad(inside)
        self._empty.pressed.connect(self.dialled)
        self._column.addWidget(self._empty, 1)
        self._column.addStretch(0)
        self.setWidget(inside)
        self._retranslate()

    def show_desk(self, desk: DeskSnapshot, now: float) -> None:
        """All calls, each in its newest form; `now` in the clock of their `confirmed_at`, seconds."""
        wanted = {shown.call.id: shown for shown in desk.calls}
        for gone in self._cards.keys() - wanted.keys():
            card = self._cards.pop(gone)
            self._column.removeWidget(card)
            card.hide()
            card.deleteLater()
        for place, (call_id, shown) in enumerate(wanted.items()):
            if call_id in self._cards:
                self._cards[call_id].show_call(shown, now)
            else:
                card = self._cards[call_id] = CallCard(shown, now, self.widget())
                card.action_requested.connect(self.action_requested)
                card.digit_pressed.connect(self.digit_pressed)
                card.dismissed.connect(self.dismissed)
                card.setMaximumWidth(_WIDEST)
                self._column.insertWidget(place, card)
                card.show()
        self._empty.setVisible(not wanted)
        self._column.setStretch(self._column.count() - 1, 1 if wanted else 0)
        occupied = any(shown.ending is None for shown in desk.calls)
        if occupied is not self._occupied:
            self._occupied = occupied
            self.occupied_changed.emit(occupied)

    def tick(self, now: float) -> None:
        for card in self._cards.values():
            card.tick(now)

    def card(self, call_id: str) -> CallCard | None:
        return self._cards.get(call_id)

    def toggle_keypad(self) -> None:
        """Of the active call."""
        for card in self._cards.values():
            if card.active:
                card.toggle_keypad()

    def enter(self) -> bool:
        """Take the keyboard, on the first button; False when there is none."""
        buttons = [
            button
            for card in self._cards.values()
            for button in card.findChildren(QWidget)
            if button.isVisibleTo(self) and button.focusPolicy() & Qt.FocusPolicy.TabFocus
        ]
        if buttons:
            buttons[0].setFocus(Qt.FocusReason.TabFocusReason)
        return bool(buttons)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()

    def _retranslate(self) -> None:
        self.setAccessibleName(self.tr("Calls"))
