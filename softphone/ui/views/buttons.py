"""The push button of every view: a text, an icon in the text's colour, and what kind of button it is."""

from enum import Enum

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QPushButton, QWidget

from softphone.ui.views import icons, style
from softphone.ui.views.icons import Glyph

_ICON = 18
_GAP = 4
"""Pixels between icon and words, besides those of the style."""


class Kind(Enum):
    PLAIN = "plain"
    PRIMARY = "primary"
    """Filled; at most one that can be pressed at a time."""
    DANGER = "danger"
    QUIET = "quiet"
    """Only an icon, without an outline."""
    ON = "on"
    """Ends something that is unusual and should be noticed: the microphone is off, the call waits."""
    NAV = "nav"
    """A page of a dialog."""
    SEGMENT = "segment"
    """One of a few choices side by side."""
    KEY = "key"
    """A key of the keypad."""


class Button(QPushButton):
    def __init__(self, parent: QWidget | None = None, *, kind: Kind = Kind.PLAIN, glyph: Glyph | None = None):
        super().__init__(parent)
        self._kind = kind
        self._glyph = glyph
        self.setProperty("kind", kind.value)
        self.setAutoDefault(False)
        self._gap = 0 if kind is Kind.QUIET else _GAP
        self.setIconSize(QSize(_ICON + self._gap, _ICON))
        self.toggled.connect(self._tint)
        self._tint()

    def say(self, text: str, *, tip: str = "", keys: str = "") -> None:
        """What the button is called; a quiet one shows it only as its tooltip. `keys` is its shortcut."""
        self.setText("" if self._kind is Kind.QUIET else text)
        self.setAccessibleName(text)
        shortcut = QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
        words = tip or (text if self._kind is Kind.QUIET or keys else "")
        self.setToolTip(f"{words} ({shortcut})" if shortcut else words)

    def set_kind(self, kind: Kind) -> None:
        self._kind = kind
        style.mark(self, "kind", kind.value)
        self._tint()

    def set_glyph(self, glyph: Glyph) -> None:
        if glyph is not self._glyph:
            self._glyph = glyph
            self._tint()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.EnabledChange):
            self._tint()

    def _tint(self) -> None:
        if self._glyph is None:
            return
        c = style.colours()
        if not self.isEnabled():
            colour = c.muted
        elif self._kind is Kind.PRIMARY:
            colour = c.accent_text
        elif self._kind is Kind.DANGER:
            colour = c.bad
        elif self._kind is Kind.ON:
            colour = c.warning
        elif self._kind is Kind.QUIET or (self._kind is Kind.NAV and not self.isChecked()):
            colour = c.muted
        elif self.isChecked() and self._kind is Kind.PLAIN:
            colour = c.accent
        else:
            colour = c.text
        self.setIcon(icons.icon(self._glyph, colour, _ICON, self._gap))
