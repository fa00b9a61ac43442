"""Taking the call that rings at a colleague's: from the asking to the call, or to why not."""

import pytest
from msgspec.structs import replace

from softphone.calls.call import Call, CallState, Direction, Ending, Party
from softphone.calls.commands import Answer, Command, Dial, HangUp, Hold, PlayTone, Ring
from softphone.calls.desk_view import Action, DeskCall
from softphone.calls.events import CallChanged, CallEnded, IncomingCall
from softphone.calls.pick_up import COMES_WITHIN
from tests.calls.desk_rig import Rig

PROMISED, NOBODY, NOT_ALLOWED = 480, 404, 403
RINGS_AT_BO = Call(
    id="in-1",
    account="work",
    direction=Direction.INCOMING,
    state=CallState.INCOMING,
    remote=Party("sip:eva@company.test", "Eva"),
    answers_itself=True,
)


def asks(rig: Rig) -> tuple[Command, ...]:
    commands = rig.desk.pick_up("203", "work")
    rig.calls["out-1"] = Call(
        id="out-1",
        account="work",
        direction=Direction.OUTGOING,
        state=CallState.CALLING,
        remote=Party("sip:*8203@company.test"),
    )
    rig.desk.apply(CallChanged(rig.calls["out-1"]))
    return commands


def refuses(rig: Rig, status: int, ending: Ending) -> None:
    ended = replace(rig.calls["out-1"], state=CallState.ENDED, status=status)
    rig.desk.apply(CallEnded(call=ended, ending=ending))


def only(rig: Rig) -> DeskCall:
    (call,) = rig.desk.snapshot().calls
    return call


def test_the_call_that_comes_is_answered_and_takes_the_place_of_the_asking() -> None:
    rig = Rig()
    assert asks(rig) == (Dial(call="out-1", account="work", target="*8203"),)
    assert (only(rig).name, only(rig).picks_up, only(rig).actions) == (
        "203",
        True,
        frozenset({Action.HANG_UP}),
    )
    refuses(rig, PROMISED, Ending.UNREACHABLE)
    assert only(rig).ending is None
    commands = rig.desk.apply(IncomingCall(RINGS_AT_BO))
    assert Answer("in-1") in commands
    assert not any(isinstance(each, Ring | PlayTone) and each != PlayTone(None) for each in commands)
    assert (only(rig).name, only(rig).active, only(rig).picks_up) == ("Eva", True, False)
    assert rig.desk.snapshot().ringing == ()


def test_the_call_may_come_before_the_promise() -> None:
    rig = Rig()
    asks(rig)
    assert Answer("in-1") in rig.desk.apply(IncomingCall(RINGS_AT_BO))
    refuses(rig, PROMISED, Ending.UNREACHABLE)
    assert only(rig).call.id == "in-1"


def test_who_is_talked_with_waits_once_the_call_comes_and_not_before() -> None:
    rig = Rig()
    rig.called_by()
    assert not any(isinstance(each, Hold) for each in asks(rig))
    refuses(rig, PROMISED, Ending.UNREACHABLE)
    assert Hold("caller") in rig.desk.apply(IncomingCall(RINGS_AT_BO))


@pytest.mark.parametrize(
    ("status", "ending"), [(NOBODY, Ending.NOT_FOUND), (NOT_ALLOWED, Ending.NOT_ALLOWED)]
)
def test_what_cannot_be_picked_up_says_so(status: int, ending: Ending) -> None:
    rig = Rig()
    asks(rig)
    refuses(rig, status, ending)
    assert (only(rig).ending, only(rig).picks_up) == (ending, True)
    assert Answer("in-1") not in rig.desk.apply(IncomingCall(RINGS_AT_BO))


def test_what_was_promised_and_does_not_come_says_so() -> None:
    rig = Rig()
    asks(rig)
    refuses(rig, PROMISED, Ending.UNREACHABLE)
    rig.now += COMES_WITHIN - 0.1
    rig.desk.tick()
    assert only(rig).ending is None
    rig.now += 0.2
    rig.desk.tick()
    assert only(rig).ending is Ending.NO_ANSWER


def test_nobody_else_makes_this_phone_answer_by_itself() -> None:
    rig = Rig()
    assert Ring("in-1") in rig.desk.apply(IncomingCall(RINGS_AT_BO))
    other = Rig()
    asks(other)
    commands = other.desk.apply(IncomingCall(replace(RINGS_AT_BO, answers_itself=False)))
    assert Ring("in-1") in commands and Answer("in-1") not in commands


def test_given_up_before_the_call_came() -> None:
    rig = Rig()
    asks(rig)
    assert HangUp("out-1") in rig.desk.act("out-1", Action.HANG_UP)
    refuses(rig, PROMISED, Ending.WE_HUNG_UP)
    assert rig.desk.snapshot().calls == ()
    again = Rig()
    asks(again)
    refuses(again, PROMISED, Ending.UNREACHABLE)
    assert again.desk.act("out-1", Action.HANG_UP) == ()
    assert again.desk.snapshot().calls == ()


def test_one_at_a_time() -> None:
    rig = Rig()
    asks(rig)
    assert rig.desk.pick_up("204", "work") == ()
