"""Between our answer and the caller's ACK: to the person it is a call, to SIP not yet (RFC 3261 §15)."""

from collections.abc import Iterator

import pytest

from softphone.calls.call import CallState, Ending
from softphone.calls.commands import Answer, HangUp
from softphone.calls.events import IncomingCall
from tests.contract.phone_pairs import Pair, pair
from tests.phone.peer import Peer, Talk, peers


@pytest.fixture
def phones() -> Iterator[Pair]:
    with pair("process") as made:
        yield made


@pytest.fixture
def anna() -> Iterator[Peer]:
    with peers("anna") as (made,):
        yield made


def answered(phones: Pair, anna: Peer) -> tuple[str, Talk]:
    """Anna's call to alice, whose 200 anna leaves without an ACK."""
    talk, invite = anna.invite(int(phones.alice.address.rpartition(":")[2]), "alice")
    call = phones.alice.wait(IncomingCall).call.id
    phones.alice.send(Answer(call))
    talk = anna.taken(talk, invite)
    phones.alice.call_in(CallState.CONNECTING)
    return call, talk


def test_who_hangs_up_is_done_and_the_caller_hears_of_it_after_the_ack(phones: Pair, anna: Peer) -> None:
    call, talk = answered(phones, anna)
    phones.alice.send(HangUp(call))
    assert phones.alice.ended(call).ending is Ending.WE_HUNG_UP
    anna.nothing("BYE")
    anna.acknowledge(talk)
    anna.reply(anna.request("BYE"), 200)


def test_a_caller_who_hangs_up_without_an_ack_was_answered(phones: Pair, anna: Peer) -> None:
    call, talk = answered(phones, anna)
    _, response = anna.ask("BYE", talk)
    assert response.status == 200
    assert phones.alice.ended(call).ending is Ending.THEY_HUNG_UP
