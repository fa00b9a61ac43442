"""A drop-down list and the mouse's wheel."""

from PySide6.QtCore import QPoint, QPointF
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from softphone.ui.views.choice import Choice


def test_the_wheel_changes_it_only_while_it_has_the_keyboard(qtbot: QtBot, qapp: QApplication) -> None:
    page = QWidget()
    other, choice = QLineEdit(page), Choice(page)
    column = QVBoxLayout(page)
    column.addWidget(other)
    column.addWidget(choice)
    choice.offer([("a", "A"), ("b", "B"), ("c", "C")], "a")
    qtbot.addWidget(page)
    page.show()
    other.setFocus()
    qtbot.waitUntil(other.hasFocus, timeout=30_000)

    def turn_wheel() -> None:
        """As the system does: Qt may give the keyboard to what it turns over."""
        over = QPointF(choice.geometry().center())
        QTest.wheelEvent(page.windowHandle(), over, QPoint(0, -120))
        QApplication.processEvents()

    turn_wheel()
    turn_wheel()
    assert (choice.value, other.hasFocus()) == ("a", True)
    choice.setFocus()
    turn_wheel()
    assert choice.value == "b"
