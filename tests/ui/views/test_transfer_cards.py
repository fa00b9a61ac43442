"""The transfer card: exactly the buttons of the desk, at their places; the keyboard goes along."""

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from softphone.calls.call import Ending
from softphone.calls.desk_view import Action, DeskSnapshot
from softphone.calls.transfer import BUTTONS, Button, Kind, Step
from softphone.ui.views.buttons import AROUND_WORDS
from softphone.ui.views.buttons import Button as PushButton
from softphone.ui.views.call_stack import CallStack
from softphone.ui.views.icons import Glyph
from softphone.ui.views.party_row import PartyRow
from softphone.ui.views.transfer_card import ALONE, TransferCard
from tests.ui import gallery, transfer_scenes
from tests.ui.transfer_scenes import ANSWERED, CALLED, FREE, HELD, TRANSFER, transfer

NOW = gallery.NOW
STEPS = [step for step in Step if step is not Step.OVER]


@pytest.fixture
def stack(qtbot: QtBot) -> CallStack:
    made = CallStack()
    qtbot.addWidget(made)
    made.resize(580, 500)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow, timeout=60_000)
    return made


def consulting(step: Step = Step.TALKING, **more: object) -> DeskSnapshot:
    made = transfer(step, colleague_call=ANSWERED.call.id, **more)
    return DeskSnapshot((HELD, ANSWERED), (made,))


def card_of(stack: CallStack) -> TransferCard:
    card = stack.transfer_card(TRANSFER)
    assert card is not None
    return card


def row_of(stack: CallStack, call_id: str) -> PartyRow:
    row = card_of(stack).row(call_id)
    assert row is not None
    return row


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("step", STEPS)
def test_a_button_is_there_exactly_while_the_desk_has_it(
    qtbot: QtBot, stack: CallStack, step: Step, kind: Kind
) -> None:
    made = transfer(step, kind, colleague_call=ANSWERED.call.id)
    stack.show_desk(DeskSnapshot((HELD, ANSWERED), (made,)), NOW)
    for which in Button:
        button = card_of(stack).button(which)
        assert (button is not None) is (which in made.buttons), which
        if button is not None:
            assert button.isVisible() and button.accessibleName()
            assert (button.property("kind") == "primary") is (which is made.primary)
            with qtbot.waitSignal(stack.transfer_pressed) as pressed:
                QTest.mouseClick(button, Qt.MouseButton.LeftButton)
            assert pressed.args == [TRANSFER, which]


def test_the_two_calls_are_one_card_the_caller_above(stack: CallStack) -> None:
    stack.show_desk(consulting(), NOW)
    assert stack.card(HELD.call.id) is None and stack.card(ANSWERED.call.id) is None
    QApplication.processEvents()
    assert row_of(stack, HELD.call.id).y() < row_of(stack, ANSWERED.call.id).y()


def test_no_button_moves_while_the_transfer_goes_on(stack: CallStack) -> None:
    def place(which: Button) -> QPoint:
        QApplication.processEvents()
        button = card_of(stack).button(which)
        assert button is not None
        return button.mapTo(stack, QPoint(button.width() if which is Button.COMPLETE else 0, 0))

    calling = transfer(Step.CALLING, colleague_call=CALLED.call.id, rings=True)
    stack.show_desk(DeskSnapshot((HELD, CALLED), (calling,)), NOW)
    cancel, complete = place(Button.CANCEL), place(Button.COMPLETE)
    stack.show_desk(consulting(), NOW)
    assert (place(Button.CANCEL), place(Button.COMPLETE)) == (cancel, complete)
    heard = replace(HELD, active=True, call=replace(HELD.call, held=False), actions=gallery.TALKING)
    waits = replace(ANSWERED, active=False, call=replace(ANSWERED.call, held=True))
    stack.show_desk(DeskSnapshot((heard, waits), consulting().transfers), NOW)
    assert place(Button.CANCEL).x() == cancel.x() and place(Button.COMPLETE).x() == complete.x()
    stack.show_desk(
        DeskSnapshot((HELD,), (transfer(Step.WAITING, reason=Ending.BUSY),)),
        NOW,
    )
    assert place(Button.TAKE_BACK).x() == cancel.x()


def test_nothing_is_done_to_who_waits_but_by_the_transfer(stack: CallStack) -> None:
    """A slip on a hang-up button there would lose the caller."""
    stack.show_desk(consulting(), NOW)
    assert all(row_of(stack, HELD.call.id).button(action) is None for action in Action)
    colleague = row_of(stack, ANSWERED.call.id)
    there = {action for action in Action if colleague.button(action) is not None}
    assert there == {Action.MUTE, Action.KEYPAD, Action.HANG_UP}


def test_each_can_be_taken_off_hold_where_nobody_is_heard(qtbot: QtBot, stack: CallStack) -> None:
    both = [
        replace(each, active=False, call=replace(each.call, held=True), actions=HELD.actions)
        for each in (HELD, ANSWERED)
    ]
    stack.show_desk(DeskSnapshot(tuple(both), consulting().transfers), NOW)
    for each in both:
        resume = row_of(stack, each.call.id).button(Action.RESUME)
        assert resume is not None and each.name in resume.accessibleName()
        with qtbot.waitSignal(stack.action_requested) as asked:
            QTest.mouseClick(resume, Qt.MouseButton.LeftButton)
        assert asked.args == [each.call.id, Action.RESUME]


def test_the_keyboard_goes_from_complete_to_take_back(stack: CallStack) -> None:
    stack.show_desk(consulting(), NOW)
    stack.enter()
    assert QApplication.focusWidget() is card_of(stack).button(Button.COMPLETE)
    stack.show_desk(DeskSnapshot((HELD,), (transfer(Step.WAITING, reason=Ending.BUSY),)), NOW)
    assert QApplication.focusWidget() is card_of(stack).button(Button.TAKE_BACK)


def test_the_keyboard_stays_where_it_was_put(stack: CallStack) -> None:
    stack.show_desk(consulting(), NOW)
    swap = card_of(stack).button(Button.SWAP)
    assert swap is not None
    swap.setFocus()
    stack.show_desk(consulting(answered_by=None, rings=True), NOW)
    assert QApplication.focusWidget() is swap


def test_the_keyboard_is_given_back_with_the_card(qtbot: QtBot, stack: CallStack) -> None:
    stack.show_desk(consulting(), NOW)
    stack.enter()
    with qtbot.waitSignal(stack.keyboard_freed):
        stack.show_desk(DeskSnapshot(), NOW)


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_enter_presses_the_button_that_has_the_keyboard(qtbot: QtBot, stack: CallStack, key: Qt.Key) -> None:
    stack.show_desk(consulting(), NOW)
    stack.enter()
    at = QApplication.focusWidget()
    assert at is not None
    with qtbot.waitSignal(stack.transfer_pressed) as pressed:
        QTest.keyClick(at, key)
    assert pressed.args == [TRANSFER, Button.COMPLETE]


def test_what_only_tells_something_leaves_the_call_its_own_card(stack: CallStack) -> None:
    for step in (Step.TAKEN_BACK, Step.ANSWERED_LATE):
        stack.show_desk(DeskSnapshot((gallery.TALK,), (transfer(step, Kind.DIRECT),)), NOW)
        assert stack.card(gallery.TALK.call.id) is not None and card_of(stack).sentence


def test_calls_that_are_being_hung_up_are_gone_from_sight(stack: CallStack) -> None:
    stack.show_desk(consulting(Step.DONE), NOW)
    assert stack.card(HELD.call.id) is None and stack.card(ANSWERED.call.id) is None
    assert "Transferred to Anna Ek." in card_of(stack).sentence


def test_a_transfer_stands_where_its_caller_stood(qtbot: QtBot, stack: CallStack) -> None:
    alone, other = replace(FREE, transfer=""), gallery.TALK
    stack.show_desk(DeskSnapshot((alone, other)), NOW)
    stack.show_desk(
        DeskSnapshot((HELD, other, CALLED), (transfer(Step.CALLING, colleague_call=CALLED.call.id),)), NOW
    )
    below = stack.card(other.call.id)
    assert below is not None
    qtbot.waitUntil(lambda: 0 < card_of(stack).y() < below.y(), timeout=60_000)


def test_the_keypad_of_a_consultation_sends_to_the_colleague(qtbot: QtBot, stack: CallStack) -> None:
    stack.show_desk(consulting(), NOW)
    stack.toggle_keypad()
    with qtbot.waitSignal(stack.digit_pressed) as pressed:
        QTest.keyClicks(row_of(stack, ANSWERED.call.id).keypad, "4")
    assert pressed.args == [ANSWERED.call.id, "4"]


def test_every_step_but_the_last_is_told_by_a_card(stack: CallStack) -> None:
    assert set(BUTTONS) == set(Step)
    assert {Step.DONE, Step.GONE, Step.CALLER_LEFT} < ALONE
    for step in STEPS:
        stack.show_desk(DeskSnapshot((HELD,), (transfer(step),)), NOW)
        assert card_of(stack).sentence and card_of(stack).accessibleName() == card_of(stack).sentence


def test_the_conference_has_a_row_for_each_and_an_end(qtbot: QtBot, stack: CallStack) -> None:
    calls = tuple(replace(each, actions=transfer_scenes.JOINED, transfer="") for each in (HELD, ANSWERED))
    stack.show_desk(DeskSnapshot(calls, (), tuple(each.call.id for each in calls)), NOW)
    card = stack.conference_card
    assert card is not None and all(card.row(each.call.id) for each in calls)
    with qtbot.waitSignal(stack.conference_ended):
        QTest.mouseClick(card.end_button, Qt.MouseButton.LeftButton)


def test_the_width_around_words_is_that_of_the_style(qtbot: QtBot) -> None:
    button = PushButton(glyph=Glyph.PAUSE)
    qtbot.addWidget(button)
    button.say("Vänteläge")
    button.ensurePolished()
    assert button.sizeHint().width() == AROUND_WORDS + button.fontMetrics().horizontalAdvance("Vänteläge")
