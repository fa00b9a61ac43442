"""Settings > Shortcuts: whether keys answer and hang up while another program is in front, and which."""

from enum import Enum, auto

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QFormLayout, QVBoxLayout, QWidget

from softphone.calls.global_keys import GlobalKey
from softphone.ui.views import words
from softphone.ui.views.labels import Label
from softphone.ui.views.switch import Switch
from softphone.ui.views.tokens import Space


class KeysState(Enum):
    OFF = auto()
    ASKING = auto()
    """The system, which may show a dialog of its own."""
    GIVEN = auto()
    REFUSED = auto()
    MISSING = auto()
    """The system has nothing that could give any."""


class ShortcutsPage(QWidget):
    wanted = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = KeysState.OFF
        self._triggers: dict[GlobalKey, str] = {}
        self._switch = Switch(self)
        self._said = Label(self, tone="muted", wrap=True)
        self._names = {key: Label(self, tone="muted") for key in GlobalKey}
        self._keys = {key: Label(self, strong=True) for key in GlobalKey}
        form = QFormLayout()
        form.setHorizontalSpacing(Space.WIDE)
        form.setVerticalSpacing(Space.SMALL)
        for key in GlobalKey:
            form.addRow(self._names[key], self._keys[key])
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.WIDE, Space.WIDE, Space.WIDE, Space.WIDE)
        column.setSpacing(Space.MEDIUM)
        column.addWidget(self._switch)
        column.addWidget(self._said)
        column.addLayout(form)
        column.addStretch(1)
        self._switch.clicked.connect(self.wanted)
        self._retranslate()

    def show_keys(self, state: KeysState, triggers: dict[GlobalKey, str]) -> None:
        """`triggers`: how each is pressed, in the system's words, while they are given."""
        self._state, self._triggers = state, triggers
        self._retranslate()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()

    def _retranslate(self) -> None:
        self._switch.say(self.tr("Answer and hang up while another program is in front"))
        self._switch.setChecked(self._state in (KeysState.ASKING, KeysState.GIVEN))
        self._switch.setEnabled(self._state is not KeysState.MISSING)
        self._said.setText(self._sentence())
        for key in GlobalKey:
            self._names[key].setText(words.global_key(key))
            self._keys[key].setText(self._triggers.get(key) or self.tr("no key chosen"))
            for label in (self._names[key], self._keys[key]):
                label.setVisible(self._state is KeysState.GIVEN)

    def _sentence(self) -> str:
        match self._state:
            case KeysState.OFF:
                return self.tr("The system asks you which keys they are to be.")
            case KeysState.ASKING:
                return self.tr("The system is asked for the keys…")
            case KeysState.GIVEN:
                return self.tr("These are the keys. They are changed in the system's settings.")
            case KeysState.REFUSED:
                return self.tr("The system gave no keys. Turn this on to ask again.")
            case KeysState.MISSING:
                return self.tr("Softphone cannot have such keys on this system.")
