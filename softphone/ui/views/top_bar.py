"""Who I am, whether I can be reached, and the way to the settings."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from softphone.ui.views import style
from softphone.ui.views.avatar import Avatar
from softphone.ui.views.buttons import Button, Kind
from softphone.ui.views.glyph_label import GlyphLabel
from softphone.ui.views.icons import Glyph
from softphone.ui.views.labels import ElidedLabel, Label
from softphone.ui.views.profile_chip import ProfileChip
from softphone.ui.views.tokens import BAR, Space, Tone, Type

_AVATAR = 32


class TopBar(QWidget):
    settings_requested = Signal()
    sign_out_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("topBar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(BAR)
        self._avatar = Avatar(self, _AVATAR)
        self._name = ElidedLabel(self, size=Type.BODY, strong=True)
        self._extension = Label(self, tone="muted")
        self.profile = ProfileChip(self)
        self._glyph = GlyphLabel(Glyph.INFO, 16, self)
        self._status = ElidedLabel(self, tone="muted")
        self.settings = Button(self, kind=Kind.QUIET, glyph=Glyph.GEAR)
        self.sign_out = Button(self, kind=Kind.QUIET, glyph=Glyph.SIGN_OUT)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.LARGE, 0, Space.MEDIUM, 0)
        row.setSpacing(Space.SMALL)
        row.addWidget(self._avatar)
        row.addSpacing(Space.HAIR)
        row.addWidget(self._name)
        row.addWidget(self._extension)
        row.addSpacing(Space.SMALL)
        row.addWidget(self.profile)
        row.addSpacing(Space.MEDIUM)
        row.addWidget(self._glyph)
        row.addWidget(self._status, 1)
        row.addWidget(self.settings)
        row.addWidget(self.sign_out)
        self.settings.clicked.connect(self.settings_requested)
        self.sign_out.clicked.connect(self.sign_out_requested)
        self.set_status(Tone.INFO, "")
        self._retranslate()

    def set_identity(self, name: str, extension: str) -> None:
        self._avatar.set_name(name)
        self._name.setText(name)
        self._extension.setText(extension)
        self._extension.setVisible(bool(extension))

    def set_status(self, tone: Tone, text: str) -> None:
        self._glyph.set_tone(tone)
        self._glyph.setVisible(bool(text))
        quiet = tone in (Tone.INFO, Tone.GOOD)
        style.mark(self._status, "tone", "muted" if quiet else tone.name.lower())
        self._status.setText(text)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()

    def _retranslate(self) -> None:
        self.settings.say(self.tr("Settings"), keys="Ctrl+,")
        self.sign_out.say(self.tr("Sign out"))
