"""Devices, levels, the test call and the language, in the settings' window."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication, QCheckBox

from softphone.calls.commands import (
    AddAccount,
    ListDevices,
    MeasureLevels,
    SoundSecurity,
    SoundSettings,
    UseSound,
)
from softphone.calls.commands import TestCall as EchoCall
from softphone.programs.desktop_language import Language
from softphone.programs.desktop_settings import SettingsFile
from softphone.programs.desktop_window import DesktopWindow
from softphone.ui.views.settings import SettingsDialog
from tests.ui.controllers.companies import FakeCompany
from tests.ui.controllers.conftest import Rig, texts

# The offscreen platform cannot stack windows, and says so.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture(autouse=True)
def english_again(dressed: QApplication) -> Iterator[None]:
    yield
    Language(dressed).use("en")


def opened(desktop: DesktopWindow) -> SettingsDialog:
    desktop.window.settings_requested.emit()
    dialog = desktop.settings.dialog
    assert dialog is not None and dialog.isVisible()
    return dialog


def test_it_asks_for_devices_and_levels_and_stops_measuring(rig: Rig) -> None:
    desktop = rig.signed_in()
    dialog = opened(desktop)
    assert rig.sent(ListDevices) and rig.sent(MeasureLevels) == [MeasureLevels(True)]
    dialog.close()
    assert rig.sent(MeasureLevels)[-1] == MeasureLevels(False)
    assert opened(desktop) is dialog
    dialog.close()


def test_a_chosen_device_is_used_and_remembered(rig: Rig) -> None:
    desktop = rig.signed_in()
    dialog = opened(desktop)
    chosen = SoundSettings(microphone="Headset", speaker="Headset")
    dialog.sound_chosen.emit(chosen)
    assert rig.phone.sound == chosen
    assert SettingsFile(rig.folder / "desktop.json").now.sound == chosen
    dialog.close()
    rig.end()
    rig.start()
    assert rig.phone.sound == chosen


def test_encryption_is_demanded_at_once_and_the_next_time(rig: Rig) -> None:
    desktop = rig.signed_in()
    assert asked_for(rig) == [None]
    dialog = opened(desktop)
    switch = next(each for each in dialog.findChildren(QCheckBox) if each.text() == "Encrypted calls only")
    assert not switch.isChecked()
    switch.click()
    assert asked_for(rig) == [None, SoundSecurity.REQUIRED]
    switch.click()
    assert asked_for(rig)[2:] == [None]
    switch.click()
    dialog.close()
    rig.end()
    rig.company = FakeCompany()
    desktop = rig.signed_in()
    assert set(asked_for(rig)[4:]) == {SoundSecurity.REQUIRED}
    dialog = opened(desktop)
    switch = next(each for each in dialog.findChildren(QCheckBox) if each.text() == "Encrypted calls only")
    assert switch.isChecked()
    dialog.close()


def test_encryption_is_demanded_of_nobody_who_has_signed_out(rig: Rig) -> None:
    desktop = rig.signed_in()
    desktop.window.sign_out_requested.emit()
    rig.until(lambda: desktop.calls.account == "")
    desktop.sign_in.demand_encryption(True)
    assert asked_for(rig) == [None]


def asked_for(rig: Rig) -> list[SoundSecurity | None]:
    """By the account, each time that it was told to the phone."""
    return [each.settings.sound_security for each in rig.sent(AddAccount) if isinstance(each, AddAccount)]


def test_the_test_call_is_no_card_and_ends_with_the_window(rig: Rig) -> None:
    desktop = rig.signed_in()
    dialog = opened(desktop)
    dialog.test_call_requested.emit()
    assert rig.sent(EchoCall)
    rig.until(lambda: len(rig.phone.calls) == 1)
    assert desktop.calls.shown.calls == ()
    rig.until(lambda: desktop.calls._test_call is not None)
    dialog.close()
    rig.until(lambda: len(rig.phone.calls) == 0)
    rig.until(lambda: desktop.calls._test_call is None)


def test_the_language_changes_while_running_and_is_remembered(rig: Rig) -> None:
    desktop = rig.signed_in()
    rig.until(lambda: "Ready for calls" in texts(desktop.window))
    dialog = opened(desktop)
    assert dialog.windowTitle() == "Settings"
    dialog.language_chosen.emit("sv")
    rig.until(lambda: dialog.windowTitle() == "Inställningar")
    assert "Ready for calls" not in texts(desktop.window)
    assert SettingsFile(rig.folder / "desktop.json").now.language == "sv"
    dialog.language_chosen.emit("en")
    rig.until(lambda: dialog.windowTitle() == "Settings")
    dialog.close()


def test_about_says_what_the_phone_can(rig: Rig) -> None:
    desktop = rig.signed_in()
    dialog = opened(desktop)
    assert any("fake" in label for label in all_texts(dialog)) and any(
        "1.2.3" in label for label in all_texts(dialog)
    )
    dialog.close()


def all_texts(dialog: SettingsDialog) -> list[str]:
    from softphone.ui.views.labels import Label

    return [label.text() for label in dialog.findChildren(Label)]


def test_sound_is_said_to_the_phone_at_the_start(rig: Rig) -> None:
    rig.start()
    assert rig.sent(UseSound) == [UseSound(SoundSettings())]
