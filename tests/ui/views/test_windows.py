"""The main window's keys and panes, and the incoming window that leaves the keyboard alone."""

from collections.abc import Iterator

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from softphone.calls.desk_view import Action, DeskSnapshot
from softphone.programs.desktop_language import LANGUAGES, Language
from softphone.ui.views.incoming import IncomingWindow
from softphone.ui.views.main_window import MainWindow
from softphone.ui.views.tokens import Tone
from softphone.ui.views.way import Way
from tests.ui import gallery

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[MainWindow]:
    scene = gallery.idle()
    scene.window.show()
    scene.window.activateWindow()
    qtbot.waitUntil(scene.window.isActiveWindow, timeout=60_000)
    yield scene.window
    scene.close()


def focused() -> QWidget:
    at = QApplication.focusWidget()
    assert at is not None
    return at


@pytest.mark.parametrize(
    ("signal", "key", "modifiers"),
    [
        ("answer_key", Qt.Key.Key_A, CONTROL | SHIFT),
        ("hang_up_key", Qt.Key.Key_H, CONTROL | SHIFT),
        ("mute_key", Qt.Key.Key_M, CONTROL),
        ("hold_key", Qt.Key.Key_H, CONTROL),
        ("keypad_key", Qt.Key.Key_K, CONTROL),
        ("transfer_key", Qt.Key.Key_T, CONTROL),
        ("settings_requested", Qt.Key.Key_Comma, CONTROL),
    ],
)
@pytest.mark.parametrize("place", ["field", "list"])
def test_a_key_is_said_wherever_the_keyboard_is(
    qtbot: QtBot, window: MainWindow, signal: str, key: Qt.Key, modifiers: Qt.KeyboardModifier, place: str
) -> None:
    if place == "field":
        window.field.set_text("some words")
        window.field.enter()
    else:
        window.colleagues.enter()
    at = focused()
    with qtbot.waitSignal(getattr(window, signal)):
        QTest.keyClick(at, key, modifiers)


def test_nothing_is_called_by_key_while_signed_out(qtbot: QtBot, window: MainWindow) -> None:
    window.show_sign_in()
    with qtbot.assertNotEmitted(window.answer_key, wait=50):
        QTest.keyClick(focused(), Qt.Key.Key_A, CONTROL | SHIFT)


def test_down_goes_to_the_list_and_up_comes_back(qtbot: QtBot, window: MainWindow) -> None:
    field = focused()
    QTest.keyClick(focused(), Qt.Key.Key_Down)
    assert focused() is window.colleagues
    QTest.keyClick(window.colleagues, Qt.Key.Key_Up)
    assert focused() is field


def test_f6_goes_round_the_panes_that_hold_something(qtbot: QtBot, window: MainWindow) -> None:
    def next_pane() -> str:
        QTest.keyClick(focused(), Qt.Key.Key_F6)
        at = focused()
        if at is window.colleagues:
            return "list"
        if window.field.isAncestorOf(at):
            return "field"
        if window.rail.isAncestorOf(at):
            return "rail"
        return "calls" if window.calls.isAncestorOf(at) else "bar"

    assert [next_pane() for _ in range(5)] == ["list", "bar", "rail", "field", "list"]
    window.calls.show_desk(DeskSnapshot((gallery.TALK,)), gallery.NOW)
    assert [next_pane() for _ in range(5)] == ["calls", "bar", "rail", "field", "list"]


def test_ctrl_l_takes_the_keyboard_to_the_field_and_selects(qtbot: QtBot, window: MainWindow) -> None:
    window.field.set_text("asa")
    window.colleagues.enter()
    QTest.keyClick(window.colleagues, Qt.Key.Key_L, CONTROL)
    QTest.keyClicks(focused(), "bo")
    with qtbot.waitSignal(window.field.dial_requested) as dialled:
        window.field.set_hits(0)
        QTest.keyClick(focused(), Qt.Key.Key_Return)
    assert dialled.args == ["bo", Way.CALL]


def test_ctrl_k_opens_the_keypad_of_the_active_call(qtbot: QtBot, window: MainWindow) -> None:
    window.calls.show_desk(DeskSnapshot((gallery.WAITING, gallery.TALK)), gallery.NOW)
    QTest.keyClick(focused(), Qt.Key.Key_K, CONTROL)
    with qtbot.waitSignal(window.calls.digit_pressed) as pressed:
        QTest.keyClicks(focused(), "7")
    assert pressed.args == [gallery.TALK.call.id, "7"]


def test_the_fields_button_is_filled_unless_a_card_has_the_filled_one(
    qtbot: QtBot, window: MainWindow
) -> None:
    window.field.set_text("asa")
    assert window.field.call_button.property("kind") == "primary"
    window.calls.show_desk(DeskSnapshot((gallery.RINGING,)), gallery.NOW)
    assert window.field.call_button.property("kind") == "plain"
    window.calls.show_desk(DeskSnapshot((gallery.TALK,)), gallery.NOW)
    assert window.field.call_button.property("kind") == "primary"


def test_the_notice_is_there_only_while_it_says_something(qtbot: QtBot, window: MainWindow) -> None:
    assert not window.notice.isVisible()
    window.notice.say(Tone.BAD, "The server does not answer.")
    assert window.notice.isVisible()
    with qtbot.waitSignal(window.notice.closed):
        QTest.mouseClick(window.notice.close_button, Qt.MouseButton.LeftButton)
    assert not window.notice.isVisible()
    assert window.notice.text == ""


@pytest.mark.parametrize("by", ["mouse", "key"])
@pytest.mark.parametrize("place", ["list", "nowhere"])
def test_a_notice_that_goes_gives_the_keyboard_back(
    qtbot: QtBot, window: MainWindow, by: str, place: str
) -> None:
    field = focused()
    window.notice.say(Tone.BAD, "The server does not answer.")
    window.colleagues.enter()
    if place == "nowhere":
        window.colleagues.clearFocus()
    if by == "mouse":
        QTest.mouseClick(window.notice.close_button, Qt.MouseButton.LeftButton)
        expected: QWidget | None = window.colleagues if place == "list" else None
    else:
        window.notice.close_button.setFocus(Qt.FocusReason.TabFocusReason)
        QTest.keyClick(focused(), Qt.Key.Key_Return)
        expected = window.colleagues if place == "list" else field
    assert QApplication.focusWidget() is expected


def test_closing_is_said(qtbot: QtBot, window: MainWindow) -> None:
    with qtbot.waitSignal(window.closing):
        window.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_button_of_a_call_is_reached_in_the_smallest_window(
    qtbot: QtBot, qapp: QApplication, window: MainWindow, language: str
) -> None:
    spoken = Language(qapp)
    spoken.use(language)
    try:
        window.resize(window.minimumSize())
        calls = [
            msgspec.structs.replace(gallery.TALK, call=msgspec.structs.replace(gallery.TALK.call, id=str(n)))
            for n in range(9)
        ]
        window.calls.show_desk(DeskSnapshot(tuple(calls)), gallery.NOW)
        qtbot.waitUntil(lambda: window.calls.verticalScrollBar().isVisible(), timeout=60_000)
        view = window.calls.viewport()
        buttons = [b for b in view.findChildren(QPushButton) if b.isVisible()]
        assert len(buttons) == 9 * 6
        qtbot.waitUntil(
            lambda: max(b.mapTo(view, b.rect().topRight()).x() for b in buttons) < view.width(),
            timeout=60_000,
        )
    finally:
        spoken.use("en")


@pytest.fixture
def incoming(qtbot: QtBot) -> Iterator[IncomingWindow]:
    made = IncomingWindow()
    yield made
    made.close()
    made.deleteLater()


def test_an_incoming_call_leaves_the_keyboard_where_it_is(
    qtbot: QtBot, window: MainWindow, incoming: IncomingWindow
) -> None:
    field = focused()
    incoming.show_call(gallery.RINGING)
    qtbot.waitExposed(incoming, timeout=60_000)
    assert QApplication.activeWindow() is window
    QTest.keyClicks(focused(), "bo")
    assert focused() is field
    answer = incoming.button(Action.ANSWER)
    QTest.mouseClick(answer, Qt.MouseButton.LeftButton)
    assert QApplication.activeWindow() is window
    assert focused() is field


def test_the_incoming_window_tells_the_system_so(incoming: IncomingWindow) -> None:
    flags = incoming.windowFlags()
    for wanted in (
        Qt.WindowType.Tool,
        Qt.WindowType.WindowStaysOnTopHint,
        Qt.WindowType.WindowDoesNotAcceptFocus,
    ):
        assert flags & wanted == wanted
    assert incoming.testAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
    for action in (Action.ANSWER, Action.DECLINE):
        assert incoming.button(action).focusPolicy() is Qt.FocusPolicy.NoFocus


def test_the_incoming_window_stands_in_the_lower_right_corner(qtbot: QtBot, incoming: IncomingWindow) -> None:
    incoming.show_call(gallery.RINGING)
    room = incoming.screen().availableGeometry()
    assert room.contains(incoming.frameGeometry())
    assert incoming.x() > room.center().x()
    assert incoming.y() > room.center().y()


@pytest.mark.parametrize("action", [Action.ANSWER, Action.DECLINE])
def test_answer_and_decline_are_said_for_the_call(
    qtbot: QtBot, incoming: IncomingWindow, action: Action
) -> None:
    incoming.show_call(gallery.RINGING)
    with qtbot.waitSignal(incoming.action_requested) as asked:
        QTest.mouseClick(incoming.button(action), Qt.MouseButton.LeftButton)
    assert asked.args == [gallery.RINGING.call.id, action]
    assert gallery.RINGING.name in incoming.accessibleName()
