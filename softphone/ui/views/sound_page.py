"""Which devices one speaks, hears and is rung on, how loud they are, and a call to oneself."""

import msgspec
from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from softphone.calls.call import CallState
from softphone.calls.commands import SoundSettings
from softphone.calls.desk_view import DeskCall
from softphone.calls.events import Device, DevicesChanged, LevelsMeasured, SoundDeviceChanged, SoundRole
from softphone.calls.headset import HeadsetsFound
from softphone.ui.views import service_words, words
from softphone.ui.views.buttons import Button
from softphone.ui.views.choice import Choice
from softphone.ui.views.icons import Glyph
from softphone.ui.views.labels import Label
from softphone.ui.views.level_meter import LevelMeter
from softphone.ui.views.switch import Switch
from softphone.ui.views.tokens import Space


class SoundPage(QWidget):
    sound_chosen = Signal(object)
    """The whole SoundSettings with the one change."""
    encryption_demanded = Signal(bool)
    """Whether there are to be no calls but encrypted ones."""
    test_call_requested = Signal()
    test_call_ended = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chosen = SoundSettings()
        self._devices = DevicesChanged(microphones=(), speakers=())
        self._states: dict[SoundRole, SoundDeviceChanged] = {}
        self._test: DeskCall | None = None
        self._rows = {role: _DeviceRow(self) for role in SoundRole}
        self._headsets = HeadsetsFound()
        self._buttons = Label(self, tone="muted", wrap=True)
        self._echo = Switch(self)
        self._noise = Switch(self)
        self._encrypted = Switch(self)
        self._test_label = Label(self, strong=True)
        self._test_words = Label(self, tone="muted", wrap=True)
        self._test_button = Button(self, glyph=Glyph.PHONE)
        self._lay_out()
        self._rows[SoundRole.MICROPHONE].picked.connect(lambda name: self._choose(microphone=name))
        self._rows[SoundRole.SPEAKER].picked.connect(lambda name: self._choose(speaker=name))
        self._rows[SoundRole.RINGING].picked.connect(lambda name: self._choose(ringing=name))
        self._echo.clicked.connect(lambda on: self._choose(echo_cancelling=on))
        self._noise.clicked.connect(lambda on: self._choose(noise_suppression=on))
        self._encrypted.clicked.connect(self.encryption_demanded)
        self._test_button.clicked.connect(self._test_pressed)
        self.retranslate()

    def set_devices(self, devices: DevicesChanged) -> None:
        self._devices = devices
        self._fill()

    def set_chosen(self, settings: SoundSettings) -> None:
        self._chosen = settings
        self._fill()

    def set_encryption_demanded(self, on: bool) -> None:
        self._encrypted.setChecked(on)

    def set_levels(self, levels: LevelsMeasured) -> None:
        self._rows[SoundRole.MICROPHONE].meter.set_level(levels.microphone)
        self._rows[SoundRole.SPEAKER].meter.set_level(levels.speaker)

    def set_device_state(self, state: SoundDeviceChanged) -> None:
        self._states[state.role] = state
        self._rows[state.role].say(service_words.sound_device(state))

    def show_headsets(self, found: HeadsetsFound) -> None:
        """Those with buttons. Nothing is said where there are none."""
        self._headsets = found
        self._say_headsets()

    def set_test_call(self, call: DeskCall | None) -> None:
        ended = call is None or call.ending is not None
        self._test = None if ended else call
        self._say_test()

    def retranslate(self) -> None:
        for role, row in self._rows.items():
            row.name(service_words.sound_role(role))
            if role in self._states:
                row.say(service_words.sound_device(self._states[role]))
        self._say_headsets()
        self._echo.say(self.tr("Echo cancelling"))
        self._noise.say(self.tr("Noise suppression"))
        self._encrypted.say(self.tr("Encrypted calls only"))
        self._encrypted.setToolTip(self.tr("Calls with phones that cannot encrypt the sound are refused."))
        self._test_label.setText(self.tr("Test call"))
        self._fill()
        self._say_test()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.WIDE, Space.WIDE, Space.WIDE, Space.WIDE)
        column.setSpacing(Space.LARGE)
        for role in SoundRole:
            column.addWidget(self._rows[role])
        self._rows[SoundRole.RINGING].meter.hide()
        column.addWidget(self._buttons)
        switches = QVBoxLayout()
        switches.setSpacing(0)
        switches.addWidget(self._echo)
        switches.addWidget(self._noise)
        switches.addWidget(self._encrypted)
        column.addLayout(switches)
        words_of_test = QVBoxLayout()
        words_of_test.setSpacing(2)
        words_of_test.addWidget(self._test_label)
        words_of_test.addWidget(self._test_words)
        test = QHBoxLayout()
        test.setSpacing(Space.LARGE)
        test.addLayout(words_of_test, 1)
        test.addWidget(self._test_button)
        column.addLayout(test)
        column.addStretch(1)

    def _choose(self, **change: str | bool) -> None:
        self._chosen = msgspec.structs.replace(self._chosen, **change)
        self.sound_chosen.emit(self._chosen)

    def _fill(self) -> None:
        microphones, speakers = self._devices.microphones, self._devices.speakers
        for role, devices, name in (
            (SoundRole.MICROPHONE, microphones, self._chosen.microphone),
            (SoundRole.SPEAKER, speakers, self._chosen.speaker),
            (SoundRole.RINGING, speakers, self._chosen.ringing),
        ):
            self._rows[role].choice.offer(self._choices(devices, name), name)
        self._echo.setChecked(self._chosen.echo_cancelling)
        self._noise.setChecked(self._chosen.noise_suppression)

    def _choices(self, devices: tuple[Device, ...], name: str) -> list[tuple[str, str]]:
        """The system's default first; what was chosen stays in the list while it is unplugged."""
        default = next((device.name for device in devices if device.default), "")
        system = self.tr("System default")
        choices = [("", f"{system} · {default}" if default else system)]
        choices += [(device.name, device.name) for device in devices]
        if name and all(device.name != name for device in devices):
            choices.append((name, self.tr("{device} (not connected)").format(device=name)))
        return choices

    def _say_headsets(self) -> None:
        used, refused = (", ".join(each) for each in (self._headsets.names, self._headsets.refused))
        said = []
        if used:
            said.append(self.tr("The buttons of {headset} answer, hang up and mute.").format(headset=used))
        if refused:
            wrong = self.tr("The system does not let Softphone use the buttons of {headset}.")
            said.append(wrong.format(headset=refused))
        self._buttons.setText("\n".join(said))
        self._buttons.setVisible(bool(said))

    def _test_pressed(self) -> None:
        if self._test is None:
            self.test_call_requested.emit()
        else:
            self.test_call_ended.emit()

    def _say_test(self) -> None:
        if self._test is None:
            self._test_words.setText(self.tr("Speak, and hear yourself two seconds later."))
            self._test_button.say(self.tr("Start"), tip=self.tr("Start a test call"))
        else:
            talking = self._test.call.state is CallState.CONFIRMED
            said = self.tr("Speak now.") if talking else words.state(self._test)[1]
            self._test_words.setText(said)
            self._test_button.say(self.tr("End"), tip=self.tr("End the test call"))
        self._test_button.set_glyph(Glyph.PHONE if self._test is None else Glyph.HANG_UP)
        self._test_button.setAccessibleName(self._test_button.toolTip())


class _DeviceRow(QWidget):
    """A role's name, the choice of its device, its level, and what is wrong with it."""

    picked = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._label = Label(self, strong=True)
        self.choice = Choice(self)
        self.meter = LevelMeter(self)
        self._wrong = Label(self, tone="warning", wrap=True)
        self._wrong.hide()
        self._label.setBuddy(self.choice)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.SMALL)
        for widget in (self._label, self.choice, self.meter, self._wrong):
            column.addWidget(widget)
        self.choice.activated.connect(lambda: self.picked.emit(self.choice.value))

    def name(self, text: str) -> None:
        self._label.setText(text)
        self.choice.setAccessibleName(text)
        self.meter.setAccessibleName(self.tr("Level: {what}").format(what=text))

    def say(self, wrong: str) -> None:
        self._wrong.setText(wrong)
        self._wrong.setVisible(bool(wrong))
        self.choice.setAccessibleDescription(wrong)
