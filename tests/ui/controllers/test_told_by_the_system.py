"""What the computer tells the desktop over a real bus: it slept, and how its windows are to look."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from softphone.calls.commands import NetworkChanged
from softphone.programs.desktop_system import SystemServices
from softphone.system import appearance, sleep
from softphone.system.appearance import AppearanceTalk
from softphone.system.bus import BusSource
from softphone.system.sleep import SleepTalk
from softphone.ui.views import style
from softphone.ui.views.tokens import HIGH_DARK, HIGH_LIGHT
from tests.system.private_bus import Body, Service, private_bus
from tests.ui.controllers.conftest import Rig


@pytest.fixture
def bus(rig: Rig, tmp_path: Path) -> Iterator[str]:
    with private_bus(tmp_path) as address:
        yield address
        rig.end()


def test_after_a_sleep_everything_is_connected_again(rig: Rig, bus: str) -> None:
    logind = Service(bus, sleep.NAME, lambda member, body: ("", ()))
    watched = BusSource(bus, SleepTalk())
    assert watched.receive(0) is None  # connected, and listening
    rig.services = SystemServices(watched=(watched,))
    desktop = rig.signed_in()
    desktop.network._settling.setInterval(20)
    try:
        for asleep in (True, False):
            logind.signal(sleep.PATH, sleep.INTERFACE, "PrepareForSleep", "b", (asleep,))
        rig.until(lambda: rig.sent(NetworkChanged) == [NetworkChanged()])
        assert rig.company.retries == 1
        assert desktop.window.notice.text.startswith("The computer has been asleep.")
    finally:
        logind.close()


def test_the_window_is_dressed_as_the_portal_says(rig: Rig, bus: str) -> None:
    def answer(member: str, body: Body) -> tuple[str, Body]:
        return "a{sa{sv}}", ({appearance.COMMON: {"contrast": ("u", 1), "reduced-motion": ("u", 1)}},)

    portal = Service(bus, appearance.NAME, answer)
    rig.services = SystemServices(watched=(BusSource(bus, AppearanceTalk()),))
    rig.signed_in()
    hints = rig.app.styleHints()
    try:
        rig.until(lambda: style.colours() in (HIGH_LIGHT, HIGH_DARK))
        assert hints.cursorFlashTime() == 0
        for key in ("contrast", "reduced-motion"):
            changed = (appearance.COMMON, key, ("u", 0))
            portal.signal(appearance.PATH, appearance.INTERFACE, "SettingChanged", "ssv", changed)
        rig.until(lambda: style.colours() not in (HIGH_LIGHT, HIGH_DARK) and hints.cursorFlashTime() > 0)
    finally:
        style.prefer(rig.app, high_contrast=False, still=False)
        portal.close()
