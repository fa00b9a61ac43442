"""How transfers end: cancelled, refused, failed, taken back, completed; in the sentences that are shown."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit

from softphone.calls.commands import Decline, HangUp, TransferTo
from softphone.calls.desk_view import Action
from softphone.calls.transfer import OVERDUE_AFTER, Button, Step
from softphone.phone.fake import FakePhone
from tests.ui.controllers.companies import ANNA, BO
from tests.ui.controllers.reception import (
    CALLER_WRITTEN,
    CONTROL,
    Reception,
    phone_of,
)

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
Key = Qt.Key


def test_cancel_takes_the_caller_back_and_ends_the_consultation(reception: Reception) -> None:
    reception.consults()
    reception.click(reception.button(Button.CANCEL))
    reception.rig.until(lambda: reception.caller_talks and reception.anna.calls == {})
    reception.rig.until(lambda: reception.desktop.calls.shown.transfers == ())
    assert reception.desktop.window.field.isAncestorOf(reception.focused)


def test_escape_in_the_card_cancels(reception: Reception) -> None:
    reception.consults()
    reception.key(Key.Key_Escape)
    reception.rig.until(lambda: reception.caller_talks and reception.anna.calls == {})


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        (603, f"Anna Ek declined the call. {CALLER_WRITTEN} is waiting."),
        (486, f"Anna Ek is busy. {CALLER_WRITTEN} is waiting."),
    ],
)
def test_the_colleague_does_not_want_to(reception: Reception, status: int, sentence: str) -> None:
    reception.key(Key.Key_T, CONTROL)
    reception.type("ann")
    reception.key(Key.Key_Return, CONTROL)
    call = reception.rings(reception.anna)
    reception.anna.send(Decline(call.id, status))
    reception.until_at(Step.WAITING)
    assert sentence in reception.words()
    back = reception.button(Button.TAKE_BACK)
    assert reception.focused is back and back.property("kind") == "primary"
    assert reception.caller_waits
    reception.key(Key.Key_Return)
    reception.rig.until(lambda: reception.caller_talks)
    reception.rig.until(lambda: reception.calls[0].active)


def test_take_back_stands_where_cancel_stood(reception: Reception) -> None:
    reception.consults()
    QApplication.processEvents()  # everything is in its place
    before = reception.button(Button.CANCEL).geometry().topLeft()
    (call,) = reception.anna.calls
    reception.anna.send(HangUp(call))
    reception.until_at(Step.WAITING)
    assert f"Anna Ek hung up. {CALLER_WRITTEN} is waiting." in reception.words()
    reception.rig.until(lambda: reception.button(Button.TAKE_BACK).geometry().left() == before.x())


def test_after_a_refusal_the_next_colleague_can_be_tried(reception: Reception) -> None:
    bo = reception.rig.colleague("bo")
    reception.consults()
    (call,) = reception.anna.calls
    reception.anna.send(HangUp(call))
    reception.until_at(Step.WAITING)
    reception.click_icon(BO.id)
    reception.choose("announced")
    reception.answers(bo)
    reception.until_at(Step.TALKING)
    reception.key(Key.Key_Return)
    reception.rig.until(lambda: reception.talks_with(reception.caller, "bo"))


def test_a_direct_transfer_fails_and_the_caller_is_taken_back(reception: Reception) -> None:
    reception.click_icon(ANNA.id)
    reception.key(Key.Key_Return)
    call = reception.rings(reception.anna)
    reception.anna.send(Decline(call.id, 486))
    reception.until_at(Step.FAILED)
    assert f"The transfer failed: busy. {CALLER_WRITTEN} is waiting." in reception.words()
    assert reception.focused is reception.button(Button.TAKE_BACK)
    reception.key(Key.Key_Return)
    reception.rig.until(lambda: reception.caller_talks)


def test_a_failed_one_can_be_announced_instead(reception: Reception) -> None:
    reception.click_icon(ANNA.id)
    reception.key(Key.Key_Return)
    call = reception.rings(reception.anna)
    reception.anna.send(Decline(call.id, 486))
    reception.until_at(Step.FAILED)
    reception.click(reception.button(Button.ANNOUNCE))
    reception.answers(reception.anna)
    reception.until_at(Step.TALKING)


def test_a_direct_transfer_can_be_taken_back_after_a_minute_only(reception: Reception) -> None:
    reception.click_icon(ANNA.id)
    reception.key(Key.Key_Return)
    reception.rings(reception.anna)
    reception.until_at(Step.REFERRED)
    reception.rig.now += OVERDUE_AFTER - 1
    reception.desktop.calls._tick()
    assert reception.card.button(Button.TAKE_BACK) is None
    reception.rig.now += 2
    reception.desktop.calls._tick()
    assert f"Anna Ek has not answered yet. {CALLER_WRITTEN} is waiting." in reception.words()
    reception.click(reception.button(Button.TAKE_BACK))
    # Said until it is reported that nothing came of the transfer.
    assert "You are talking with" in reception.words()
    reception.rig.until(lambda: reception.caller_talks)
    reception.rig.until(lambda: reception.desktop.calls.shown.transfers == ())


def test_the_caller_hangs_up_and_the_consultation_goes_on(reception: Reception) -> None:
    reception.consults()
    reception.caller.send(HangUp("caller-1"))
    reception.until_at(Step.CALLER_LEFT)
    assert f"{CALLER_WRITTEN} hung up. You are still talking with Anna Ek." in reception.words()
    card = reception.desktop.window.calls.card(reception.calls[0].call.id)
    assert card is not None and card.button(Action.HANG_UP) is not None


def test_the_caller_hangs_up_while_the_colleague_waits(reception: Reception) -> None:
    reception.consults()
    reception.click(reception.button(Button.SWAP))
    reception.rig.until(lambda: reception.caller_talks)
    reception.caller.send(HangUp("caller-1"))
    reception.until_at(Step.CALLER_LEFT)
    assert f"{CALLER_WRITTEN} hung up. Anna Ek is waiting." in reception.words()
    card = reception.desktop.window.calls.card(reception.calls[0].call.id)
    assert card is not None
    resume = card.button(Action.RESUME)
    assert resume is not None
    reception.click(resume)
    reception.rig.until(lambda: "You are still talking with Anna Ek." in reception.words())


def test_one_enter_too_many_undoes_nothing(reception: Reception) -> None:
    reception.consults()
    reception.key(Key.Key_Return)
    assert reception.is_at(Step.COMPLETING)
    reception.key(Key.Key_Return)
    reception.until_at(Step.DONE)
    reception.rig.until(lambda: reception.talks_with(reception.caller, "anna"))


def test_completed_while_it_rings_one_enter_too_many_undoes_nothing(reception: Reception) -> None:
    reception.key(Key.Key_T, CONTROL)
    reception.type("ann")
    reception.key(Key.Key_Return, CONTROL)
    reception.rings(reception.anna)
    reception.rig.until(lambda: reception.transfer.rings)
    reception.key(Key.Key_Return)
    assert reception.is_at(Step.WITHDRAWING)
    reception.key(Key.Key_Return)
    reception.until_at(Step.REFERRED)
    reception.answers(reception.anna)
    reception.rig.until(lambda: reception.talks_with(reception.caller, "anna"))


def test_voicemail_answers_and_complete_asks_first(reception: Reception) -> None:
    phone_of(reception.rig, "voicemail", machine := FakePhone(reception.rig.network, voicemail=True))
    reception.rig.network.forwards["sip:bo@company.test"] = "sip:voicemail@company.test"
    reception.click_icon(BO.id)
    reception.choose("announced")
    reception.answers(machine)
    reception.until_at(Step.TALKING)
    assert "Answered by voicemail" in reception.words()
    reception.key(Key.Key_Return)
    assert "Answered by voicemail. Complete anyway?" in reception.words()
    assert not reception.rig.sent(TransferTo)
    reception.key(Key.Key_Return)
    reception.until_at(Step.DONE)


def test_it_is_said_that_somebody_else_answered(reception: Reception) -> None:
    reception.rig.network.forwards["sip:bo@company.test"] = "sip:anna@company.test"
    reception.click_icon(BO.id)
    reception.choose("announced")
    reception.answers(reception.anna)
    reception.until_at(Step.TALKING)
    assert "Forwarded to Anna Ek" in reception.words()
    reception.click(reception.button(Button.COMPLETE))
    assert "Forwarded to Anna Ek. Complete anyway?" in reception.words()
    reception.click(reception.button(Button.CANCEL))
    reception.rig.until(lambda: reception.caller_talks)


def test_swap_and_back(reception: Reception) -> None:
    reception.consults()
    reception.click(reception.button(Button.SWAP))
    reception.rig.until(lambda: reception.caller_talks)
    reception.rig.until(
        lambda: f"You are talking with {CALLER_WRITTEN} · Anna Ek is waiting" in reception.words()
    )
    reception.click(reception.button(Button.SWAP))
    reception.rig.until(lambda: reception.caller_waits)


def test_conference_and_its_end(reception: Reception) -> None:
    reception.consults()
    reception.click(reception.button(Button.CONFERENCE))
    reception.until_at(Step.CONFERENCE)
    assert f"Conference with {CALLER_WRITTEN} and Anna Ek" in reception.words()
    reception.rig.until(lambda: reception.caller_talks)
    reception.click(reception.button(Button.PART))
    reception.until_at(Step.TALKING)
    reception.rig.until(lambda: reception.caller_waits)


def test_the_keyboard_is_left_to_who_types(reception: Reception) -> None:
    reception.consults()
    reception.key(Key.Key_L, CONTROL)
    reception.type("bo")
    (call,) = reception.anna.calls
    reception.anna.send(HangUp(call))
    reception.until_at(Step.WAITING)
    reception.type("x")
    edit = reception.desktop.window.field.findChild(QLineEdit)
    assert edit is not None and edit.text() == "box"


def test_ctrl_t_goes_to_the_transfer_where_there_is_nothing_else_to_transfer(reception: Reception) -> None:
    reception.consults()
    reception.desktop.window.colleagues.enter()
    reception.key(Key.Key_T, CONTROL)
    assert reception.focused is reception.button(Button.COMPLETE)


@pytest.mark.parametrize("place", ["list", "rail"])
def test_the_keyboard_is_not_taken_from_what_the_person_is_in(reception: Reception, place: str) -> None:
    """One Enter for what they look at would take back the caller instead."""
    reception.consults()
    window = reception.desktop.window
    if place == "list":
        window.colleagues.enter()
    else:
        window.rail.enter()
    at = reception.focused
    (call,) = reception.anna.calls
    reception.anna.send(HangUp(call))
    reception.until_at(Step.WAITING)
    assert f"{CALLER_WRITTEN} is waiting." in reception.words()
    assert reception.focused is at
