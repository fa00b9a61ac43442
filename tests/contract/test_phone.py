"""What every Phone does: the fake, PJSIP in this process, and PJSIP in a process of its own."""

import time
from collections.abc import Iterator

import pytest

from softphone.calls import commands
from softphone.calls.call import CallState, Direction, Ending
from softphone.calls.commands import (
    AddAccount,
    Answer,
    Decline,
    Dial,
    HangUp,
    Hold,
    ListDevices,
    Mute,
    RemoveAccount,
    Resume,
    Ring,
    SendDigits,
)
from softphone.calls.events import (
    CallChanged,
    CallEnded,
    CommandRefused,
    DevicesChanged,
    DigitReceived,
    Fault,
    IncomingCall,
    RegistrationChanged,
    RegistrationState,
    Started,
)
from tests.contract.phone_pairs import Pair, pair

REFUSED: tuple[tuple[commands.Command, Fault], ...] = (
    (Hold("nobody"), Fault.NO_SUCH_CALL),
    (HangUp("nobody"), Fault.NO_SUCH_CALL),
    (Answer("nobody"), Fault.NO_SUCH_CALL),
    (Mute("nobody", on=True), Fault.NO_SUCH_CALL),
    (SendDigits("nobody", "1"), Fault.NO_SUCH_CALL),
    (Dial(call="first", account="nobody", target="1"), Fault.WRONG_STATE),
    (RemoveAccount("nobody"), Fault.WRONG_STATE),
    (commands.Register("nobody"), Fault.WRONG_STATE),
    (Dial(call="first", account="me", target="not an address"), Fault.BAD_ADDRESS),
    (Dial(call="first", account="me", target=""), Fault.BAD_ADDRESS),
    (Dial(call="first", account="me", target="sip:bob@127.0.0.1>\r\nX: y"), Fault.BAD_ADDRESS),
)


@pytest.fixture(params=["fake", "inside", "process"])
def phones(request: pytest.FixtureRequest) -> Iterator[Pair]:
    with pair(request.param) as made:
        yield made


def test_a_call_rings_is_answered_and_hung_up(phones: Pair) -> None:
    alice, bob = phones.alice, phones.bob
    alice.send(Dial(call="first", account="me", target=bob.address))
    calling = alice.call_in(CallState.CALLING)
    assert (calling.id, calling.direction, calling.remote.uri) == ("first", Direction.OUTGOING, bob.address)

    theirs = bob.wait(IncomingCall).call
    assert theirs.direction is Direction.INCOMING
    assert theirs.state is CallState.INCOMING
    assert theirs.remote.name == "Alice"
    assert "alice@" in theirs.remote.uri
    assert "bob@" in theirs.called

    bob.send(Ring(theirs.id))
    assert alice.call_in(CallState.EARLY).status == 180
    bob.send(Answer(theirs.id))
    ours = alice.call_in(CallState.CONFIRMED)
    confirmed = bob.call_in(CallState.CONFIRMED)
    assert ours.dialog is not None
    assert confirmed.dialog is not None
    assert confirmed.id == theirs.id
    assert ours.status == 200

    alice.send(HangUp("first"))
    assert alice.ended("first").ending is Ending.WE_HUNG_UP
    end = bob.ended(theirs.id)
    assert end.ending is Ending.THEY_HUNG_UP
    assert end.call.state is CallState.ENDED


def test_the_called_hangs_up(phones: Pair) -> None:
    ours, theirs = phones.talking()
    phones.bob.send(HangUp(theirs.id))
    assert phones.bob.ended(theirs.id).ending is Ending.WE_HUNG_UP
    assert phones.alice.ended(ours.id).ending is Ending.THEY_HUNG_UP


@pytest.mark.parametrize(("status", "seen"), [(486, Ending.BUSY), (603, Ending.DECLINED)])
def test_declined(phones: Pair, status: int, seen: Ending) -> None:
    theirs = phones.ringing()
    phones.bob.send(Decline(theirs.id, status))
    end = phones.alice.ended("first")
    assert (end.ending, end.call.status) == (seen, status)
    assert phones.bob.ended(theirs.id).ending is Ending.DECLINED


def test_hanging_up_a_call_that_rings_here_declines_it(phones: Pair) -> None:
    theirs = phones.ringing()
    phones.bob.send(HangUp(theirs.id))
    assert phones.alice.ended("first").ending is Ending.DECLINED


def test_the_caller_gives_up(phones: Pair) -> None:
    theirs = phones.ringing()
    phones.bob.send(Ring(theirs.id))
    phones.alice.call_in(CallState.EARLY)
    phones.alice.send(HangUp("first"))
    assert phones.alice.ended("first").ending is Ending.WE_HUNG_UP
    assert phones.bob.ended(theirs.id).ending is Ending.CALLER_GAVE_UP


def test_nobody_of_that_name(phones: Pair) -> None:
    nobody = phones.bob.address.replace("bob@", "nobody@")
    phones.alice.send(Dial(call="first", account="me", target=nobody))
    end = phones.alice.ended("first")
    assert (end.ending, end.call.status) == (Ending.NOT_FOUND, 404)


def test_hold_and_resume_are_seen_at_both_ends(phones: Pair) -> None:
    ours, theirs = phones.talking()
    phones.alice.send(Hold(ours.id))
    assert not phones.alice.call_that(lambda call: call.held).held_by_far_end
    assert not phones.bob.call_that(lambda call: call.held_by_far_end).held
    phones.bob.send(Hold(theirs.id))
    assert phones.bob.call_that(lambda call: call.held).held_by_far_end
    assert phones.alice.call_that(lambda call: call.held_by_far_end).held
    phones.alice.send(Resume(ours.id))
    assert phones.alice.call_that(lambda call: not call.held).held_by_far_end
    phones.bob.call_that(lambda call: not call.held_by_far_end)
    phones.bob.send(Resume(theirs.id))
    phones.bob.call_that(lambda call: not call.held)
    phones.alice.call_that(lambda call: not call.held_by_far_end)


@pytest.mark.parametrize("held", [True, False])
def test_of_holds_and_resumes_at_once_the_last_is_in_force(phones: Pair, held: bool) -> None:
    """Whatever of them is told meanwhile: that depends on which ones come while an INVITE is under way."""
    alice, bob = phones.alice, phones.bob
    ours, theirs = phones.talking()
    last = (Hold if held else Resume)(ours.id)
    alice.send(Hold(ours.id), Resume(ours.id), Hold(ours.id), *(() if held else (last,)))
    # She has taken them all when she refuses what she wants already. Bob's own INVITE gets through when none
    # of hers is under way, and from then on there is none but for what she wants.
    alice.send(last)
    assert alice.heard(CommandRefused).fault is Fault.WRONG_STATE
    alice.heard(CallChanged, lambda event: event.call.held)
    bob.send(Hold(theirs.id))
    bob.until(lambda calls: calls[theirs.id].held)
    alice.until(lambda calls: calls[ours.id].held_by_far_end and calls[ours.id].held is held)
    bob.until(lambda calls: calls[theirs.id].held_by_far_end is held)
    bob.send(HangUp(theirs.id))
    assert alice.ended(ours.id).call.held is held


def test_mute(phones: Pair) -> None:
    ours, _ = phones.talking()
    phones.alice.send(Mute(ours.id, on=True))
    assert phones.alice.call_that(lambda call: call.muted).state is CallState.CONFIRMED
    phones.alice.send(Mute(ours.id, on=False))
    phones.alice.call_that(lambda call: not call.muted)


def test_a_call_that_begins_muted(phones: Pair) -> None:
    phones.alice.send(Dial(call="first", account="me", target=phones.bob.address, muted=True))
    assert phones.alice.call_in(CallState.CALLING).muted


def test_digits(phones: Pair) -> None:
    ours, theirs = phones.talking()
    phones.alice.send(SendDigits(ours.id, "19*#"))
    heard = [phones.bob.wait(DigitReceived) for _ in range(4)]
    assert "".join(event.digit for event in heard) == "19*#"
    assert {event.call for event in heard} == {theirs.id}


def test_two_calls_between_them_are_told_apart(phones: Pair) -> None:
    _, first = phones.talking("first")
    _, second = phones.talking("second")
    assert first.id != second.id
    phones.alice.send(Hold("first"))
    assert phones.alice.call_that(lambda call: call.held).id == "first"
    assert phones.bob.call_that(lambda call: call.held_by_far_end).id == first.id
    phones.alice.send(HangUp("second"))
    assert phones.alice.wait(CallEnded).call.id == "second"
    assert phones.bob.wait(CallEnded).call.id == second.id


def test_more_calls_than_there_can_be(phones: Pair) -> None:
    started = next(event for event in phones.alice.seen if isinstance(event, Started))
    for number in range(started.capabilities.calls):
        phones.ringing(f"call {number}")
    phones.alice.send(Dial(call="too many", account="me", target=phones.bob.address))
    refused = phones.alice.refused()
    assert (refused.command, refused.call, refused.fault) == ("Dial", "too many", Fault.TOO_MANY_CALLS)


def test_what_cannot_be_done_is_said(phones: Pair) -> None:
    for command, fault in REFUSED:
        phones.alice.send(command)
        refused = phones.alice.refused()
        assert (refused.command, refused.fault) == (type(command).__name__, fault), command


def test_what_cannot_be_done_to_this_call_is_said(phones: Pair) -> None:
    theirs = phones.ringing()
    phones.bob.send(Hold(theirs.id))
    assert phones.bob.refused().fault is Fault.WRONG_STATE
    phones.bob.send(Answer(theirs.id))
    phones.bob.call_in(CallState.CONFIRMED)
    for command in (Answer(theirs.id), Decline(theirs.id), Resume(theirs.id), Ring(theirs.id)):
        phones.bob.send(command)
        refused = phones.bob.refused()
        assert (refused.command, refused.fault) == (type(command).__name__, Fault.WRONG_STATE)
    phones.bob.send(SendDigits(theirs.id, "12x"))
    assert phones.bob.refused().fault is Fault.NOT_SUPPORTED


def test_an_account_that_is_removed_ends_its_calls(phones: Pair) -> None:
    _, theirs = phones.talking()
    phones.alice.send(RemoveAccount("me"))
    assert phones.bob.ended(theirs.id).ending is Ending.THEY_HUNG_UP
    phones.alice.wait(RegistrationChanged, lambda event: event.state is RegistrationState.UNREGISTERED)
    phones.alice.send(Dial(call="second", account="me", target=phones.bob.address))
    assert phones.alice.refused().fault is Fault.WRONG_STATE


def test_devices_are_listed_when_asked(phones: Pair) -> None:
    phones.alice.send(ListDevices())
    phones.alice.wait(DevicesChanged)


def test_close_ends_the_calls_and_is_quick(phones: Pair) -> None:
    _, theirs = phones.talking()
    began = time.monotonic()
    phones.alice.phone.close()
    assert time.monotonic() - began < 30
    assert phones.bob.ended(theirs.id).ending is Ending.THEY_HUNG_UP
    phones.alice.phone.close()
    phones.alice.send(Dial(call="second", account="me", target=phones.bob.address))
    while (event := phones.alice.phone.receive(0.0)) is not None:
        assert not (isinstance(event, CallChanged) and event.call.id == "second")


def test_an_account_told_twice_keeps_its_calls(phones: Pair) -> None:
    ours, theirs = phones.talking()
    phones.alice.send(AddAccount("me", phones.alice.account))
    phones.alice.wait(RegistrationChanged)
    phones.alice.send(Hold(ours.id))
    assert phones.bob.call_that(lambda call: call.held_by_far_end).id == theirs.id
