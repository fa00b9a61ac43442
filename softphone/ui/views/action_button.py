"""A button at a fixed place of a call: it shows whichever of its actions can be done now, or nothing."""

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QWidget

from softphone.calls.desk_view import Action
from softphone.ui.views import words
from softphone.ui.views.buttons import AROUND_WORDS, Button, Kind
from softphone.ui.views.icons import Glyph
from softphone.ui.views.tokens import CONTROL

_LOOKS = {
    Action.ANSWER: (Kind.PRIMARY, Glyph.PHONE, "Ctrl+Shift+A"),
    Action.DECLINE: (Kind.DANGER, Glyph.HANG_UP, "Ctrl+Shift+H"),
    Action.HANG_UP: (Kind.DANGER, Glyph.HANG_UP, "Ctrl+Shift+H"),
    Action.HOLD: (Kind.PLAIN, Glyph.PAUSE, "Ctrl+H"),
    Action.RESUME: (Kind.ON, Glyph.PLAY, "Ctrl+H"),
    Action.MUTE: (Kind.PLAIN, Glyph.MICROPHONE, "Ctrl+M"),
    Action.UNMUTE: (Kind.ON, Glyph.MICROPHONE_OFF, "Ctrl+M"),
    Action.KEYPAD: (Kind.PLAIN, Glyph.KEYPAD, "Ctrl+K"),
    Action.PARK: (Kind.PLAIN, Glyph.PARK, "Ctrl+Shift+P"),
}


class ActionButton(Button):
    """As wide as its widest word, so that its neighbours stay where they are when it changes."""

    pressed_for = Signal(object)
    """The Action."""

    def __init__(self, *actions: Action, parent: QWidget | None = None, shrinks: bool = False) -> None:
        """`shrinks`: whoever lays it out may call `set_bare` when room is scarce."""
        super().__init__(parent)
        self._shrinks = shrinks
        self._actions = actions
        self._action = actions[0]
        self._prominent = True
        self._owner: str | None = None
        self._with_keys = True
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

    def set_prominent(self, on: bool) -> None:
        """Whether it is filled, where it is a button that can be."""
        if on is not self._prominent:
            self._prominent = on
            self._dress()

    def set_owner(self, name: str, *, keys: bool) -> None:
        """Whose it is, where several stand together; and whether its shortcut means this one."""
        self._owner, self._with_keys = name, keys
        self._dress()

    def retranslate(self) -> None:
        self._dress()
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return hint if self.bare else QSize(self.full_width(), hint.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(CONTROL, CONTROL) if self._shrinks else self.sizeHint()

    def full_width(self) -> int:
        """With the longest of its words, whether these are shown now or not."""
        metrics = QFontMetrics(self.font())
        return AROUND_WORDS + max(metrics.horizontalAdvance(words.action(each)) for each in self._actions)

    def _dress(self) -> None:
        kind, glyph, keys = _LOOKS[self._action]
        self.set_kind(Kind.PLAIN if kind is Kind.PRIMARY and not self._prominent else kind)
        self.set_glyph(glyph)
        does = words.action(self._action)
        named = does if self._owner is None else f"{does}: {self._owner}"
        self.say(does, tip=named if self.bare else "", keys=keys if self._with_keys else "")
        self.setAccessibleName(named)
