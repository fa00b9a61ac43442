"""An icon that only decorates: what it says stands beside it in words."""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from softphone.ui.views import icons, style
from softphone.ui.views.icons import Glyph
from softphone.ui.views.tokens import Tone

_OF_TONE = {
    Tone.INFO: Glyph.INFO,
    Tone.GOOD: Glyph.GOOD,
    Tone.WARNING: Glyph.WARNING,
    Tone.BAD: Glyph.WARNING,
}


class GlyphLabel(QWidget):
    """Muted, or in the colour of a tone."""

    def __init__(self, glyph: Glyph, size: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._glyph = glyph
        self._tone: Tone | None = None
        self._faint = False
        self.setFixedSize(QSize(size, size))

    def make_faint(self) -> None:
        """Hardly there: where it fills an empty place."""
        self._faint = True

    def set_tone(self, tone: Tone) -> None:
        """The glyph and the colour of that tone."""
        self._tone = tone
        self._glyph = _OF_TONE[tone]
        self.update()

    @property
    def glyph(self) -> Glyph:
        return self._glyph

    def set_glyph(self, glyph: Glyph) -> None:
        self._glyph = glyph
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        c = style.colours()
        colour = c.edge if self._faint else c.muted
        if self._tone not in (None, Tone.INFO):
            colour = c.of(self._tone)[0]
        painter = QPainter(self)
        icons.paint(painter, self._glyph, QRectF(self.rect()), colour)
        painter.end()
