import pytest

from softphone.people.line_state import LineState
from softphone.sip.message.message import Request, Response
from tests.server.engine.bench import Bench, BenchTelephone
from tests.server.engine.company import DOMAIN, company
from tests.server.engine.test_core_calls import connected


def test_a_person_is_free_when_a_telephone_is_there_and_offline_without() -> None:
    bench = Bench(company())
    assert bench.line("alice") is LineState.OFFLINE
    alice = bench.registered("alice-pc")
    assert bench.lines == [("id-alice", LineState.FREE)]
    assert alice.register(expires=0).status == 200
    assert bench.line("alice") is LineState.OFFLINE


def test_a_registration_that_is_not_refreshed_ends() -> None:
    bench = Bench(company())
    bench.registered("alice-pc")
    bench.wait(299)
    assert bench.line("alice") is LineState.FREE
    bench.wait(10)
    assert bench.line("alice") is LineState.OFFLINE


@pytest.mark.parametrize("md5", [(), ("alice-pc",), ("bob-pc",)])
def test_both_algorithms_sign_in_side_by_side(md5: tuple[str, ...]) -> None:
    bench = Bench(company(md5=md5))
    bench.registered("alice-pc")
    bench.registered("bob-pc")


def test_a_wrong_secret_is_refused_and_said_in_the_log() -> None:
    bench = Bench(company())
    alice = bench.telephone("alice-pc")
    request = alice.request("REGISTER", f"sip:{DOMAIN}").with_header("to", f"<sip:alice@{DOMAIN}>")
    alice.signed(request, secret="wrong")
    assert alice.statuses() == [401]
    assert ("wrong secret", {"user": "alice-pc", "source": str(alice.flow)}) in bench.log.lines
    assert bench.line("alice") is LineState.OFFLINE


def test_nobody_registers_for_another() -> None:
    bench = Bench(company())
    mallory = bench.telephone("bob-pc", person="alice")
    assert mallory.register().status == 403


def test_an_unknown_domain_is_not_found() -> None:
    bench = Bench(company())
    alice = bench.telephone("alice-pc")
    alice.send(alice.request("REGISTER", "sip:elsewhere.test"))
    assert alice.statuses() == [404]


def test_a_device_that_was_revoked_is_dropped_and_refused() -> None:
    bench = Bench(company())
    alice = bench.registered("alice-pc")
    bench.core.use_directory(company(without=("alice-pc",)), {})
    assert bench.line("alice") is LineState.OFFLINE
    request = alice.request("REGISTER", f"sip:{DOMAIN}").with_header("to", f"<sip:alice@{DOMAIN}>")
    alice.signed(request)
    assert alice.statuses() == [401]


def test_a_new_directory_keeps_who_is_still_in_it() -> None:
    bench = Bench(company())
    bench.registered("alice-pc")
    bench.core.use_directory(company(without=("bob-pc",)), {})
    assert bench.line("alice") is LineState.FREE


def test_a_closed_connection_ends_its_registration() -> None:
    bench = Bench(company())
    alice = bench.registered("alice-pc", transport="tcp")
    bench.core.flow_closed(alice.flow)
    assert bench.line("alice") is LineState.OFFLINE


def outbound(alice: BenchTelephone) -> Response:
    """alice registers as a device that keeps its flow."""
    alice.contact += ';reg-id=1;+sip.instance="<urn:uuid:1>"'
    request = alice.register_request(3600).with_added(("supported", "path, outbound"))
    alice.signed(request)
    return alice.response()


def test_a_device_that_stopped_its_keep_alives_does_not_keep_callers_waiting() -> None:
    bench = Bench(company())
    alice, bob = bench.telephone("alice-pc", transport="tls"), bench.registered("bob-pc")
    assert outbound(alice).get("flow-timer") == "60"
    for _ in range(5):
        bench.wait(60)
        bench.core.heard(alice.flow, bench.now)
    assert bench.line("alice") is LineState.FREE
    bench.wait(140)
    assert bench.line("alice") is LineState.OFFLINE
    bob.register()
    bob.call("alice")
    assert bob.statuses()[-1] == 480
    assert alice.got == []
    bench.core.heard(alice.flow, bench.now)
    assert bench.line("alice") is LineState.FREE
    bob.call("alice")
    alice.asked("INVITE")


def test_any_message_is_a_sign_of_life() -> None:
    bench = Bench(company())
    alice = bench.telephone("alice-pc", transport="tls")
    outbound(alice)
    for _ in range(5):
        bench.wait(100)
        alice.send(alice.request("OPTIONS", f"sip:{DOMAIN}"))
    assert bench.line("alice") is LineState.FREE


def test_a_call_goes_on_with_a_device_that_stopped_its_keep_alives() -> None:
    bench = Bench(company())
    alice, bob = bench.telephone("alice-pc", transport="tls"), bench.registered("bob-pc")
    outbound(alice)
    _, came = connected(alice, bob)
    bench.wait(140)
    assert bench.core.locations.of_person("id-alice") == []
    bob.send(bob.within(came, "INFO"))
    alice.asked("INFO")


def test_what_is_required_of_the_registrar_and_not_there_is_said() -> None:
    bench = Bench(company())
    alice = bench.telephone("alice-pc")
    alice.signed(alice.register_request(300).with_added(("require", "magic")))
    response = alice.response()
    assert (response.status, response.get("unsupported")) == (420, "magic")
    assert bench.line("alice") is LineState.OFFLINE


def test_options_to_the_engine_is_answered() -> None:
    bench = Bench(company())
    stranger = bench.telephone("stranger-pc")
    stranger.send(stranger.request("OPTIONS", "sip:10.0.0.1:5060"))
    response = stranger.response()
    assert response.status == 200
    assert "INVITE" in (response.get("allow") or "")


@pytest.mark.parametrize(
    ("method", "target", "status"),
    [
        ("INVITE", "sip:bob@elsewhere.test", 407),
        ("MESSAGE", f"sip:bob@{DOMAIN}", 407),
        ("REFER", f"sip:bob@{DOMAIN}", 407),
        ("SUBSCRIBE", f"sip:bob@{DOMAIN}", 407),
        ("BYE", f"sip:bob@{DOMAIN}", 481),
        ("INVITE", "mailto:bob@company.test", 416),
        ("INVITE", "sip:b b@x", 400),
        ("NOVELTY", f"sip:{DOMAIN}", 501),
        ("NOVELTY", f"sip:bob@{DOMAIN}", 407),
    ],
)
def test_what_a_stranger_gets(method: str, target: str, status: int) -> None:
    bench = Bench(company())
    stranger = bench.telephone("stranger-pc")
    bob = bench.registered("bob-pc")
    stranger.send(stranger.request(method, target))
    assert stranger.statuses() == [status]
    assert bob.got == []


def test_a_request_that_claims_a_dialog_gets_nowhere() -> None:
    bench = Bench(company())
    bob = bench.registered("bob-pc")
    stranger = bench.telephone("stranger-pc")
    for method in ("INVITE", "BYE", "REFER", "NOTIFY"):
        route = ("route", "<sip:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA@10.0.0.1:5060;lr>")
        stranger.send(stranger.request(method, bob.contact[1:-1], route, to=f"<sip:bob@{DOMAIN}>;tag=x"))
    assert stranger.statuses() == [481] * 4
    assert bob.got == []


@pytest.mark.parametrize(
    ("header", "value", "status"),
    [
        ("cseq", "1 BYE", 400),
        ("cseq", "x", 400),
        ("from", "<sip:alice@company.test>", 400),
        ("from", "<<>>", 400),
        ("to", "", 400),
        ("max-forwards", "many", 400),
        ("max-forwards", "0", 483),
        ("proxy-require", "magic", 420),
        ("via", "rubbish", 400),
    ],
)
def test_malformed_requests_are_answered_when_they_can_be(header: str, value: str, status: int) -> None:
    bench = Bench(company())
    alice = bench.telephone("alice-pc")
    request = alice.request("OPTIONS", f"sip:{DOMAIN}")
    alice.send(request.with_header(header, value))
    assert alice.statuses() == [status]


def test_another_version_of_sip_is_505() -> None:
    bench = Bench(company())
    alice = bench.telephone("alice-pc")
    data = alice.request("OPTIONS", f"sip:{DOMAIN}").to_bytes().replace(b" SIP/2.0\r\n", b" SIP/7.0\r\n", 1)
    bench.core.receive(data, alice.flow, bench.now)
    assert alice.statuses() == [505]


def test_a_response_goes_back_where_rport_says_or_where_via_says() -> None:
    bench = Bench(company())
    alice, other = bench.telephone("alice-pc", port=6100), bench.telephone("alice-phone", port=6200)
    request = alice.request("OPTIONS", f"sip:{DOMAIN}")
    alice.send(request.with_header("via", "SIP/2.0/UDP 192.168.0.5:6200;branch=z9hG4bKnat"))
    assert other.response().top_via.received == "10.0.0.9"
    alice.send(request.with_header("via", "SIP/2.0/UDP 192.168.0.5:6200;rport;branch=z9hG4bKnat2"))
    assert alice.response().top_via.rport == "6100"


def test_rubbish_is_counted_and_nothing_breaks() -> None:
    bench = Bench(company())
    alice = bench.telephone("alice-pc")
    for rubbish in (b"", b"hello", b"SIP/2.0 200 OK\r\n\r\n", b"INVITE sip:x SIP/2.0\r\n\r\n"):
        bench.core.receive(rubbish, alice.flow, bench.now)
    assert bench.core.counts.parse_failures == 4
    assert isinstance(alice.request("OPTIONS", "sip:x"), Request)
    assert alice.got == []
