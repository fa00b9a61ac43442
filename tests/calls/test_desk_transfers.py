"""Each row of the direct and of the announced transfer, and each race, as the desk has it."""

import pytest

from softphone.calls.call import CallState, Ending, Party
from softphone.calls.commands import (
    Dial,
    HangUp,
    Hold,
    PlayTone,
    Resume,
    Tone,
    Transfer,
    TransferTo,
)
from softphone.calls.desk_view import Action, Answered
from softphone.calls.events import Capabilities, CommandRefused, Fault, PhoneLost, Started
from softphone.calls.transfer import BUTTONS, PRIMARY, TABLE, Button, Happening, Kind, Step
from tests.calls.desk_rig import CALLER, Rig

WAY_BACK = {Button.TAKE_BACK, Button.TRY_AGAIN}


@pytest.fixture
def rig() -> Rig:
    made = Rig()
    made.called_by()
    return made


def test_the_table_is_whole() -> None:
    """Every step can be reached and left, and every filled button is one of its step's."""
    assert BUTTONS.keys() == set(Step)
    assert all(button in BUTTONS[step] for step, button in PRIMARY.items())
    left = {step for step, _ in TABLE}
    assert left == set(Step) - {Step.OVER}
    reached = {row[0] for row in TABLE.values()}
    assert reached | {Step.HOLDING, Step.CALLING, Step.CONNECTING} == set(Step)


class TestDirect:
    def test_held_told_reported_done(self, rig: Rig) -> None:
        assert rig.desk.transfer_directly(CALLER, "102") == (Hold(CALLER),)
        assert rig.is_at(Step.HOLDING) and rig.call(CALLER).actions == frozenset()
        assert rig.look(CALLER, held=True) == (Transfer(CALLER, "102"),)
        rig.reports(100)
        trying = rig.transfer
        assert trying.step is Step.REFERRED and not (trying.rings or trying.buttons)
        rig.reports(180)
        assert rig.transfer.rings
        assert rig.reports(200, final=True) == (HangUp(CALLER),)
        assert rig.is_at(Step.DONE)
        # The far end may be first.
        rig.ends(CALLER, Ending.THEY_HUNG_UP)
        assert rig.is_at(Step.DONE) and rig.desk.snapshot().calls == ()
        rig.passes(8)
        assert rig.desk.empty

    def test_who_is_on_hold_already_is_told_at_once(self, rig: Rig) -> None:
        rig.desk.act(CALLER, Action.HOLD)
        rig.look(CALLER, held=True)
        assert rig.desk.transfer_directly(CALLER, "102") == (Transfer(CALLER, "102"),)

    @pytest.mark.parametrize("refused", [True, False])
    def test_who_cannot_be_held_is_told_all_the_same(self, rig: Rig, refused: bool) -> None:
        rig.desk.transfer_directly(CALLER, "102")
        fault = CommandRefused(command="Hold", call=CALLER, fault=Fault.SERVER_ERROR)
        said = rig.desk.apply(fault) if refused else rig.passes(10)
        assert Transfer(CALLER, "102") in said

    @pytest.mark.parametrize(
        ("status", "reason"),
        [
            (486, Ending.BUSY),
            (600, Ending.BUSY),
            (404, Ending.NOT_FOUND),
            (604, Ending.NOT_FOUND),
            (603, Ending.DECLINED),
            (408, Ending.NO_ANSWER),
            (480, Ending.NO_ANSWER),
            (500, Ending.SERVER_ERROR),
        ],
    )
    def test_a_failure_gives_the_caller_back(self, rig: Rig, status: int, reason: Ending) -> None:
        rig.direct()
        assert rig.reports(status, final=True) == (PlayTone(Tone.BUSY),)
        assert (rig.step, rig.transfer.reason) == (Step.FAILED, reason)
        assert rig.transfer.buttons == {*WAY_BACK, Button.ANNOUNCE}
        assert rig.transfer.primary is Button.TAKE_BACK
        assert rig.press(Button.TAKE_BACK)[-1] == Resume(CALLER)
        assert rig.call(CALLER).active and rig.is_at(Step.OVER)

    def test_trying_again_and_announcing_instead(self, rig: Rig) -> None:
        rig.direct()
        rig.reports(486, final=True)
        assert Transfer(CALLER, "102") in rig.press(Button.TRY_AGAIN)
        assert rig.is_at(Step.REFERRED) and rig.transfer.reason is None
        rig.reports(486, final=True)
        assert isinstance(rig.press(Button.ANNOUNCE)[-1], Dial)
        assert rig.is_at(Step.CALLING)

    def test_to_another_after_a_failure(self, rig: Rig) -> None:
        rig.direct()
        rig.reports(486, final=True)
        assert rig.call(CALLER).transfers == {Kind.DIRECT, Kind.ANNOUNCED}
        assert Transfer(CALLER, "103") in rig.desk.transfer_directly(CALLER, "103")

    @pytest.mark.parametrize("status", [403, 405, 420, 501, 603])
    def test_a_refused_refer_changes_nothing_and_the_next_try_is_ours(self, rig: Rig, status: int) -> None:
        rig.direct()
        rig.reports(status, final=True, refused=True)
        assert rig.is_at(Step.FAILED) and rig.transfer.refused and rig.transfer.by_phone
        assert rig.press(Button.TRY_AGAIN)[-1] == Dial(call="out-2", account="work", target="102")
        assert rig.is_at(Step.CONNECTING)

    def test_after_a_minute_it_can_be_taken_back(self, rig: Rig) -> None:
        rig.direct()
        rig.passes(50)
        rig.reports(180)
        assert not rig.transfer.buttons
        rig.passes(10)
        assert rig.is_at(Step.OVERDUE) and rig.transfer.buttons == {Button.TAKE_BACK}
        assert rig.press(Button.TAKE_BACK) == (Resume(CALLER),)
        assert rig.is_at(Step.TAKEN_BACK) and rig.call(CALLER).transfers == frozenset()
        rig.look(CALLER, held=False)
        assert rig.reports(487, final=True) == () and rig.is_at(Step.OVER)
        assert rig.call(CALLER).transfers == set(Kind)

    def test_answered_after_it_was_taken_back(self, rig: Rig) -> None:
        rig.direct()
        rig.passes(60)
        rig.press(Button.TAKE_BACK)
        assert rig.reports(200, final=True) == ()
        assert rig.is_at(Step.ANSWERED_LATE) and Action.HANG_UP in rig.call(CALLER).actions

    def test_three_minutes_after_the_last_report_the_result_is_unknown(self, rig: Rig) -> None:
        rig.direct()
        rig.passes(50)
        rig.reports(183)
        rig.passes(10)
        rig.passes(169)
        assert rig.is_at(Step.OVERDUE)
        assert rig.passes(1) == ()
        assert rig.is_at(Step.UNKNOWN) and rig.transfer.buttons == {Button.TAKE_BACK}
        assert rig.reports(200, final=True) == (HangUp(CALLER),)

    def test_an_end_of_the_reports_without_a_result(self, rig: Rig) -> None:
        rig.direct()
        rig.reports(100, final=True)
        assert rig.is_at(Step.UNKNOWN)

    def test_the_caller_hangs_up_before_the_result(self, rig: Rig) -> None:
        rig.direct()
        rig.ends(CALLER, Ending.THEY_HUNG_UP)
        assert rig.is_at(Step.GONE) and rig.desk.snapshot().calls == ()
        assert rig.reports(200, final=True) == ()
        rig.press(Button.DISMISS)
        assert rig.desk.empty

    def test_a_call_that_is_gone_takes_its_row_along(self, rig: Rig) -> None:
        rig.direct()
        rig.desk.apply(CommandRefused(command="Transfer", call=CALLER, fault=Fault.NO_SUCH_CALL))
        assert rig.desk.snapshot().calls == ()

    def test_a_target_that_is_no_address(self, rig: Rig) -> None:
        rig.direct("not one")
        rig.desk.apply(CommandRefused(command="Transfer", call=CALLER, fault=Fault.BAD_ADDRESS))
        assert (rig.step, rig.transfer.reason) == (Step.FAILED, Ending.NOT_FOUND)

    def test_the_phone_dies_meanwhile(self, rig: Rig) -> None:
        rig.direct()
        rig.desk.apply(PhoneLost("killed", (CALLER,)))
        assert rig.is_at(Step.UNKNOWN)
        rig.desk.apply(Started(Capabilities(version="", tls=(), srtp=(), codecs=(), calls=4), 2))
        rig.look(CALLER, taken_up=True, muted=True, held=False)
        assert rig.press(Button.TAKE_BACK) == ()
        assert rig.call(CALLER).active


class TestAnnounced:
    def test_held_called_talked_completed(self, rig: Rig) -> None:
        said = rig.desk.start_announced_transfer(CALLER, "102")
        assert said == (Hold(CALLER), Dial(call="out-2", account="work", target="102"))
        assert rig.is_at(Step.CALLING) and rig.transfer.buttons == {Button.COMPLETE, Button.CANCEL}
        rig = Rig()
        rig.called_by()
        colleague = rig.consulting()
        assert rig.is_at(Step.TALKING) and rig.call(colleague).active
        assert rig.press(Button.COMPLETE) == (TransferTo(CALLER, colleague),)
        assert rig.reports(200, final=True) == (HangUp(CALLER), HangUp(colleague))
        rig.ends(CALLER, Ending.WE_HUNG_UP)
        rig.ends(colleague, Ending.THEY_HUNG_UP)
        assert rig.is_at(Step.DONE) and rig.desk.snapshot().calls == ()

    def test_cancel_ends_the_consultation_and_takes_the_caller_back(self, rig: Rig) -> None:
        colleague = rig.consulting()
        assert rig.press(Button.CANCEL) == (HangUp(colleague), Resume(CALLER))
        assert rig.is_at(Step.OVER) and rig.call(CALLER).active

    def test_cancel_while_it_rings(self, rig: Rig) -> None:
        colleague = rig.announced()
        assert set(rig.press(Button.CANCEL)) >= {HangUp(colleague), Resume(CALLER)}

    @pytest.mark.parametrize(
        "reason", [Ending.BUSY, Ending.DECLINED, Ending.NO_ANSWER, Ending.UNREACHABLE, Ending.NOT_FOUND]
    )
    def test_who_does_not_come_leaves_the_caller_waiting(self, rig: Rig, reason: Ending) -> None:
        colleague = rig.announced()
        assert PlayTone(Tone.BUSY) in rig.ends(colleague, reason)
        assert (rig.step, rig.transfer.reason) == (Step.WAITING, reason)
        assert rig.transfer.buttons == WAY_BACK and rig.transfer.primary is Button.TAKE_BACK
        # One sentence with both names says it all.
        assert [each.call.id for each in rig.desk.snapshot().calls] == [CALLER]
        assert Resume(CALLER) in rig.press(Button.TAKE_BACK)

    def test_the_colleague_hangs_up_while_we_talk(self, rig: Rig) -> None:
        colleague = rig.consulting()
        rig.ends(colleague, Ending.THEY_HUNG_UP)
        assert (rig.step, rig.transfer.reason) == (Step.WAITING, Ending.THEY_HUNG_UP)
        assert rig.press(Button.TRY_AGAIN)[-1] == Dial(call="out-3", account="work", target="102")

    def test_the_colleague_hangs_up_while_we_talk_with_the_caller(self, rig: Rig) -> None:
        colleague = rig.consulting()
        assert rig.press(Button.SWAP) == (Hold(colleague), Resume(CALLER))
        rig.look(CALLER, held=False)
        rig.ends(colleague, Ending.THEY_HUNG_UP)
        assert rig.is_at(Step.OVER) and rig.call(CALLER).active

    def test_the_caller_hangs_up_while_we_consult(self, rig: Rig) -> None:
        colleague = rig.consulting()
        rig.ends(CALLER, Ending.THEY_HUNG_UP)
        assert rig.is_at(Step.CALLER_LEFT) and rig.transfer.buttons == {Button.DISMISS}
        assert rig.call(colleague).active and Action.HOLD in rig.call(colleague).actions
        rig.passes(8)
        assert rig.is_at(Step.OVER) and rig.call(colleague).active

    def test_we_hang_up_one_leg_and_only_that_one_ends(self, rig: Rig) -> None:
        colleague = rig.consulting()
        assert rig.desk.act(colleague, Action.HANG_UP) == (HangUp(colleague),)
        assert rig.is_at(Step.WAITING)
        rig.ends(colleague, Ending.WE_HUNG_UP)
        assert rig.is_at(Step.WAITING) and Action.RESUME in rig.call(CALLER).actions
        other = Rig()
        other.called_by()
        colleague = other.consulting()
        assert other.desk.act(CALLER, Action.HANG_UP) == (HangUp(CALLER),)
        assert other.is_at(Step.OVER) and other.call(colleague).active

    def test_completed_while_it_rings(self, rig: Rig) -> None:
        colleague = rig.announced()
        assert HangUp(colleague, elsewhere=True) in rig.press(Button.COMPLETE)
        assert rig.is_at(Step.WITHDRAWING)
        assert rig.ends(colleague, Ending.WE_HUNG_UP) == (Transfer(CALLER, "102"),)
        assert rig.is_at(Step.REFERRED)
        assert rig.reports(200, final=True) == (HangUp(CALLER),)

    def test_the_answer_crosses_our_cancel(self, rig: Rig) -> None:
        colleague = rig.announced()
        rig.press(Button.COMPLETE)
        said = rig.look(colleague, state=CallState.CONFIRMED, status=200)
        assert said == (TransferTo(CALLER, colleague),)
        assert rig.is_at(Step.COMPLETING)

    def test_the_colleague_declines_as_we_complete(self, rig: Rig) -> None:
        colleague = rig.announced()
        rig.press(Button.COMPLETE)
        assert Transfer(CALLER, "102") not in rig.ends(colleague, Ending.DECLINED)
        assert (rig.step, rig.transfer.reason) == (Step.WAITING, Ending.DECLINED)

    def test_the_answer_crosses_a_cancel_that_was_not_to_complete(self, rig: Rig) -> None:
        colleague = rig.announced()
        rig.press(Button.CANCEL)
        said = rig.look(colleague, state=CallState.CONFIRMED, status=200)
        assert HangUp(colleague) in said and rig.call(CALLER).active

    def test_the_taken_over_call_ends_before_the_report(self, rig: Rig) -> None:
        colleague = rig.consulting()
        rig.press(Button.COMPLETE)
        rig.ends(colleague, Ending.THEY_HUNG_UP)
        assert rig.is_at(Step.TAKEN_OVER)
        rig.ends(CALLER, Ending.THEY_HUNG_UP)
        assert rig.is_at(Step.DONE) and rig.desk.snapshot().calls == ()

    def test_the_callers_end_comes_first_of_all(self, rig: Rig) -> None:
        colleague = rig.consulting()
        rig.press(Button.COMPLETE)
        rig.ends(CALLER, Ending.THEY_HUNG_UP)
        assert rig.is_at(Step.CALLER_FIRST)
        rig.ends(colleague, Ending.THEY_HUNG_UP)
        assert rig.is_at(Step.DONE)

    def test_the_caller_hung_up_as_we_completed(self, rig: Rig) -> None:
        colleague = rig.consulting()
        rig.press(Button.COMPLETE)
        rig.ends(CALLER, Ending.THEY_HUNG_UP)
        rig.passes(4)
        assert rig.is_at(Step.CALLER_LEFT) and rig.call(colleague).active

    def test_a_complete_that_fails_leaves_us_with_the_colleague(self, rig: Rig) -> None:
        colleague = rig.consulting()
        rig.press(Button.COMPLETE)
        rig.reports(503, final=True)
        assert (rig.step, rig.transfer.reason) == (Step.TALKING, Ending.UNREACHABLE)
        assert rig.call(colleague).active and Button.COMPLETE in rig.transfer.buttons

    @pytest.mark.parametrize("status", [481, 603])
    def test_the_colleague_had_hung_up_as_we_completed(self, rig: Rig, status: int) -> None:
        colleague = rig.consulting()
        rig.press(Button.COMPLETE)
        rig.ends(colleague, Ending.THEY_HUNG_UP)
        rig.reports(status, final=True)
        assert (rig.step, rig.transfer.reason) == (Step.FAILED, Ending.THEY_HUNG_UP)
        assert Button.TAKE_BACK in rig.transfer.buttons

    def test_a_complete_that_is_taken_back(self, rig: Rig) -> None:
        colleague = rig.consulting()
        rig.press(Button.COMPLETE)
        assert rig.press(Button.TAKE_BACK) == (HangUp(colleague), Resume(CALLER))

    def test_somebody_else_answered_and_complete_asks(self, rig: Rig) -> None:
        colleague = rig.consulting()
        rig.look(colleague, voicemail=True)
        assert rig.transfer.answered is Answered.VOICEMAIL
        assert rig.press(Button.COMPLETE) == () and rig.transfer.asking
        assert rig.press(Button.COMPLETE) == (TransferTo(CALLER, colleague),)

    def test_forwarded_and_to_whom(self, rig: Rig) -> None:
        colleague = rig.consulting()
        rig.look(colleague, forwarded=True, answered_by=Party("sip:eva@company.test", "Eva"))
        assert rig.transfer.answered is Answered.ELSEWHERE
        assert rig.transfer.answered_by and rig.transfer.answered_by.name == "Eva"
        rig.press(Button.COMPLETE)
        rig.press(Button.SWAP)
        assert not rig.transfer.asking

    def test_the_colleague_sends_us_to_somebody_else(self, rig: Rig) -> None:
        colleague = rig.consulting()
        eva = Party("sip:eva@company.test")
        rig.look(colleague, referred_to=eva)
        assert Button.COMPLETE not in rig.transfer.buttons and rig.press(Button.COMPLETE) == ()
        assert {Button.CANCEL, Button.SWAP} <= rig.transfer.buttons
        rig.look(colleague, referred_to=None, remote=eva)
        assert rig.transfer.colleague.name == eva.uri
        assert rig.press(Button.COMPLETE) == (TransferTo(CALLER, colleague),)

    def test_two_calls_that_there_are(self, rig: Rig) -> None:
        rig.called_by("other")
        rig.look(CALLER, held=True)
        assert rig.call(CALLER).partners == ("other",)
        rig.desk.announce_to(CALLER, "other")
        assert rig.is_at(Step.TALKING) and rig.call("other").partners == ()
        assert rig.press(Button.COMPLETE) == (TransferTo(CALLER, "other"),)

    def test_the_phone_dies_while_we_consult(self, rig: Rig) -> None:
        colleague = rig.consulting()
        rig.desk.apply(PhoneLost("killed", (CALLER, colleague)))
        assert rig.transfer.buttons == {Button.CANCEL}
        rig.look(CALLER, taken_up=True, held=True)
        rig.look(colleague, taken_up=True)
        assert Button.COMPLETE in rig.transfer.buttons

    def test_the_phone_dies_while_it_rings(self, rig: Rig) -> None:
        rig.announced()
        rig.desk.apply(PhoneLost("killed", (CALLER,)))
        assert (rig.step, rig.transfer.reason) == (Step.WAITING, Ending.LOST)


def test_a_caller_that_we_dropped_is_gone_as_well() -> None:
    """Also where no button drops one: a hang-up of before, crossed by an answer, comes true late."""
    ended = {step for step, happening in TABLE if happening is Happening.CALLER_ENDED}
    assert ended
    assert {step for step, happening in TABLE if happening is Happening.CALLER_DROPPED} == ended
