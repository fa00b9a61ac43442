"""Settings: each change says the whole new setting; levels are measured only while they are seen."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from softphone.calls.commands import SoundSettings
from softphone.calls.events import (
    Capabilities,
    Device,
    DevicesChanged,
    Fault,
    LevelsMeasured,
    SoundDeviceChanged,
    SoundRole,
)
from softphone.ui.views.level_meter import LevelMeter
from softphone.ui.views.settings import SettingsDialog
from tests.ui import gallery

HEADSET, BUILT_IN = Device("Headset"), Device("Built-in Audio", default=True)
CHOSEN = SoundSettings(microphone="Headset", record="kept.wav")


@pytest.fixture
def dialog(qtbot: QtBot) -> Iterator[SettingsDialog]:
    made = SettingsDialog()
    made.set_devices(DevicesChanged((HEADSET, BUILT_IN), (HEADSET, BUILT_IN)))
    made.set_chosen(CHOSEN)
    yield made
    made.close()
    made.deleteLater()


def choice(dialog: SettingsDialog, name: str) -> QComboBox:
    return next(c for c in dialog.findChildren(QComboBox) if c.accessibleName() == name)


def button(dialog: SettingsDialog, name: str) -> QPushButton:
    return next(b for b in dialog.findChildren(QPushButton) if b.accessibleName() == name)


def words(dialog: SettingsDialog) -> list[str]:
    return [label.text() for label in dialog.findChildren(QLabel) if label.isVisible()]


def pick(choice: QComboBox, text: str) -> None:
    index = choice.findText(text, Qt.MatchFlag.MatchStartsWith)
    assert index >= 0, [choice.itemText(n) for n in range(choice.count())]
    choice.setCurrentIndex(index)
    choice.activated.emit(index)


@pytest.mark.parametrize(
    ("role", "device", "want"),
    [
        ("Microphone", "System default", {"microphone": ""}),
        ("Speaker or headset", "Headset", {"speaker": "Headset"}),
        ("Ringing device", "Built-in", {"ringing": "Built-in Audio"}),
    ],
)
def test_picking_a_device_says_the_whole_setting(
    qtbot: QtBot, dialog: SettingsDialog, role: str, device: str, want: dict[str, str]
) -> None:
    with qtbot.waitSignal(dialog.sound_chosen) as said:
        pick(choice(dialog, role), device)
    assert said.args is not None
    chosen = said.args[0]
    assert isinstance(chosen, SoundSettings)
    assert {name: getattr(chosen, name) for name in want} == want
    assert chosen.record == "kept.wav"


def test_switches_change_one_thing(qtbot: QtBot, dialog: SettingsDialog) -> None:
    dialog.show()
    switch = next(c for c in dialog.findChildren(QCheckBox) if c.text() == "Noise suppression")
    with qtbot.waitSignal(dialog.sound_chosen) as said:
        QTest.mouseClick(switch, Qt.MouseButton.LeftButton)
    assert said.args is not None
    assert said.args[0].noise_suppression is False
    assert said.args[0].echo_cancelling is True


def test_what_was_chosen_stays_listed_while_it_is_unplugged(qtbot: QtBot, dialog: SettingsDialog) -> None:
    with qtbot.assertNotEmitted(dialog.sound_chosen):
        dialog.set_devices(DevicesChanged((BUILT_IN,), (BUILT_IN,)))
    assert choice(dialog, "Microphone").currentText() == "Headset (not connected)"
    dialog.set_devices(DevicesChanged((HEADSET, BUILT_IN), (BUILT_IN,)))
    assert choice(dialog, "Microphone").currentText() == "Headset"
    assert choice(dialog, "Speaker or headset").currentText() == "System default · Built-in Audio"


def test_a_device_that_is_gone_is_said_beside_its_choice(qtbot: QtBot, dialog: SettingsDialog) -> None:
    dialog.show()
    gone = SoundDeviceChanged(
        role=SoundRole.MICROPHONE, wanted="Headset", used="Built-in Audio", fault=Fault.SOUND_DEVICE_LOST
    )
    dialog.set_device_state(gone)
    assert "Headset is gone. Using Built-in Audio until it returns." in words(dialog)
    dialog.set_device_state(SoundDeviceChanged(role=SoundRole.MICROPHONE, wanted="Headset", used="Headset"))
    assert not [text for text in words(dialog) if "gone" in text]


def test_levels_are_wanted_exactly_while_they_are_seen(qtbot: QtBot, dialog: SettingsDialog) -> None:
    said: list[bool] = []
    dialog.levels_wanted.connect(said.append)
    dialog.show()
    button(dialog, "About").click()
    button(dialog, "Sound").click()
    dialog.hide()
    assert said == [True, False, True, False]


def test_meters_follow_the_levels(qtbot: QtBot, dialog: SettingsDialog) -> None:
    dialog.set_levels(LevelsMeasured(microphone=-30.0, speaker=-96.0))
    meters = {m.accessibleName(): m.fraction for m in dialog.findChildren(LevelMeter)}
    assert meters["Level: Microphone"] == pytest.approx(0.5)
    assert meters["Level: Speaker or headset"] == 0
    dialog.set_levels(LevelsMeasured(microphone=3.0, speaker=-60.0))
    assert max(m.fraction for m in dialog.findChildren(LevelMeter)) == 1


def test_the_test_call_starts_and_ends_by_one_button(qtbot: QtBot, dialog: SettingsDialog) -> None:
    dialog.show()
    with qtbot.waitSignal(dialog.test_call_requested):
        button(dialog, "Start a test call").click()
    dialog.set_test_call(gallery.TALK)
    assert "Speak now." in words(dialog)
    with qtbot.waitSignal(dialog.test_call_ended):
        button(dialog, "End the test call").click()
    dialog.set_test_call(None)
    assert button(dialog, "Start a test call").isVisible()


def test_a_language_is_said_by_its_code(qtbot: QtBot, dialog: SettingsDialog) -> None:
    dialog.set_language("sv")
    assert choice(dialog, "Language").currentText() == "Svenska"
    for words_of_it, code in (("English", "en"), ("As the system", ""), ("Svenska", "sv")):
        with qtbot.waitSignal(dialog.language_chosen) as said:
            pick(choice(dialog, "Language"), words_of_it)
        assert said.args == [code]


def test_about_says_what_the_phone_can(qtbot: QtBot, dialog: SettingsDialog) -> None:
    dialog.show()
    button(dialog, "About").click()
    dialog.set_about("1.2.3", None)
    assert "1.2.3" in words(dialog)
    assert "PJSIP" not in words(dialog)
    can = Capabilities(
        version="2.15.1", tls=("1.2",), srtp=("sdes",), codecs=("G722/16000/1", "PCMA"), calls=32
    )
    dialog.set_about("1.2.3", can)
    assert {"PJSIP", "2.15.1", "TLS 1.2, SRTP (SDES)", "G.722, G.711", "32"} <= set(words(dialog))
