"""A profile chosen in the window is in force at a real server."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.e2e.test_desktop import Desktop, desktop, pytestmark, server, sign_in
from tests.helpers.running_server import RunningServer

__all__ = ["desktop", "pytestmark", "server"]

LEFT = Qt.MouseButton.LeftButton


def test_what_is_chosen_in_the_window_is_in_force(desktop: Desktop, server: RunningServer) -> None:
    sign_in(desktop, server)
    window, profiles = desktop.window.window, desktop.window.profiles
    desktop.until(lambda: profiles.shown.connected and window.profile_chip.isVisible())
    before = profiles.shown.in_force
    assert before is not None
    assert before.profile == 1
    QTest.mouseClick(window.profile_chip, LEFT)
    lunch = next(row for row in window.switcher.rows if row.profile.number == 2)
    QTest.mouseClick(lunch.clock, LEFT)
    QTest.mouseClick(window.switcher.lengths.half_hour, LEFT)

    def obeyed() -> bool:
        now = profiles.shown.in_force
        return now is not None and now.profile == 2 and not profiles.shown.waiting

    desktop.until(obeyed)
    desktop.until(lambda: window.switcher.state.text == "In force")
    now = profiles.shown.in_force
    assert now is not None
    assert now.until is not None
