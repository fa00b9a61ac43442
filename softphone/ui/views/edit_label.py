"""What has become of one's edits: saved here, in force, or refused and why."""

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from softphone.profiles.own import SettingsShown
from softphone.ui.models import edit_words
from softphone.ui.views import style
from softphone.ui.views.buttons import Button, Kind
from softphone.ui.views.glyph_label import GlyphLabel
from softphone.ui.views.icons import Glyph
from softphone.ui.views.labels import Label
from softphone.ui.views.tokens import Space, Tone


class EditLabel(QWidget):
    """Of the edits of `field`; of all where there is none."""

    dismissed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown = SettingsShown()
        self._field = ""
        self._glyph = GlyphLabel(Glyph.INFO, 16, self)
        self._words = Label(self, wrap=True)
        self.dismiss = Button(self, kind=Kind.QUIET, glyph=Glyph.CLOSE)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.SMALL)
        row.addWidget(self._glyph)
        row.addWidget(self._words, 1)
        row.addWidget(self.dismiss)
        self.dismiss.hide()
        self.dismiss.clicked.connect(self.dismissed)
        self._write()

    @property
    def state(self) -> edit_words.EditState:
        return edit_words.edit_state(self._shown, self._field)[0]

    @property
    def text(self) -> str:
        return self._words.text()

    def show_state(self, shown: SettingsShown, field: str = "") -> None:
        self._shown, self._field = shown, field
        self._write()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._write()

    def _write(self) -> None:
        state, text = edit_words.edit_state(self._shown, self._field)
        tone = {
            edit_words.EditState.REFUSED: Tone.BAD,
            edit_words.EditState.SAVED_HERE: Tone.WARNING,
            edit_words.EditState.IN_FORCE: Tone.GOOD,
        }[state]
        self._glyph.set_tone(tone)
        style.mark(self._words, "tone", tone.name.lower())
        self._words.setText(text)
        self.dismiss.setVisible(state is edit_words.EditState.REFUSED)
        self.dismiss.say(self.tr("Seen"))
