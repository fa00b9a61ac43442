"""Calls that belong together as one card: a sentence, a row for each party, and one row of buttons."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from softphone.calls.desk_view import Action, DeskCall
from softphone.ui.views import plate, style
from softphone.ui.views.buttons import Button, Kind
from softphone.ui.views.glyph_label import GlyphLabel
from softphone.ui.views.icons import Glyph
from softphone.ui.views.labels import Label
from softphone.ui.views.party_row import PartyRow
from softphone.ui.views.tokens import EDGE, Space, Tone, Type

_GLYPH = 20
HEARD = frozenset({Action.MUTE, Action.UNMUTE, Action.KEYPAD, Action.HANG_UP})
"""What is done to a party that one hears. Nothing is done to one that waits: a slip there would lose them."""


class GroupCard(QFrame):
    action_requested = Signal(str, object)
    digit_pressed = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._parties: dict[str, PartyRow] = {}
        self._glyph = GlyphLabel(Glyph.INFO, _GLYPH, self)
        self._sentence = Label(self, size=Type.BODY, strong=True, wrap=True)
        self._hint = Label(self, tone="muted", wrap=True)
        self.dismiss_button = Button(self, kind=Kind.QUIET, glyph=Glyph.CLOSE)
        self.dismiss_button.hide()
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(Space.SMALL)
        said = QVBoxLayout()
        said.setSpacing(2)
        said.addWidget(self._sentence)
        said.addWidget(self._hint)
        head = self._head = QHBoxLayout()
        head.setSpacing(Space.SMALL)
        head.addWidget(self._glyph)
        head.addLayout(said, 1)
        head.addWidget(self.dismiss_button, 0, Qt.AlignmentFlag.AlignTop)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(Space.LARGE + EDGE, Space.MEDIUM, Space.LARGE, Space.MEDIUM)
        whole.setSpacing(Space.SMALL)
        whole.addLayout(head)
        whole.addLayout(self._rows)
        whole.addLayout(self._buttons)

    @property
    def active(self) -> bool:
        """Whether one of its parties is heard."""
        return any(row.shown.active for row in self._parties.values())

    def row(self, call_id: str) -> PartyRow | None:
        return self._parties.get(call_id)

    @property
    def sentence(self) -> str:
        return self._sentence.text()

    def tick(self, now: float) -> None:
        for row in self._parties.values():
            row.tick(now)

    def toggle_keypad(self) -> None:
        for row in self._parties.values():
            if row.shown.active:
                row.toggle_keypad()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()

    def paintEvent(self, event: QPaintEvent) -> None:
        heard = style.colours().accent
        rows = self._parties.values()
        plate.paint(
            self,
            [(row.y(), row.height(), heard if row.heard else plate.edge_colour(row.shown)) for row in rows],
        )

    def _say(self, tone: Tone, text: str, hint: str = "") -> None:
        self._glyph.set_tone(tone)
        self._glyph.setVisible(tone is not Tone.INFO)
        # With the first of several lines; with the one line that stands beside a button.
        short = not self.dismiss_button.isHidden()
        self._head.setAlignment(
            self._glyph, Qt.AlignmentFlag.AlignVCenter if short else Qt.AlignmentFlag.AlignTop
        )
        loud = tone in (Tone.WARNING, Tone.BAD)
        style.mark(self._sentence, "tone", tone.name.lower() if loud else "")
        self._sentence.setText(text)
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))
        self.setAccessibleName(text)
        self.setAccessibleDescription(hint)

    def _show_parties(
        self,
        calls: tuple[DeskCall, ...],
        now: float,
        notes: dict[str, str],
        here: dict[str, frozenset[Action]],
    ) -> None:
        """By call: what is to be known of it, and which of its actions have a button in its row."""
        wanted = {each.call.id: each for each in calls}
        for gone in self._parties.keys() - wanted.keys():
            row = self._parties.pop(gone)
            self._rows.removeWidget(row)
            row.hide()
            row.deleteLater()
        for place, (call_id, shown) in enumerate(wanted.items()):
            row = self._parties.get(call_id) or self._add_party(shown, now, place)
            row.keep_room(len(wanted) > 1)
            row.show_call(shown, now, notes.get(call_id, ""), here.get(call_id, frozenset()))
        self.update()

    def _add_party(self, shown: DeskCall, now: float, place: int) -> PartyRow:
        row = self._parties[shown.call.id] = PartyRow(shown, now, self)
        row.action_requested.connect(self.action_requested)
        row.digit_pressed.connect(self.digit_pressed)
        self._rows.insertWidget(place, row)
        row.show()
        return row

    def _retranslate(self) -> None:
        self.dismiss_button.say(self.tr("Dismiss"))
