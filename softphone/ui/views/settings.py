"""Settings: profiles, schedule, calendar, sound, language, keys, who sees what, and what this program is."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from softphone.calls.commands import SoundSettings
from softphone.calls.desk_view import DeskCall
from softphone.calls.events import Capabilities, DevicesChanged, LevelsMeasured, SoundDeviceChanged
from softphone.ui.views import style, words
from softphone.ui.views.buttons import Button, Kind
from softphone.ui.views.calendar_page import CalendarPage
from softphone.ui.views.choice import Choice
from softphone.ui.views.icons import Glyph
from softphone.ui.views.labels import Label
from softphone.ui.views.privacy_page import PrivacyPage
from softphone.ui.views.profiles_page import ProfilesPage
from softphone.ui.views.schedule_page import SchedulePage
from softphone.ui.views.shortcuts_page import ShortcutsPage
from softphone.ui.views.sound_page import SoundPage
from softphone.ui.views.tokens import Space, Type

_SIZE = (760, 600)
_PROFILES, _SCHEDULE, _CALENDAR, _SOUND, _LANGUAGE, _SHORTCUTS, _PRIVACY, _ABOUT = range(8)
"""Places among the pages."""
_OF_COMPANY = (_PROFILES, _SCHEDULE, _CALENDAR, _PRIVACY)
"""Those of what only a company's server keeps."""
_NAV_WIDTH = 192
_LANGUAGES = (("en", "English"), ("sv", "Svenska"))
"""Each in its own language, so that one finds one's own."""


class SettingsDialog(QDialog):
    """Every change takes effect at once: there is nothing to confirm."""

    sound_chosen = Signal(object)
    """The whole SoundSettings."""
    levels_wanted = Signal(bool)
    """Whether the level meters are seen."""
    test_call_requested = Signal()
    test_call_ended = Signal()
    language_chosen = Signal(str)
    """"en" or "sv"; empty: as the system."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.resize(*_SIZE)
        self.setMinimumSize(600, 480)
        self.profiles = ProfilesPage(self)
        self.schedule = SchedulePage(self)
        self.calendar = CalendarPage(self)
        self.privacy = PrivacyPage(self)
        self.sound = SoundPage(self)
        self.shortcuts = ShortcutsPage(self)
        self._language = _LanguagePage(self)
        self._about = _AboutPage(self)
        self._pages = style.named(QStackedWidget(self), "surface")
        self._nav = QButtonGroup(self)
        self._measuring = False
        self._lay_out()
        self._nav.idClicked.connect(self._open)
        self.profiles.known.connect(self._allow_profiles)
        self.sound.sound_chosen.connect(self.sound_chosen)
        self.sound.test_call_requested.connect(self.test_call_requested)
        self.sound.test_call_ended.connect(self.test_call_ended)
        self._language.chosen.connect(self.language_chosen)
        self._retranslate()

    def set_devices(self, devices: DevicesChanged) -> None:
        self.sound.set_devices(devices)

    def set_chosen(self, settings: SoundSettings) -> None:
        self.sound.set_chosen(settings)

    def set_levels(self, levels: LevelsMeasured) -> None:
        self.sound.set_levels(levels)

    def set_device_state(self, state: SoundDeviceChanged) -> None:
        self.sound.set_device_state(state)

    def set_test_call(self, call: DeskCall | None) -> None:
        self.sound.set_test_call(call)

    def set_about(self, version: str, capabilities: Capabilities | None) -> None:
        """None while the phone is not ready."""
        self._about.show_about(version, capabilities)

    def set_language(self, code: str) -> None:
        self._language.set_language(code)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._measure()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._measure()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()

    def _lay_out(self) -> None:
        side = style.named(QWidget(self), "ground")
        side.setFixedWidth(_NAV_WIDTH)
        nav = QVBoxLayout(side)
        nav.setContentsMargins(Space.MEDIUM, Space.LARGE, Space.MEDIUM, Space.LARGE)
        nav.setSpacing(Space.HAIR)
        pages = (
            (self.profiles, Glyph.PERSON),
            (self.schedule, Glyph.CLOCK),
            (self.calendar, Glyph.CALENDAR),
            (self.sound, Glyph.SPEAKER),
            (self._language, Glyph.GLOBE),
            (self.shortcuts, Glyph.KEYPAD),
            (self.privacy, Glyph.LOCK),
            (self._about, Glyph.INFO),
        )
        for n, (page, glyph) in enumerate(pages):
            button = Button(side, kind=Kind.NAV, glyph=glyph)
            button.setCheckable(True)
            self._nav.addButton(button, n)
            self._pages.addWidget(page)
            nav.addWidget(button)
        nav.addStretch(1)
        self._nav.button(_SOUND).setChecked(True)
        self._pages.setCurrentIndex(_SOUND)
        for n in _OF_COMPANY:
            self._nav.button(n).hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(side)
        row.addWidget(self._pages, 1)

    def _open(self, page: int) -> None:
        if page == self._pages.currentIndex() == _PROFILES:
            self.profiles.begin()  # from one profile back to all, by the name that stands for them
        self._pages.setCurrentIndex(page)
        self._measure()

    def _allow_profiles(self, on: bool) -> None:
        """Only a company's server keeps them."""
        for page in _OF_COMPANY:
            self._nav.button(page).setVisible(on)
        if on and not self.isVisible():
            self._nav.button(_PROFILES).setChecked(True)
            self._open(_PROFILES)
        elif not on and self._pages.currentIndex() in _OF_COMPANY:
            self._nav.button(_SOUND).setChecked(True)
            self._open(_SOUND)

    def _measure(self) -> None:
        wanted = self.isVisible() and self._pages.currentWidget() is self.sound
        if wanted is not self._measuring:
            self._measuring = wanted
            self.levels_wanted.emit(wanted)

    def _retranslate(self) -> None:
        self.setWindowTitle(self.tr("Settings"))
        for n, text in enumerate(
            (
                self.tr("Profiles"),
                self.tr("Schedule"),
                self.tr("Calendar"),
                self.tr("Sound"),
                self.tr("Language"),
                self.tr("Shortcuts"),
                self.tr("Privacy"),
                self.tr("About"),
            )
        ):
            button = self._nav.button(n)
            button.setText(text)
            button.setAccessibleName(text)


class _LanguagePage(QWidget):
    chosen = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._code = ""
        self._label = Label(self, strong=True)
        self._choice = Choice(self)
        self._label.setBuddy(self._choice)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.WIDE, Space.WIDE, Space.WIDE, Space.WIDE)
        column.setSpacing(Space.SMALL)
        column.addWidget(self._label)
        column.addWidget(self._choice)
        column.addStretch(1)
        self._choice.activated.connect(self._choose)
        self._retranslate()

    def set_language(self, code: str) -> None:
        self._code = code
        self._retranslate()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()

    def _choose(self) -> None:
        self._code = self._choice.value
        self.chosen.emit(self._code)

    def _retranslate(self) -> None:
        self._label.setText(self.tr("Language"))
        self._choice.setAccessibleName(self.tr("Language"))
        self._choice.offer([("", self.tr("As the system")), *_LANGUAGES], self._code)


def _encryption(phone: Capabilities) -> list[str]:
    """By the names that people who ask for it use: "TLS 1.2", "SRTP (SDES)"."""
    signalling = [f"TLS {version.removeprefix('TLSv').removeprefix('TLS ')}" for version in phone.tls]
    return [*signalling, *(f"SRTP ({keys.upper()})" for keys in phone.srtp)]


class _AboutPage(QWidget):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._version = ""
        self._capabilities: Capabilities | None = None
        self._title = Label(self, size=Type.TITLE, strong=True)
        self._title.setText("Softphone")
        self._licence = Label(self, tone="muted", wrap=True)
        self._names = [Label(self, tone="muted") for _ in range(5)]
        self._values = [Label(self, wrap=True) for _ in range(5)]
        form = QFormLayout()
        form.setHorizontalSpacing(Space.WIDE)
        form.setVerticalSpacing(Space.SMALL)
        for name, value in zip(self._names, self._values, strict=True):
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            form.addRow(name, value)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.WIDE, Space.WIDE, Space.WIDE, Space.WIDE)
        column.setSpacing(Space.LARGE)
        column.addWidget(self._title)
        column.addLayout(form)
        column.addWidget(self._licence)
        column.addStretch(1)
        self._retranslate()

    def show_about(self, version: str, capabilities: Capabilities | None) -> None:
        self._version, self._capabilities = version, capabilities
        self._retranslate()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()

    def _retranslate(self) -> None:
        phone = self._capabilities
        none = self.tr("none")
        rows = [(self.tr("Version"), self._version)]
        if phone is not None:
            codecs = dict.fromkeys(words.codec(name) for name in phone.codecs)
            rows += [
                ("PJSIP", phone.version),
                (self.tr("Encryption"), ", ".join(_encryption(phone)) or none),
                (self.tr("Sound formats"), ", ".join(codecs) or none),
                (self.tr("Calls at once"), str(phone.calls)),
            ]
        shown = len(rows)
        for n, (name, value) in enumerate(zip(self._names, self._values, strict=True)):
            name.setVisible(n < shown)
            value.setVisible(n < shown)
            if n < shown:
                name.setText(rows[n][0])
                value.setText(rows[n][1])
        self._licence.setText(
            self.tr("Free software under the GNU General Public License, version 3 or later.")
        )
