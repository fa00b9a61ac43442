"""The window: one list at the left with the field above it, calls at the right, one notice below all."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QApplication, QBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from softphone.ui.views import brand, style
from softphone.ui.views.call_stack import CallStack
from softphone.ui.views.choices import Choices
from softphone.ui.views.colleague_list import ColleagueListView
from softphone.ui.views.contacts import ContactsView
from softphone.ui.views.field import CallField
from softphone.ui.views.history import HistoryView
from softphone.ui.views.notice import NoticeBar
from softphone.ui.views.parked_calls import ParkedCalls
from softphone.ui.views.profile_chip import ProfileChip
from softphone.ui.views.rail import Rail
from softphone.ui.views.sign_in import SignInView
from softphone.ui.views.switcher import Switcher
from softphone.ui.views.tokens import Space, Tone
from softphone.ui.views.top_bar import TopBar

COLLEAGUES, HISTORY, CONTACTS = range(3)
"""The lists, as the rail has them."""

_SIZE = (1152, 640)
_LEAST = (1012, 520)
_LEAST_ALONE = (560, 520)
"""Without colleagues."""
_PEOPLE_SHARE, _CALLS_SHARE = 9, 11


class MainWindow(QWidget):
    settings_requested = Signal()
    sign_out_requested = Signal()
    profile_requested = Signal()
    """The switcher is to be opened, or closed."""
    closing = Signal()
    """The window is being closed by the person."""
    answer_key = Signal()
    hang_up_key = Signal()
    """Hang up, or decline what rings."""
    mute_key = Signal()
    """Mute or unmute the active call."""
    hold_key = Signal()
    """Hold or resume the active call."""
    park_key = Signal()
    """Park the active call."""
    transfer_key = Signal()
    """Transfer the active call: to whom is to be chosen."""
    redial_key = Signal()
    """Call whom one called last."""
    keypad_key = Signal()
    """The keypad of the active call was opened or closed; the window did so by itself."""
    quit_key = Signal()
    """End the program, also where it goes on when the window is closed."""

    def __init__(self, clock: Callable[[], float], parent: QWidget | None = None) -> None:
        """`clock` is monotonic, in seconds."""
        super().__init__(parent)
        self.may_close: Callable[[], bool] = lambda: True
        """Whether to close now; asked each time."""
        self.sign_in = SignInView(self)
        self.field = CallField(self)
        self.colleagues = ColleagueListView(self)
        self.history = HistoryView(self)
        self.contacts = ContactsView(self)
        self.rail = Rail(self)
        self._lists = QStackedWidget(self)
        self.calls = CallStack(self)
        self.parked = ParkedCalls(self)
        self.notice = NoticeBar(self)
        self._bar = TopBar(self)
        self._main = QWidget(self)
        self._people = QWidget(self)
        self._panes = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._pages = QStackedWidget(self)
        self.choices = Choices(self, clock)
        self.switcher = Switcher(self)
        self._lay_out()
        self.resize(*_SIZE)
        self.setMinimumSize(*_LEAST)
        self._bar.settings_requested.connect(self.settings_requested)
        self._bar.profile.clicked.connect(self.profile_requested)
        self._bar.sign_out_requested.connect(self.sign_out_requested)
        self.rail.chosen.connect(self._lists.setCurrentIndex)
        self.field.down_pressed.connect(self._enter_list)
        for each in (self.colleagues, self.history.list, self.contacts.list):
            each.left_upwards.connect(self.field.enter)
        self.calls.leads_changed.connect(lambda on: self.field.set_prominent(not on))
        self.calls.keyboard_freed.connect(self.field.enter)
        self.notice.keyboard_freed.connect(self._enter_page)
        self.calls.dialled.connect(self.field.insert)
        self.keypad_key.connect(self.calls.toggle_keypad)
        self._shortcuts = [
            self._on_key(keys, act)
            for keys, act in (
                ("Ctrl+L", self.field.enter),
                ("Ctrl+T", self.transfer_key.emit),
                ("F6", self._next_pane),
                ("Shift+F6", lambda: self._next_pane(back=True)),
                ("Ctrl+Shift+A", self.answer_key.emit),
                ("Ctrl+Shift+H", self.hang_up_key.emit),
                ("Ctrl+M", self.mute_key.emit),
                ("Ctrl+H", self.hold_key.emit),
                ("Ctrl+K", self.keypad_key.emit),
                ("Ctrl+Shift+P", self.park_key.emit),
                ("Ctrl+P", self.profile_requested.emit),
                ("Ctrl+,", self.settings_requested.emit),
                ("Ctrl+1", lambda: self.show_list(COLLEAGUES)),
                ("Ctrl+2", lambda: self.show_list(HISTORY)),
                ("Ctrl+3", lambda: self.show_list(CONTACTS)),
                ("Ctrl+R", self.redial_key.emit),
            )
        ]
        self._on_key("Ctrl+Q", self.quit_key.emit)
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

    def show_list(self, which: int) -> None:
        """COLLEAGUES, HISTORY or CONTACTS, with the keyboard in it."""
        if not self.rail.isHidden():
            self.rail.choose(which)
            self._enter_list()

    def _enter_page(self) -> None:
        (self.field if self._pages.currentWidget() is self._main else self.sign_in).enter()

    @property
    def profile_chip(self) -> ProfileChip:
        return self._bar.profile

    @property
    def list_shown(self) -> int:
        return self._lists.currentIndex()

    def _enter_list(self) -> None:
        (self.colleagues, self.history.list, self.contacts.list)[self._lists.currentIndex()].enter()

    def set_identity(self, name: str, extension: str) -> None:
        self._bar.set_identity(name, extension)
        self._retranslate()

    def set_status(self, tone: Tone, text: str) -> None:
        """Whether calls can be placed and received now, in a few words; empty: nothing."""
        self._bar.set_status(tone, text)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.windowHandle().installEventFilter(self.choices.enter_key)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.may_close():
            self.closing.emit()
            super().closeEvent(event)
        else:
            event.ignore()

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
        for each in (self.colleagues, self.history, self.contacts):
            self._lists.addWidget(each)
        left.addWidget(self._lists, 1)
        self._panes.setSpacing(0)
        self._panes.addWidget(self.rail)
        self._panes.addWidget(self._people)
        talk = QVBoxLayout()
        talk.setSpacing(0)
        talk.addWidget(self.calls, 1)
        talk.addWidget(self.parked)
        self._panes.addLayout(talk)
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
        self.rail.setVisible(colleagues)
        self._lists.setVisible(colleagues)
        self._panes.setDirection(direction.LeftToRight if colleagues else direction.TopToBottom)
        self._panes.setStretch(1, _PEOPLE_SHARE if colleagues else 0)
        self._panes.setStretch(2, _CALLS_SHARE)
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

    def _next_pane(self, *, back: bool = False) -> None:
        """Field, list, calls, parked calls, bar, and round again; a pane without anything to press is passed
        over."""
        at = QApplication.focusWidget()
        panes = (self.field, self._lists, self.calls, self.parked, self._bar, self.rail)
        here = next((n for n, pane in enumerate(panes) if at is not None and pane.isAncestorOf(at)), None)
        step = -1 if back else 1
        start = (0 if back else -1) if here is None else here
        for n in range(1, len(panes) + 1):
            pane = panes[(start + step * n) % len(panes)]
            if self._enter(pane):
                return

    def _enter(self, pane: QWidget) -> bool:
        if pane is self.field:
            self.field.enter()
        elif pane is self._lists:
            if self._lists.isHidden():
                return False
            self._enter_list()
        elif pane is self.rail:
            return self.rail.enter()
        elif pane is self.parked:
            return self.parked.enter()
        elif pane is self._bar:
            self._bar.settings.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            return self.calls.enter()
        return True

    def _retranslate(self) -> None:
        self.setWindowTitle("Softphone")
