"""Calls from the first ring to the last word, through the real views, on fake phones."""

import pytest
from PySide6.QtCore import Qt

from softphone.calls.call import CallState, Ending
from softphone.calls.commands import Answer, Decline, Dial, HangUp, Hold, Mute, Resume, Ring, SendDigits
from softphone.calls.desk_lines import STAY
from softphone.calls.desk_view import Action, DeskCall
from softphone.calls.events import CommandRefused, Fault
from softphone.phone.fake import FakePhone
from softphone.programs.desktop_window import DesktopWindow
from softphone.ui.views.call_card import CallCard
from tests.ui.controllers.companies import DOMAIN
from tests.ui.controllers.conftest import Rig, texts

# The offscreen platform cannot stack windows, and says so.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
ASA_URI = f"sip:asa@{DOMAIN}"


def calls(desktop: DesktopWindow) -> tuple[DeskCall, ...]:
    return desktop.calls.shown.calls


def rings(rig: Rig, desktop: DesktopWindow, caller: FakePhone, name: str = "anna-1") -> None:
    before = len(desktop.calls.shown.ringing)
    caller.send(Dial(call=name, account="main", target=ASA_URI))
    rig.until(lambda: len(desktop.calls.shown.ringing) == before + 1)


def talks(rig: Rig, desktop: DesktopWindow, caller: FakePhone, name: str = "anna-1") -> None:
    rings(rig, desktop, caller, name)
    desktop.window.answer_key.emit()
    rig.until(lambda: calls(desktop)[-1].call.state is CallState.CONFIRMED)


def test_a_call_comes_in_and_is_answered_by_key(rig: Rig) -> None:
    desktop = rig.signed_in()
    anna = rig.colleague()
    rings(rig, desktop, anna)
    assert rig.sent(Ring) and desktop.incoming.isVisible()
    assert "Anna Ek" in texts(desktop.incoming)
    # The offscreen platform knows no other programs: what a real one is told must do here.
    assert desktop.incoming.windowFlags() & Qt.WindowType.WindowDoesNotAcceptFocus
    assert desktop.incoming.testAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
    desktop.window.answer_key.emit()
    rig.until(lambda: anna.calls["anna-1"].state is CallState.CONFIRMED)
    rig.until(lambda: not desktop.incoming.isVisible())
    rig.until(lambda: Action.HOLD in calls(desktop)[0].actions)
    assert rig.sent(Answer)
    assert "Anna Ek" in texts(desktop.window.calls)


def test_it_is_declined_in_its_window(rig: Rig) -> None:
    desktop = rig.signed_in()
    anna = rig.colleague()
    rings(rig, desktop, anna)
    desktop.incoming.action_requested.emit(calls(desktop)[0].call.id, Action.DECLINE)
    rig.until(lambda: calls(desktop) == () and not desktop.incoming.isVisible())
    assert rig.sent(Decline) and "anna-1" not in anna.calls


def test_the_hang_up_key_declines_only_where_nobody_is_talked_with(rig: Rig) -> None:
    desktop = rig.signed_in()
    anna, bo = rig.colleague(), rig.colleague("bo")
    talks(rig, desktop, anna)
    rings(rig, desktop, bo, "bo-1")
    desktop.window.hang_up_key.emit()
    rig.until(lambda: [each.name for each in calls(desktop)] == ["Bo Nilsson"])
    assert rig.sent(HangUp) and not rig.sent(Decline)
    desktop.window.hang_up_key.emit()
    rig.until(lambda: calls(desktop) == ())
    assert rig.sent(Decline)


def test_hold_mute_and_digits_by_keys_and_card(rig: Rig) -> None:
    desktop = rig.signed_in()
    anna = rig.colleague()
    talks(rig, desktop, anna)
    desktop.window.mute_key.emit()
    rig.until(lambda: calls(desktop)[0].call.muted)
    desktop.window.mute_key.emit()
    rig.until(lambda: not calls(desktop)[0].call.muted)
    desktop.window.calls.digit_pressed.emit(calls(desktop)[0].call.id, "7")
    assert rig.sent(SendDigits) == [SendDigits(calls(desktop)[0].call.id, "7")]
    desktop.window.hold_key.emit()
    rig.until(lambda: anna.calls["anna-1"].held_by_far_end)
    rig.until(lambda: Action.RESUME in calls(desktop)[0].actions)
    desktop.window.hold_key.emit()
    rig.until(lambda: not anna.calls["anna-1"].held_by_far_end)
    assert rig.sent(Hold) and rig.sent(Resume)


def test_a_second_call_holds_the_first_and_back_again(rig: Rig) -> None:
    desktop = rig.signed_in()
    anna, bo = rig.colleague(), rig.colleague("bo")
    talks(rig, desktop, anna)
    talks(rig, desktop, bo, "bo-1")
    rig.until(lambda: anna.calls["anna-1"].held_by_far_end)
    desktop.window.calls.action_requested.emit(calls(desktop)[0].call.id, Action.RESUME)
    rig.until(lambda: bo.calls["bo-1"].held_by_far_end and not anna.calls["anna-1"].held_by_far_end)
    rig.until(lambda: calls(desktop)[0].active)


def test_the_hold_key_takes_back_who_waits_where_nobody_is_active(rig: Rig) -> None:
    desktop = rig.signed_in()
    anna = rig.colleague()
    talks(rig, desktop, anna)
    desktop.window.hold_key.emit()
    rig.until(lambda: desktop.calls.shown.active is None)
    desktop.window.hang_up_key.emit()
    rig.until(lambda: calls(desktop) == () and "anna-1" not in anna.calls)


def test_the_duration_runs_only_while_there_are_calls(rig: Rig) -> None:
    desktop = rig.signed_in()
    anna = rig.colleague()
    timer = desktop.calls._timer
    assert not timer.isActive()
    talks(rig, desktop, anna)
    assert timer.isActive()
    rig.now += 134
    desktop.calls._tick()
    assert "02:14" in texts(desktop.window.calls)
    anna.send(HangUp("anna-1"))
    rig.until(lambda: calls(desktop)[0].ending is Ending.THEY_HUNG_UP)
    assert "Anna Ek hung up." in texts(desktop.window.calls) and timer.isActive()
    rig.now += STAY
    desktop.calls._tick()
    assert calls(desktop) == () and not timer.isActive()


def test_an_ended_call_can_be_dismissed(rig: Rig) -> None:
    desktop = rig.signed_in()
    desktop.calls.dial("nobody")
    rig.until(lambda: calls(desktop)[0].ending is Ending.NOT_FOUND)
    desktop.window.calls.dismissed.emit(calls(desktop)[0].call.id)
    assert calls(desktop) == ()


def test_the_phone_dies_in_a_call(rig: Rig) -> None:
    desktop = rig.signed_in()
    anna = rig.colleague()
    talks(rig, desktop, anna)
    call = calls(desktop)[0].call.id
    assert not rig.sent(Mute)
    rig.phone.die()
    rig.until(lambda: rig.sent(Mute) == [Mute(call, False)])
    assert "phone restarted" in desktop.window.notice.text
    rig.until(lambda: not calls(desktop)[0].call.muted)
    assert calls(desktop)[0].active and desktop.window.calls.findChild(CallCard) is not None


def test_the_phone_dies_and_the_call_cannot_be_taken_up(rig: Rig) -> None:
    desktop = rig.signed_in()
    talks(rig, desktop, rig.colleague())
    rig.phone.die(refused=(calls(desktop)[0].call.id,))
    rig.until(lambda: calls(desktop)[0].ending is Ending.LOST)
    assert "The call was cut off." in texts(desktop.window.calls)


def test_what_the_phone_refuses_is_one_sentence(rig: Rig) -> None:
    desktop = rig.signed_in()
    rig.phone.emit(CommandRefused(command="Dial", fault=Fault.TOO_MANY_CALLS))
    rig.until(lambda: "too many calls" in desktop.window.notice.text)
    desktop.window.notice.closed.emit()
    assert desktop.window.notice.text == ""


def test_a_click_that_crossed_an_event_is_not_the_persons_business(rig: Rig) -> None:
    desktop = rig.signed_in()
    rig.phone.emit(CommandRefused(command="Hold", call="gone", fault=Fault.NO_SUCH_CALL))
    rig.phone.emit(CommandRefused(command="Dial", fault=Fault.TOO_MANY_CALLS))
    rig.until(lambda: desktop.window.notice.text != "")
    assert "too many calls" in desktop.window.notice.text
