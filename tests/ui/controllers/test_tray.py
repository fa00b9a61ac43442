"""The tray's menu and sign, and what closing the window means where there is one.

The offscreen screen has no tray: what a panel shows of it is tested with a real one (tests/e2e/test_tray.py).
"""

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication

from softphone.calls.commands import Answer, Decline, Dial, HangUp
from softphone.phone.fake import FakePhone
from softphone.programs.desktop_window import DesktopWindow
from softphone.ui.views import tray_icon
from softphone.ui.views.tray import Tray
from softphone.ui.views.tray_icon import TrayState
from tests.ui.controllers.companies import ANNA
from tests.ui.controllers.conftest import Rig


class SeenTray(Tray):
    """As on a panel; keeps what it says."""

    @property
    def available(self) -> bool:
        return True

    def say(self, title: str, text: str) -> None:
        self.said = (*getattr(self, "said", ()), title)


@pytest.fixture
def desktop(rig: Rig, monkeypatch: pytest.MonkeyPatch, dressed: QApplication) -> Iterator[DesktopWindow]:
    monkeypatch.setattr("softphone.programs.desktop_system.Tray", SeenTray)
    desktop = rig.signed_in()
    rig.company.settings.connect()
    rig.until(lambda: desktop.window.profile_chip.isVisible())
    if desktop.system.tray is None:  # on a slow machine it has begun by itself
        desktop.system.begin()
    yield desktop
    rig.end()
    dressed.setQuitOnLastWindowClosed(True)


def tray(desktop: DesktopWindow) -> SeenTray:
    assert isinstance(desktop.system.tray, SeenTray)
    return desktop.system.tray


def words(actions: list[QAction]) -> list[str]:
    return [each.text() for each in actions if each.isVisible() and each.text()]


def ring(rig: Rig, desktop: DesktopWindow) -> FakePhone:
    anna = rig.colleague("anna")
    anna.send(Dial(call="c1", account="main", target="sip:asa@company.test"))
    rig.until(lambda: bool(desktop.calls.shown.ringing))
    return anna


def test_idle_it_is_ready_and_says_so(rig: Rig, desktop: DesktopWindow) -> None:
    assert tray(desktop).state is TrayState.READY
    assert tray(desktop).tip == "Softphone\nReady for calls\nAvailable · until I change"
    assert words(tray(desktop).menu.actions()) == ["Show Softphone", "Profile", "Quit"]


def test_a_call_is_answered_and_hung_up_in_its_menu(rig: Rig, desktop: DesktopWindow) -> None:
    ring(rig, desktop)
    assert tray(desktop).state is TrayState.RINGING
    assert words(tray(desktop).menu.actions())[1:3] == [f"Answer {ANNA.name}", f"Decline {ANNA.name}"]
    tray(desktop).answer.trigger()
    rig.until(lambda: bool(rig.sent(Answer)) and tray(desktop).state is TrayState.IN_CALL)
    assert words(tray(desktop).menu.actions())[1:2] == [f"Hang up {ANNA.name}"]
    tray(desktop).hang_up.trigger()
    rig.until(lambda: bool(rig.sent(HangUp)) and tray(desktop).state is TrayState.READY)


def test_a_call_is_declined_in_its_menu(rig: Rig, desktop: DesktopWindow) -> None:
    ring(rig, desktop)
    tray(desktop).decline.trigger()
    rig.until(lambda: bool(rig.sent(Decline)))


def test_missed_calls_are_counted_until_they_are_looked_at(rig: Rig, desktop: DesktopWindow) -> None:
    anna = ring(rig, desktop)
    anna.send(HangUp("c1"))
    rig.until(lambda: "Missed calls: 1" in tray(desktop).tip)
    desktop.window.hide()
    tray(desktop).missed.trigger()
    assert desktop.window.isVisible()
    assert desktop.window.list_shown == 1
    rig.until(lambda: "Missed" not in tray(desktop).tip)
    assert not tray(desktop).missed.isVisible()


def test_the_profile_is_switched_in_its_menu(rig: Rig, desktop: DesktopWindow) -> None:
    profiles = tray(desktop).profiles.actions
    assert words(profiles())[:3] == ["Available", "Lunch", "Meeting"]
    assert [each.text() for each in profiles() if each.isChecked()] == ["Available"]
    profiles()[1].trigger()
    rig.until(lambda: desktop.window.profile_chip.text().startswith("Lunch"))
    assert [each.text() for each in profiles() if each.isChecked()] == ["Lunch"]
    desktop.window.hide()
    vacation = next(each for each in profiles() if each.text() == "Vacation")
    vacation.trigger()
    assert desktop.window.switcher.isVisible()  # it asks for a date
    assert [each.text() for each in profiles() if each.isChecked()] == ["Lunch"]


def test_closing_the_window_hides_it_and_says_so_once(rig: Rig, desktop: DesktopWindow) -> None:
    ring(rig, desktop)
    for _ in range(2):
        desktop.window.show()
        desktop.window.close()
        assert not desktop.window.isVisible()
        assert desktop.leaving.question is None
        assert desktop.calls.shown.ringing
    assert tray(desktop).said == ("Softphone goes on here",)
    tray(desktop).open.trigger()
    assert desktop.window.isVisible()


def test_quitting_ends_the_program_and_asks_while_there_are_calls(rig: Rig, desktop: DesktopWindow) -> None:
    ended: list[bool] = []
    desktop.window.closing.connect(lambda: ended.append(True))
    ring(rig, desktop)
    desktop.window.close()
    tray(desktop).quit.trigger()
    assert desktop.window.isVisible()
    assert desktop.leaving.question is not None
    assert not ended
    desktop.leaving.question.reject()
    tray(desktop).decline.trigger()
    rig.until(lambda: all(each.ending for each in desktop.calls.shown.calls))
    desktop.window.hide()
    tray(desktop).quit.trigger()
    assert ended


def test_it_speaks_the_language_that_is_chosen(rig: Rig, desktop: DesktopWindow) -> None:
    desktop.settings.language_chosen.emit("sv")
    try:
        assert words(tray(desktop).menu.actions()) == ["Visa Softphone", "Profil", "Avsluta"]
        assert words(tray(desktop).profiles.actions())[0] == "Tillgänglig"
        assert tray(desktop).tip == "Softphone\nRedo för samtal\nTillgänglig · tills vidare"
    finally:
        desktop.settings.language_chosen.emit("en")


def test_each_state_and_number_has_a_picture_of_its_own(dressed: QApplication) -> None:
    pictures = {
        bytes(tray_icon.icon(state, missed).pixmap(22, 22).toImage().constBits())
        for state in TrayState
        for missed in (0, 1, 12)
    }
    assert len(pictures) == len(TrayState) * 3
