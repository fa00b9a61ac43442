"""One sentence across the window, while there is something to say."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget
from shiboken6 import isValid

from softphone.ui.views import style
from softphone.ui.views.announce import announce
from softphone.ui.views.buttons import Button, Kind
from softphone.ui.views.glyph_label import GlyphLabel
from softphone.ui.views.icons import Glyph
from softphone.ui.views.labels import Label
from softphone.ui.views.tokens import Space, Tone


class NoticeBar(QWidget):
    closed = Signal()
    """The person has read it."""
    keyboard_freed = Signal()
    """It goes with the keyboard in it, and where the keyboard came from is no more."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tone = Tone.INFO
        self._glyph = GlyphLabel(Glyph.INFO, 18, self)
        self._text = Label(self, wrap=True)
        self.action = Button(self)
        """What can be done about it; shown only with words."""
        self.close_button = Button(self, kind=Kind.QUIET, glyph=Glyph.CLOSE)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.LARGE, Space.HAIR, Space.SMALL, Space.HAIR)
        row.setSpacing(Space.MEDIUM)
        row.addWidget(self._glyph)
        row.addWidget(self._text, 1)
        row.addWidget(self.action)
        row.addWidget(self.close_button)
        # A click leaves the keyboard where it is.
        for each in (self.action, self.close_button):
            each.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.action.hide()
        self._back: QWidget | None = None
        if isinstance(app := QApplication.instance(), QApplication):
            app.focusChanged.connect(self._keyboard_moved)
        self.close_button.clicked.connect(self._dismiss)
        self.hide()
        self._retranslate()

    @property
    def text(self) -> str:
        """What it says now; empty while it is not there."""
        return self._text.text()

    def say(self, tone: Tone, text: str, action: str = "") -> None:
        """Say this in place of what was said before. `action` names what can be done about it."""
        if not action and self.action.hasFocus():
            self._give_back()
        self.action.say(action)
        self.action.setVisible(bool(action))
        self._tone = tone
        self._glyph.set_tone(tone)
        style.mark(self._text, "tone", "" if tone is Tone.INFO else tone.name.lower())
        self._text.setText(text)
        self.setVisible(bool(text))
        self.update()
        if text:
            announce(self, text, at_once=tone is Tone.BAD)

    def clear(self) -> None:
        self._text.clear()
        if self.window().focusWidget() in (self.action, self.close_button):
            self._give_back()
        self.hide()

    def _keyboard_moved(self, old: QWidget | None, new: QWidget | None) -> None:
        if new is not None and self.isAncestorOf(new) and not (old is not None and self.isAncestorOf(old)):
            self._back = old

    def _give_back(self) -> None:
        back, self._back = self._back, None
        if back is not None and isValid(back) and back.isVisible() and back.isEnabled():
            back.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.keyboard_freed.emit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()

    def paintEvent(self, event: QPaintEvent) -> None:
        c = style.colours()
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(c.of(self._tone)[1]))
        painter.fillRect(0, 0, self.width(), 1, QColor(c.line))
        painter.end()

    def _dismiss(self) -> None:
        self.clear()
        self.closed.emit()

    def _retranslate(self) -> None:
        self.close_button.say(self.tr("Close"))
