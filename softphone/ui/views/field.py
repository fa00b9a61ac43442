"""The one field: it searches as one types, and dials; during a call it transfers."""

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QWidget

from softphone.people import numbers
from softphone.ui.views import style
from softphone.ui.views.buttons import Button, Kind
from softphone.ui.views.glyph_label import GlyphLabel
from softphone.ui.views.icons import Glyph
from softphone.ui.views.tokens import CONTROL, Space, Type
from softphone.ui.views.way import Way


class _Edit(QLineEdit):
    down_pressed = Signal()
    entered = Signal(Way)
    focus_changed = Signal(bool)

    def event(self, event: QEvent) -> bool:
        # Some platforms give a text field Ctrl+H and Ctrl+K (delete backwards, to the end): here they are the
        # window's.
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
            if control and event.key() in (Qt.Key.Key_H, Qt.Key.Key_K, Qt.Key.Key_M):
                event.ignore()
                return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
                self.entered.emit(Way.ANNOUNCE if control else Way.CALL)
        elif event.key() == Qt.Key.Key_Down:
            self.down_pressed.emit()
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focus_changed.emit(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.focus_changed.emit(False)


class CallField(QWidget):
    text_changed = Signal(str)
    dial_requested = Signal(str, object)
    """A number or an address, as it was typed; and the Way."""
    first_hit_requested = Signal(object)
    """The Way."""
    down_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hits = 0
        self._prominent = True
        self._transferring = False
        self._frame = style.named(QFrame(self), "field")
        self._edit = style.named(_Edit(self._frame), "fieldText")
        self._edit.setFont(style.font(Type.BODY))
        self._wipe = Button(self._frame, kind=Kind.QUIET, glyph=Glyph.CLOSE)
        self._wipe.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._wipe.hide()
        self.call_button = Button(self, kind=Kind.PRIMARY, glyph=Glyph.PHONE)
        self.call_button.setEnabled(False)

        inside = QHBoxLayout(self._frame)
        inside.setContentsMargins(Space.MEDIUM, 0, 1, 0)
        inside.setSpacing(Space.SMALL)
        inside.addWidget(GlyphLabel(Glyph.SEARCH, 18, self._frame))
        inside.addWidget(self._edit, 1)
        inside.addWidget(self._wipe)
        self._frame.setFixedHeight(CONTROL)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.SMALL)
        row.addWidget(self._frame, 1)
        row.addWidget(self.call_button)

        self._edit.textChanged.connect(self._text_changed)
        self._edit.entered.connect(self._go)
        self._edit.down_pressed.connect(self.down_pressed)
        self._edit.focus_changed.connect(lambda on: style.mark(self._frame, "focused", on))
        self.call_button.clicked.connect(lambda: self._go(Way.CALL))
        self._wipe.clicked.connect(self.clear)
        self.setFocusProxy(self._edit)
        self._retranslate()

    def set_hits(self, hits: int) -> None:
        """How many colleagues match the text: with at least one, a text that is no number calls the first."""
        self._hits = hits

    def clear(self) -> None:
        self._edit.clear()

    def set_text(self, text: str) -> None:
        self._edit.setText(text)

    def insert(self, text: str) -> None:
        """At the cursor, as if typed; the keyboard stays with the field."""
        self._edit.insert(text)
        self._edit.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def being_typed_in(self) -> bool:
        """Whether somebody is in the middle of typing here."""
        return self._edit.hasFocus() and bool(self._edit.text())

    @property
    def is_idle(self) -> bool:
        """Whether the keyboard is here, and nothing has been typed."""
        return self._edit.hasFocus() and not self._edit.text()

    def anchor(self) -> QRect:
        """Where its button is, in the coordinates of the window."""
        button = self.call_button
        return QRect(button.mapTo(self.window(), QPoint(0, 0)), button.size())

    def enter(self) -> None:
        """Take the keyboard, with the text selected."""
        self._edit.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._edit.selectAll()

    def set_prominent(self, on: bool) -> None:
        """Whether its button is the window's one filled one."""
        self._prominent = on
        self.call_button.set_kind(Kind.PRIMARY if on else Kind.PLAIN)

    def set_transferring(self, on: bool) -> None:
        """Whether what is typed is where a call is to be transferred to."""
        if on is not self._transferring:
            self._transferring = on
            self.call_button.set_glyph(Glyph.FORWARD if on else Glyph.PHONE)
            self._retranslate()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()

    def _retranslate(self) -> None:
        if self._transferring:
            what, placeholder = self.tr("Transfer to name or number"), self.tr("Transfer to…")
            how = self.tr("Searches colleagues; Enter opens the choices, Ctrl+Enter announces the transfer")
        else:
            what = placeholder = self.tr("Name or number")
            how = self.tr("Searches colleagues, and calls with Enter")
        self._edit.setPlaceholderText(placeholder)
        self._edit.setAccessibleName(what)
        self._edit.setAccessibleDescription(how)
        self.call_button.say(self.tr("Transfer") if self._transferring else self.tr("Call"), keys="Return")
        self._wipe.say(self.tr("Clear"), keys="Esc")

    def _text_changed(self, text: str) -> None:
        self.call_button.setEnabled(bool(text.strip()))
        self._wipe.setVisible(bool(text))
        self.text_changed.emit(text)

    def _go(self, way: Way) -> None:
        text = self._edit.text().strip()
        if not text:
            return
        is_address = numbers.dialled(text) is not None or "@" in text or set(text) <= set("0123456789*#")
        if self._hits and not is_address:
            self.first_hit_requested.emit(way)
        else:
            self.dial_requested.emit(text, way)
