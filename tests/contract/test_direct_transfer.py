"""A direct transfer, as every Phone carries it out: bob transfers alice, who called him, to carol."""

from collections.abc import Iterator

import pytest
from msgspec.structs import replace

from softphone.calls.call import Call, CallState, Ending
from softphone.calls.commands import (
    Answer,
    Decline,
    Dial,
    HangUp,
    Hold,
    Mute,
    Resume,
    Ring,
    Transfer,
)
from softphone.calls.events import (
    CallChanged,
    CallEnded,
    Fault,
    IncomingCall,
    TransferProgress,
)
from tests.contract.phone_pairs import ON_LOOPBACK, Side, Trio, hear_each_other, trio
from tests.contract.transfers import KINDS, leave, refusal, result, with_carol


@pytest.fixture(params=KINDS)
def phones(request: pytest.FixtureRequest) -> Iterator[Trio]:
    with trio(request.param) as made:
        yield made


def test_the_caller_is_sent_on_and_we_leave(phones: Trio) -> None:
    alice, bob, carol = phones.alice, phones.bob, phones.carol
    hers, his = phones.waiting()
    assert his.takes_refer and his.takes_replaces
    bob.send(Transfer(his.id, carol.address))
    assert bob.wait(TransferProgress) == TransferProgress(call=his.id, status=100, final=False)

    sent = alice.call_that(lambda call: call.referred_to is not None)
    assert sent.referred_to is not None and "carol@" in sent.referred_to.uri
    assert sent.id == hers.id and "bob@" in sent.remote.uri

    arrived = carol.wait(IncomingCall).call
    assert "alice@" in arrived.remote.uri and arrived.remote.name == "Alice"
    assert arrived.transferred_by is not None and "bob@" in arrived.transferred_by.uri
    carol.send(Ring(arrived.id))
    assert not bob.wait(TransferProgress, lambda event: event.status == 180).final

    carol.send(Answer(arrived.id))
    assert result(bob) == TransferProgress(call=his.id, status=200, final=True)
    confirmed = carol.call_in(CallState.CONFIRMED)
    assert confirmed.transferred_by == arrived.transferred_by
    moved = alice.call_that(lambda call: with_carol(call) and not call.held_by_far_end)
    assert moved.id == hers.id and not moved.held and moved.dialog != hers.dialog
    assert moved.transferred_by is not None and "bob@" in moved.transferred_by.uri

    leave(bob, his.id)
    hear_each_other(alice, hers.id, carol, arrived.id)
    alice.send(Hold(hers.id))
    carol.call_that(lambda call: call.held_by_far_end)
    carol.send(HangUp(arrived.id))
    assert alice.ended(hers.id).ending is Ending.THEY_HUNG_UP
    assert sum(isinstance(event, CallEnded) for event in alice.seen) == 1


@pytest.mark.parametrize("status", [486, 603, 480], ids=["busy", "declined", "no answer"])
def test_who_does_not_come_leaves_the_caller_with_us(phones: Trio, status: int) -> None:
    hers, his = phones.waiting()
    phones.bob.send(Transfer(his.id, phones.carol.address))
    arrived = phones.carol.wait(IncomingCall).call
    phones.carol.send(Ring(arrived.id))
    phones.bob.wait(TransferProgress, lambda event: event.status == 180)
    phones.carol.send(Decline(arrived.id, status))
    assert phones.carol.ended(arrived.id).ending is Ending.DECLINED
    assert result(phones.bob) == TransferProgress(call=his.id, status=status, final=True)
    _back_with_bob(phones, hers, his)


def test_nobody_of_that_name(phones: Trio) -> None:
    hers, his = phones.waiting()
    phones.bob.send(Transfer(his.id, phones.carol.address.replace("carol@", "nobody@")))
    assert result(phones.bob) == TransferProgress(call=his.id, status=404, final=True)
    _back_with_bob(phones, hers, his)


def _back_with_bob(phones: Trio, hers: Call, his: Call) -> None:
    """Nobody has hung up, and the call is what it was; he takes her back."""
    back = _sent_and_back(phones.alice)
    assert back.id == hers.id and back.state is CallState.CONFIRMED and "bob@" in back.remote.uri
    assert back.held_by_far_end and back.transferred_by is None
    phones.bob.send(Resume(his.id))
    phones.alice.call_that(lambda call: not call.held_by_far_end)
    phones.bob.call_that(lambda call: not call.held)
    hear_each_other(phones.bob, his.id, phones.alice, hers.id)


def _sent_and_back(side: Side) -> Call:
    side.call_that(lambda call: call.referred_to is not None)
    return side.call_that(lambda call: call.referred_to is None)


def test_after_a_failure_to_another_and_the_same_again(phones: Trio) -> None:
    _, his = phones.waiting()
    phones.bob.send(Transfer(his.id, phones.carol.address.replace("carol@", "nobody@")))
    assert result(phones.bob).status == 404
    _sent_and_back(phones.alice)
    for _ in range(2):
        phones.bob.send(Transfer(his.id, phones.carol.address))
        phones.carol.send(Decline(phones.carol.wait(IncomingCall).call.id, 486))
        assert result(phones.bob).status == 486
        _sent_and_back(phones.alice)


@pytest.mark.parametrize("kind", KINDS)
def test_a_refused_refer_changes_nothing(kind: str) -> None:
    with trio(kind, alices=replace(ON_LOOPBACK, calls=1)) as phones:
        hers, his = phones.waiting()
        phones.bob.send(Transfer(his.id, phones.carol.address))
        said = phones.bob.wait(TransferProgress)
        assert (said.call, said.refused, said.final) == (his.id, True, True)
        assert said.status >= 300
        phones.bob.send(Resume(his.id))
        phones.alice.call_that(lambda call: not call.held_by_far_end)
        phones.bob.call_that(lambda call: not call.held)
        hear_each_other(phones.bob, his.id, phones.alice, hers.id)
        assert not any(
            isinstance(event, CallChanged) and event.call.referred_to for event in phones.alice.seen
        )


def test_a_second_transfer_meanwhile_is_refused_and_the_first_goes_on(phones: Trio) -> None:
    _, his = phones.waiting()
    phones.bob.send(Transfer(his.id, phones.carol.address))
    arrived = phones.carol.wait(IncomingCall).call
    phones.bob.send(Transfer(his.id, phones.carol.address))
    assert phones.bob.wait(TransferProgress, lambda event: event.refused).status >= 300
    phones.carol.send(Answer(arrived.id))
    assert result(phones.bob).status == 200
    phones.alice.call_that(with_carol)
    assert sum(isinstance(event, IncomingCall) for event in phones.carol.seen) == 1


def test_of_two_who_send_each_other_away_only_the_first_does(phones: Trio) -> None:
    """Or either would end up with whom the other was sent to, and be hung up on as transferred."""
    hers, his = phones.waiting()
    phones.bob.send(Transfer(his.id, phones.carol.address))
    arrived = phones.carol.wait(IncomingCall).call
    phones.alice.send(Transfer(hers.id, phones.carol.address))
    said = phones.alice.wait(TransferProgress)
    assert (said.call, said.refused, said.final) == (hers.id, True, True)
    phones.carol.send(Answer(arrived.id))
    assert result(phones.bob).status == 200
    phones.alice.call_that(with_carol)
    assert sum(isinstance(event, IncomingCall) for event in phones.carol.seen) == 1


def test_the_caller_hangs_up_in_the_middle(phones: Trio) -> None:
    hers, his = phones.waiting()
    phones.bob.send(Transfer(his.id, phones.carol.address))
    arrived = phones.carol.wait(IncomingCall).call
    phones.carol.send(Ring(arrived.id))
    phones.bob.wait(TransferProgress, lambda event: event.status == 180)
    phones.alice.send(HangUp(hers.id))
    assert phones.alice.ended(hers.id).ending is Ending.WE_HUNG_UP
    assert phones.bob.ended(his.id).ending is Ending.THEY_HUNG_UP
    assert phones.carol.ended(arrived.id).ending is Ending.CALLER_GAVE_UP


class TestWeLeaveBeforeTheResult:
    """Many telephones hang up as soon as the REFER is taken: whom they transferred goes on."""

    def test_and_the_colleague_answers(self, phones: Trio) -> None:
        hers, arrived = self._left(phones)
        phones.carol.send(Answer(arrived.id))
        assert phones.alice.call_that(with_carol).id == hers.id
        phones.carol.call_in(CallState.CONFIRMED)
        hear_each_other(phones.alice, hers.id, phones.carol, arrived.id)
        phones.alice.send(HangUp(hers.id))
        assert phones.alice.ended(hers.id).ending is Ending.WE_HUNG_UP
        assert phones.carol.ended(arrived.id).ending is Ending.THEY_HUNG_UP

    def test_and_the_colleague_does_not_come(self, phones: Trio) -> None:
        hers, arrived = self._left(phones)
        phones.carol.send(Decline(arrived.id, 486))
        assert phones.alice.ended(hers.id).ending is Ending.BUSY

    def test_and_the_caller_gives_up(self, phones: Trio) -> None:
        hers, arrived = self._left(phones)
        phones.alice.send(HangUp(hers.id))
        assert phones.alice.ended(hers.id).ending is Ending.WE_HUNG_UP
        assert phones.carol.ended(arrived.id).ending is Ending.CALLER_GAVE_UP

    def _left(self, phones: Trio) -> tuple[Call, Call]:
        hers, his = phones.waiting()
        phones.bob.send(Transfer(his.id, phones.carol.address))
        arrived = phones.carol.wait(IncomingCall).call
        phones.bob.send(HangUp(his.id))
        assert phones.bob.ended(his.id).ending is Ending.WE_HUNG_UP
        on_her_way = phones.alice.call_that(lambda call: "carol@" in call.remote.uri)
        assert on_her_way.id == hers.id and on_her_way.referred_to is not None
        assert on_her_way.transferred_by is not None and "bob@" in on_her_way.transferred_by.uri
        return hers, arrived


def test_taken_back_before_there_is_a_result(phones: Trio) -> None:
    """She talks with us again, so the other phone rings no longer: an answer would tear her away."""
    hers, his = phones.waiting()
    for _ in range(2):
        phones.bob.send(Transfer(his.id, phones.carol.address))
        arrived = phones.carol.wait(IncomingCall).call
        phones.bob.send(Resume(his.id))
        assert phones.carol.ended(arrived.id).ending is Ending.CALLER_GAVE_UP
        assert result(phones.bob).status >= 300
        phones.alice.until(lambda calls: _with_bob(calls[hers.id]))
        phones.bob.until(lambda calls: not calls[his.id].held)
        hear_each_other(phones.bob, his.id, phones.alice, hers.id)
        phones.bob.send(Hold(his.id))
        phones.alice.until(lambda calls: calls[hers.id].held_by_far_end)


def _with_bob(call: Call) -> bool:
    return "bob@" in call.remote.uri and call.referred_to is None and not call.held_by_far_end


def test_a_caller_who_holds_us_and_is_muted_stays_so(phones: Trio) -> None:
    hers, his = phones.waiting()
    phones.alice.send(Hold(hers.id), Mute(hers.id, on=True))
    phones.bob.call_that(lambda call: call.held_by_far_end)
    phones.bob.send(Transfer(his.id, phones.carol.address))
    arrived = phones.carol.wait(IncomingCall).call
    phones.carol.send(Answer(arrived.id))
    moved = phones.alice.call_that(lambda call: with_carol(call) and call.held)
    assert moved.muted
    phones.carol.call_that(lambda call: call.held_by_far_end)
    phones.alice.send(Resume(hers.id))
    phones.alice.call_that(lambda call: not call.held)
    phones.carol.call_that(lambda call: not call.held_by_far_end)


def test_a_call_that_we_made_is_transferred_likewise(phones: Trio) -> None:
    phones.bob.send(Dial(call="to alice", account="me", target=phones.alice.address))
    hers = phones.alice.wait(IncomingCall).call
    phones.alice.send(Answer(hers.id))
    phones.bob.call_in(CallState.CONFIRMED)
    phones.bob.send(Transfer("to alice", phones.carol.address))
    phones.carol.send(Answer(phones.carol.wait(IncomingCall).call.id))
    assert result(phones.bob).status == 200
    assert phones.alice.call_that(with_carol).id == hers.id


def test_whom_we_cannot_send_on_and_where_to(phones: Trio) -> None:
    phones.bob.send(Transfer("nobody", phones.carol.address))
    assert refusal(phones.bob) == ("Transfer", "nobody", Fault.NO_SUCH_CALL)
    phones.bob.send(Dial(call="to carol", account="me", target=phones.carol.address))
    arrived = phones.carol.wait(IncomingCall).call
    phones.bob.send(Transfer("to carol", phones.alice.address))
    assert refusal(phones.bob) == ("Transfer", "to carol", Fault.WRONG_STATE)
    phones.carol.send(Answer(arrived.id))
    phones.bob.call_in(CallState.CONFIRMED)
    for target in ("not an address", "", "sip:bob@127.0.0.1>\r\nX: y"):
        phones.bob.send(Transfer("to carol", target))
        assert refusal(phones.bob) == ("Transfer", "to carol", Fault.BAD_ADDRESS)
