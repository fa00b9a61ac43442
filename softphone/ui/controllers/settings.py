"""The settings: sound devices with their levels, the test call, the language."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from softphone.calls.commands import Command, ListDevices, MeasureLevels, SoundSettings, UseSound
from softphone.calls.desk_view import DeskCall
from softphone.calls.events import (
    Capabilities,
    DevicesChanged,
    LevelsMeasured,
    SoundDeviceChanged,
    SoundRole,
    Started,
)
from softphone.ui.controllers.calls import CallsController
from softphone.ui.views.main_window import MainWindow

if TYPE_CHECKING:
    from softphone.ui.views.settings import SettingsDialog


class SettingsController(QObject):
    """The dialog is made when it is first asked for: a start needs none."""

    sound_chosen = Signal(object)
    """SoundSettings, in use already; to be remembered."""
    encryption_demanded = Signal(bool)
    language_chosen = Signal(str)
    dialog_made = Signal(object)
    """The SettingsDialog, for who fills a page of it."""

    def __init__(
        self,
        window: MainWindow,
        send: Callable[[Command], None],
        calls: CallsController,
        sound: SoundSettings,
        encrypted: bool,
        language: str,
        version: str,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._send = send
        self._calls = calls
        self._sound = sound
        self._encrypted = encrypted
        self._language = language
        self._version = version
        self._capabilities: Capabilities | None = None
        self._devices: DevicesChanged | None = None
        self._states: dict[SoundRole, SoundDeviceChanged] = {}
        self._dialog: SettingsDialog | None = None
        window.settings_requested.connect(self.open)
        calls.test_call_changed.connect(self._test_call_changed)

    @property
    def dialog(self) -> "SettingsDialog | None":
        return self._dialog

    def phone_reported(self, events: Iterable[object]) -> None:
        for event in events:
            match event:
                case DevicesChanged():
                    self._devices = event
                    if self._dialog:
                        self._dialog.set_devices(event)
                case SoundDeviceChanged():
                    self._states[event.role] = event
                    if self._dialog:
                        self._dialog.set_device_state(event)
                case LevelsMeasured():
                    if self._dialog:
                        self._dialog.set_levels(event)
                case Started(capabilities=capabilities):
                    self._capabilities = capabilities
                    if self._dialog:
                        self._dialog.set_about(self._version, capabilities)
                case _:
                    pass

    def open(self) -> None:
        dialog = self._dialog or self._make()
        self._send(ListDevices())
        dialog.show()
        dialog.raise_()
        dialog.activateWindow()

    def _make(self) -> "SettingsDialog":
        from softphone.ui.views.settings import SettingsDialog

        dialog = self._dialog = SettingsDialog(self._window)
        dialog.set_chosen(self._sound)
        dialog.sound.set_encryption_demanded(self._encrypted)
        dialog.set_about(self._version, self._capabilities)
        dialog.set_language(self._language)
        if self._devices:
            dialog.set_devices(self._devices)
        for state in self._states.values():
            dialog.set_device_state(state)
        dialog.sound_chosen.connect(self._choose_sound)
        dialog.sound.encryption_demanded.connect(self._demand_encryption)
        dialog.levels_wanted.connect(lambda on: self._send(MeasureLevels(on)))
        dialog.test_call_requested.connect(self._calls.start_test_call)
        dialog.test_call_ended.connect(self._calls.end_test_call)
        dialog.language_chosen.connect(self._choose_language)
        dialog.finished.connect(self._closed)
        self.dialog_made.emit(dialog)
        return dialog

    def _choose_sound(self, sound: SoundSettings) -> None:
        self._sound = sound
        self._send(UseSound(sound))
        self.sound_chosen.emit(sound)

    def _demand_encryption(self, on: bool) -> None:
        self._encrypted = on
        self.encryption_demanded.emit(on)

    def _choose_language(self, code: str) -> None:
        self._language = code
        self.language_chosen.emit(code)

    def _test_call_changed(self, call: DeskCall | None) -> None:
        if self._dialog:
            self._dialog.set_test_call(call)

    def _closed(self) -> None:
        self._send(MeasureLevels(False))
        self._calls.end_test_call()
