"""One call: who, how long, how well, and what can be done with it."""

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QMouseEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from softphone.calls.call import CallState, Security
from softphone.calls.desk_view import Action, DeskCall
from softphone.ui.views import plate, style, words
from softphone.ui.views.action_button import ActionButton
from softphone.ui.views.avatar import Avatar
from softphone.ui.views.buttons import AROUND_WORDS, Button, Kind
from softphone.ui.views.call_drag import dragged
from softphone.ui.views.glyph_label import GlyphLabel
from softphone.ui.views.icons import Glyph
from softphone.ui.views.keypad import Keypad
from softphone.ui.views.labels import ElidedLabel, Label
from softphone.ui.views.pill import Pill
from softphone.ui.views.tokens import EDGE, Space, Tone, Type

_AVATAR = 40


class CallCard(QFrame):
    action_requested = Signal(str, object)
    """The call's id and the Action; never KEYPAD, which is the card's own."""
    transfer_requested = Signal(str)
    """The call's id: it is to be transferred, to whom is not known yet."""
    drag_started = Signal(str)
    """The call's id: the card is being pulled away."""
    call_dropped = Signal(str, str)
    """The ids of a call that was dropped here, and of this one."""
    digit_pressed = Signal(str, str)
    dismissed = Signal(str)
    """The person has read why the call ended."""

    def __init__(self, shown: DeskCall, now: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown = shown
        self._now = now
        self._avatar = Avatar(self, _AVATAR)
        self._name = ElidedLabel(self, size=Type.BODY, strong=True)
        self._number = ElidedLabel(self, tone="muted")
        self._state = Pill(self)
        self._why = Label(self, wrap=True)
        self._why.setContentsMargins(0, Space.HAIR, 0, 0)
        self._by_whom = ElidedLabel(self, tone="muted")
        self._pressed_at: QPoint | None = None
        self._time = Label(self, size=Type.TITLE, tabular=True)
        self._quality = Label(self, tone="muted")
        self._lock = GlyphLabel(Glyph.LOCK, 16, self)
        self.dismiss_button = Button(self, kind=Kind.QUIET, glyph=Glyph.CLOSE)
        self._hold = ActionButton(Action.HOLD, Action.RESUME, parent=self, shrinks=True)
        self._mute = ActionButton(Action.MUTE, Action.UNMUTE, parent=self, shrinks=True)
        self._digits = ActionButton(Action.KEYPAD, parent=self, shrinks=True)
        self.transfer_button = Button(self, glyph=Glyph.FORWARD)
        self._digits.setCheckable(True)
        self._park = ActionButton(Action.PARK, parent=self, shrinks=True)
        self._decline = ActionButton(Action.DECLINE, parent=self)
        self._answer = ActionButton(Action.ANSWER, parent=self)
        self._hang_up = ActionButton(Action.HANG_UP, parent=self)
        self._buttons = (
            self._hold,
            self._mute,
            self._park,
            self._digits,
            self._decline,
            self._answer,
            self._hang_up,
        )
        self.keypad = Keypad(self)
        self.keypad.hide()
        self._lay_out()
        for button in self._buttons:
            if button is not self._digits:
                button.pressed_for.connect(self._request)
        self._digits.toggled.connect(self._show_keypad)
        self.keypad.digit_pressed.connect(lambda digit: self.digit_pressed.emit(self.call_id, digit))
        self.keypad.left.connect(lambda: self._digits.setChecked(False))
        self.transfer_button.clicked.connect(lambda: self.transfer_requested.emit(self.call_id))
        self.setAcceptDrops(True)
        self.dismiss_button.clicked.connect(lambda: self.dismissed.emit(self.call_id))
        self._retranslate()

    @property
    def call_id(self) -> str:
        return self._shown.call.id

    @property
    def ended(self) -> bool:
        return self._shown.ending is not None

    @property
    def active(self) -> bool:
        return self._shown.active

    def show_call(self, shown: DeskCall, now: float) -> None:
        """The same call in a new form; `now` in the clock of `confirmed_at`, seconds."""
        self._shown = shown
        self.tick(now)
        self._refresh()

    def tick(self, now: float) -> None:
        """Time has passed. The duration stands still once the call ended."""
        started = self._shown.confirmed_at
        if self._shown.ending is None or not self._time.text():
            self._now = now
        self._time.setText("" if started is None else words.duration(self._now - started))

    def button(self, action: Action) -> ActionButton | None:
        """The button that does this now, if it can be done."""
        return next((button for button in self._buttons if button.action is action), None)

    def set_prominent(self, on: bool) -> None:
        """Whether Answer is the window's one filled button, where the call rings."""
        self._answer.set_prominent(on)

    def toggle_keypad(self) -> None:
        if self._digits.action is not None:
            self._digits.toggle()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()

    def paintEvent(self, event: QPaintEvent) -> None:
        plate.paint(self, [(0, self.height(), plate.edge_colour(self._shown))])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    # The card can be pulled onto a colleague or onto another call.

    def mousePressEvent(self, event: QMouseEvent) -> None:
        left = event.button() is Qt.MouseButton.LeftButton
        self._pressed_at = event.position().toPoint() if left and self._shown.transfers else None
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        start = self._pressed_at
        if start is not None:
            way = event.position().toPoint() - start
            if way.manhattanLength() >= QApplication.startDragDistance():
                self._pressed_at = None
                self.drag_started.emit(self.call_id)
        super().mouseMoveEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self._take(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self._take(event)

    def dropEvent(self, event: QDropEvent) -> None:
        other, own = dragged(event), self.call_id
        event.acceptProposedAction()
        QTimer.singleShot(0, self, lambda: self.call_dropped.emit(other, own))

    def _lay_out(self) -> None:
        below_name = QHBoxLayout()
        below_name.setSpacing(Space.SMALL)
        below_name.addWidget(self._number)
        below_name.addWidget(self._state)
        below_name.addStretch(1)
        who = QVBoxLayout()
        who.setSpacing(2)
        who.addWidget(self._name)
        who.addLayout(below_name)
        who.addWidget(self._by_whom)
        who.addWidget(self._why)
        who.addStretch(1)
        how = QHBoxLayout()
        how.setSpacing(Space.HAIR)
        how.addStretch(1)
        how.addWidget(self._quality)
        how.addWidget(self._lock)
        right = QVBoxLayout()
        right.setSpacing(2)
        right.addWidget(self._time, 0, Qt.AlignmentFlag.AlignRight)
        right.addLayout(how)
        right.addStretch(1)
        top = QHBoxLayout()
        top.setSpacing(Space.MEDIUM)
        top.addWidget(self._avatar, 0, Qt.AlignmentFlag.AlignTop)
        top.addLayout(who, 1)
        top.addLayout(right)
        top.addWidget(self.dismiss_button, 0, Qt.AlignmentFlag.AlignTop)
        row = QHBoxLayout()
        row.setSpacing(Space.SMALL)
        # The keypad last: it is what comes and goes while the others stay.
        for button in (self._hold, self._mute, self.transfer_button, self._park, self._digits):
            row.addWidget(button)
        row.addStretch(1)
        for button in (self._decline, self._answer, self._hang_up):
            row.addWidget(button)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(Space.LARGE + EDGE, Space.LARGE, Space.LARGE, Space.LARGE)
        whole.setSpacing(Space.MEDIUM)
        whole.addLayout(top)
        whole.addLayout(row)
        whole.addWidget(self.keypad)

    def _refresh(self) -> None:
        shown = self._shown
        ended = shown.ending is not None
        self._avatar.set_name(shown.name)
        self._name.setText(shown.name)
        self._number.setText(shown.number)
        self._number.setVisible(bool(shown.number))
        tone, state = (Tone.INFO, "") if ended else words.state(shown)
        self._state.say(tone, state)
        why = ""
        if shown.ending is not None:
            why = words.ended(shown)
            tone = words.ending_tone(shown.ending)
            style.mark(self._why, "tone", "muted" if tone is Tone.INFO else tone.name.lower())
        self._why.setText(why)
        self._why.setVisible(ended)
        self._time.setVisible(shown.confirmed_at is not None)
        self._show_quality()
        self.dismiss_button.setVisible(ended)
        for button in self._buttons:
            button.offer(frozenset() if ended else shown.actions)
            button.set_owner(shown.name, keys=True)
        self._say_transfer()
        self.transfer_button.setVisible(bool(shown.transfers))
        self._fit()
        self.setCursor(Qt.CursorShape.OpenHandCursor if shown.transfers else Qt.CursorShape.ArrowCursor)
        by_whom = "" if ended else words.transferred(shown)
        self._by_whom.setText(by_whom)
        self._by_whom.setVisible(bool(by_whom))
        if self._digits.action is None:
            self._digits.setChecked(False)
        said = (shown.name, shown.number, why or state, by_whom)
        self.setAccessibleName(", ".join(part for part in said if part))
        self.update()

    def _show_quality(self) -> None:
        shown = self._shown
        talking = shown.call.state is CallState.CONFIRMED and shown.ending is None
        parts = [words.codec(shown.call.codec)] if shown.call.codec else []
        details = []
        tone = Tone.GOOD
        if shown.quality is not None:
            tone, word = words.quality(shown.quality)
            parts = [words.codec(shown.quality.codec or shown.call.codec), word]
            details.append(words.quality_details(shown.quality))
        details.append(words.security(shown.call.security))
        style.mark(self._quality, "tone", "muted" if tone is Tone.GOOD else tone.name.lower())
        self._quality.setText(" · ".join(part for part in parts if part))
        self._quality.setToolTip("\n".join(details))
        self._quality.setAccessibleDescription("\n".join(details))
        self._quality.setVisible(talking and bool(parts))
        self._lock.setToolTip(words.security(shown.call.security))
        self._lock.set_glyph(Glyph.LOCK_OPEN if shown.call.security is Security.NONE else Glyph.LOCK)
        self._lock.setVisible(talking)

    def _take(self, event: QDropEvent) -> None:
        """Of two calls that can be joined, the one can be dropped on the other."""
        if dragged(event) in self._shown.partners:
            event.acceptProposedAction()
        else:
            event.ignore()

    def _say_transfer(self) -> None:
        self.transfer_button.say(self.tr("Transfer"), keys="Ctrl+T")
        self.transfer_button.setAccessibleName(f"{self.transfer_button.text()}: {self._shown.name}")

    def _fit(self) -> None:
        """Without room for all words, those that everybody knows by their icons do without."""
        shrinking = [self._hold, self._mute, self._digits]
        if not self._park.isHidden():
            shrinking.append(self._park)
        words_width = self.transfer_button.fontMetrics().horizontalAdvance(self.transfer_button.text())
        full = sum(button.full_width() for button in (*shrinking, self._hang_up))
        full += AROUND_WORDS + words_width
        room = self.contentsRect().width() - 2 * Space.LARGE - EDGE
        bare = full + (len(shrinking) + 2) * Space.SMALL > room
        if bare is not self._hold.bare or bare is not self._park.bare:
            for button in (*shrinking, self._park):
                button.set_bare(bare)
            if (layout := self.layout()) is not None:
                layout.activate()  # at once, so that nothing is painted in between

    def _show_keypad(self, on: bool) -> None:
        self.keypad.setVisible(on)
        if on:
            self.keypad.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _request(self, action: Action) -> None:
        self.action_requested.emit(self.call_id, action)

    def _retranslate(self) -> None:
        self.dismiss_button.say(self.tr("Dismiss"))
        self.dismiss_button.setAccessibleName(f"{self.dismiss_button.toolTip()}: {self._shown.name}")
        for button in self._buttons:
            button.retranslate()
        self._say_transfer()
        self._fit()
        self._time.setAccessibleDescription(self.tr("Duration"))
        self.tick(self._now)
        self._refresh()
