"""An announced transfer, as every Phone carries it out: alice, who called bob, takes his place in his call
with carol."""

from collections.abc import Iterator

import pytest
from msgspec.structs import replace

from softphone.calls.call import CallState, Ending
from softphone.calls.commands import Answer, Dial, HangUp, Hold, Resume, Ring, Transfer, TransferTo
from softphone.calls.events import CallEnded, Fault, IncomingCall, TransferProgress
from tests.contract.phone_pairs import ON_LOOPBACK, Trio, hear_each_other, trio
from tests.contract.transfers import KINDS, leave, refusal, result, with_carol


@pytest.fixture(params=KINDS)
def phones(request: pytest.FixtureRequest) -> Iterator[Trio]:
    with trio(request.param) as made:
        yield made


def test_completed_when_we_have_talked(phones: Trio) -> None:
    alice, bob, carol = phones.alice, phones.bob, phones.carol
    hers, his = phones.waiting()
    to_carol, carols = phones.consulting()
    assert to_carol.takes_refer and to_carol.takes_replaces
    bob.send(TransferTo(his.id, to_carol.id))
    ended = bob.heard(CallEnded, lambda event: event.call.id == to_carol.id)
    assert ended.ending is Ending.THEY_HUNG_UP
    final = bob.heard(TransferProgress, lambda event: event.final)
    assert final == TransferProgress(call=his.id, status=200, final=True)

    replaced = carol.call_that(lambda call: "alice@" in call.remote.uri)
    assert replaced.id == carols.id and replaced.state is CallState.CONFIRMED
    assert replaced.transferred_by is not None and "bob@" in replaced.transferred_by.uri
    moved = alice.call_that(lambda call: with_carol(call) and not call.held_by_far_end)
    assert moved.id == hers.id
    assert moved.transferred_by is not None and "bob@" in moved.transferred_by.uri

    leave(bob, his.id)
    hear_each_other(alice, hers.id, carol, carols.id)
    alice.send(HangUp(hers.id))
    assert alice.ended(hers.id).ending is Ending.WE_HUNG_UP
    assert carol.ended(carols.id).ending is Ending.THEY_HUNG_UP
    # It did not ring twice, and ended once.
    for kind in (IncomingCall, CallEnded):
        assert sum(isinstance(event, kind) for event in carol.seen) == 1


def test_the_caller_is_told_where_she_is_sent(phones: Trio) -> None:
    _, his = phones.waiting()
    to_carol, _ = phones.consulting()
    phones.bob.send(TransferTo(his.id, to_carol.id))
    sent = phones.alice.call_that(lambda call: call.referred_to is not None)
    assert sent.referred_to is not None and "carol@" in sent.referred_to.uri
    assert phones.bob.heard(TransferProgress).status == 100


def test_completed_while_it_rings(phones: Trio) -> None:
    """The call that rings goes on as another: its phone shows none as missed."""
    alice, bob, carol = phones.alice, phones.bob, phones.carol
    hers, his = phones.waiting()
    bob.send(Dial(call="to carol", account="me", target=carol.address))
    first = carol.wait(IncomingCall).call
    carol.send(Ring(first.id))
    bob.call_that(lambda call: call.state is CallState.EARLY)
    bob.send(HangUp("to carol", elsewhere=True))
    assert bob.ended("to carol").ending is Ending.WE_HUNG_UP
    assert carol.ended(first.id).ending is Ending.ANSWERED_ELSEWHERE
    bob.send(Transfer(his.id, carol.address))
    second = carol.wait(IncomingCall).call
    assert "alice@" in second.remote.uri
    assert second.transferred_by is not None and "bob@" in second.transferred_by.uri
    carol.send(Answer(second.id))
    assert result(bob).status == 200
    alice.call_that(with_carol)
    hear_each_other(alice, hers.id, carol, second.id)


def test_completed_in_the_moment_of_the_answer(phones: Trio) -> None:
    """The call that was to go on elsewhere has been answered: it stays, for the caller to take its place."""
    hers, his = phones.waiting()
    to_carol, carols = phones.consulting()
    phones.bob.send(HangUp(to_carol.id, elsewhere=True))
    phones.bob.send(TransferTo(his.id, to_carol.id))
    assert result(phones.bob).status == 200
    phones.alice.call_that(with_carol)
    hear_each_other(phones.alice, hers.id, phones.carol, carols.id)


def test_the_consultation_is_on_hold(phones: Trio) -> None:
    """We had gone back to the caller: both are with each other, and neither on hold."""
    hers, his = phones.waiting()
    to_carol, carols = phones.consulting()
    phones.bob.send(Hold(to_carol.id))
    phones.carol.call_that(lambda call: call.held_by_far_end)
    phones.bob.send(Resume(his.id))
    phones.alice.call_that(lambda call: not call.held_by_far_end)
    phones.bob.send(TransferTo(his.id, to_carol.id))
    assert phones.bob.heard(TransferProgress, lambda event: event.final).status == 200
    phones.carol.call_that(lambda call: "alice@" in call.remote.uri and not call.held_by_far_end)
    phones.alice.call_that(with_carol)
    hear_each_other(phones.alice, hers.id, phones.carol, carols.id)


def test_a_colleague_who_holds_us_holds_the_caller(phones: Trio) -> None:
    _, his = phones.waiting()
    to_carol, carols = phones.consulting()
    phones.carol.send(Hold(carols.id))
    phones.bob.call_that(lambda call: call.held_by_far_end)
    phones.bob.send(TransferTo(his.id, to_carol.id))
    assert phones.bob.heard(TransferProgress, lambda event: event.final).status == 200
    phones.alice.call_that(lambda call: with_carol(call) and call.held_by_far_end)
    phones.carol.send(Resume(carols.id))
    phones.alice.call_that(lambda call: with_carol(call) and not call.held_by_far_end)


@pytest.mark.parametrize("kind", KINDS)
def test_a_refused_refer_leaves_both_calls(kind: str) -> None:
    with trio(kind, alices=replace(ON_LOOPBACK, calls=1)) as phones:
        hers, his = phones.waiting()
        to_carol, carols = phones.consulting()
        phones.bob.send(TransferTo(his.id, to_carol.id))
        said = phones.bob.wait(TransferProgress)
        assert (said.call, said.refused, said.final) == (his.id, True, True)
        hear_each_other(phones.bob, to_carol.id, phones.carol, carols.id)
        phones.bob.send(Resume(his.id))
        phones.alice.call_that(lambda call: not call.held_by_far_end)
        phones.bob.call_that(lambda call: call.id == his.id and not call.held)
        hear_each_other(phones.bob, his.id, phones.alice, hers.id)


def test_two_calls_that_came_to_us(phones: Trio) -> None:
    """Who called whom does not matter."""
    hers, his = phones.waiting()
    phones.carol.send(Dial(call="to bob", account="me", target=phones.bob.address))
    other = phones.bob.wait(IncomingCall).call
    phones.bob.send(Answer(other.id))
    phones.carol.call_in(CallState.CONFIRMED)
    phones.bob.call_that(lambda call: call.id == other.id and call.state is CallState.CONFIRMED)
    phones.bob.send(TransferTo(his.id, other.id))
    assert phones.bob.heard(TransferProgress, lambda event: event.final).status == 200
    phones.carol.call_that(lambda call: "alice@" in call.remote.uri and call.id == "to bob")
    phones.alice.call_that(with_carol)
    hear_each_other(phones.alice, hers.id, phones.carol, "to bob")


def test_whom_cannot_take_whose_place(phones: Trio) -> None:
    _, his = phones.waiting()
    bob, carol = phones.bob, phones.carol
    bob.send(TransferTo(his.id, "nobody"))
    assert refusal(bob)[2] is Fault.NO_SUCH_CALL
    bob.send(TransferTo("nobody", his.id))
    assert refusal(bob)[2] is Fault.NO_SUCH_CALL
    bob.send(TransferTo(his.id, his.id))
    assert refusal(bob) == ("TransferTo", his.id, Fault.WRONG_STATE)
    bob.send(Dial(call="to carol", account="me", target=carol.address))
    arrived = carol.wait(IncomingCall).call
    bob.send(TransferTo(his.id, "to carol"))
    assert refusal(bob)[2] is Fault.WRONG_STATE
    carol.send(Answer(arrived.id))
    assert bob.call_in(CallState.CONFIRMED).id == "to carol"


def test_a_place_is_taken_without_a_refer(phones: Trio) -> None:
    """What a transfer tells the caller's phone to do, done by itself (RFC 3891 §3)."""
    alice, bob, carol = phones.alice, phones.bob, phones.carol
    to_carol, carols = phones.consulting()
    alice.send(Dial(call="instead", account="me", target=carol.address, replaces=to_carol.dialog))
    assert alice.call_in(CallState.CONFIRMED).id == "instead"
    assert bob.ended(to_carol.id).ending is Ending.THEY_HUNG_UP
    assert carol.call_that(lambda call: "alice@" in call.remote.uri).id == carols.id
    hear_each_other(alice, "instead", carol, carols.id)


def test_no_place_is_left_in_a_call_that_is_over(phones: Trio) -> None:
    to_carol, carols = phones.consulting()
    phones.carol.send(HangUp(carols.id))
    phones.bob.ended(to_carol.id)
    target = phones.carol.address
    phones.alice.send(Dial(call="instead", account="me", target=target, replaces=to_carol.dialog))
    # 603 as long as the call is remembered there, 481 after that (RFC 3891 §3).
    assert phones.alice.ended("instead").call.status in (481, 603)


class TestOlderTelephones:
    """Phones that do not know all of this. Only fakes can be told to be older than they are."""

    def test_one_that_cannot_be_referred(self) -> None:
        with trio("fake", alice="fake without refer") as phones:
            hers, his = phones.waiting()
            assert not his.takes_refer and his.takes_replaces
            phones.bob.send(Transfer(his.id, phones.carol.address))
            assert phones.bob.wait(TransferProgress) == TransferProgress(
                call=his.id, status=405, final=True, refused=True
            )
            phones.bob.send(Resume(his.id))
            phones.bob.call_that(lambda call: not call.held)
            hear_each_other(phones.bob, his.id, phones.alice, hers.id)

    def test_one_where_nobody_can_take_a_place(self) -> None:
        with trio("fake", carol="fake without replaces") as phones:
            hers, his = phones.waiting()
            to_carol, carols = phones.consulting()
            assert not to_carol.takes_replaces and to_carol.takes_refer
            phones.bob.send(TransferTo(his.id, to_carol.id))
            assert result(phones.bob) == TransferProgress(call=his.id, status=420, final=True)
            hear_each_other(phones.bob, to_carol.id, phones.carol, carols.id)
            phones.bob.send(Resume(his.id))
            phones.bob.call_that(lambda call: call.id == his.id and not call.held)
            hear_each_other(phones.bob, his.id, phones.alice, hers.id)
