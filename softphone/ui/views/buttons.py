"""The push button of every view: a text, an icon in the text's colour, and what kind of button it is."""

from enum import Enum

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QPushButton, QWidget

from softphone.ui.views import icons, style
from softphone.ui.views.icons import Glyph
from softphone.ui.views.tokens import Space

_ICON = 18
_GAP = 4
"""Pixels between icon and words, besides those of the style."""
AROUND_WORDS = 2 * (Space.MEDIUM + 1) + _ICON + _GAP + 5
"""The width of a button with an icon, besides its words; a test compares it with the style's."""
_OTHER_KEYS = (
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
)


def shortcut(keys: str) -> str:
    """As it is written on this system's keys, and Return as Enter: it is both."""
    written = QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
    return written.replace("Return", "Enter")


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
        self._bare = kind is Kind.QUIET
        self._words = self._tip = self._keys = ""
        self._gap = 0 if self._bare else _GAP
        self.setIconSize(QSize(_ICON + self._gap, _ICON))
        self.toggled.connect(self._tint)
        self._tint()

    def say(self, text: str, *, tip: str = "", keys: str = "") -> None:
        """What the button is called; a quiet one shows it only as its tooltip. `keys` is its shortcut."""
        self._words, self._tip, self._keys = text, tip, keys
        self.setText("" if self._bare else text)
        self.setAccessibleName(text)
        self._show_tip()

    def _show_tip(self) -> None:
        keys = shortcut(self._keys)
        words = self._tip or (self._words if self._bare or keys else "")
        self.setToolTip(f"{words} ({keys})" if keys else words)

    def set_bare(self, on: bool) -> None:
        """Only the icon, where there is no room for words; what it does is said in the tooltip."""
        if on is not self._bare:
            self._bare = on
            self._gap = 0 if on else _GAP
            self.setIconSize(QSize(_ICON + self._gap, _ICON))
            style.mark(self, "bare", on)
            self.setText("" if on else self._words)
            self._show_tip()
            self._tint()
            self.updateGeometry()

    @property
    def bare(self) -> bool:
        return self._bare

    def set_kind(self, kind: Kind) -> None:
        self._kind = kind
        style.mark(self, "kind", kind.value)
        self._tint()

    def set_glyph(self, glyph: Glyph) -> None:
        if glyph is not self._glyph:
            self._glyph = glyph
            self._tint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the keyboard, which not every platform does by itself. Not while
        the key is being held: the button may have become another meanwhile."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & _OTHER_KEYS:
            if not event.isAutoRepeat():
                self.click()
        else:
            super().keyPressEvent(event)

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
