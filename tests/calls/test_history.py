"""What the phone reports becomes the call history."""

from itertools import count

import pytest
from msgspec.structs import replace

from softphone.calls.call import Call, CallState, Dialog, Direction, Ending, Party
from softphone.calls.events import CallChanged, CallEnded, IncomingCall, PhoneLost
from softphone.calls.history import HistoryWriter
from softphone.people.call_history import CallKey, LocalCall, Result


class Desk:
    def __init__(self) -> None:
        self.now = 100.0
        ids = count(1)
        self.writer = HistoryWriter(
            wall=lambda: self.now + 1e9, clock=lambda: self.now, new_id=lambda: f"h{next(ids)}"
        )
        self.kept: dict[str, LocalCall] = {}

    def report(self, *events: object) -> None:
        self.kept |= {entry.id: entry for entry in self.writer.apply(events)}

    @property
    def only(self) -> LocalCall:
        (entry,) = self.kept.values()
        return entry


def call(direction: Direction = Direction.INCOMING, **more: object) -> Call:
    made = Call(
        id="1",
        account="main",
        direction=direction,
        state=CallState.INCOMING if direction is Direction.INCOMING else CallState.CALLING,
        remote=Party("sip:anna@company.test", "Anna"),
        call_id="c1",
        caller_tag="a",
    )
    return replace(made, **more)


def test_an_answered_call() -> None:
    desk = Desk()
    desk.report(IncomingCall(call()))
    assert desk.only.result is Result.ONGOING
    desk.now = 104.0
    desk.report(CallChanged(call(state=CallState.CONFIRMED)))
    desk.now = 164.5
    desk.report(CallEnded(call=call(state=CallState.ENDED), ending=Ending.THEY_HUNG_UP))
    assert desk.only == LocalCall(
        id="h1",
        keys=(CallKey("c1", "a"),),
        outgoing=False,
        began=1e9 + 100.0,
        address="sip:anna@company.test",
        name="Anna",
        result=Result.ANSWERED,
        talked=60.5,
    )


@pytest.mark.parametrize(
    ("direction", "ending", "result"),
    [
        (Direction.INCOMING, Ending.CALLER_GAVE_UP, Result.MISSED),
        (Direction.INCOMING, Ending.LOST, Result.MISSED),
        (Direction.INCOMING, Ending.DECLINED, Result.DECLINED),
        (Direction.INCOMING, Ending.WE_HUNG_UP, Result.DECLINED),
        (Direction.INCOMING, Ending.ANSWERED_ELSEWHERE, Result.ELSEWHERE),
        (Direction.OUTGOING, Ending.WE_HUNG_UP, Result.GAVE_UP),
        (Direction.OUTGOING, Ending.BUSY, Result.BUSY),
        (Direction.OUTGOING, Ending.DECLINED, Result.DECLINED),
        (Direction.OUTGOING, Ending.NO_ANSWER, Result.NO_ANSWER),
        (Direction.OUTGOING, Ending.NOT_FOUND, Result.FAILED),
    ],
)
def test_a_call_that_was_not_answered(direction: Direction, ending: Ending, result: Result) -> None:
    desk = Desk()
    began = call(direction)
    desk.report(IncomingCall(began) if direction is Direction.INCOMING else CallChanged(began))
    desk.report(CallEnded(call=replace(began, state=CallState.ENDED), ending=ending))
    assert (desk.only.result, desk.only.talked) == (result, None)


def test_who_answers_has_answered_before_the_caller_acknowledges_it() -> None:
    desk = Desk()
    desk.report(IncomingCall(call()))
    desk.report(CallChanged(call(state=CallState.CONNECTING)))
    desk.now += 2.0
    desk.report(CallEnded(call=call(state=CallState.ENDED), ending=Ending.THEY_HUNG_UP))
    assert (desk.only.result, desk.only.talked) == (Result.ANSWERED, 2.0)


def test_a_called_phone_that_is_being_connected_has_not_answered() -> None:
    desk = Desk()
    desk.report(CallChanged(call(Direction.OUTGOING, state=CallState.CONNECTING)))
    desk.report(CallEnded(call=call(state=CallState.ENDED), ending=Ending.WE_HUNG_UP))
    assert (desk.only.result, desk.only.talked) == (Result.GAVE_UP, None)


def test_what_changes_nothing_is_not_written_again() -> None:
    desk = Desk()
    assert len(desk.writer.apply([IncomingCall(call())])) == 1
    assert desk.writer.apply([CallChanged(call(muted=True))]) == ()


def test_one_batch_writes_an_entry_once() -> None:
    desk = Desk()
    events = [IncomingCall(call()), CallEnded(call=call(), ending=Ending.CALLER_GAVE_UP)]
    (entry,) = desk.writer.apply(events)
    assert entry.result is Result.MISSED


def test_a_call_to_oneself_to_hear_the_sound_is_no_history() -> None:
    desk = Desk()
    test = call(Direction.OUTGOING, account="")
    desk.report(CallChanged(test), CallEnded(call=test, ending=Ending.WE_HUNG_UP))
    assert desk.kept == {}


def test_without_the_invites_own_the_dialog_names_the_call() -> None:
    desk = Desk()
    dialog = Dialog("c9", "mine", "theirs", "sip:asa@x", "sip:anna@x", "sip:anna@y")
    desk.report(CallChanged(call(Direction.OUTGOING, call_id="", caller_tag="", dialog=dialog)))
    assert desk.only.keys == (CallKey("c9", "mine"),)


def test_a_call_taken_up_again_or_transferred_is_one_entry() -> None:
    desk = Desk()
    desk.report(IncomingCall(call()), CallChanged(call(state=CallState.CONFIRMED)))
    desk.report(PhoneLost(reason="killed", calls=("1",)))
    desk.report(CallChanged(call(state=CallState.CONFIRMED, call_id="c2", caller_tag="b")))
    to_kim = call(
        state=CallState.CONFIRMED,
        call_id="c3",
        caller_tag="c",
        remote=Party("sip:kim@outside.test", "Kim"),
        transferred_by=Party("sip:anna@company.test"),
    )
    desk.report(CallChanged(to_kim))
    desk.now += 10
    desk.report(CallEnded(call=to_kim, ending=Ending.WE_HUNG_UP))
    entry = desk.only
    assert entry.keys == (CallKey("c1", "a"), CallKey("c2", "b"), CallKey("c3", "c"))
    assert (entry.name, entry.transferred_by) == ("Kim", "sip:anna@company.test")
    assert (entry.result, entry.talked) == (Result.ANSWERED, 10.0)


def test_what_the_phone_took_with_it_has_ended() -> None:
    desk = Desk()
    desk.report(IncomingCall(call()), PhoneLost(reason="killed", calls=()))
    assert desk.only.result is Result.MISSED


def test_who_answered_instead() -> None:
    desk = Desk()
    answered = call(
        Direction.OUTGOING,
        state=CallState.CONFIRMED,
        answered_by=Party("sip:bo@company.test"),
        forwarded=True,
    )
    desk.report(CallChanged(call(Direction.OUTGOING)), CallChanged(answered))
    assert desk.only.forwarded_to == "sip:bo@company.test"


def test_the_asking_for_a_call_that_rings_elsewhere_is_no_call() -> None:
    desk = Desk()
    asking = call(Direction.OUTGOING, remote=Party("sip:*8203@company.test"))
    desk.report(CallChanged(asking))
    desk.report(CallEnded(call=asking, ending=Ending.UNREACHABLE))
    assert desk.kept == {}
