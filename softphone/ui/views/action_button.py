"""A button at a fixed place of a call: it shows whichever of its actions can be done now, or nothing."""

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QWidget

from softphone.calls.desk_view import Action
from softphone.ui.views import words
from softphone.ui.views.buttons import Button, Kind
from softphone.ui.views.icons import Glyph

_LOOKS = {
    Action.ANSWER: (Kind.PRIMARY, Glyph.PHONE, "Ctrl+Shift+A"),
    Action.DECLINE: (Kind.DANGER, Glyph.HANG_UP, "Ctrl+Shift+H"),
    Action.HANG_UP: (Kind.DANGER, Glyph.HANG_UP, "Ctrl+Shift+H"),
    Action.HOLD: (Kind.PLAIN, Glyph.PAUSE, "Ctrl+H"),
    Action.RESUME: (Kind.ON, Glyph.PLAY, "Ctrl+H"),
    Action.MUTE: (Kind.PLAIN, Glyph.MICROPHONE, "Ctrl+M"),
    Action.UNMUTE: (Kind.ON, Glyph.MICROPHONE_OFF, "Ctrl+M"),
    Action.KEYPAD: (Kind.PLAIN, Glyph.KEYPAD, "Ctrl+K"),
}


class ActionButton(Button):
    """As wide as its widest word, so that its neighbours stay where they are when it changes."""

    pressed_for = Signal(object)
    """The Action."""

    def __init__(self, *actions: Action, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions = actions
        self._action = actions[0]
        self.clicked.connect(lambda: self.pressed_for.emit(self._action))
        self._dress()

    @property
    def action(self) -> Action | None:
        """What a click does now; None while the button is not there."""
        return self._action if not self.isHidden() else None

    def offer(self, possible: frozenset[Action]) -> None:
        now = next((action for action in self._actions if action in possible), None)
        if now is not None and now is not self._action:
            self._action = now
            self._dress()
        self.setVisible(now is not None)

    def retranslate(self) -> None:
        self._dress()
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        metrics = QFontMetrics(self.font())
        widths = [metrics.horizontalAdvance(words.action(action)) for action in self._actions]
        return QSize(hint.width() + max(widths) - metrics.horizontalAdvance(self.text()), hint.height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _dress(self) -> None:
        kind, glyph, keys = _LOOKS[self._action]
        self.set_kind(kind)
        self.set_glyph(glyph)
        self.say(words.action(self._action), keys=keys)
