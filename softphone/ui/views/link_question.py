"""Shall this link be called?"""

from PySide6.QtWidgets import QWidget

from softphone.people.typed import Typed, TypedKind
from softphone.ui.views.buttons import Button, Kind
from softphone.ui.views.icons import Glyph
from softphone.ui.views.labels import Label
from softphone.ui.views.question import Question
from softphone.ui.views.tokens import Type


class LinkQuestion(Question):
    """`accepted` means call. `name` is whose number it is, empty when nobody knows."""

    def __init__(self, parent: QWidget | None, asked: Typed, name: str) -> None:
        super().__init__(parent)
        self._asked = asked
        self._name = Label(self, size=Type.BODY, wrap=True)
        self._name.setText(name)
        self._name.setVisible(bool(name))
        self._number = Label(self, size=Type.TITLE, tabular=True, wrap=True)
        self._number.setText(asked.shown)
        self._why = Label(self, tone="muted", wrap=True)
        self.cancel = Button(self)
        self.call = Button(self, kind=Kind.PRIMARY, glyph=Glyph.PHONE)
        rows = (self._name, self._number, self._why)
        self._lay_out(*rows, yes=self.call, no=self.cancel, default=self.call)

    def _retranslate(self) -> None:
        title = self.tr("Call this number?")
        if self._asked.kind is TypedKind.EMERGENCY:
            title = self.tr("Call this emergency number?")
        elif not self._asked.is_number:
            title = self.tr("Call this address?")
        why = self.tr("Another program asks for it, by a link.")
        if self._asked.extension:
            digits = self._asked.extension
            why += " " + self.tr("The link adds extension {digits}: press it on the keypad.").format(
                digits=digits
            )
        self._why.setText(why)
        self._ask(title, f"{self._name.text()} {self._asked.shown}. {why}".strip())
        self.call.say(self.tr("Call"), keys="Return")
        self.cancel.say(self.tr("Cancel"), keys="Esc")
