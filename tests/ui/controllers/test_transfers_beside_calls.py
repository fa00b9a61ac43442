"""Transfers beside other calls: one that comes in meanwhile, two that become one, and being transferred."""

import pytest
from PySide6.QtCore import Qt

from softphone.calls.call import CallState
from softphone.calls.commands import Dial, PlayTone, Tone, Transfer, TransferTo
from softphone.calls.desk_view import DeskSnapshot
from softphone.calls.transfer import Step
from softphone.phone.fake import FakePhone
from tests.ui.controllers.companies import BO
from tests.ui.controllers.conftest import texts
from tests.ui.controllers.reception import (
    CALLER_WRITTEN,
    CONTROL,
    OUTSIDE,
    OUTSIDE_WRITTEN,
    Reception,
    phone_of,
)

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
Key = Qt.Key


def test_a_second_call_waits_with_a_discreet_tone_and_a_card(reception: Reception) -> None:
    bo = reception.rig.colleague("bo")
    reception.called_by(bo)
    assert PlayTone(Tone.CALL_WAITING) in reception.rig.sent(PlayTone)
    assert "Bo Nilsson" in reception.words() and "Incoming call" in reception.words()
    assert reception.caller_talks
    reception.key(Key.Key_A, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    reception.rig.until(lambda: reception.caller_waits and len(reception.calls) == 2)


def two_calls(desk: Reception) -> FakePhone:
    """Bo has called as well and is talked with; the caller waits."""
    bo = desk.rig.colleague("bo")
    desk.called_by(bo)
    desk.key(Key.Key_A, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    desk.rig.until(lambda: desk.caller_waits and len(desk.calls) == 2)
    desk.rig.until(lambda: bool(desk.calls[0].partners and desk.calls[1].partners))
    return bo


def test_two_calls_become_an_announced_transfer(reception: Reception) -> None:
    two_calls(reception)
    card = reception.desktop.window.calls.card(reception.calls[0].call.id)
    assert card is not None
    reception.click(card.transfer_button)
    assert reception.asked() == f"Transfer {CALLER_WRITTEN}"
    reception.key(Key.Key_Return)
    reception.until_at(Step.TALKING)
    reception.key(Key.Key_Return)
    reception.rig.until(lambda: reception.talks_with(reception.caller, "bo") and reception.calls == ())


def test_two_calls_become_a_conference_and_two_calls_again(reception: Reception) -> None:
    bo = two_calls(reception)
    stack = reception.desktop.window.calls
    card = stack.card(reception.calls[0].call.id)
    assert card is not None
    reception.click(card.transfer_button)
    reception.key(Key.Key_Down)
    reception.key(Key.Key_Return)
    reception.rig.until(lambda: stack.conference_card is not None and reception.caller_talks)
    assert f"Conference with {CALLER_WRITTEN} and Bo Nilsson" in reception.words()
    assert not bo.calls["second"].held_by_far_end
    assert stack.conference_card is not None
    reception.click(stack.conference_card.end_button)
    reception.rig.until(lambda: stack.conference_card is None)
    reception.rig.until(lambda: reception.caller_waits or bo.calls["second"].held_by_far_end)


def test_one_enter_too_many_completes_no_other_transfer(reception: Reception) -> None:
    reception.rig.colleague("bo")
    reception.consults()

    def shown() -> DeskSnapshot:
        return reception.desktop.calls.shown

    def can_be_transferred() -> bool:
        active = shown().active
        return active is not None and bool(active.transfers)

    reception.key(Key.Key_L, CONTROL)
    reception.type(OUTSIDE)
    reception.key(Key.Key_Return)
    reception.answers(reception.outside)
    reception.rig.until(can_be_transferred)
    reception.click_icon(BO.id)
    assert reception.asked() == f"Transfer {OUTSIDE_WRITTEN} to Bo Nilsson"
    reception.key(Key.Key_Return)
    reception.rig.until(lambda: len(shown().transfers) == 2)
    first, second = shown().transfers
    assert reception.focused is reception.desktop.window.calls.transfer_card(second.id)
    reception.key(Key.Key_Return)
    assert next(each.step for each in shown().transfers if each.id == first.id) is Step.TALKING
    assert not reception.rig.sent(TransferTo)


def test_a_transferred_call_shows_who_transferred_it(reception: Reception) -> None:
    bo, clara = (
        reception.rig.colleague("bo"),
        phone_of(reception.rig, "0311234567", FakePhone(reception.rig.network)),
    )
    clara.send(Dial(call="clara-1", account="main", target="bo"))
    call = reception.answers(bo)
    reception.rig.until(lambda: clara.calls["clara-1"].state is CallState.CONFIRMED)
    bo.send(Transfer(call.id, "asa"))
    reception.rig.until(lambda: len(reception.desktop.calls.shown.ringing) == 1)
    assert "Transferred by Bo Nilsson" in texts(reception.desktop.incoming)
    assert "Transferred by Bo Nilsson" in reception.words()
