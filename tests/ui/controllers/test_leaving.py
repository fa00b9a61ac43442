"""Closing the window or signing out in a call: asked first; told by the system, at once."""

import os
import subprocess
import sys

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from softphone.calls.commands import HangUp, RemoveAccount
from softphone.ui.views.hang_up_question import HangUpQuestion
from tests.ui.controllers.conftest import Rig, texts
from tests.ui.controllers.reception import Reception

# The offscreen platform has no window manager, and says so.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


def asked(reception: Reception) -> HangUpQuestion:
    question = reception.desktop.leaving.question
    assert question is not None
    return question


def in_call(reception: Reception) -> bool:
    return any(each.ending is None for each in reception.calls)


TOLD_TO_END = """
import signal
import time
from PySide6.QtCore import QTimer
from softphone.programs.desktop_window import EndingSignals, application
from softphone.ui.views.main_window import MainWindow

app = application()
signals = EndingSignals(app)
window = MainWindow(time.monotonic)
window.may_close = lambda: False
window.show()
QTimer.singleShot(0, lambda: signal.raise_signal(signal.SIGTERM))
QTimer.singleShot(60_000, lambda: app.exit(3))
raise SystemExit(app.exec())
"""
"""In a process of its own: Qt's one application ends only once."""


def test_without_a_call_it_closes(rig: Rig) -> None:
    desktop = rig.signed_in()
    with rig.qtbot.waitSignal(desktop.window.closing):
        assert desktop.window.close()
    assert desktop.leaving.question is None


@pytest.mark.parametrize("no", ["cancel", "enter", "escape", "close"])
def test_closing_in_a_call_asks_and_no_changes_nothing(reception: Reception, no: str) -> None:
    desktop = reception.desktop
    with reception.rig.qtbot.assertNotEmitted(desktop.window.closing):
        assert not desktop.window.close()
        question = asked(reception)
        assert "1 call will end." in texts(question) and question.hang_up.text() == "Hang up and close"
        assert question.cancel.hasFocus() or question.focusWidget() is question.cancel
        if no == "cancel":
            question.cancel.click()
        elif no == "close":
            question.close()
        else:
            QTest.keyClick(question, Qt.Key.Key_Return if no == "enter" else Qt.Key.Key_Escape)
    assert desktop.leaving.question is None and desktop.window.isVisible() and in_call(reception)


def test_yes_closes_without_a_second_question(reception: Reception) -> None:
    desktop = reception.desktop
    desktop.window.close()
    with reception.rig.qtbot.waitSignal(desktop.window.closing):
        asked(reception).hang_up.click()
    assert not desktop.window.isVisible() and desktop.leaving.question is None


def test_both_calls_of_a_transfer_are_counted(reception: Reception) -> None:
    reception.consults()
    reception.desktop.window.close()
    assert "2 calls will end." in texts(asked(reception))
    reception.desktop.window.close()
    assert "2 calls will end." in texts(asked(reception))


def test_the_question_goes_with_the_last_call(reception: Reception) -> None:
    desktop = reception.desktop
    desktop.window.close()
    for call in list(reception.caller.calls):
        reception.caller.send(HangUp(call))
    reception.rig.until(lambda: desktop.leaving.question is None)
    assert desktop.window.isVisible()
    assert desktop.window.close()


def test_the_end_of_the_program_is_not_asked(reception: Reception) -> None:
    reception.desktop.end()
    assert reception.desktop.leaving.question is None and not reception.desktop.window.isVisible()


def test_sigterm_ends_whatever_the_window_says() -> None:
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    assert subprocess.run([sys.executable, "-c", TOLD_TO_END], env=environment, timeout=120).returncode == 0


def test_the_end_of_the_session_is_not_asked(reception: Reception) -> None:
    # As Qt does when the system logs out: told first, then the windows are closed.
    reception.rig.app.commitDataRequest.emit(None)
    assert reception.desktop.window.close()
    assert reception.desktop.leaving.question is None


def test_signing_out_in_a_call_asks(reception: Reception) -> None:
    desktop, rig = reception.desktop, reception.rig
    desktop.window.sign_out_requested.emit()
    question = asked(reception)
    assert "1 call will end." in texts(question) and question.hang_up.text() == "Hang up and sign out"
    question.cancel.click()
    assert not rig.sent(RemoveAccount) and in_call(reception)
    desktop.window.sign_out_requested.emit()
    asked(reception).hang_up.click()
    rig.until(lambda: desktop.window.sign_in.isVisible() and not in_call(reception))
    assert desktop.calls.account == ""


def test_the_other_question_takes_the_place_of_the_first(reception: Reception) -> None:
    reception.desktop.window.sign_out_requested.emit()
    reception.desktop.window.close()
    assert asked(reception).hang_up.text() == "Hang up and close"
