import pytest

from softphone.sip.message.errors import ParseError
from softphone.sip.message.flow import Flow
from softphone.sip.message.message import Request
from softphone.sip.transaction.layer import (
    Answered,
    Failed,
    Received,
    ReceivedAck,
    Send,
    ServerTransaction,
    TransactionLayer,
    Why,
)
from tests.sip.messages import answer, invite, request

UDP = Flow("udp", "127.0.0.1", 5062)
TCP = Flow("tcp", "127.0.0.1", 5062, 1)


def receive(layer: TransactionLayer, message: Request, flow: Flow = UDP) -> ServerTransaction:
    (received,) = layer.receive(message, flow, 0.0)
    assert isinstance(received, Received)
    return received.transaction


def test_a_retransmission_finds_its_transaction_and_gets_the_last_answer() -> None:
    layer = TransactionLayer()
    server = receive(layer, invite())
    assert layer.receive(invite(), UDP, 0.1) == [Send(answer(invite(), 100), UDP, server)]
    ringing = answer(invite(), 180)
    layer.respond(server, ringing, 0.2)
    assert layer.receive(invite(), UDP, 0.3) == [Send(ringing, UDP, server)]


def test_a_call_that_nobody_has_answered_gets_a_100_once() -> None:
    layer = TransactionLayer()
    server = receive(layer, invite())
    assert layer.deadline == 0.15
    assert layer.advance(0.14) == []
    trying = answer(invite(), 100)
    assert layer.advance(0.15) == [Send(trying, UDP, server)]
    assert layer.receive(invite(), UDP, 0.5) == [Send(trying, UDP, server)]
    assert layer.advance(180.0) == []


@pytest.mark.parametrize("status", [180, 200, 486])
def test_a_call_that_was_answered_soon_gets_no_100(status: int) -> None:
    layer = TransactionLayer()
    server = receive(layer, invite())
    layer.respond(server, answer(invite(), status), 0.1)
    assert layer.advance(0.4) == []


@pytest.mark.parametrize("change", ["branch", "sent-by", "method"])
def test_another_branch_sent_by_or_method_is_another_transaction(change: str) -> None:
    layer = TransactionLayer()
    first = receive(layer, request("OPTIONS"))
    other = {
        "branch": request("OPTIONS", branch="y"),
        "sent-by": request("OPTIONS").with_header("via", "SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bKx"),
        "method": request("MESSAGE"),
    }[change]
    assert receive(layer, other) is not first
    assert len(layer) == 2


def test_a_peer_without_branches_is_matched_by_its_headers() -> None:
    layer = TransactionLayer()
    old = invite().with_header("via", "SIP/2.0/UDP 127.0.0.1:5062")
    server = receive(layer, old)
    layer.respond(server, answer(old, 486), 0.0)
    ack = Request(old.headers, b"", "ACK", old.target).with_header("cseq", "1 ACK")
    with pytest.raises(ParseError):
        layer.receive(Request(old.headers, b"", "BYE", old.target), UDP, 0.0)
    layer.receive(ack.with_header("cseq", "1 ACK"), UDP, 0.1)


def test_a_failure_is_repeated_until_it_is_acknowledged() -> None:
    layer = TransactionLayer()
    server = receive(layer, invite())
    busy = answer(invite(), 486)
    assert layer.respond(server, busy, 0.0) == [Send(busy, UDP, server)]
    assert layer.advance(0.49) == []
    assert layer.deadline == 0.5
    assert layer.advance(0.5) == [Send(busy, UDP, server)]
    ack = Request(invite().headers, b"", "ACK", invite().target)
    assert layer.receive(ack, UDP, 0.6) == []
    assert layer.advance(5.5) == []
    assert len(layer) == 1
    layer.advance(5.6)
    assert len(layer) == 0


def test_a_final_answer_is_given_once() -> None:
    layer = TransactionLayer()
    server = receive(layer, invite())
    layer.respond(server, answer(invite(), 486), 0.0)
    assert layer.respond(server, answer(invite(), 200), 0.1) == []
    assert server.response is not None
    assert server.response.status == 486


def test_every_2xx_goes_out_and_its_ack_comes_up() -> None:
    layer = TransactionLayer()
    server = receive(layer, invite())
    ok = answer(invite(), 200)
    assert layer.respond(server, ok, 0.0) == [Send(ok, UDP, server)]
    assert layer.respond(server, ok, 0.5) == [Send(ok, UDP, server)]
    assert layer.receive(invite(), UDP, 0.6) == []
    same_branch = Request(invite().headers, b"", "ACK", invite().target)
    assert layer.receive(same_branch, UDP, 0.7) == [ReceivedAck(same_branch, UDP)]
    own_branch = request("ACK", branch="ack")
    assert layer.receive(own_branch, UDP, 0.8) == [ReceivedAck(own_branch, UDP)]
    layer.advance(32.0)
    assert len(layer) == 0


def test_a_client_retransmits_over_udp_and_not_over_tcp() -> None:
    layer = TransactionLayer()
    client, sent = layer.request(invite(), UDP, 0.0)
    assert sent == [Send(invite(), UDP, client)]
    assert layer.advance(0.5) == [Send(invite(), UDP, client)]
    reliable = TransactionLayer()
    reliable.request(invite(), TCP, 0.0)
    assert reliable.deadline == 32.0


def test_a_client_that_hears_nothing_fails() -> None:
    layer = TransactionLayer()
    client, _ = layer.request(request("OPTIONS"), TCP, 0.0)
    assert layer.advance(32.0) == [Failed(client, Why.TIMEOUT)]
    assert len(layer) == 0


def test_a_client_that_cannot_send_fails_at_once() -> None:
    layer = TransactionLayer()
    client, _ = layer.request(request("OPTIONS"), TCP, 0.0)
    assert layer.of_flow(TCP) == [client]
    assert layer.failed(client, 0.0) == [Failed(client, Why.UNREACHABLE)]
    assert layer.advance(100) == []


def test_a_failure_is_acknowledged_hop_by_hop() -> None:
    layer = TransactionLayer()
    sent = invite().with_added(("route", "<sip:p;lr>"), ("proxy-authorization", "Digest x"))
    client, _ = layer.request(sent, UDP, 0.0)
    busy = answer(sent, 486)
    acked, answered = layer.receive(busy, UDP, 0.1)
    assert answered == Answered(client, busy)
    assert isinstance(acked, Send)
    ack = acked.message
    assert isinstance(ack, Request)
    assert (ack.method, ack.target) == ("ACK", sent.target)
    assert ack.all("via") == [str(sent.top_via)]
    assert (ack.cseq.number, ack.cseq.method) == (1, "ACK")
    assert ack.to.tag == "b1"
    assert ack.all("route") == ["<sip:p;lr>"]
    again = layer.receive(busy, UDP, 0.2)
    assert again == [acked]


def test_several_2xx_of_a_fork_all_come_up() -> None:
    layer = TransactionLayer()
    client, _ = layer.request(invite(), UDP, 0.0)
    for tag in ("b1", "b2", "b1"):
        ok = answer(invite(), 200, tag=tag)
        assert layer.receive(ok, UDP, 1.0) == [Answered(client, ok)]
    layer.advance(33.0)
    assert layer.receive(answer(invite(), 200), UDP, 33.1) == []


def test_a_stray_response_goes_nowhere() -> None:
    assert TransactionLayer().receive(answer(invite(), 200), UDP, 0.0) == []


def test_a_cancel_finds_its_invite() -> None:
    layer = TransactionLayer()
    server = receive(layer, invite())
    cancel = Request(invite().headers, b"", "CANCEL", invite().target)
    assert layer.find_invite(cancel) is server
    assert layer.find_invite(cancel.with_header("via", "SIP/2.0/UDP x;branch=z9hG4bKother")) is None


def test_a_response_to_the_cancel_is_not_the_invites() -> None:
    layer = TransactionLayer()
    layer.request(invite(), UDP, 0.0)
    cancel = Request(invite().headers, b"", "CANCEL", invite().target).with_header("cseq", "1 CANCEL")
    client, _ = layer.request(cancel, UDP, 0.1)
    ok = answer(cancel, 200)
    assert layer.receive(ok, UDP, 0.2) == [Answered(client, ok)]


def test_what_is_over_keeps_only_what_repetitions_need() -> None:
    layer = TransactionLayer()
    asked = receive(layer, request("OPTIONS"))
    asked.owner = "who asked"
    layer.respond(asked, answer(request("OPTIONS"), 200), 0.0)
    assert asked.owner == "who asked"  # until everything that follows from it is carried out
    layer.release()
    assert asked.request == Request()
    assert not asked.owner
    assert layer.receive(request("OPTIONS"), UDP, 1.0) == [Send(answer(request("OPTIONS"), 200), UDP, asked)]

    client, _ = layer.request(invite(), UDP, 0.0)
    client.owner = "who calls"
    ok = answer(invite(), 200)
    layer.receive(ok, UDP, 0.1)
    layer.release()
    assert (client.owner, client.request) == ("who calls", Request())
    assert layer.receive(ok, UDP, 0.6) == [Answered(client, ok)]


def test_a_repeated_failure_is_acknowledged_again_when_its_invite_is_let_go() -> None:
    layer = TransactionLayer()
    client, _ = layer.request(invite(), UDP, 0.0)
    busy = answer(invite(), 486)
    first, _ = layer.receive(busy, UDP, 0.1)
    layer.release()
    assert layer.receive(busy, UDP, 0.6) == [first]
    assert isinstance(first, Send)
    assert first.message.cseq.method == "ACK"
    assert client.owner is None
