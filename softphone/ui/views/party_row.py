"""One of the parties of a transfer or a conference: who, how long, and what concerns this call alone."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from softphone.calls.desk_view import Action, DeskCall
from softphone.ui.views import words
from softphone.ui.views.action_button import ActionButton
from softphone.ui.views.avatar import Avatar
from softphone.ui.views.keypad import Keypad
from softphone.ui.views.labels import ElidedLabel, Label
from softphone.ui.views.pill import Pill
from softphone.ui.views.tokens import Space, Tone, Type

_AVATAR = 32
_MARGIN = Space.SMALL
_HEIGHT = 44
"""With a state below the name and without: nothing below the row moves."""


class PartyRow(QWidget):
    action_requested = Signal(str, object)
    digit_pressed = Signal(str, str)

    def __init__(self, shown: DeskCall, now: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown = shown
        self._now = now
        self._note = ""
        self._here: frozenset[Action] = frozenset()
        self._avatar = Avatar(self, _AVATAR)
        self._name = ElidedLabel(self, size=Type.BODY, strong=True)
        self._number = ElidedLabel(self, tone="muted")
        self._state = Pill(self)
        self._time = Label(self, size=Type.BODY, tabular=True, tone="muted")
        self._resume = ActionButton(Action.RESUME, parent=self)
        self._mute = ActionButton(Action.MUTE, Action.UNMUTE, parent=self)
        self._digits = ActionButton(Action.KEYPAD, parent=self)
        self._digits.setCheckable(True)
        self._hang_up = ActionButton(Action.HANG_UP, parent=self)
        self._buttons = (self._resume, self._mute, self._digits, self._hang_up)
        self.keypad = Keypad(self)
        self.keypad.hide()
        self._lay_out()
        for button in self._buttons:
            button.set_bare(True)
            if button is not self._digits:
                button.pressed_for.connect(lambda action: self.action_requested.emit(self.call_id, action))
        self._digits.toggled.connect(self._show_keypad)
        self.keypad.digit_pressed.connect(lambda digit: self.digit_pressed.emit(self.call_id, digit))
        self.keypad.left.connect(lambda: self._digits.setChecked(False))
        self._retranslate()

    @property
    def shown(self) -> DeskCall:
        return self._shown

    @property
    def call_id(self) -> str:
        return self._shown.call.id

    def show_call(self, shown: DeskCall, now: float, note: str, here: frozenset[Action]) -> None:
        """`note`: what is to be known of it, in place of its state. `here`: those of its actions that have
        their button in this row."""
        self._shown, self._note, self._here = shown, note, here
        self.tick(now)
        self._refresh()

    def keep_room(self, on: bool) -> None:
        """For the buttons that are not there now: beside another row, the times stand below one another, and
        stay where they are when the two change places."""
        for button in (self._mute, self._digits, self._hang_up):
            policy = button.sizePolicy()
            if policy.retainSizeWhenHidden() is not on:
                policy.setRetainSizeWhenHidden(on)
                button.setSizePolicy(policy)

    @property
    def heard(self) -> bool:
        """We talk with them, alone or with others."""
        return Action.HANG_UP in self._shown.actions & self._here

    def tick(self, now: float) -> None:
        self._now = now
        started = self._shown.confirmed_at
        self._time.setText("" if started is None else words.duration(now - started))

    def button(self, action: Action) -> ActionButton | None:
        """The button that does this now, if it can be done here."""
        return next((button for button in self._buttons if button.action is action), None)

    def toggle_keypad(self) -> None:
        if self._digits.action is not None:
            self._digits.toggle()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()

    def _lay_out(self) -> None:
        below_name = QHBoxLayout()
        below_name.setSpacing(Space.SMALL)
        below_name.addWidget(self._number)
        below_name.addWidget(self._state)
        below_name.addStretch(1)
        who = QVBoxLayout()
        who.setSpacing(2)
        who.addWidget(self._name)
        who.addLayout(below_name)
        line = QHBoxLayout()
        line.setSpacing(Space.SMALL)
        line.addStrut(_HEIGHT)
        line.addWidget(self._avatar)
        line.addSpacing(Space.HAIR)
        line.addLayout(who, 1)
        line.addWidget(self._time)
        line.addSpacing(Space.HAIR)
        for button in self._buttons:
            line.addWidget(button)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, _MARGIN, 0, _MARGIN)
        whole.setSpacing(Space.SMALL)
        whole.addLayout(line)
        whole.addWidget(self.keypad)

    def _refresh(self) -> None:
        shown = self._shown
        self._avatar.set_name(shown.name)
        self._name.setText(shown.name)
        self._number.setText(shown.number)
        self._number.setVisible(bool(shown.number))
        tone, state = words.state(shown)
        if self._note:
            tone, state = Tone.WARNING, self._note
        self._state.say(tone, state)
        for button in self._buttons:
            button.offer(shown.actions & self._here)
            button.set_owner(shown.name, keys=shown.active)
        if self._digits.action is None:
            self._digits.setChecked(False)
        self.setAccessibleName(", ".join(part for part in (shown.name, shown.number, state) if part))

    def _show_keypad(self, on: bool) -> None:
        self.keypad.setVisible(on)
        if on:
            self.keypad.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _retranslate(self) -> None:
        for button in self._buttons:
            button.retranslate()
        self._time.setAccessibleDescription(self.tr("Duration"))
        self._refresh()
