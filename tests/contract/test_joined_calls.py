"""Calls joined by a phone in the middle, as every Phone does it: bob's with alice and with carol."""

from collections.abc import Iterator

import pytest

from softphone.calls.call import Call, CallState, Ending
from softphone.calls.commands import Dial, HangUp, Hold, Join, Part, Resume
from softphone.calls.events import Fault, IncomingCall
from tests.contract.phone_pairs import Trio, connect, hear_each_other, trio
from tests.contract.transfers import KINDS, refusal


@pytest.fixture(params=KINDS)
def phones(request: pytest.FixtureRequest) -> Iterator[Trio]:
    with trio(request.param) as made:
        yield made


def with_both(phones: Trio) -> tuple[str, str]:
    """Bob's calls with alice and with carol."""
    connect(phones.bob, phones.alice, "to alice")
    connect(phones.bob, phones.carol, "to carol")
    return "to alice", "to carol"


def with_three(phones: Trio) -> tuple[str, str, str]:
    """And another one with carol."""
    connect(phones.bob, phones.carol, "to carol again")
    return (*with_both(phones), "to carol again")


def together(phones: Trio, *names: str, bridged: bool = False) -> None:
    """Wait until bob's phone has reported that just these are joined with one another."""

    def so(call: Call) -> bool:
        others = set(names) - {call.id} if call.id in names else set()
        return set(call.joined) == others and call.bridged is (bridged and call.id in names)

    phones.bob.until(lambda calls: all(so(c) for c in calls.values() if c.state is not CallState.ENDED))


@pytest.mark.parametrize("with_us", [True, False])
def test_two_are_joined_and_parted(phones: Trio, with_us: bool) -> None:
    one, other = with_both(phones)
    phones.bob.send(Join((one, other), with_us=with_us))
    together(phones, one, other, bridged=not with_us)
    assert not any(call.held or call.muted for call in phones.bob.calls.values())
    phones.bob.send(Part(other))
    together(phones)


def test_we_leave_them_to_each_other_and_come_back(phones: Trio) -> None:
    one, other = with_both(phones)
    for with_us in (True, False, True):
        phones.bob.send(Join((one, other), with_us=with_us))
        together(phones, one, other, bridged=not with_us)


@pytest.mark.parametrize("with_us", [True, False])
def test_they_stay_joined_through_holds(phones: Trio, with_us: bool) -> None:
    one, other = with_both(phones)
    phones.bob.send(Join((one, other), with_us=with_us))
    together(phones, one, other, bridged=not with_us)
    phones.bob.send(Hold(one))
    phones.alice.call_that(lambda call: call.held_by_far_end)
    phones.bob.until(lambda calls: calls[one].held)
    phones.bob.send(Resume(one))
    phones.alice.call_that(lambda call: not call.held_by_far_end)
    phones.bob.until(lambda calls: not calls[one].held)
    carols = next(iter(phones.carol.calls))
    phones.carol.send(Hold(carols))
    phones.bob.until(lambda calls: calls[other].held_by_far_end)
    phones.carol.send(Resume(carols))
    phones.bob.until(lambda calls: not calls[other].held_by_far_end)
    together(phones, one, other, bridged=not with_us)


def test_joined_while_one_of_them_waits(phones: Trio) -> None:
    one, other = with_both(phones)
    phones.bob.send(Hold(one))
    phones.bob.until(lambda calls: calls[one].held)
    phones.bob.send(Join((one, other)))
    together(phones, one, other)
    assert phones.bob.calls[one].held


def test_whoever_is_left_is_joined_with_nobody(phones: Trio) -> None:
    one, other = with_both(phones)
    phones.bob.send(Join((one, other), with_us=False))
    together(phones, one, other, bridged=True)
    carols = next(iter(phones.carol.calls))
    phones.carol.send(HangUp(carols))
    assert phones.bob.ended(other).ending is Ending.THEY_HUNG_UP
    together(phones)
    (alices,) = phones.alice.calls
    hear_each_other(phones.bob, one, phones.alice, alices)


def test_of_three_two_are_left(phones: Trio) -> None:
    calls = with_three(phones)
    phones.bob.send(Join(calls))
    together(phones, *calls)
    phones.bob.send(HangUp(calls[0]))
    assert phones.bob.ended(calls[0]).ending is Ending.WE_HUNG_UP
    together(phones, *calls[1:])
    phones.bob.send(Part(calls[1]))
    together(phones)


def test_parting_one_of_three_parts_all(phones: Trio) -> None:
    calls = with_three(phones)
    phones.bob.send(Join(calls, with_us=False))
    together(phones, *calls, bridged=True)
    phones.bob.send(Part(calls[1]))
    together(phones)


def test_joined_with_another_in_place_of_the_first(phones: Trio) -> None:
    first, second, third = with_three(phones)
    phones.bob.send(Join((first, second), with_us=False))
    together(phones, first, second, bridged=True)
    phones.bob.send(Join((second, third)))
    together(phones, second, third)


def test_whom_nobody_can_join(phones: Trio) -> None:
    one, other = with_both(phones)
    bob = phones.bob
    bob.send(Join((one, "nobody")))
    assert refusal(bob) == ("Join", "nobody", Fault.NO_SUCH_CALL)
    for alone in ((one,), (one, one)):
        bob.send(Join(alone))
        assert refusal(bob) == ("Join", one, Fault.WRONG_STATE)
    bob.send(Part(one))
    assert refusal(bob) == ("Part", one, Fault.WRONG_STATE)
    bob.send(Part("nobody"))
    assert refusal(bob) == ("Part", "nobody", Fault.NO_SUCH_CALL)
    bob.send(Dial(call="rings", account="me", target=phones.carol.address))
    phones.carol.wait(IncomingCall)
    bob.send(Join((one, other, "rings")))
    assert refusal(bob) == ("Join", "rings", Fault.WRONG_STATE)
    assert not any(call.joined for call in bob.calls.values())
