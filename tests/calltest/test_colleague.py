import pytest
from msgspec.structs import replace

from softphone.calls.call import Call, CallState, Direction, Ending, Party
from softphone.calls.commands import Answer, Command, Decline, HangUp, Ring
from softphone.calls.events import CallChanged, CallEnded, IncomingCall
from softphone.calltest.colleague import Colleague, Manner
from softphone.calltest.words import Behaviour


def call(state: CallState, name: str = "c1", account: str = "bo") -> Call:
    return Call(id=name, account=account, direction=Direction.INCOMING, state=state, remote=Party("sip:a@x"))


RINGS = IncomingCall(call(CallState.INCOMING))


def test_answers_after_ringing_for_a_while() -> None:
    bo = Colleague("bo", Manner(behaviour=Behaviour.ANSWER, after=2))
    assert bo.on_event(RINGS, 10) == [Ring("c1")]
    assert bo.next_due() == 12
    assert bo.due(11.9) == []
    assert bo.due(12) == [Answer("c1")]
    assert bo.due(13) == []
    assert bo.next_due() is None


@pytest.mark.parametrize(
    ("behaviour", "at_once", "later"),
    [
        (Behaviour.BUSY, [Decline("c1", 486)], []),
        (Behaviour.DECLINE, [Ring("c1")], [Decline("c1", 603)]),
        (Behaviour.NEVER, [Ring("c1")], []),
        (Behaviour.WAIT, [Ring("c1")], []),
    ],
)
def test_other_manners(behaviour: Behaviour, at_once: list[Command], later: list[Command]) -> None:
    bo = Colleague("bo", Manner(behaviour=behaviour, after=1))
    assert bo.on_event(RINGS, 0) == at_once
    assert bo.due(100) == later


def test_a_caller_who_gives_up_is_not_answered() -> None:
    bo = Colleague("bo", Manner(behaviour=Behaviour.ANSWER, after=2))
    bo.on_event(RINGS, 0)
    bo.on_event(CallEnded(call=call(CallState.ENDED), ending=Ending.CALLER_GAVE_UP), 1)
    assert bo.due(5) == []


def test_hangs_up_after_talking_counted_from_the_answer() -> None:
    bo = Colleague("bo", Manner(behaviour=Behaviour.ANSWER, talks=30))
    bo.on_event(RINGS, 0)
    assert bo.due(0) == [Answer("c1")]
    bo.on_event(CallChanged(call(CallState.CONFIRMED)), 1)
    bo.on_event(CallChanged(call(CallState.CONFIRMED)), 20)
    assert bo.due(30.9) == []
    assert bo.due(31) == [HangUp("c1")]


def test_calls_of_another_account_on_the_same_phone_are_left_alone() -> None:
    bo = Colleague("bo", Manner(behaviour=Behaviour.BUSY))
    assert bo.on_event(IncomingCall(call(CallState.INCOMING, account="eva")), 0) == []


def test_two_calls_keep_their_own_time() -> None:
    bo = Colleague("bo", Manner(behaviour=Behaviour.ANSWER, after=2))
    bo.on_event(RINGS, 0)
    bo.on_event(IncomingCall(call(CallState.INCOMING, name="c2")), 1)
    assert bo.due(2) == [Answer("c1")]
    assert bo.due(3) == [Answer("c2")]


def test_who_calls_gives_up_when_nobody_answers_in_time() -> None:
    bo = Colleague("bo", Manner(behaviour=Behaviour.ANSWER, patience=20, talks=30))
    calling = replace(call(CallState.CALLING), direction=Direction.OUTGOING)
    bo.on_event(CallChanged(calling), 0)
    bo.on_event(CallChanged(replace(calling, state=CallState.EARLY)), 15)
    assert bo.due(19.9) == []
    assert bo.due(20) == [HangUp("c1")]


def test_who_was_answered_talks_as_long_as_usual() -> None:
    bo = Colleague("bo", Manner(behaviour=Behaviour.ANSWER, patience=20, talks=30))
    calling = replace(call(CallState.CALLING), direction=Direction.OUTGOING)
    bo.on_event(CallChanged(calling), 0)
    bo.on_event(CallChanged(replace(calling, state=CallState.CONFIRMED)), 15)
    assert bo.due(44.9) == []
    assert bo.due(45) == [HangUp("c1")]
