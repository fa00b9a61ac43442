"""The mouse takes a call's card to a colleague, on a real screen: the window's own process, under X."""

import os
import subprocess
import sys

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

pytestmark = [
    pytest.mark.window,
    pytest.mark.skipif("DISPLAY" not in os.environ, reason="no display"),
]
PATIENCE_MS = 60_000


def test_a_card_is_dragged_onto_a_colleague() -> None:
    environment = os.environ | {"QT_QPA_PLATFORM": "xcb"}
    command = [sys.executable, "-m", "tests.ui.test_drag"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=200)
    assert done.stdout.split() == ["call-209", "p203"], done.stderr


def drag() -> None:
    """Prints the call and the person that it was dropped on."""
    from softphone.ui.views import style
    from softphone.ui.views.colleague_row import ColleagueRow
    from tests.ui import gallery

    app = QApplication(["softphone"])
    style.apply(app, Qt.ColorScheme.Light)
    scene = gallery.in_call()
    window, people = scene.window, scene.window.colleagues
    window.resize(*gallery.SIZE)
    window.show()
    row, card = people.itemDelegate(), window.calls.card(gallery.TALK.call.id)
    assert isinstance(row, ColleagueRow) and card is not None
    place = people.visualRect(scene.model.index_of("p203")).center()
    goal = people.viewport().mapTo(window, place)
    QTest.qWaitForWindowExposed(window)
    people.call_dropped.connect(lambda call, person: (print(call, person), app.quit()))
    jitter = iter(range(10_000))

    def hover() -> None:
        """Until the list has noticed, then let go."""
        if row.dropped_on.isValid():
            pointer.stop()
            QTest.mouseRelease(window.windowHandle(), Qt.MouseButton.LeftButton, pos=goal)
        else:
            QTest.mouseMove(window.windowHandle(), goal + QPoint(next(jitter) % 3, 0))

    pointer = QTimer(interval=20)
    pointer.timeout.connect(hover)
    pointer.start()
    QTimer.singleShot(PATIENCE_MS, app.quit)
    start = QPoint(12, 8)
    QTimer.singleShot(0, lambda: QTest.mousePress(card, Qt.MouseButton.LeftButton, pos=start))
    QTimer.singleShot(1, lambda: QTest.mouseMove(card, start + QPoint(40, 0)))
    app.exec()


if __name__ == "__main__":
    drag()
