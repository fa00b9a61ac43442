"""What the desk tells the phone, and what it lets a person do."""

from itertools import count

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule
from msgspec.structs import replace

from softphone.calls.call import Call, CallState, Direction, Ending, Party
from softphone.calls.commands import (
    Answer,
    Decline,
    Dial,
    HangUp,
    Hold,
    Mute,
    PlayTone,
    Resume,
    Ring,
    SendDigits,
    Tone,
)
from softphone.calls.commands import TestCall as EchoCall
from softphone.calls.desk import ENDED_SHOWN, Action, CouldNot, Desk, Missed, PhoneRestarts, TakenUp
from softphone.calls.events import (
    CallChanged,
    CallEnded,
    Capabilities,
    CommandRefused,
    Fault,
    IncomingCall,
    PhoneLost,
    RegistrationChanged,
    RegistrationState,
    Started,
)

CAPABILITIES = Capabilities(version="1", tls=(), srtp=(), codecs=(), calls=4)


@pytest.fixture
def desk() -> Desk:
    numbers = count(1)
    return Desk(lambda: f"out-{next(numbers)}")


def incoming(name: str) -> Call:
    return Call(
        id=name,
        account="work",
        direction=Direction.INCOMING,
        state=CallState.INCOMING,
        remote=Party("sip:anna@company.test", "Anna"),
    )


def outgoing(desk: Desk, now: float = 0) -> Call:
    desk.dial("102", "work", now)
    return desk.snapshot().calls[-1].call


def confirm(desk: Desk, call: Call, now: float = 1) -> Call:
    call = replace(call, state=CallState.CONFIRMED, status=200)
    desk.apply(CallChanged(call), now)
    return call


def talking(desk: Desk, name: str = "a") -> Call:
    desk.apply(IncomingCall(incoming(name)), 0)
    desk.answer(name, 0)
    return confirm(desk, incoming(name))


def may(desk: Desk, call: str) -> frozenset[Action]:
    found = desk.snapshot().find(call)
    assert found
    return found.may


def test_an_incoming_call_rings_there_and_here(desk: Desk) -> None:
    step = desk.apply(IncomingCall(incoming("a")), 10)
    assert step.commands == (Ring("a"), PlayTone(Tone.RINGING))
    assert may(desk, "a") == {Action.ANSWER, Action.DECLINE}
    assert [each.call.id for each in desk.snapshot().ringing] == ["a"]


def test_answering_stops_the_ringing_at_once(desk: Desk) -> None:
    desk.apply(IncomingCall(incoming("a")), 0)
    assert desk.answer("a", 1).commands == (Answer("a"), PlayTone(None))
    assert desk.snapshot().ringing == ()
    assert may(desk, "a") == {Action.HANG_UP}
    confirm(desk, incoming("a"), now=3)
    found = desk.snapshot().find("a")
    assert found and found.talks and found.answered == 3
    assert found.may == {Action.HANG_UP, Action.HOLD, Action.MUTE, Action.KEYPAD}


def test_answering_a_second_call_holds_the_first(desk: Desk) -> None:
    talking(desk, "a")
    assert desk.apply(IncomingCall(incoming("b")), 2).commands == (Ring("b"), PlayTone(Tone.CALL_WAITING))
    assert desk.snapshot().active == "a"
    assert desk.answer("b", 3).commands == (Hold("a"), Answer("b"))
    assert desk.snapshot().active == "b"


def test_a_second_call_while_the_first_still_rings_does_not_beep_over_the_ringing(desk: Desk) -> None:
    desk.apply(IncomingCall(incoming("a")), 0)
    assert desk.apply(IncomingCall(incoming("b")), 1).commands == (Ring("b"),)
    # The other still rings: now discreetly, since the person talks.
    assert desk.answer("b", 2).commands == (Answer("b"), PlayTone(Tone.CALL_WAITING))


def test_declining_takes_the_call_away_and_a_late_report_does_not_bring_it_back(desk: Desk) -> None:
    desk.apply(IncomingCall(incoming("a")), 0)
    assert desk.decline("a", 1).commands == (Decline("a"), PlayTone(None))
    desk.apply(CallChanged(replace(incoming("a"), state=CallState.EARLY)), 1)
    assert desk.snapshot().calls == ()
    step = desk.apply(
        CallEnded(call=replace(incoming("a"), state=CallState.ENDED), ending=Ending.DECLINED), 2
    )
    assert step.notices == ()


def test_a_caller_who_gave_up_is_missed(desk: Desk) -> None:
    desk.apply(IncomingCall(incoming("a")), 0)
    ended = replace(incoming("a"), state=CallState.ENDED)
    step = desk.apply(CallEnded(call=ended, ending=Ending.CALLER_GAVE_UP), 5)
    assert step.notices == (Missed(ended),)
    assert step.commands == (PlayTone(None),)


def test_a_call_answered_on_another_device_is_not_missed(desk: Desk) -> None:
    desk.apply(IncomingCall(incoming("a")), 0)
    ended = replace(incoming("a"), state=CallState.ENDED)
    assert desk.apply(CallEnded(call=ended, ending=Ending.ANSWERED_ELSEWHERE), 5).notices == ()
    assert desk.snapshot().calls == ()


def test_dialling_holds_whom_one_talks_with(desk: Desk) -> None:
    talking(desk, "a")
    step = desk.dial("102", "work", 2)
    assert step.commands == (Hold("a"), Dial(call="out-1", account="work", target="102"))
    assert desk.snapshot().active == "out-1"


def test_ringback_is_ours_only_without_early_media(desk: Desk) -> None:
    call = outgoing(desk)
    ringing = replace(call, state=CallState.EARLY, status=180)
    assert desk.apply(CallChanged(ringing), 1).commands == (PlayTone(Tone.RINGBACK),)
    assert desk.apply(CallChanged(replace(ringing, early_media=True)), 2).commands == (PlayTone(None),)


@pytest.mark.parametrize("ending", [Ending.BUSY, Ending.DECLINED, Ending.NOT_FOUND])
def test_a_refused_call_beeps_and_says_why_for_a_while(desk: Desk, ending: Ending) -> None:
    call = replace(outgoing(desk), state=CallState.ENDED)
    step = desk.apply(CallEnded(call=call, ending=ending), 10)
    assert step.commands == (PlayTone(Tone.BUSY),)
    assert [each.ending for each in desk.snapshot().calls] == [ending]
    assert desk.next_expiry() == 10 + ENDED_SHOWN
    desk.expire(9 + ENDED_SHOWN)
    assert len(desk.snapshot().calls) == 1
    desk.expire(10 + ENDED_SHOWN)
    assert desk.snapshot().calls == () and desk.next_expiry() is None


def test_answering_gives_up_a_call_that_still_rings_out(desk: Desk) -> None:
    outgoing(desk)
    desk.apply(IncomingCall(incoming("b")), 1)
    assert desk.answer("b", 2).commands == (HangUp("out-1"), Answer("b"))
    assert [each.call.id for each in desk.snapshot().calls] == ["b"]


def test_hold_resume_mute_and_digits(desk: Desk) -> None:
    call = talking(desk, "a")
    assert desk.hold("a").commands == (Hold("a"),)
    assert desk.hold("a").commands == ()
    desk.apply(CallChanged(replace(call, held=True)), 2)
    assert may(desk, "a") == {Action.HANG_UP, Action.RESUME, Action.MUTE}
    assert desk.send_digits("a", "5").commands == ()
    assert desk.resume("a").commands == (Resume("a"),)
    desk.apply(CallChanged(call), 3)
    assert desk.mute("a", on=True).commands == (Mute("a", True),)
    desk.apply(CallChanged(replace(call, muted=True)), 4)
    assert desk.mute("a", on=True).commands == ()
    assert desk.mute("a", on=False).commands == (Mute("a", False),)
    assert desk.send_digits("a", "12").commands == (SendDigits("a", "12"),)
    assert desk.snapshot().calls[0].digits == "12"


def test_resuming_one_holds_the_other(desk: Desk) -> None:
    first = talking(desk, "a")
    desk.apply(IncomingCall(incoming("b")), 2)
    desk.answer("b", 2)
    desk.apply(CallChanged(replace(first, held=True)), 3)
    confirm(desk, incoming("b"))
    assert desk.resume("a").commands == (Hold("b"), Resume("a"))
    assert desk.snapshot().active == "a"


def test_a_refused_hold_can_be_tried_again(desk: Desk) -> None:
    talking(desk, "a")
    desk.hold("a")
    refused = CommandRefused(command="Hold", call="a", fault=Fault.WRONG_STATE)
    step = desk.apply(refused, 2)
    assert [type(notice) for notice in step.notices] == [CouldNot]
    assert desk.hold("a").commands == (Hold("a"),)


def test_a_refused_dial_leaves_no_call_and_says_why(desk: Desk) -> None:
    outgoing(desk)
    step = desk.apply(CommandRefused(command="Dial", call="out-1", fault=Fault.BAD_ADDRESS), 1)
    assert desk.snapshot().calls == () and desk.snapshot().active == ""
    notice = step.notices[0]
    assert isinstance(notice, CouldNot) and notice.fault is Fault.BAD_ADDRESS


def test_a_test_call_is_a_call_without_account(desk: Desk) -> None:
    assert desk.test_call(0).commands == (EchoCall("out-1"),)
    call = desk.snapshot().calls[0]
    assert call.is_test
    confirm(desk, call.call)
    assert may(desk, "out-1") == {Action.HANG_UP, Action.MUTE}


class TestThePhoneDies:
    def test_calls_are_kept_muted_until_the_window_has_shown_them(self, desk: Desk) -> None:
        call = talking(desk, "a")
        step = desk.apply(PhoneLost("killed", ("a",)), 5)
        assert step.notices == (PhoneRestarts((call,), ()),)
        assert desk.snapshot().phone_lost and may(desk, "a") == frozenset()
        desk.apply(Started(CAPABILITIES, 2), 6)
        back = replace(call, taken_up=True, muted=True)
        assert desk.apply(CallChanged(back), 7).notices == (TakenUp(back),)
        found = desk.snapshot().find("a")
        assert found and not found.recovering and found.answered == 1
        assert desk.shown("a").commands == (Mute("a", False),)
        assert desk.shown("a").commands == ()

    def test_who_was_muted_stays_muted(self, desk: Desk) -> None:
        call = talking(desk, "a")
        desk.mute("a", on=True)
        desk.apply(CallChanged(replace(call, muted=True)), 2)
        desk.apply(PhoneLost("killed", ("a",)), 5)
        desk.apply(CallChanged(replace(call, taken_up=True, muted=True)), 7)
        assert desk.shown("a").commands == ()

    def test_who_was_held_is_held_again(self, desk: Desk) -> None:
        call = talking(desk, "a")
        desk.apply(CallChanged(replace(call, held=True)), 2)
        desk.apply(PhoneLost("killed", ("a",)), 5)
        desk.apply(CallChanged(replace(call, taken_up=True, muted=True)), 7)
        assert desk.shown("a").commands == (Hold("a"), Mute("a", False))

    def test_what_the_far_end_refused_is_said(self, desk: Desk) -> None:
        call = talking(desk, "a")
        desk.apply(PhoneLost("killed", ("a",)), 5)
        desk.apply(CallEnded(call=replace(call, state=CallState.ENDED), ending=Ending.LOST), 6)
        assert [each.ending for each in desk.snapshot().calls] == [Ending.LOST]

    def test_what_rang_is_missed_and_rings_no_longer(self, desk: Desk) -> None:
        desk.apply(IncomingCall(incoming("a")), 0)
        step = desk.apply(PhoneLost("killed", ()), 1)
        assert step.notices == (Missed(incoming("a")), PhoneRestarts((), (incoming("a"),)))
        assert desk.snapshot().ringing == ()


def test_registrations_are_kept_by_account(desk: Desk) -> None:
    event = RegistrationChanged(account="work", state=RegistrationState.REGISTERED)
    desk.apply(event, 0)
    assert desk.snapshot().registrations == {"work": event}
    desk.forget_account("work")
    assert desk.snapshot().registrations == {}


class AnyDay(RuleBasedStateMachine):
    """Whatever the phone reports and the person clicks, in any order, the desk stays sensible."""

    calls: Bundle[str] = Bundle("calls")

    def __init__(self) -> None:
        super().__init__()
        numbers = count(1)
        self.desk = Desk(lambda: f"out-{next(numbers)}")
        self.now = 0.0
        self.arrived = count(1)
        self.open: dict[str, bool] = {}
        """What the phone was told: which confirmed calls are not held."""

    def carry_out(self, commands: tuple[object, ...]) -> None:
        """The phone obeys at once, as the fake does."""
        self.now += 1
        for command in commands:
            found = self.desk.snapshot().find(getattr(command, "call", ""))
            match command:
                case Hold(name) | Resume(name) if found:
                    held = isinstance(command, Hold)
                    self.open[name] = not held
                    self.carry_out(
                        self.desk.apply(CallChanged(replace(found.call, held=held)), self.now).commands
                    )
                case Answer(name) if found:
                    self.open[name] = True
                    call = replace(found.call, state=CallState.CONFIRMED)
                    self.carry_out(self.desk.apply(CallChanged(call), self.now).commands)
                case HangUp(name) | Decline(name):
                    self.open.pop(name, None)
                case Mute(name, on) if found:
                    call = replace(found.call, muted=on)
                    self.carry_out(self.desk.apply(CallChanged(call), self.now).commands)

    @rule(target=calls)
    def someone_calls(self) -> str:
        name = f"in-{next(self.arrived)}"
        self.carry_out(self.desk.apply(IncomingCall(incoming(name)), self.now).commands)
        return name

    @rule(target=calls)
    def dial(self) -> str:
        step = self.desk.dial("102", "work", self.now)
        self.carry_out(step.commands)
        return next(command.call for command in step.commands if isinstance(command, Dial))

    @rule(call=calls, early_media=st.booleans())
    def far_end_rings(self, call: str, early_media: bool) -> None:
        found = self.desk.snapshot().find(call)
        if found and found.dials:
            state = replace(found.call, state=CallState.EARLY, early_media=early_media)
            self.carry_out(self.desk.apply(CallChanged(state), self.now).commands)

    @rule(call=calls)
    def far_end_answers(self, call: str) -> None:
        found = self.desk.snapshot().find(call)
        if found and found.dials:
            self.open[call] = True
            state = replace(found.call, state=CallState.CONFIRMED)
            self.carry_out(self.desk.apply(CallChanged(state), self.now).commands)

    @rule(call=consumes(calls), ending=st.sampled_from(Ending))
    def call_ends(self, call: str, ending: Ending) -> None:
        found = self.desk.snapshot().find(call)
        ended = replace(found.call if found else incoming(call), state=CallState.ENDED)
        self.open.pop(call, None)
        self.carry_out(self.desk.apply(CallEnded(call=ended, ending=ending), self.now).commands)

    @rule(call=calls, action=st.sampled_from(Action))
    def click(self, call: str, action: Action) -> None:
        desk = self.desk
        step = {
            Action.ANSWER: lambda: desk.answer(call, self.now),
            Action.DECLINE: lambda: desk.decline(call, self.now),
            Action.HANG_UP: lambda: desk.hang_up(call, self.now),
            Action.HOLD: lambda: desk.hold(call),
            Action.RESUME: lambda: desk.resume(call),
            Action.MUTE: lambda: desk.mute(call, on=True),
            Action.UNMUTE: lambda: desk.mute(call, on=False),
            Action.KEYPAD: lambda: desk.send_digits(call, "1"),
        }[action]()
        self.carry_out(step.commands)

    @rule(refused=st.booleans())
    def phone_dies(self, refused: bool) -> None:
        kept = [each.call for each in self.desk.snapshot().calls if each.talks]
        self.desk.apply(PhoneLost("killed", tuple(call.id for call in kept)), self.now)
        self.desk.apply(Started(CAPABILITIES, 2), self.now)
        self.open = {}
        for call in kept:
            if refused:
                ended = replace(call, state=CallState.ENDED)
                self.desk.apply(CallEnded(call=ended, ending=Ending.LOST), self.now)
                continue
            self.open[call.id] = not call.held
            back = replace(call, taken_up=True, muted=True)
            self.desk.apply(CallChanged(back), self.now)
            self.carry_out(self.desk.shown(call.id).commands)

    @rule()
    def time_passes(self) -> None:
        self.now += ENDED_SHOWN
        self.desk.expire(self.now)
        assert (self.desk.next_expiry() or self.now + 1) > self.now

    @invariant()
    def at_most_one_call_is_open(self) -> None:
        assert sum(self.open.values()) <= 1, self.open

    @invariant()
    def the_active_call_is_one_that_lives(self) -> None:
        state = self.desk.snapshot()
        living = [each.call.id for each in state.calls if each.ending is None]
        assert (state.active in living) if living else state.active == ""

    @invariant()
    def every_living_call_offers_a_way_on(self) -> None:
        for each in self.desk.snapshot().calls:
            if each.ending is None and not each.recovering:
                assert each.may & {Action.HANG_UP, Action.DECLINE}
            else:
                assert not each.may

    @invariant()
    def what_plays_fits_the_calls(self) -> None:
        state = self.desk.snapshot()
        if not state.busy:
            assert self.desk._tone in (None, Tone.BUSY)
        elif any(each.talks for each in state.calls):
            assert self.desk._tone in (None, Tone.RINGBACK)


TestAnyDay = AnyDay.TestCase
TestAnyDay.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
