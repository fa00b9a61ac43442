"""The small window of an incoming call: above the others, at the lower right, and never with the keyboard."""

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from softphone.calls.desk_view import Action, DeskCall
from softphone.ui.views import style, words
from softphone.ui.views.action_button import ActionButton
from softphone.ui.views.avatar import Avatar
from softphone.ui.views.labels import ElidedLabel
from softphone.ui.views.tokens import Space, Type

_WIDTH = 360
_AVATAR = 48
_EDGE = 4


class IncomingWindow(QWidget):
    action_requested = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            parent,
            Qt.WindowType.Tool
            | Qt.WindowType.FramelessWindowHint
            | Qt.WindowType.WindowStaysOnTopHint
            | Qt.WindowType.WindowDoesNotAcceptFocus,
        )
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        # Else macOS hides a tool window while another program is in front, which is when it is needed.
        self.setAttribute(Qt.WidgetAttribute.WA_MacAlwaysShowToolWindow)
        self.setFixedWidth(_WIDTH)
        self._shown: DeskCall | None = None
        self._what = ElidedLabel(self, tone="good", strong=True)
        self._avatar = Avatar(self, _AVATAR)
        self._name = ElidedLabel(self, size=Type.TITLE, strong=True)
        self._number = ElidedLabel(self, tone="muted")
        self._by_whom = ElidedLabel(self, tone="muted")
        self._decline = ActionButton(Action.DECLINE, parent=self)
        self._answer = ActionButton(Action.ANSWER, parent=self)
        for button in (self._decline, self._answer):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.pressed_for.connect(self._request)
        self._lay_out()
        self._retranslate()

    def show_call(self, shown: DeskCall) -> None:
        """Show this call, or the same one in a new form."""
        new = self._shown is None or self._shown.call.id != shown.call.id or self.isHidden()
        self._shown = shown
        self._refresh()
        if new:
            self.adjustSize()
            self._move_to_corner()
            self.show()

    def button(self, action: Action) -> ActionButton:
        """ANSWER's or DECLINE's, whether it is there now or not."""
        return self._answer if action is Action.ANSWER else self._decline

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()

    def paintEvent(self, event: QPaintEvent) -> None:
        c = style.colours()
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(c.surface))
        painter.fillRect(0, 0, _EDGE, self.height(), QColor(c.accent))
        painter.setPen(QPen(QColor(c.edge), 1))
        painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
        painter.end()

    def _lay_out(self) -> None:
        who = QVBoxLayout()
        who.setSpacing(2)
        for label in (self._what, self._name, self._number, self._by_whom):
            who.addWidget(label)
        top = QHBoxLayout()
        top.setSpacing(Space.MEDIUM)
        top.addWidget(self._avatar, 0, Qt.AlignmentFlag.AlignVCenter)
        top.addLayout(who, 1)
        row = QHBoxLayout()
        row.setSpacing(Space.SMALL)
        row.addWidget(self._decline, 1)
        row.addWidget(self._answer, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(Space.LARGE + _EDGE, Space.LARGE, Space.LARGE, Space.LARGE)
        whole.setSpacing(Space.LARGE)
        whole.addLayout(top)
        whole.addLayout(row)

    def _refresh(self) -> None:
        shown = self._shown
        if shown is None:
            return
        self._what.setText(words.incoming(shown))
        self._avatar.set_name(shown.name)
        self._name.setText(shown.name)
        self._number.setText(shown.number)
        self._number.setVisible(bool(shown.number))
        by_whom = words.transferred(shown)
        self._by_whom.setText(by_whom)
        self._by_whom.setVisible(bool(by_whom))
        self._decline.offer(shown.actions)
        self._answer.offer(shown.actions)
        said = (self._what.text(), shown.name, shown.number, by_whom)
        self.setAccessibleName(", ".join(part for part in said if part))

    def _move_to_corner(self) -> None:
        room = self.screen().availableGeometry()
        self.move(room.right() - self.width() - Space.LARGE, room.bottom() - self.height() - Space.LARGE)

    def _request(self, action: Action) -> None:
        if self._shown is not None:
            self.action_requested.emit(self._shown.call.id, action)

    def _retranslate(self) -> None:
        self.setWindowTitle(self.tr("Incoming call"))
        for button in (self._decline, self._answer):
            button.retranslate()
        self._refresh()
