"""A headset in the window: its buttons answer, mute, hold and hang up, its lamps say how things are, and the
settings name it. The phone and the headset are those of the tests; tests/system has the kernel's."""

from collections.abc import Iterator

import pytest

from softphone.calls.call import CallState
from softphone.calls.commands import Answer, Dial
from softphone.calls.headset import ACKNOWLEDGED
from softphone.programs.desktop_system import SystemServices
from softphone.programs.desktop_window import DesktopWindow
from softphone.system.headsets import HeadsetSource
from tests.system.headset_device import DROP, FLASH, HOLD, MUTE, MUTED, OFF_HOOK, RING, Headset, Usb
from tests.ui.controllers.conftest import Rig, texts


@pytest.fixture
def headset(rig: Rig) -> Iterator[Headset]:
    headset = Headset()
    rig.services = SystemServices(headsets=HeadsetSource(Usb(headset), look_again=0.05))
    yield headset
    rig.end()


def ring(rig: Rig, desktop: DesktopWindow, headset: Headset, login: str = "anna") -> None:
    rig.colleague(login).send(Dial(call=f"of {login}", account="main", target="asa"))
    rig.until(lambda: bool(desktop.calls.shown.ringing))
    rig.until(lambda: bool(headset.lamps & RING))


def states(desktop: DesktopWindow) -> list[CallState]:
    return [each.call.state for each in desktop.calls.shown.calls if each.ending is None]


def test_answered_muted_held_and_hung_up(rig: Rig, headset: Headset) -> None:
    desktop = rig.signed_in()
    ring(rig, desktop, headset)
    headset.hook(True)
    rig.until(lambda: states(desktop) == [CallState.CONFIRMED] and headset.lamps == OFF_HOOK)
    rig.now += ACKNOWLEDGED
    headset.press(MUTE)
    rig.until(lambda: headset.lamps == OFF_HOOK | MUTED)
    headset.press(MUTE)
    rig.until(lambda: headset.lamps == OFF_HOOK)
    headset.press(FLASH)
    rig.until(lambda: headset.lamps == OFF_HOOK | HOLD)
    headset.press(FLASH)
    rig.until(lambda: headset.lamps == OFF_HOOK)
    headset.hook(False)
    rig.until(lambda: states(desktop) == [] and headset.lamps == 0)


def test_what_the_window_does_is_shown_and_its_echo_does_nothing(rig: Rig, headset: Headset) -> None:
    desktop = rig.signed_in()
    ring(rig, desktop, headset)
    desktop.calls.answer()
    rig.until(lambda: states(desktop) == [CallState.CONFIRMED] and headset.lamps == OFF_HOOK)
    rig.now += ACKNOWLEDGED
    ring(rig, desktop, headset, "bo")
    desktop.calls.hang_up()  # the first; what its headset says of it must not answer the second
    rig.until(lambda: headset.lamps == RING)
    rig.now += ACKNOWLEDGED
    headset.press(DROP)
    rig.until(lambda: states(desktop) == [] and headset.lamps == 0)


def test_a_button_that_means_nothing_changes_nothing(rig: Rig, headset: Headset) -> None:
    desktop = rig.signed_in()
    rig.until(lambda: not headset.written.empty())
    headset.acknowledges = False
    while not headset.written.empty():
        headset.written.get()
    headset.hook(True)  # and now believes that there is a call, until it is told better
    rig.until(lambda: not headset.written.empty())
    assert states(desktop) == [] and headset.lamps == 0


def test_the_settings_name_it(rig: Rig, headset: Headset) -> None:
    headset.allowed = False
    desktop = rig.signed_in()
    desktop.window.settings_requested.emit()
    assert desktop.settings.dialog is not None
    page = desktop.settings.dialog.sound
    rig.until(lambda: "does not let Softphone use the buttons of Evolve 40" in texts(page))
    headset.allowed = True
    rig.until(lambda: "The buttons of Evolve 40 answer" in texts(page))
    headset.unplugged.set()
    rig.until(lambda: "Evolve 40" not in texts(page))


def test_what_a_headset_repeats_of_the_call_before_ends_none(rig: Rig, headset: Headset) -> None:
    desktop = rig.signed_in()
    ring(rig, desktop, headset)
    desktop.calls.answer()
    rig.until(lambda: headset.lamps == OFF_HOOK)
    rig.now += ACKNOWLEDGED
    headset.acknowledges = False  # but late, as one without a cord
    desktop.calls.hang_up()
    rig.until(lambda: headset.lamps == 0)
    anna = rig.colleague("anna")
    desktop.calls.dial("anna")
    rig.until(lambda: headset.lamps == OFF_HOOK and bool(anna.calls))
    headset.hook(False)
    headset.hook(True)
    anna.send(Answer(next(iter(anna.calls))))
    rig.until(lambda: states(desktop) == [CallState.CONFIRMED])
    headset.press(MUTE)  # after all that it repeats
    rig.until(lambda: headset.lamps == OFF_HOOK | MUTED)
    assert states(desktop) == [CallState.CONFIRMED]
