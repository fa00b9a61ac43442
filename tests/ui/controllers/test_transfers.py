"""Transfers with real keys and clicks, from both entries, of each kind, to a colleague and to any number."""

from datetime import timedelta

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QContextMenuEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from softphone.calls.commands import Answer, Dial, HangUp, Transfer, TransferTo
from softphone.calls.transfer import Button, Step
from softphone.people.line_state import LineState
from softphone.people.meeting import Meeting
from softphone.phone.fake import FakePhone
from softphone.ui.models import moments
from softphone.ui.views import offers
from softphone.ui.views.colleague_row import ColleagueRow
from tests.ui.controllers.companies import ANNA, BO
from tests.ui.controllers.conftest import texts
from tests.ui.controllers.reception import (
    CALLER,
    CALLER_WRITTEN,
    CONTROL,
    OUTSIDE,
    OUTSIDE_WRITTEN,
    Reception,
    phone_of,
)

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
Key = Qt.Key


# Whom to: each entry ends with the choices on the screen.


def by_icon(desk: Reception) -> None:
    desk.click_icon(ANNA.id)


def by_list_and_enter(desk: Reception) -> None:
    desk.key(Key.Key_L, CONTROL)
    desk.key(Key.Key_Down)
    assert desk.desktop.window.colleagues.currentIndex().data() == "Anna Ek"
    desk.key(Key.Key_Return)


def by_menu_key(desk: Reception) -> None:
    desk.key(Key.Key_L, CONTROL)
    desk.key(Key.Key_Down)
    # Qt makes a context menu event of the key where the platform has one.
    people = desk.desktop.window.colleagues
    place = people.rect().center()
    reason = QContextMenuEvent.Reason.Keyboard
    QApplication.sendEvent(people.viewport(), QContextMenuEvent(reason, place, people.mapToGlobal(place)))


def by_double_click(desk: Reception) -> None:
    people = desk.desktop.window.colleagues
    name = people.visualRect(desk.desktop.model.index_of(ANNA.id)).center()
    QTest.mouseClick(people.viewport(), Qt.MouseButton.LeftButton, pos=name)
    QTest.mouseDClick(people.viewport(), Qt.MouseButton.LeftButton, pos=name)


def by_name_in_the_field(desk: Reception) -> None:
    desk.key(Key.Key_T, CONTROL)
    desk.type("ann")
    desk.key(Key.Key_Return)


def by_the_button_of_the_card(desk: Reception) -> None:
    card = desk.desktop.window.calls.card(desk.calls[0].call.id)
    assert card is not None
    desk.click(card.transfer_button)
    desk.type("ann")
    desk.click(desk.desktop.window.field.call_button)


def by_number_in_the_field(desk: Reception) -> None:
    desk.key(Key.Key_T, CONTROL)
    desk.type("08-555 00 001")
    desk.key(Key.Key_Return)


COLLEAGUE = (
    by_icon,
    by_list_and_enter,
    by_menu_key,
    by_double_click,
    by_name_in_the_field,
    by_the_button_of_the_card,
)
ENTRIES = [*COLLEAGUE, by_number_in_the_field]


def target(desk: Reception, entry: object) -> tuple[FakePhone, str, str]:
    """Whose phone, which user, which name."""
    if entry is by_number_in_the_field:
        return desk.outside, OUTSIDE, OUTSIDE_WRITTEN
    return desk.anna, "anna", "Anna Ek"


def chosen(desk: Reception, key: str, *, mouse: bool) -> None:
    if mouse:
        desk.choose(key)
    elif key == "direct":
        desk.key(Key.Key_Return)
    elif key == "announced":
        desk.key(Key.Key_Return, CONTROL)
    else:
        desk.key(Key.Key_Down)
        desk.key(Key.Key_Down)
        desk.key(Key.Key_Return)


@pytest.mark.parametrize("mouse", [True, False], ids=["mouse", "keys"])
@pytest.mark.parametrize("entry", ENTRIES)
def test_directly(reception: Reception, entry: object, mouse: bool) -> None:
    phone, user, name = target(reception, entry)
    entry(reception)  # type: ignore[operator]
    assert reception.asked() == f"Transfer {CALLER_WRITTEN} to {name}"
    chosen(reception, "direct", mouse=mouse)
    reception.rings(phone)
    reception.rig.until(lambda: f"Ringing {name} · {CALLER_WRITTEN} is waiting" in reception.words())
    assert reception.transfer.buttons == frozenset()
    (call,) = phone.calls
    phone.send(Answer(call))
    reception.until_at(Step.DONE)
    assert f"Transferred to {name}." in reception.words()
    reception.rig.until(lambda: reception.talks_with(reception.caller, user) and reception.calls == ())
    reception.click(reception.card.dismiss_button)
    assert reception.desktop.calls.shown.transfers == ()


@pytest.mark.parametrize("mouse", [True, False], ids=["mouse", "keys"])
@pytest.mark.parametrize("entry", [by_icon, by_name_in_the_field, by_number_in_the_field])
def test_announced(reception: Reception, entry: object, mouse: bool) -> None:
    phone, user, name = target(reception, entry)
    entry(reception)  # type: ignore[operator]
    chosen(reception, "announced", mouse=mouse)
    reception.answers(phone)
    reception.until_at(Step.TALKING)
    assert f"You are talking with {name} · {CALLER_WRITTEN} is waiting" in reception.words()
    reception.rig.until(lambda: reception.caller_waits)
    assert not reception.talks_with(reception.caller, user)
    if mouse:
        reception.click(reception.button(Button.COMPLETE))
    else:
        reception.key(Key.Key_Return)
    reception.until_at(Step.DONE)
    reception.rig.until(lambda: reception.talks_with(reception.caller, user) and reception.calls == ())
    assert reception.rig.sent(TransferTo) and not reception.rig.sent(Transfer)


@pytest.mark.parametrize("entry", [by_icon, by_name_in_the_field, by_number_in_the_field])
def test_a_new_call_transfers_nobody(reception: Reception, entry: object) -> None:
    phone, user, _ = target(reception, entry)
    entry(reception)  # type: ignore[operator]
    chosen(reception, "new call", mouse=False)
    reception.answers(phone)
    reception.rig.until(lambda: len(reception.calls) == 2 and reception.caller_waits)
    assert reception.desktop.calls.shown.transfers == ()
    assert not reception.talks_with(reception.caller, user)


def test_enter_and_enter_call_for_help_and_transfer_nobody(reception: Reception) -> None:
    reception.key(Key.Key_T, CONTROL)
    reception.type("112")
    reception.key(Key.Key_Return)
    question = reception.desktop.window.choices.question
    assert question is not None and question.title == "Call 112"
    assert [each.key for each in question.offers] == [offers.NEW_CALL, offers.ANNOUNCED]
    reception.key(Key.Key_Return)
    reception.rig.until(lambda: reception.caller_waits and bool(reception.rig.sent(Dial)))
    assert [each.target for each in reception.rig.sent(Dial) if isinstance(each, Dial)] == ["112"]
    assert reception.desktop.calls.shown.transfers == ()
    assert not reception.rig.sent(Transfer)


def test_a_call_for_help_can_be_announced_to(reception: Reception) -> None:
    phone_of(reception.rig, "112", FakePhone(reception.rig.network))
    reception.key(Key.Key_T, CONTROL)
    reception.type("112")
    reception.key(Key.Key_Return)
    reception.key(Key.Key_Return, CONTROL)
    reception.until_at(Step.CALLING)


def test_an_announced_transfer_takes_six_keys(reception: Reception) -> None:
    reception.desktop.window.colleagues.enter()
    reception.pressed = 0
    reception.key(Key.Key_T, CONTROL)
    reception.type("ann")
    reception.key(Key.Key_Return, CONTROL)
    reception.answers(reception.anna)
    reception.until_at(Step.TALKING)
    reception.key(Key.Key_Return)
    reception.rig.until(lambda: reception.talks_with(reception.caller, "anna"))
    assert reception.pressed <= 6


def test_enter_never_transfers_without_a_choice(reception: Reception) -> None:
    by_name_in_the_field(reception)
    assert reception.asked()
    reception.key(Key.Key_Escape)
    assert not reception.asked()
    edit = reception.desktop.window.field.findChild(QLineEdit)
    assert edit is not None and edit.text() == "ann"
    assert reception.focused is edit
    assert not reception.rig.sent(Transfer) and not reception.rig.sent(Dial)
    assert reception.caller_talks


def test_a_key_that_is_held_down_chooses_nothing(reception: Reception) -> None:
    by_name_in_the_field(reception)
    again = QKeyEvent(QEvent.Type.KeyPress, Key.Key_Return, Qt.KeyboardModifier.NoModifier, "\r", True)
    QApplication.sendEvent(reception.focused, again)
    assert reception.asked() and not reception.rig.sent(Transfer)


def held_without_releases(desk: Reception) -> None:
    desk.rig.now += 0.03
    QTest.keyPress(desk.desktop.window.windowHandle(), Key.Key_Return)


def held_in_pairs(desk: Reception) -> None:
    desk.rig.now += 0.03
    QTest.keyRelease(desk.desktop.window.windowHandle(), Key.Key_Return)
    QTest.keyPress(desk.desktop.window.windowHandle(), Key.Key_Return)


@pytest.mark.parametrize("repeat", [held_without_releases, held_in_pairs])
def test_a_held_key_that_is_not_told_as_such_chooses_nothing(reception: Reception, repeat: object) -> None:
    """As some X servers have it: the repeats look like any other press."""
    window = reception.desktop.window.windowHandle()
    reception.key(Key.Key_T, CONTROL)
    reception.type("ann")
    QTest.keyPress(window, Key.Key_Return)
    assert reception.asked()
    reception.rig.now += 0.5
    for _ in range(30):
        repeat(reception)  # type: ignore[operator]
    QTest.keyRelease(window, Key.Key_Return)
    assert reception.asked() and not reception.rig.sent(Transfer)
    reception.rig.now += 0.1
    QTest.keyClick(window, Key.Key_Return)
    reception.until_at(Step.REFERRED)


def test_enter_twice_at_once_chooses_nothing(reception: Reception) -> None:
    window = reception.desktop.window.windowHandle()
    reception.key(Key.Key_T, CONTROL)
    reception.type("ann")
    QTest.keyClick(window, Key.Key_Return)
    reception.rig.now += 0.2
    QTest.keyClick(window, Key.Key_Return)
    assert reception.asked() and not reception.rig.sent(Transfer)
    reception.rig.now += 0.1
    QTest.keyClick(window, Key.Key_Return)
    reception.until_at(Step.REFERRED)


# Whom one should know something of.


def test_a_warning_comes_before_the_choice(reception: Reception) -> None:
    reception.line("anna", LineState.BUSY)
    by_name_in_the_field(reception)
    assert "Anna Ek is in a call." in texts(reception.desktop.window.choices)
    reception.key(Key.Key_Escape)
    reception.key(Key.Key_Return, CONTROL)
    assert reception.asked() and not reception.rig.sent(Dial)
    reception.key(Key.Key_Return)  # the announced one has the keyboard
    reception.until_at(Step.CALLING)


@pytest.mark.parametrize("state", [LineState.HIDDEN, LineState.OFFLINE, LineState.RINGING])
def test_who_is_away_is_said_so(reception: Reception, state: LineState) -> None:
    reception.line("bo", state)
    reception.click_icon(BO.id)
    question = reception.desktop.window.choices.question
    assert question is not None and question.warning.startswith("Bo Nilsson ")
    assert question.warning in texts(reception.desktop.window.choices)


def test_a_meeting_within_the_hour_is_warned_of(reception: Reception) -> None:
    now = reception.desktop.model.clock()
    begin, end = now + timedelta(minutes=30), now + timedelta(minutes=90)
    span = f"{moments.when(begin, now)}\N{EN DASH}{moments.when(end, now)}"
    reception.line("anna", LineState.FREE, Meeting(begin, end))
    by_name_in_the_field(reception)
    assert f"Anna Ek has a meeting {span}." in texts(reception.desktop.window.choices)
    reception.key(Key.Key_Escape)
    # Announced at once is not done without a word either.
    reception.key(Key.Key_Return, CONTROL)
    assert reception.asked() and not reception.rig.sent(Dial)
    reception.key(Key.Key_Escape)
    reception.line("anna", LineState.BUSY, Meeting(begin, end, "Kundmöte"))
    reception.click_icon(ANNA.id)
    question = reception.desktop.window.choices.question
    assert question is not None
    assert question.warning == f"Anna Ek is in a call. Meeting {span}: Kundmöte."


def test_of_who_is_free_there_is_nothing_to_say(reception: Reception) -> None:
    reception.click_icon(ANNA.id)
    question = reception.desktop.window.choices.question
    assert question is not None and question.warning == ""


def test_the_choices_go_with_the_call_they_are_about(reception: Reception) -> None:
    by_icon(reception)
    reception.caller.send(HangUp("caller-1"))
    reception.rig.until(lambda: not reception.asked())
    assert reception.desktop.window.field.call_button.text() == "Call"


def test_a_click_beside_the_choices_closes_them(reception: Reception) -> None:
    by_icon(reception)
    window = reception.desktop.window
    at = window.calls.viewport().mapTo(window, window.calls.viewport().rect().center())
    QTest.mouseClick(window.windowHandle(), Qt.MouseButton.LeftButton, pos=at)
    assert not reception.asked() and not reception.rig.sent(Transfer)


def test_icons_and_button_say_what_they_do(reception: Reception) -> None:
    window = reception.desktop.window
    row = window.colleagues.itemDelegate()
    assert isinstance(row, ColleagueRow) and row.caller == CALLER_WRITTEN
    assert window.field.call_button.text() == "Transfer"
    reception.caller.send(HangUp("caller-1"))
    reception.rig.until(lambda: row.caller == "")
    assert window.field.call_button.text() == "Call"


def test_people_hold_first_and_choose_then(reception: Reception) -> None:
    reception.key(Key.Key_H, CONTROL)
    reception.rig.until(lambda: reception.caller_waits and reception.desktop.calls.shown.active is None)
    by_icon(reception)
    assert reception.asked() == f"Transfer {CALLER_WRITTEN} to Anna Ek"


def test_the_number_is_dialled_as_it_was_meant(reception: Reception) -> None:
    by_number_in_the_field(reception)
    chosen(reception, "direct", mouse=False)
    reception.until_at(Step.REFERRED)
    assert [each.target for each in reception.rig.sent(Transfer) if isinstance(each, Transfer)] == [OUTSIDE]
    assert CALLER in reception.caller.calls["caller-1"].remote.uri or reception.caller.calls
