"""Shall the calls end? Asked before closing the window or signing out."""

from enum import Enum, auto

from PySide6.QtWidgets import QWidget

from softphone.ui.views.buttons import Button, Kind
from softphone.ui.views.icons import Glyph
from softphone.ui.views.question import Question


class Leaving(Enum):
    CLOSE = auto()
    SIGN_OUT = auto()


class HangUpQuestion(Question):
    """`accepted` means hang up and leave. Enter and Esc are Cancel: hanging up is chosen, never hit."""

    def __init__(self, parent: QWidget | None, leaving: Leaving, calls: int) -> None:
        super().__init__(parent)
        self._leaving = leaving
        self._calls = calls
        self.hang_up = Button(self, kind=Kind.DANGER, glyph=Glyph.HANG_UP)
        self.cancel = Button(self)
        self._lay_out(yes=self.hang_up, no=self.cancel, default=self.cancel)

    @property
    def leaving(self) -> Leaving:
        return self._leaving

    def set_calls(self, calls: int) -> None:
        """How many there are now."""
        self._calls = calls
        self._retranslate()

    def _retranslate(self) -> None:
        title = self.tr("1 call will end.")
        if self._calls != 1:
            title = self.tr("{count} calls will end.").format(count=self._calls)
        self._ask(title, title)
        close = self._leaving is Leaving.CLOSE
        self.hang_up.say(self.tr("Hang up and close") if close else self.tr("Hang up and sign out"))
        self.cancel.say(self.tr("Cancel"), keys="Esc")
