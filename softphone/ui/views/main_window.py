"""The window: people at the left, calls at the right, one field above the people, one notice below all."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from softphone.ui.views import brand, style
from softphone.ui.views.call_stack import CallStack
from softphone.ui.views.colleague_list import ColleagueListView
from softphone.ui.views.field import CallField
from softphone.ui.views.notice import NoticeBar
from softphone.ui.views.sign_in import SignInView
from softphone.ui.views.tokens import Space, Tone
from softphone.ui.views.top_bar import TopBar

_SIZE = (1040, 640)
_LEAST = (900, 520)
_LEAST_ALONE = (560, 520)
"""Without colleagues."""
_PEOPLE_SHARE, _CALLS_SHARE = 9, 11


class MainWindow(QWidget):
    settings_requested = Signal()
    sign_out_requested = Signal()
    closing = Signal()
    """The window is being closed by the person."""
    answer_key = Signal()
    hang_up_key = Signal()
    """Hang up, or decline what rings."""
    mute_key = Signal()
    """Mute or unmute the active call."""
    hold_key = Signal()
    """Hold or resume the active call."""
    keypad_key = Signal()
    """The keypad of the active call was opened or closed; the window did so by itself."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sign_in = SignInView(self)
        self.field = CallField(self)
        self.colleagues = ColleagueListView(self)
        self.calls = CallStack(self)
        self.notice = NoticeBar(self)
        self._bar = TopBar(self)
        self._main = QWidget(self)
        self._people = QWidget(self)
        self._panes = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._pages = QStackedWidget(self)
        self._lay_out()
        self.resize(*_SIZE)
        self.setMinimumSize(*_LEAST)
        self._bar.settings_requested.connect(self.settings_requested)
        self._bar.sign_out_requested.connect(self.sign_out_requested)
        self.field.down_pressed.connect(self.colleagues.enter)
        self.colleagues.left_upwards.connect(self.field.enter)
        self.calls.occupied_changed.connect(lambda on: self.field.set_prominent(not on))
        self.calls.dialled.connect(self.field.insert)
        self.keypad_key.connect(self.calls.toggle_keypad)
        self._shortcuts = [
            self._on_key(keys, act)
            for keys, act in (
                ("Ctrl+L", self.field.enter),
                ("F6", self._next_pane),
                ("Ctrl+Shift+A", self.answer_key.emit),
                ("Ctrl+Shift+H", self.hang_up_key.emit),
                ("Ctrl+M", self.mute_key.emit),
                ("Ctrl+H", self.hold_key.emit),
                ("Ctrl+K", self.keypad_key.emit),
                ("Ctrl+,", self.settings_requested.emit),
            )
        ]
        self.setWindowIcon(brand.icon())
        self.show_sign_in()
        self._retranslate()

    def show_sign_in(self) -> None:
        self._pages.setCurrentWidget(self.sign_in)
        self._allow_keys(False)
        self.sign_in.enter()

    def show_main(self, *, colleagues: bool = True) -> None:
        """Without `colleagues`, which only a company's server knows, the field stands above the calls."""
        self._arrange(colleagues=colleagues)
        self._pages.setCurrentWidget(self._main)
        self._allow_keys(True)
        self.field.enter()

    def set_identity(self, name: str, extension: str) -> None:
        self._bar.set_identity(name, extension)
        self._retranslate()

    def set_status(self, tone: Tone, text: str) -> None:
        """Whether calls can be placed and received now, in a few words; empty: nothing."""
        self._bar.set_status(tone, text)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.closing.emit()
        super().closeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()

    def _lay_out(self) -> None:
        self._people.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        left = QVBoxLayout(self._people)
        left.setContentsMargins(0, 0, 1, 0)
        left.setSpacing(0)
        around_field = QVBoxLayout()
        around_field.setContentsMargins(Space.LARGE, Space.MEDIUM, Space.LARGE, Space.SMALL)
        around_field.addWidget(self.field)
        left.addLayout(around_field)
        left.addWidget(self.colleagues, 1)
        self._panes.setSpacing(0)
        self._panes.addWidget(self._people)
        self._panes.addWidget(self.calls)
        self._arrange(colleagues=True)
        main = QVBoxLayout(self._main)
        main.setContentsMargins(0, 0, 0, 0)
        main.setSpacing(0)
        main.addWidget(self._bar)
        main.addLayout(self._panes, 1)
        self._pages.addWidget(self.sign_in)
        self._pages.addWidget(self._main)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._pages, 1)
        whole.addWidget(self.notice)

    def _arrange(self, *, colleagues: bool) -> None:
        direction = QBoxLayout.Direction
        self.colleagues.setVisible(colleagues)
        self._panes.setDirection(direction.LeftToRight if colleagues else direction.TopToBottom)
        self._panes.setStretch(0, _PEOPLE_SHARE if colleagues else 0)
        self._panes.setStretch(1, _CALLS_SHARE)
        # "people" has its hairline at the right, "topBar" below.
        style.named(self._people, "people" if colleagues else "topBar")
        self._people.style().unpolish(self._people)
        self._people.style().polish(self._people)
        self.setMinimumSize(*(_LEAST if colleagues else _LEAST_ALONE))

    def _on_key(self, keys: str, act: object) -> QShortcut:
        shortcut = QShortcut(QKeySequence(keys), self)
        shortcut.activated.connect(act)
        return shortcut

    def _allow_keys(self, on: bool) -> None:
        for shortcut in self._shortcuts:
            shortcut.setEnabled(on)

    def _next_pane(self) -> None:
        """Field, list, calls, bar, and round again; a pane without anything to press is passed over."""
        at = QApplication.focusWidget()
        panes = (self.field, self.colleagues, self.calls, self._bar)
        here = next((n for n, pane in enumerate(panes) if at is not None and pane.isAncestorOf(at)), None)
        if at is self.colleagues:
            here = 1
        for pane in panes[0 if here is None else here + 1 :] or panes:
            if pane is self.field:
                self.field.enter()
            elif pane is self.colleagues and self.colleagues.isHidden():
                continue
            elif pane is self.colleagues:
                self.colleagues.enter()
            elif pane is self._bar:
                self._bar.settings.setFocus(Qt.FocusReason.ShortcutFocusReason)
            elif not self.calls.enter():
                continue
            return

    def _retranslate(self) -> None:
        self.setWindowTitle("Softphone")
