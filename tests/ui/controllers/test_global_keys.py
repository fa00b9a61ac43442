"""Keys of the system in the window: asked for in the settings, said as the system gave them, and obeyed. The
portal is a fake one on a real bus."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QCheckBox

from softphone.calls.call import CallState
from softphone.calls.commands import Dial
from softphone.programs.desktop_settings import SettingsFile
from softphone.programs.desktop_system import SystemServices
from softphone.programs.desktop_window import DesktopWindow
from softphone.system.global_keys import INTERFACE, PATH, PortalKeys
from softphone.ui.views.shortcuts_page import ShortcutsPage
from tests.system.private_bus import private_bus
from tests.system.test_global_keys import AT, Portal
from tests.ui.controllers.companies import FakeCompany
from tests.ui.controllers.conftest import Rig, texts

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def bus(rig: Rig, tmp_path: Path) -> Iterator[str]:
    with private_bus(tmp_path) as address:
        rig.services = SystemServices(keys=PortalKeys(address, entry="softphone"))
        yield address
        rig.end()


def page(desktop: DesktopWindow) -> ShortcutsPage:
    desktop.window.settings_requested.emit()
    dialog = desktop.settings.dialog
    assert dialog is not None
    return dialog.shortcuts


def switch(shown: ShortcutsPage) -> QCheckBox:
    return shown.findChildren(QCheckBox)[0]


def said(shown: ShortcutsPage) -> str:
    """Also where another page is in front."""
    shown.window().show()
    stack = shown.parentWidget()
    assert stack is not None
    stack.setCurrentWidget(shown)  # type: ignore[attr-defined]
    return texts(shown)


def test_off_until_wanted_then_given_and_obeyed(rig: Rig, bus: str) -> None:
    portal = Portal(bus)
    anna = rig.colleague()
    try:
        desktop = rig.signed_in()
        shown = page(desktop)
        portal.heard("Register")
        assert portal.calls.empty() and not switch(shown).isChecked()
        switch(shown).click()
        rig.until(lambda: "Ctrl+Alt+A" in said(shown) and "Super+F12" in said(shown))
        assert switch(shown).isChecked()
        assert SettingsFile(rig.folder / "desktop.json").now.global_keys
        anna.send(Dial(call="hers", account="main", target="asa"))
        rig.until(lambda: bool(desktop.calls.shown.ringing))
        portal.press("answer")
        rig.until(lambda: [c.call.state for c in desktop.calls.shown.calls] == [CallState.CONFIRMED])
        portal.press("hang-up")
        rig.until(lambda: desktop.calls.shown.calls == ())
        portal.given = {"hang-up": "F12"}
        portal.signal(PATH, INTERFACE, "ShortcutsChanged", "oa(sa{sv})", (AT, portal.shortcuts()))
        rig.until(lambda: "no key chosen" in said(shown) and "F12" in said(shown))
        switch(shown).click()
        portal.heard("Close")
        assert not SettingsFile(rig.folder / "desktop.json").now.global_keys
        # The next time they are asked for at once, if they were wanted.
        switch(shown).click()
        rig.until(lambda: "F12" in said(shown))
        rig.end()
        rig.company = FakeCompany()
        rig.services = SystemServices(keys=PortalKeys(bus, entry="softphone"))
        shown = page(rig.signed_in())
        rig.until(lambda: "F12" in said(shown))
    finally:
        portal.close()


def test_refused_can_be_asked_for_again(rig: Rig, bus: str) -> None:
    portal = Portal(bus, 1)
    try:
        shown = page(rig.signed_in())
        switch(shown).click()
        rig.until(lambda: "The system gave no keys." in said(shown))
        assert not switch(shown).isChecked()
        switch(shown).click()
        rig.until(lambda: "Ctrl+Alt+A" in said(shown))
    finally:
        portal.close()


def test_where_there_are_none_that_is_said(rig: Rig, bus: str) -> None:
    shown = page(rig.signed_in())
    switch(shown).click()
    rig.until(lambda: "cannot have such keys" in said(shown))
    assert not switch(shown).isChecked() and not switch(shown).isEnabled()
