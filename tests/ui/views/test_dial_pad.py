"""Dialling by mouse, and the window without colleagues."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from softphone.calls.desk_view import DeskSnapshot
from softphone.ui.views.dial_pad import DialPad
from softphone.ui.views.main_window import MainWindow
from softphone.ui.views.way import Way
from tests.ui import gallery


@pytest.fixture
def window(qtbot: QtBot) -> MainWindow:
    window = MainWindow(lambda: 0.0)
    qtbot.addWidget(window)
    window.show_main()
    window.show()
    qtbot.waitExposed(window, timeout=60_000)
    return window


def pad(window: MainWindow) -> DialPad:
    found = window.calls.findChild(DialPad)
    assert isinstance(found, DialPad)
    return found


def typed(window: MainWindow) -> str:
    line = window.field.findChild(QLineEdit)
    assert isinstance(line, QLineEdit)
    return line.text()


def test_keys_type_into_the_field_which_then_dials(qtbot: QtBot, window: MainWindow) -> None:
    for digit in "*21#":
        QTest.mouseClick(pad(window).key(digit), Qt.MouseButton.LeftButton)
    assert typed(window) == "*21#"
    with qtbot.waitSignal(window.field.dial_requested) as dialled:
        QTest.mouseClick(window.field.call_button, Qt.MouseButton.LeftButton)
    assert dialled.args == ["*21#", Way.CALL]


def test_the_pad_gives_way_to_a_call_and_returns(qtbot: QtBot, window: MainWindow) -> None:
    assert pad(window).isVisible()
    window.calls.show_desk(DeskSnapshot((gallery.TALK,)), gallery.NOW)
    assert not pad(window).isVisible()
    window.calls.show_desk(DeskSnapshot(), gallery.NOW)
    assert pad(window).isVisible()


def test_without_a_company_the_list_is_absent_and_the_field_above(
    qtbot: QtBot, qapp: QApplication, window: MainWindow
) -> None:
    window.show_main(colleagues=False)
    qapp.processEvents()
    assert not window.colleagues.isVisible()
    below_field = window.field.mapTo(window, window.field.rect().bottomLeft()).y()
    assert window.calls.mapTo(window, window.calls.rect().topLeft()).y() > below_field
    assert window.calls.width() == window.width()
    window.show_main()
    qapp.processEvents()
    assert window.colleagues.isVisible()
    assert window.calls.width() < window.width()


def test_f6_passes_over_a_list_that_is_absent(qtbot: QtBot, qapp: QApplication, window: MainWindow) -> None:
    window.show_main(colleagues=False)
    window.activateWindow()
    window.field.enter()
    QTest.keyClick(window, Qt.Key.Key_F6)
    focused = qapp.focusWidget()
    assert focused is not None and focused is not window.colleagues
    assert not window.field.isAncestorOf(focused)
