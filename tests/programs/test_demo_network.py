import pytest

from softphone.calls.call import Call, CallState, Direction, Party
from softphone.calls.commands import Answer, Decline, Ring
from softphone.calls.events import IncomingCall
from softphone.calltest.colleague import Manner
from softphone.calltest.words import Behaviour
from softphone.programs.demo_company import OPERATOR_NUMBER
from softphone.programs.demo_network import EMERGENCY, Network


def called(uri: str) -> IncomingCall:
    return IncomingCall(
        Call(
            id="c1",
            account="outside",
            direction=Direction.INCOMING,
            state=CallState.INCOMING,
            remote=Party("sip:kim@x"),
            called=uri,
        )
    )


def network() -> Network:
    return Network("outside", Manner(behaviour=Behaviour.ANSWER, after=2), "SE")


@pytest.mark.parametrize("user", [OPERATOR_NUMBER, "+4631123456", "+442079460958", "1177", "+46771567567"])
def test_a_number_that_can_exist_is_answered(user: str) -> None:
    outside = network()
    assert outside.on_event(called(f"sip:{user}@127.0.0.1:5080"), 0) == [Ring("c1")]
    assert outside.due(2) == [Answer("c1")]


@pytest.mark.parametrize("user", ["+4670123", "+46123456789012", "999", "+99912345678", "asa", ""])
def test_any_other_is_refused_as_one_that_does_not_exist(user: str) -> None:
    outside = network()
    assert outside.on_event(called(f"sip:{user}@127.0.0.1:5080"), 0) == [Decline("c1", 404)]
    assert outside.next_due() is None


def test_a_call_for_help_is_told_that_it_is_the_demo_that_answers() -> None:
    outside = network()
    outside.on_event(called("sip:112@127.0.0.1:5080"), 0)
    assert outside.due(2) == [Answer("c1", name=EMERGENCY)]
