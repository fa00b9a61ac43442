"""One transfer: its sentence, the caller above, the colleague below, and the buttons that there are now.

Cancel and Take back share the place at the left, Complete has the one at the right.
"""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from softphone.calls.desk_view import Action, DeskCall, DeskTransfer
from softphone.calls.transfer import Button as Does
from softphone.calls.transfer import Step
from softphone.ui.views import transfer_words
from softphone.ui.views.buttons import Button, Kind
from softphone.ui.views.group_card import HEARD, GroupCard
from softphone.ui.views.icons import Glyph

ALONE = frozenset({Step.TAKEN_BACK, Step.ANSWERED_LATE, Step.CALLER_LEFT, Step.GONE, Step.DONE, Step.OVER})
"""Steps that only tell something: the calls that are left stand in cards of their own."""
LEAVING = frozenset({Step.GONE, Step.DONE})
"""Steps in which the calls are being hung up."""
_COMPLETED = frozenset({Step.WITHDRAWING, Step.COMPLETING, Step.TAKEN_OVER, Step.CALLER_FIRST})

_PLACES = (
    (Does.CANCEL, Does.TAKE_BACK),
    (Does.SWAP, Does.TRY_AGAIN),
    (Does.CONFERENCE, Does.PART, Does.ANNOUNCE),
    (Does.COMPLETE,),
)
_GLYPHS = {
    Does.SWAP: Glyph.SWAP,
    Does.CONFERENCE: Glyph.PEOPLE,
    Does.PART: Glyph.PEOPLE,
    Does.COMPLETE: Glyph.FORWARD,
}


class TransferCard(GroupCard):
    pressed = Signal(str, object)
    """The transfer's id, and which of its buttons."""

    def __init__(
        self, shown: DeskTransfer, calls: tuple[DeskCall, ...], now: float, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._shown = shown
        self._now = now
        self._prominent = True
        self._does: dict[Does, Button] = {}
        for place in _PLACES:
            if Does.COMPLETE in place:
                self._buttons.addStretch(1)
            for does in place:
                made = self._does[does] = Button(self, glyph=_GLYPHS.get(does))
                made.clicked.connect(lambda _checked=False, does=does: self._press(does))
                made.hide()
                self._buttons.addWidget(made)
        self.dismiss_button.clicked.connect(lambda: self._press(Does.DISMISS))
        self._calls = calls
        super()._retranslate()
        self.show_transfer(shown, calls, now)

    @property
    def shown(self) -> DeskTransfer:
        return self._shown

    def button(self, which: Does) -> Button | None:
        """The button that does this, if it is there now."""
        made = self.dismiss_button if which is Does.DISMISS else self._does[which]
        return None if made.isHidden() else made

    def show_transfer(self, shown: DeskTransfer, calls: tuple[DeskCall, ...], now: float) -> None:
        """The same transfer in a new form; `calls` are those of its two calls that there are."""
        had_keyboard = self._has_keyboard()
        before = self._shown.primary
        self._shown, self._calls, self._now = shown, calls, now
        self._refresh(now)
        if had_keyboard and (shown.primary is not before or not self._has_keyboard()):
            self.enter()

    def set_prominent(self, on: bool) -> None:
        """Whether its primary is the window's one filled button."""
        self._prominent = on
        self._dress()

    def enter(self) -> None:
        """Take the keyboard: on the primary, else on whatever there is to press, else on the card itself. So
        too just after Complete: a key pressed once too often must not undo it."""
        if self._shown.step in _COMPLETED:
            self.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return
        able = [self._does[self._shown.primary]] if self._shown.primary is not None else []
        able += [made for made in (*self._does.values(), self.dismiss_button) if not made.isHidden()]
        (able[0] if able else self).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        back = next((does for does in _PLACES[0] if does in self._shown.buttons), None)
        if event.key() == Qt.Key.Key_Escape and back is not None and not event.isAutoRepeat():
            self._press(back)
        else:
            super().keyPressEvent(event)

    def _has_keyboard(self) -> bool:
        at = QApplication.focusWidget()
        return at is not None and (at is self or self.isAncestorOf(at))

    def _press(self, does: Does) -> None:
        self.pressed.emit(self._shown.id, does)

    def _refresh(self, now: float) -> None:
        shown = self._shown
        heard = next((each.call.id for each in self._calls if each.active), "")
        self.dismiss_button.setVisible(Does.DISMISS in shown.buttons)
        self._say(*transfer_words.sentence(shown, heard), transfer_words.hint(shown))
        notes = {shown.colleague_call: transfer_words.answered(shown)}
        parties = () if shown.step in ALONE else self._calls
        self._show_parties(parties, now, notes, self._actions(heard))
        for does, made in self._does.items():
            made.setVisible(does in shown.buttons)
        # With nothing to press the card itself can hold the keyboard, and tells how it gets on.
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus if shown.buttons else Qt.FocusPolicy.StrongFocus)
        self._dress()

    def _actions(self, heard: str) -> dict[str, frozenset[Action]]:
        names = [each.call.id for each in self._calls]
        if self._shown.step is Step.CONFERENCE:
            return dict.fromkeys(names, HEARD)
        if self._shown.step is Step.TALKING and not heard:
            return dict.fromkeys(names, frozenset({Action.RESUME}))
        return {heard: HEARD}

    def _dress(self) -> None:
        for does, made in self._does.items():
            filled = self._prominent and does is self._shown.primary
            made.set_kind(Kind.PRIMARY if filled else Kind.PLAIN)
            made.say(transfer_words.button(does, asking=self._shown.asking))

    def _retranslate(self) -> None:
        super()._retranslate()
        self._refresh(self._now)
