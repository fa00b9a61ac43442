"""What the desk tells the phone, and what it lets a person do."""

from collections.abc import Iterator
from itertools import count

import pytest
from msgspec.structs import replace

from softphone.calls.call import Call, CallState, Direction, Ending, Party, Quality
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
from softphone.calls.desk import Desk
from softphone.calls.desk_lines import ASK_AGAIN, GIVE_UP, STAY
from softphone.calls.desk_view import Action, DeskCall, Identity
from softphone.calls.events import (
    CallChanged,
    CallEnded,
    Capabilities,
    CommandRefused,
    Fault,
    IncomingCall,
    PhoneLost,
    QualityMeasured,
    Started,
)

CAPABILITIES = Capabilities(version="1", tls=(), srtp=(), codecs=(), calls=4)
QUALITY = Quality(codec="PCMA", packets_received=9, loss_percent=0, jitter_ms=1, round_trip_ms=None, mos=4.2)


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def identify(party: Party) -> Identity:
    return Identity("Anna Ek", "08-123 45 67") if "anna" in party.uri else Identity(party.uri)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(clock: Clock) -> Iterator[Desk]:
    numbers = count(1)
    yield Desk(lookup=identify, clock=clock, new_id=lambda: f"out-{next(numbers)}")


def incoming(name: str, state: CallState = CallState.INCOMING) -> Call:
    remote = Party("sip:anna@company.test", "Anna")
    return Call(id=name, account="work", direction=Direction.INCOMING, state=state, remote=remote)


def confirm(desk: Desk, call: Call) -> Call:
    call = replace(call, state=CallState.CONFIRMED, status=200)
    desk.apply(CallChanged(call))
    return call


def talking(desk: Desk, name: str = "a") -> Call:
    desk.apply(IncomingCall(incoming(name)))
    desk.act(name, Action.ANSWER)
    return confirm(desk, incoming(name))


def two_calls(desk: Desk) -> tuple[Call, Call]:
    """a on hold, b talking."""
    a = talking(desk, "a")
    desk.apply(IncomingCall(incoming("b")))
    desk.act("b", Action.ANSWER)
    a = replace(a, held=True)
    desk.apply(CallChanged(a))
    return a, confirm(desk, incoming("b"))


def dialled(desk: Desk, target: str = "102") -> Call:
    desk.dial(target, "work")
    return desk.snapshot().calls[-1].call


def seen(desk: Desk, name: str) -> DeskCall:
    return next(each for each in desk.snapshot().calls if each.call.id == name)


def ended(call: Call, ending: Ending) -> CallEnded:
    return CallEnded(call=replace(call, state=CallState.ENDED), ending=ending)


class TestRinging:
    def test_an_incoming_call_rings_there_and_here(self, desk: Desk) -> None:
        assert desk.apply(IncomingCall(incoming("a"))) == (Ring("a"), PlayTone(Tone.RINGING))
        assert seen(desk, "a").actions == {Action.ANSWER, Action.DECLINE}
        assert (seen(desk, "a").name, seen(desk, "a").number) == ("Anna Ek", "08-123 45 67")
        assert [each.call.id for each in desk.snapshot().ringing] == ["a"]
        assert desk.snapshot().active is None

    def test_answering_stops_the_ringing_at_once(self, desk: Desk, clock: Clock) -> None:
        desk.apply(IncomingCall(incoming("a")))
        assert desk.act("a", Action.ANSWER) == (Answer("a"), PlayTone(None))
        assert desk.snapshot().ringing == () and seen(desk, "a").actions == {Action.HANG_UP}
        assert desk.act("a", Action.ANSWER) == ()
        clock.now += 3
        confirm(desk, incoming("a"))
        assert seen(desk, "a").confirmed_at == clock.now
        assert seen(desk, "a").actions == {Action.HANG_UP, Action.HOLD, Action.MUTE, Action.KEYPAD}

    def test_a_refused_answer_can_be_tried_again(self, desk: Desk) -> None:
        desk.apply(IncomingCall(incoming("a")))
        desk.act("a", Action.ANSWER)
        refused = CommandRefused(command="Answer", call="a", fault=Fault.INTERNAL)
        assert desk.apply(refused) == (PlayTone(Tone.RINGING),)
        assert Action.ANSWER in seen(desk, "a").actions

    def test_a_second_call_is_announced_quietly(self, desk: Desk) -> None:
        talking(desk, "a")
        assert desk.apply(IncomingCall(incoming("b"))) == (Ring("b"), PlayTone(Tone.CALL_WAITING))
        active = desk.snapshot().active
        assert active and active.call.id == "a"

    def test_who_waits_rings_when_the_conversation_ends(self, desk: Desk) -> None:
        a = talking(desk, "a")
        desk.apply(IncomingCall(incoming("b")))
        assert desk.apply(ended(a, Ending.THEY_HUNG_UP)) == (PlayTone(Tone.RINGING),)

    def test_declining_ends_it_without_a_card(self, desk: Desk) -> None:
        desk.apply(IncomingCall(incoming("a")))
        assert desk.act("a", Action.DECLINE) == (Decline("a"), PlayTone(None))
        assert seen(desk, "a").actions == frozenset()
        desk.apply(CallChanged(incoming("a", CallState.EARLY)))
        assert desk.snapshot().ringing == ()
        assert desk.apply(ended(incoming("a"), Ending.DECLINED)) == ()
        assert desk.empty

    def test_a_caller_who_gave_up_stays_to_be_seen(self, desk: Desk) -> None:
        desk.apply(IncomingCall(incoming("a")))
        assert desk.apply(ended(incoming("a"), Ending.CALLER_GAVE_UP)) == (PlayTone(None),)
        assert seen(desk, "a").ending is Ending.CALLER_GAVE_UP


class TestDialling:
    def test_its_card_is_there_at_once(self, desk: Desk) -> None:
        assert desk.dial("102", "work") == (Dial(call="out-1", account="work", target="102"),)
        assert seen(desk, "out-1").active and seen(desk, "out-1").actions == {Action.HANG_UP}

    def test_whoever_is_talked_with_is_held_first(self, desk: Desk) -> None:
        talking(desk, "a")
        commands = desk.dial("102", "work")
        assert commands == (Hold("a"), Dial(call="out-1", account="work", target="102"))

    def test_ringback_is_ours_only_without_early_media(self, desk: Desk) -> None:
        ringing = replace(dialled(desk), state=CallState.EARLY, status=180)
        assert desk.apply(CallChanged(ringing)) == (PlayTone(Tone.RINGBACK),)
        assert desk.apply(CallChanged(replace(ringing, early_media=True))) == (PlayTone(None),)

    def test_busy_beeps_and_says_why_for_a_while(self, desk: Desk, clock: Clock) -> None:
        call = dialled(desk)
        assert desk.apply(ended(call, Ending.BUSY)) == (PlayTone(Tone.BUSY),)
        clock.now += STAY - 0.1
        desk.tick()
        assert seen(desk, "out-1").ending is Ending.BUSY
        clock.now += 0.1
        desk.tick()
        assert desk.empty

    def test_dialling_again_cuts_the_busy_tone(self, desk: Desk) -> None:
        desk.apply(ended(dialled(desk), Ending.BUSY))
        assert desk.dial("103", "work")[0] == PlayTone(None)

    def test_a_call_that_rings_during_busy_is_heard(self, desk: Desk) -> None:
        desk.apply(ended(dialled(desk), Ending.BUSY))
        assert desk.apply(IncomingCall(incoming("a"))) == (Ring("a"), PlayTone(Tone.RINGING))

    @pytest.mark.parametrize(
        ("fault", "ending"),
        [
            (Fault.BAD_ADDRESS, Ending.NOT_FOUND),
            (Fault.TOO_MANY_CALLS, Ending.NOT_ALLOWED),
            (Fault.INTERNAL, Ending.SERVER_ERROR),
        ],
    )
    def test_a_refused_dial_says_why(self, desk: Desk, fault: Fault, ending: Ending) -> None:
        dialled(desk)
        desk.apply(CommandRefused(command="Dial", call="out-1", fault=fault))
        assert seen(desk, "out-1").ending is ending and desk.snapshot().active is None
        desk.dismiss("out-1")
        assert desk.empty

    def test_answering_gives_up_a_call_that_nobody_has_answered(self, desk: Desk) -> None:
        dialled(desk)
        desk.apply(IncomingCall(incoming("b")))
        commands = desk.act("b", Action.ANSWER)
        assert commands == (PlayTone(None), HangUp("out-1"), Answer("b"))

    def test_the_test_call_is_apart_and_gives_way(self, desk: Desk) -> None:
        assert desk.start_test_call() == (EchoCall("out-1"),)
        assert desk.start_test_call() == ()
        assert desk.test_call and desk.snapshot().calls == ()
        confirm(desk, desk.test_call.call)
        desk.apply(IncomingCall(incoming("a")))
        assert HangUp("out-1") in desk.act("a", Action.ANSWER)


class TestOneActiveCall:
    def test_answering_a_second_call_holds_the_first(self, desk: Desk) -> None:
        talking(desk, "a")
        desk.apply(IncomingCall(incoming("b")))
        assert desk.act("b", Action.ANSWER) == (PlayTone(None), Hold("a"), Answer("b"))
        assert seen(desk, "b").active and not seen(desk, "a").active
        assert Action.RESUME in seen(desk, "a").actions

    def test_resuming_one_holds_the_other(self, desk: Desk) -> None:
        two_calls(desk)
        assert desk.act("a", Action.RESUME) == (Hold("b"), Resume("a"))
        assert seen(desk, "a").active

    def test_a_click_before_the_phone_has_answered_is_not_lost(self, desk: Desk) -> None:
        call = talking(desk, "a")
        assert desk.act("a", Action.HOLD) == (Hold("a"),)
        assert desk.act("a", Action.RESUME) == ()
        assert desk.apply(CallChanged(replace(call, held=True))) == (Resume("a"),)
        assert desk.apply(CallChanged(call)) == ()
        assert seen(desk, "a").active

    def test_a_refused_hold_gives_the_call_back(self, desk: Desk) -> None:
        talking(desk, "a")
        desk.act("a", Action.HOLD)
        assert desk.snapshot().active is None
        desk.apply(CommandRefused(command="Hold", call="a", fault=Fault.WRONG_STATE))
        assert seen(desk, "a").active and Action.HOLD in seen(desk, "a").actions

    def test_a_hold_refused_during_another_call_is_asked_again(self, desk: Desk, clock: Clock) -> None:
        talking(desk, "a")
        desk.dial("102", "work")
        assert desk.apply(CommandRefused(command="Hold", call="a", fault=Fault.WRONG_STATE)) == ()
        clock.now += ASK_AGAIN
        assert desk.tick() == (Hold("a"),)

    def test_a_refused_resume_leaves_it_on_hold(self, desk: Desk) -> None:
        call = talking(desk, "a")
        desk.act("a", Action.HOLD)
        desk.apply(CallChanged(replace(call, held=True)))
        desk.act("a", Action.RESUME)
        desk.apply(CommandRefused(command="Resume", call="a", fault=Fault.WRONG_STATE))
        assert Action.RESUME in seen(desk, "a").actions and desk.snapshot().active is None

    def test_a_phone_that_never_answers_is_asked_again(self, desk: Desk, clock: Clock) -> None:
        talking(desk, "a")
        desk.act("a", Action.HOLD)
        clock.now += GIVE_UP
        assert desk.tick() == (Hold("a"),)

    def test_the_far_end_becomes_another(self, desk: Desk, clock: Clock) -> None:
        """We were transferred: the same call goes on, with who answered."""
        old = talking(desk, "a")
        since = seen(desk, "a").confirmed_at
        target, by = Party("sip:c@company.test"), Party("sip:b@company.test")
        desk.apply(CallChanged(replace(old, referred_to=target, held_by_far_end=True)))
        assert seen(desk, "a").being_transferred_to is not None
        clock.now += 5
        desk.apply(CallChanged(replace(old, remote=target, transferred_by=by)))
        call = seen(desk, "a")
        assert call.active and call.confirmed_at == since and call.being_transferred_to is None
        assert call.transferred_by is not None


class TestInACall:
    def test_mute_and_digits(self, desk: Desk) -> None:
        call = talking(desk, "a")
        assert desk.press("a", "5") == (SendDigits("a", "5"),)
        assert desk.act("a", Action.MUTE) == (Mute("a", True),)
        desk.apply(CallChanged(replace(call, muted=True)))
        assert desk.act("a", Action.MUTE) == ()
        assert desk.act("a", Action.UNMUTE) == (Mute("a", False),)
        desk.apply(CallChanged(replace(call, held=True)))
        assert desk.press("a", "5") == ()

    def test_quality_is_shown(self, desk: Desk) -> None:
        talking(desk, "a")
        desk.apply(QualityMeasured("a", QUALITY))
        assert seen(desk, "a").quality is QUALITY

    def test_hanging_up_leaves_no_card(self, desk: Desk) -> None:
        call = talking(desk, "a")
        assert desk.act("a", Action.HANG_UP) == (HangUp("a"),)
        assert seen(desk, "a").actions == frozenset() and desk.snapshot().active is None
        desk.apply(ended(call, Ending.WE_HUNG_UP))
        assert desk.empty

    def test_a_call_that_the_phone_does_not_know_is_gone(self, desk: Desk) -> None:
        talking(desk, "a")
        desk.apply(CommandRefused(command="Mute", call="a", fault=Fault.NO_SUCH_CALL))
        assert seen(desk, "a").ending is Ending.LOST


class TestThePhoneDies:
    def test_calls_stay_and_are_muted_until_the_window_has_shown_them(self, desk: Desk, clock: Clock) -> None:
        call = talking(desk, "a")
        began = clock.now
        clock.now += 60
        desk.apply(PhoneLost("killed", ("a",)))
        assert seen(desk, "a").recovering and seen(desk, "a").actions == {Action.HANG_UP}
        desk.apply(Started(CAPABILITIES, 2))
        back = replace(call, taken_up=True, muted=True)
        assert desk.apply(CallChanged(back)) == ()
        assert not seen(desk, "a").recovering and seen(desk, "a").confirmed_at == began
        assert seen(desk, "a").active
        assert desk.confirm_taken_up("a") == (Mute("a", False),)
        assert desk.confirm_taken_up("a") == ()

    def test_who_was_muted_stays_muted(self, desk: Desk) -> None:
        call = talking(desk, "a")
        desk.act("a", Action.MUTE)
        desk.apply(CallChanged(replace(call, muted=True)))
        desk.apply(PhoneLost("killed", ("a",)))
        desk.apply(CallChanged(replace(call, taken_up=True, muted=True)))
        assert desk.confirm_taken_up("a") == ()

    def test_who_was_held_is_held_again(self, desk: Desk, clock: Clock) -> None:
        """By the phone's client at once; by us only if that did not come about."""
        a, b = two_calls(desk)
        desk.apply(PhoneLost("killed", ("a", "b")))
        assert desk.apply(CallChanged(replace(a, taken_up=True, held=False, muted=True))) == ()
        assert desk.apply(CallChanged(replace(b, taken_up=True, muted=True))) == ()
        assert seen(desk, "b").active and Action.RESUME in seen(desk, "a").actions
        clock.now += ASK_AGAIN
        assert desk.tick() == (Hold("a"),)

    def test_what_is_hung_up_meanwhile_does_not_come_back(self, desk: Desk) -> None:
        call = talking(desk, "a")
        desk.apply(PhoneLost("killed", ("a",)))
        assert desk.act("a", Action.HANG_UP) == ()
        assert desk.empty
        assert desk.apply(CallChanged(replace(call, taken_up=True, muted=True))) == (HangUp("a"),)
        desk.apply(ended(call, Ending.WE_HUNG_UP))
        assert desk.empty

    def test_what_cannot_be_taken_up_is_lost(self, desk: Desk) -> None:
        a = talking(desk, "a")
        desk.apply(IncomingCall(incoming("b")))
        desk.apply(PhoneLost("killed", ("a",)))
        assert seen(desk, "b").ending is Ending.LOST
        desk.apply(ended(a, Ending.LOST))
        assert seen(desk, "a").ending is Ending.LOST

    def test_a_new_phone_is_told_what_to_play(self, desk: Desk) -> None:
        desk.apply(CallChanged(replace(dialled(desk), state=CallState.EARLY)))
        desk.apply(PhoneLost("killed", ("out-1",)))
        back = replace(incoming("c"), taken_up=False)
        desk.apply(Started(CAPABILITIES, 2))
        desk.act("out-1", Action.HANG_UP)
        assert desk.apply(IncomingCall(back)) == (Ring("c"), PlayTone(Tone.RINGING))


def test_a_call_for_help_that_failed_stays_until_it_is_dismissed(clock: Clock) -> None:
    desk = Desk(lookup=lambda party: Identity("112", urgent=True), clock=clock, new_id=lambda: "out-1")
    desk.dial("112", "work")
    desk.apply(
        CallEnded(
            call=Call(
                id="out-1",
                account="work",
                direction=Direction.OUTGOING,
                state=CallState.ENDED,
                remote=Party("sip:112@company.test"),
            ),
            ending=Ending.NOT_FOUND,
        )
    )
    clock.now += 10 * STAY
    desk.tick()
    (call,) = desk.snapshot().calls
    assert call.urgent and call.ending is Ending.NOT_FOUND
    desk.dismiss("out-1")
    assert desk.snapshot().calls == ()


def test_whom_a_call_was_for_is_said_where_that_says_something(clock: Clock) -> None:
    desk = Desk(
        lookup=identify, clock=clock, new_id=lambda: "out-1", called={"sip:600@x": "Support"}.__getitem__
    )
    desk.apply(IncomingCall(replace(incoming("in-1"), called="sip:600@x")))
    desk.apply(IncomingCall(incoming("in-2")))
    assert [each.called for each in desk.snapshot().calls] == ["Support", ""]
