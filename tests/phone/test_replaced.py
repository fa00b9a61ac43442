"""A call whose place another takes (RFC 3891) at a bad moment: while a re-INVITE is under way, or by an
INVITE that is refused. Alice's telephone and bob's are real; anna's, with whom alice talked, does as the test
says."""

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from softphone.calls.call import Call, CallState, Dialog, Ending
from softphone.calls.commands import Answer, Dial, HangUp, Hold, Resume
from softphone.calls.events import CallEnded, IncomingCall
from softphone.sip.pjsip.holding import Holding
from tests.contract.phone_pairs import PATIENCE, Pair, Side, pair
from tests.phone.peer import ALLOW, SUPPORTED, Peer, Talk, peers
from tests.phone.recordings import hears
from tests.phone.test_sound_of_calls import ALICE_PLAYS, BOB_PLAYS, play_files

SDP = ("content-type", "application/sdp")


@pytest.fixture
def phones(tmp_path: Path) -> Iterator[Pair]:
    with pair("process") as made:
        play_files(made, tmp_path)
        yield made


@pytest.fixture
def anna() -> Iterator[Peer]:
    with peers("anna") as (made,):
        yield made


def talking(alice: Side, anna: Peer, *, called: bool) -> tuple[Call, Talk]:
    """Alice's call with anna, whom she `called`, or who called her."""
    if called:
        alice.send(Dial(call="call", account="me", target=anna.address))
        talk = anna.takes()
    else:
        talk, invite = anna.invite(int(alice.address.rpartition(":")[2]), "alice")
        alice.send(Answer(alice.wait(IncomingCall).call.id))
        talk = anna.answered(talk, invite)
    return alice.call_that(lambda call: call.state is CallState.CONFIRMED), talk


def fetch(bob: Side, alice: Side, anna: Peer, talk: Talk) -> None:
    """Bob takes anna's place."""
    dialog = Dialog(
        call_id=talk.call_id,
        local_tag=talk.our_tag,
        remote_tag=talk.their_tag,
        local_uri=anna.address,
        remote_uri=alice.address,
        remote_target=talk.target,
        route_set=(),
    )
    bob.send(Dial(call="fetched", account="me", target=alice.address, replaces=dialog))


def holds(anna: Peer, talk: Talk) -> Talk:
    """Her re-INVITE is answered; its ACK does not come."""
    body = anna.sdp().replace(b"sendrecv", b"sendonly")
    talk, answer = anna.ask("INVITE", talk, SDP, ALLOW, SUPPORTED, body=body)
    assert answer.status == 200
    return talk


def hear_each_other(folder: Path) -> None:
    hears(folder / "alice.wav", BOB_PLAYS)
    hears(folder / "bob.wav", ALICE_PLAYS)


@pytest.mark.realtime
@pytest.mark.patient
@pytest.mark.parametrize("called", [True, False])
@pytest.mark.parametrize("crosses", [True, False])
def test_while_the_far_end_puts_it_on_hold(
    phones: Pair, anna: Peer, tmp_path: Path, called: bool, crosses: bool
) -> None:
    """Before bob takes her place; or it `crosses` our goodbye, whose answer is what ends the old dialog."""
    call, talk = talking(phones.alice, anna, called=called)
    if not crosses:
        talk = holds(anna, talk)
    fetch(phones.bob, phones.alice, anna, talk)
    goodbye = anna.request("BYE")
    if crosses:
        holds(anna, talk)
    hear_each_other(tmp_path)
    anna.reply(goodbye, 200)
    hear_each_other(tmp_path)

    def so(calls: dict[str, Call]) -> bool:
        now_with = calls[call.id]
        return "bob@" in now_with.remote.uri and not (now_with.held or now_with.held_by_far_end)

    phones.alice.until(so)


@pytest.mark.realtime
@pytest.mark.patient
@pytest.mark.parametrize("late", [200, 491])
def test_while_we_take_it_off_hold(phones: Pair, anna: Peer, tmp_path: Path, late: int) -> None:
    alice = phones.alice
    call, talk = talking(alice, anna, called=True)
    alice.send(Hold(call.id))
    anna.reply(anna.request("INVITE"), 200, ALLOW, body=anna.sdp().replace(b"sendrecv", b"recvonly"))
    anna.request("ACK")
    alice.until(lambda calls: calls[call.id].held)
    alice.send(Resume(call.id))
    offer = anna.request("INVITE")
    fetch(phones.bob, alice, anna, talk)
    goodbye = anna.request("BYE")
    anna.reply(offer, late, ALLOW, body=anna.sdp() if late == 200 else b"")
    hear_each_other(tmp_path)
    anna.reply(goodbye, 200)
    hear_each_other(tmp_path)


def test_who_waits_after_two_crossed_need_not_in_the_new_dialog() -> None:
    holding = Holding(lambda: 0.5)
    holding.crossed(10.0, outgoing=True)
    assert holding.again_at is not None
    holding.anew()
    assert holding.again_at is None


def test_an_invite_that_is_refused_leaves_the_call_as_it_was(phones: Pair, anna: Peer) -> None:
    alice, bob = phones.alice, phones.bob
    call, talk = talking(alice, anna, called=False)
    port = int(alice.address.rpartition(":")[2])
    with peers("eva") as (eva,):
        replaces = f"{talk.call_id};to-tag={talk.their_tag};from-tag={talk.our_tag}"
        unknown = eva.sdp().replace(b"RTP/AVP 8", b"RTP/AVP 18").replace(b"8 PCMA", b"18 G729")
        for _ in range(2):
            _, invite = eva.invite(port, "alice", ("replaces", replaces), body=unknown)
            assert eva.answer_to(invite).status == 488
    # It is still with anna: held, resumed, and taken by somebody else, who has a codec.
    alice.send(Hold(call.id))
    anna.reply(anna.request("INVITE"), 200, ALLOW, body=anna.sdp().replace(b"sendrecv", b"recvonly"))
    anna.request("ACK")
    alice.until(lambda calls: calls[call.id].held and "anna@" in calls[call.id].remote.uri)
    fetch(bob, alice, anna, talk)
    anna.reply(anna.request("BYE"), 200)
    alice.until(lambda calls: "bob@" in calls[call.id].remote.uri)
    bob.until(lambda calls: "fetched" in calls and calls["fetched"].held_by_far_end)
    alice.send(HangUp(call.id))
    assert bob.heard(CallEnded).ending is Ending.THEY_HUNG_UP


@pytest.mark.realtime
@pytest.mark.patient
def test_whose_place_was_taken_hears_no_more_even_while_her_goodbye_is_unanswered(
    phones: Pair, anna: Peer, tmp_path: Path
) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ear:
        ear.bind(("127.0.0.1", 0))
        ear.settimeout(PATIENCE)
        at_ear = anna.sdp().replace(b"audio 9 ", f"audio {ear.getsockname()[1]} ".encode())
        talk, invite = anna.invite(int(phones.alice.address.rpartition(":")[2]), "alice", body=at_ear)
        phones.alice.send(Answer(phones.alice.wait(IncomingCall).call.id))
        talk = anna.answered(talk, invite)
        until(lambda: speaks(ear))
        fetch(phones.bob, phones.alice, anna, talk)
        goodbye = anna.request("BYE")
        hear_each_other(tmp_path)
        ear.setblocking(False)
        with suppress(BlockingIOError):
            while ear.recv(2048):
                pass  # what she was told before
        ear.settimeout(PATIENCE)
        assert not any(speaks(ear) for _ in range(50))
        anna.reply(goodbye, 200)


def speaks(ear: socket.socket) -> bool:
    """Whether the next packet has sound in it; A-law says silence as 0xD5 or 0x55."""
    return bool(set(ear.recv(2048)[12:]) - {0xD5, 0x55})


def until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline
