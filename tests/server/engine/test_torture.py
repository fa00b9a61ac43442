"""RFC 4475 against the engine: each message gets one of the answers that its section allows, the one that
docs/rfc4475.md promises, and the engine goes on."""

from pathlib import Path

import pytest

from softphone.sip.message.flow import Flow
from softphone.sip.message.message import Request, Response, parse
from tests.server.engine.socket_telephone import telephone
from tests.server.engine.test_engine import TRANSPORTS, Run, Scene, play, until
from tests.server.engine.torture_bench import TortureBench
from tests.sip.torture.answers import CHALLENGES, PAGE, ROWS, Row, page
from tests.sip.torture.messages import BY_NAME, MESSAGES

FORWARDED = [row.name for row in ROWS if row.trusted == "forwarded"]
DROPPED = [row.name for row in ROWS if row.trusted == "dropped"]


def test_the_table_has_every_message_and_the_page_is_the_table() -> None:
    assert [row.name for row in ROWS] == [message.name for message in MESSAGES]
    assert PAGE.read_text(encoding="utf-8") == page()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_each_gets_an_answer_that_its_section_allows(row: Row) -> None:
    outcome = TortureBench().trusted_outcome(BY_NAME[row.name])
    assert outcome in row.accepted
    assert outcome == row.trusted


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_strangers_get_that_or_a_challenge(row: Row) -> None:
    bench = TortureBench()
    outcome = bench.outcome(BY_NAME[row.name])
    assert outcome in row.accepted | CHALLENGES
    assert outcome == row.stranger
    assert outcome != "forwarded"


@pytest.mark.parametrize("name", FORWARDED)
def test_what_is_passed_on_says_what_it_said(name: str) -> None:
    bench = TortureBench()
    bench.trusted_outcome(BY_NAME[name])
    came = parse(BY_NAME[name].data)
    passed, flow = next((m, flow) for m, flow in bench.sent if isinstance(m, Request))
    assert isinstance(came, Request)
    assert passed.method == came.method
    assert passed.body == came.body
    assert flow in [phone.flow for phone in bench.phones]
    assert passed.target in [phone.contact[1:-1] for phone in bench.phones]
    hops = came.number("max-forwards")
    assert hops is not None and passed.number("max-forwards") == hops - 1
    ours = {"max-forwards", "max-breadth", "via", "record-route", "route", "session-expires"}
    assert [h for h in passed.headers if h[0] not in ours] == [h for h in came.headers if h[0] not in ours]
    assert passed.all("via")[2:] == came.all("via")[1:]


@pytest.mark.parametrize("name", DROPPED)
def test_nothing_at_all_is_sent_for_what_is_dropped(name: str) -> None:
    bench = TortureBench()
    before = len(bench.core.layer)
    bench.trusted_outcome(BY_NAME[name])
    assert bench.sent == []
    assert len(bench.core.layer) == before


def test_answers_repeat_what_their_sender_knows_the_request_by() -> None:
    for row in ROWS:
        if row.trusted != 400 or row.name == "insuf":
            continue
        bench = TortureBench()
        bench.outcome(BY_NAME[row.name])
        answer, flow = bench.sent[-1]
        assert (flow.host, flow.transport) == ("192.0.2.200", BY_NAME[row.name].transport)
        data = BY_NAME[row.name].data
        for key in ("call-id", "cseq", "from"):
            for value in answer.all(key):
                assert value.encode() in data, row.name
            assert answer.all(key), row.name
        assert ";tag=" in answer.all("to")[-1]


@pytest.mark.parametrize("name", ["clerr", "badinv01", "badvers"])
def test_a_retransmission_of_what_cannot_be_read_gets_the_same_answer(name: str) -> None:
    bench = TortureBench()
    bench.outcome(BY_NAME[name])
    bench.outcome(BY_NAME[name])
    assert len(bench.sent) == 2
    assert bench.sent[0] == bench.sent[1]


@pytest.mark.parametrize("name", ["clerr", "ncl", "mcl01", "badinv01", "lwsstart", "badvers"])
def test_an_ack_is_never_answered(name: str) -> None:
    bench = TortureBench()
    data = BY_NAME[name].data
    method = data.split(b" ")[0]
    bench.core.receive(data.replace(method, b"ACK"), Flow("udp", "192.0.2.200", 5060), bench.now)
    assert bench.sent == []


def test_what_has_no_end_or_no_via_is_not_answered() -> None:
    bench = TortureBench()
    clerr = BY_NAME["clerr"].data
    for data in (clerr.partition(b"\r\n\r\n")[0], clerr.replace(b"\r\nVia:", b"\r\nNoVia:"), b"\r\n\r\n"):
        bench.core.receive(data, Flow("udp", "192.0.2.200", 5060), bench.now)
    assert bench.sent == []


def test_the_answer_to_what_cannot_be_read_goes_where_its_via_says() -> None:
    bench = TortureBench()
    clerr = BY_NAME["clerr"].data
    for via, port in ((b"192.0.2.200:5090;branch", 5090), (b"192.0.2.200:5090;rport;branch", 5070)):
        data = clerr.replace(b"host5.example.com;branch", via)
        bench.core.receive(data, Flow("udp", "192.0.2.200", 5070), bench.now)
        answer, flow = bench.sent.pop()
        assert flow.port == port
        assert isinstance(answer, Response) and answer.status == 400


def test_bext01_names_the_options_of_the_proxy_alone() -> None:
    bench = TortureBench()
    bench.outcome(BY_NAME["bext01"])
    answer = bench.sent[-1][0]
    assert answer.items("unsupported") == ["noProxiesSupportThis", "norDoAnyProxiesSupportThis"]


def test_esc02_is_told_the_methods() -> None:
    bench = TortureBench()
    bench.outcome(BY_NAME["esc02"])
    assert "REGISTER" in (bench.sent[-1][0].get("allow") or "")


@pytest.mark.parametrize(
    ("name", "contacts"),
    [
        ("escnull", ["<sip:%00@host5.example.com>", "<sip:%00%00@host5.example.com>"]),
        ("cparam01", ["<sip:+19725552222@gw1.example.net>;unknownparam"]),
        ("cparam02", ["<sip:+19725552222@gw1.example.net;unknownparam>"]),
        ("regescrt", ["<sip:user@example.com?Route=%3Csip:sip.example.com%3E>"]),
        ("dblreq", ["<sip:j.user@host.example.com>"]),
    ],
)
def test_a_registration_comes_back_as_it_was_made(name: str, contacts: list[str]) -> None:
    bench = TortureBench()
    assert bench.trusted_outcome(BY_NAME[name]) == 200
    came = [value.rpartition(";expires=")[0] for value in bench.sent[-1][0].all("contact")]
    assert [value for value in came if "10.0.0.9" not in value] == contacts[::-1]


def test_dblreq_makes_no_call_over_udp() -> None:
    bench = TortureBench()
    bench.trusted_outcome(BY_NAME["dblreq"])
    assert bench.core.counts.calls == 0
    assert not any(isinstance(message, Request) for message, _ in bench.sent)


def test_requests_that_name_no_transaction_are_not_taken_for_each_other() -> None:
    bench = TortureBench()
    data = BY_NAME["badbranch"].data
    bench.trusted_outcome(BY_NAME["badbranch"])
    flow = bench.flow_of(BY_NAME["badbranch"])
    bench.core.receive(data, flow, bench.now)
    bench.core.receive(data.replace(b"badbranch.", b"other."), flow, bench.now)
    passed = [message.call_id.partition(".")[0] for message, _ in bench.sent if isinstance(message, Request)]
    assert passed == ["badbranch", "other"]


def test_after_all_of_them_the_engine_is_as_before() -> None:
    bench = TortureBench()
    for message in MESSAGES:
        bench.trusted_outcome(message)
        bench.outcome(message)
    bench.wait(300.0)
    assert len(bench.core.layer) == 0
    bench.sent.clear()
    phone = bench.phones[0]
    phone.got.clear()
    phone.send(phone.request("OPTIONS", "sip:127.0.0.1:5080"))
    assert phone.response().status == 200


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_over_sockets_a_telephone_gets_through_after_all_of_them(
    transport: str, run_engine: Run, certificate: Path
) -> None:
    async def scene(scene: Scene) -> None:
        port = scene.running.port(transport)
        for message in MESSAGES:
            async with telephone("x", transport, port, certificate, register=False) as thrower:
                thrower.send_bytes(message.data)
        alice, bob = await scene.telephone("alice-pc", transport), await scene.telephone("bob-pc", transport)
        await alice.call("bob")
        bob.answer(await bob.asked("INVITE"), 486)
        assert (await alice.response()).status == 486
        await until(lambda: scene.running.engine.metrics().messages_in > len(MESSAGES) // 2)

    play(scene, run_engine, certificate)
