import pytest

from softphone.people.line_state import LineState
from softphone.sip.message.message import Request
from tests.server.engine.bench import Bench, BenchTelephone
from tests.server.engine.company import DOMAIN, company

FREE, RINGING, BUSY = LineState.FREE, LineState.RINGING, LineState.BUSY


def connected(caller: BenchTelephone, callee: BenchTelephone, target: str = "") -> tuple[Request, Request]:
    """A call with its ACK: the INVITE as it was sent, and as it came."""
    sent = caller.call(target or callee.person)
    came = callee.asked("INVITE")
    callee.answer(came, 180)
    callee.answer(came, 200)
    ok = caller.response(200)
    caller.send(caller.within(ok, "ACK").with_header("cseq", f"{sent.cseq.number} ACK"))
    assert callee.asked("ACK").to.tag == f"tag-{callee.device}"
    caller.got[:0] = [ok]
    return sent, came


@pytest.mark.parametrize("transports", [("udp", "udp"), ("tcp", "tcp"), ("tls", "udp"), ("udp", "tls")])
def test_a_call_from_dialling_to_hanging_up(transports: tuple[str, str]) -> None:
    bench = Bench(company())
    alice = bench.registered("alice-pc", transport=transports[0])
    bob = bench.registered("bob-pc", transport=transports[1])
    alice.call("bob")
    assert alice.statuses() == []
    assert (bench.line("alice"), bench.line("bob")) == (RINGING, FREE)
    came = bob.asked("INVITE")
    assert came.target == bob.contact[1:-1]
    assert came.number("max-forwards") == 69
    assert came.get("proxy-authorization") is None
    assert came.get("p-asserted-identity") == f'"Alice" <sip:alice@{DOMAIN}>'
    bob.answer(came, 180)
    assert alice.statuses() == [180]
    assert bench.line("bob") is RINGING
    bob.answer(came, 200)
    ok = alice.response(200)
    assert (bench.line("alice"), bench.line("bob")) == (BUSY, BUSY)
    alice.send(alice.within(ok, "ACK"))
    bob.asked("ACK")
    for sender, receiver, dialog in ((alice, bob, ok), (bob, alice, came)):
        sender.send(sender.within(dialog, "INFO"))
        receiver.answer(receiver.asked("INFO"), 200)
        assert sender.response().status == 200
    bob.send(bob.within(came, "BYE"))
    alice.answer(alice.asked("BYE"), 200)
    assert bob.response().status == 200
    assert (bench.line("alice"), bench.line("bob")) == (FREE, FREE)


def test_the_record_route_is_doubled_where_the_transport_changes_and_stays_short() -> None:
    bench = Bench(company())
    alice, bob = bench.registered("alice-pc", transport="tls"), bench.registered("bob-pc")
    alice.call("bob")
    routes = bob.asked("INVITE").all("record-route")
    assert [("transport=udp" in route, "transport=tls" in route) for route in routes] == [
        (True, False),
        (False, True),
    ]
    assert all(len(route) < 200 for route in routes)


@pytest.mark.parametrize("dialled", ["bob", "BOB", "202", "+46812345002", "08-123 45 002", "0812345002"])
def test_a_person_is_reached_by_login_extension_and_number(dialled: str) -> None:
    bench = Bench(company())
    alice, bob = bench.registered("alice-pc"), bench.registered("bob-pc")
    alice.call(f"sip:{dialled.replace(' ', '%20')}@{DOMAIN}")
    bob.asked("INVITE")


def test_a_person_is_reached_by_a_tel_uri() -> None:
    bench = Bench(company())
    alice, bob = bench.registered("alice-pc"), bench.registered("bob-pc")
    alice.signed(alice.request("INVITE", "tel:+46-8-12345002", to=f"<sip:bob@{DOMAIN}>"))
    bob.asked("INVITE")


@pytest.mark.parametrize(
    ("target", "status"),
    [("bob", 480), ("nobody", 404), ("999", 404), ("sip:bob@elsewhere.test", 403), ("0701234567", 404)],
)
def test_who_cannot_be_reached(target: str, status: int) -> None:
    bench = Bench(company())
    alice = bench.registered("alice-pc")
    alice.call(target)
    assert alice.statuses()[-1] == status
    assert bench.line("alice") is FREE


def test_busy_and_declined_reach_the_caller() -> None:
    bench = Bench(company())
    alice, bob = bench.registered("alice-pc"), bench.registered("bob-pc")
    for status in (486, 603):
        alice.call("bob")
        came = bob.asked("INVITE")
        bob.answer(came, 180)
        bob.answer(came, status)
        assert bob.asked("ACK").cseq.method == "ACK"
        assert alice.statuses()[-1] == status
        assert (bench.line("alice"), bench.line("bob")) == (FREE, FREE)


@pytest.mark.parametrize("named", ["carol", "203", "+46812345003"])
def test_a_telephone_sends_the_call_on_to_a_colleague_however_it_names_them(named: str) -> None:
    bench = Bench(company())
    alice, bob, carol = (bench.registered(f"{name}-pc") for name in ("alice", "bob", "carol"))
    alice.call("bob")
    bob.contact = f"<sip:{named}@{DOMAIN}>"
    bob.answer(bob.asked("INVITE"), 302)
    carol.answer(carol.asked("INVITE"), 180)
    assert alice.statuses() == [181, 180]


def test_all_devices_ring_and_the_losers_are_cancelled() -> None:
    bench = Bench(company())
    alice = bench.registered("alice-pc")
    pc, phone = bench.registered("bob-pc"), bench.registered("bob-phone", transport="tcp")
    alice.call("bob")
    at_pc, at_phone = pc.asked("INVITE"), phone.asked("INVITE")
    assert at_pc.top_via.branch != at_phone.top_via.branch
    pc.answer(at_pc, 180)
    phone.answer(at_phone, 180)
    pc.answer(at_pc, 200)
    cancel = phone.asked("CANCEL")
    assert cancel.top_via.branch == at_phone.top_via.branch
    assert "200" in (cancel.get("reason") or "")
    phone.answer(cancel, 200)
    phone.answer(at_phone, 487)
    phone.asked("ACK")
    assert alice.statuses() == [180, 180, 200]
    assert bench.line("bob") is BUSY


def test_one_busy_device_leaves_the_other_ringing() -> None:
    bench = Bench(company())
    alice = bench.registered("alice-pc")
    pc, phone = bench.registered("bob-pc"), bench.registered("bob-phone")
    alice.call("bob")
    pc.answer(pc.asked("INVITE"), 486)
    assert 486 not in alice.statuses()
    phone.answer(phone.asked("INVITE"), 200)
    assert alice.statuses() == [200]


def test_the_calling_device_does_not_call_itself() -> None:
    bench = Bench(company())
    pc, phone = bench.registered("alice-pc"), bench.registered("alice-phone")
    pc.call("alice")
    phone.asked("INVITE")
    assert not any(isinstance(message, Request) for message in pc.got)


def test_cancel_ends_the_ringing() -> None:
    bench = Bench(company())
    alice, bob = bench.registered("alice-pc"), bench.registered("bob-pc")
    invite = alice.call("bob")
    came = bob.asked("INVITE")
    bob.answer(came, 180)
    alice.got.clear()
    alice.cancel(invite, ("reason", 'SIP;cause=600;text="x"'))
    assert alice.statuses() == [200]
    cancel = bob.asked("CANCEL")
    assert cancel.get("reason") == 'SIP;cause=600;text="x"'
    bob.answer(cancel, 200)
    bob.answer(came, 487)
    assert alice.statuses() == [487]
    assert (bench.line("alice"), bench.line("bob")) == (FREE, FREE)


def test_a_cancel_before_anything_came_back_waits_for_it() -> None:
    bench = Bench(company())
    alice, bob = bench.registered("alice-pc"), bench.registered("bob-pc")
    invite = alice.call("bob")
    came = bob.asked("INVITE")
    alice.cancel(invite)
    assert bob.got == []
    bob.answer(came, 180)
    bob.asked("CANCEL")


def test_a_cancel_that_nobody_hears_ends_the_call_for_the_caller_soon() -> None:
    bench = Bench(company())
    alice, _ = bench.registered("alice-pc"), bench.registered("bob-pc")
    alice.cancel(alice.call("bob"))
    bench.wait(4)
    assert alice.statuses() == [200, 100, 487]


def test_a_200_that_crosses_the_cancel_reaches_the_caller() -> None:
    bench = Bench(company())
    alice, bob = bench.registered("alice-pc"), bench.registered("bob-pc")
    invite = alice.call("bob")
    came = bob.asked("INVITE")
    bob.answer(came, 180)
    alice.cancel(invite)
    bob.answer(came, 200)
    assert alice.statuses()[-1] == 200


def test_a_cancel_for_nothing_is_481() -> None:
    bench = Bench(company())
    alice = bench.registered("alice-pc")
    alice.cancel(alice.request("INVITE", f"sip:bob@{DOMAIN}"))
    assert alice.statuses() == [481]


def test_nobody_answers() -> None:
    bench = Bench(company())
    alice, bob = bench.registered("alice-pc"), bench.registered("bob-pc")
    alice.call("bob")
    came = bob.asked("INVITE")
    bob.answer(came, 180)
    bench.wait(19)
    assert bob.got == []
    bench.wait(2)
    bob.answer(bob.asked("CANCEL"), 200)
    bob.answer(came, 487)
    assert alice.statuses()[-1] == 480


def test_a_telephone_that_is_silent_is_not_there() -> None:
    bench = Bench(company())
    alice, bob = bench.registered("alice-pc"), bench.registered("bob-pc")
    alice.call("bob")
    bench.wait(3.9)
    assert alice.statuses() == [100]
    assert sum(isinstance(m, Request) and m.method == "INVITE" for m in bob.got) == 4
    bench.wait(0.2)
    assert alice.statuses() == [480]
    assert bench.line("alice") is FREE


@pytest.mark.parametrize("over", ["the step", "the call"])
def test_a_silent_telephone_is_not_asked_again_when_the_call_is_not_for_it_any_more(over: str) -> None:
    """One that comes back within timer B (32 s) would ring for a call that was answered elsewhere."""
    bench = Bench(company())
    alice, bob = bench.registered("alice-pc"), bench.registered("bob-pc")
    invite = alice.call("bob")
    if over == "the call":
        bench.wait(1.0)
        alice.cancel(invite)
    bench.wait(4.1)
    # Within the reach timer it is: who rings and was not heard has to be found, to be told to stop.
    assert sum(isinstance(m, Request) and m.method == "INVITE" for m in bob.got) == 4
    came = bob.asked("INVITE")
    bob.got.clear()
    bench.wait(20.0)
    assert bob.got == []
    bob.answer(came, 180)
    bob.answer(bob.asked("CANCEL"), 200)
    bob.answer(came, 487)
    bob.asked("ACK")
    assert alice.statuses()[-1] == (487 if over == "the call" else 480)
    bench.wait(60.0)
    assert len(bench.core.layer) == 0


def test_a_telephone_that_wakes_up_after_the_end_is_told_so() -> None:
    bench = Bench(company())
    alice, bob = bench.registered("alice-pc", transport="tcp"), bench.registered("bob-pc")
    alice.call("bob")
    came = bob.asked("INVITE")
    bench.wait(5)
    bob.answer(came, 180)
    bob.answer(bob.asked("CANCEL"), 200)
    bob.answer(came, 487)
    bob.asked("ACK")
    assert alice.statuses() == [100, 480]
    assert bench.line("bob") is FREE


def test_a_dead_connection_is_noticed_at_once() -> None:
    bench = Bench(company())
    alice, bob = bench.registered("alice-pc"), bench.registered("bob-pc", transport="tcp")
    bench.dead.add(bob.flow)
    alice.call("bob")
    assert alice.statuses() == [480]


def test_a_retransmitted_invite_does_not_ring_twice() -> None:
    bench = Bench(company())
    alice, bob = bench.registered("alice-pc"), bench.registered("bob-pc")
    invite = alice.call("bob")
    alice.got.clear()
    alice.send(invite)
    assert alice.statuses() == [100]
    alice.send(invite)
    assert alice.statuses() == [100]
    bob.asked("INVITE")
    assert bob.got == []


def test_a_repeated_200_goes_up_each_time_until_it_is_acknowledged() -> None:
    bench = Bench(company())
    alice, bob = bench.registered("alice-pc"), bench.registered("bob-pc")
    alice.call("bob")
    came = bob.asked("INVITE")
    for _ in range(3):
        bob.answer(came, 200)
    assert alice.statuses() == [200, 200, 200]


def test_a_from_that_is_not_ones_own_is_refused() -> None:
    bench = Bench(company())
    alice, bob = bench.registered("alice-pc"), bench.registered("bob-pc")
    for stolen in (
        f"<sip:carol@{DOMAIN}>;tag=x",
        "<sip:alice@elsewhere.test>;tag=x",
        f"<sip:boss@{DOMAIN}>;tag=x",
    ):
        alice.got.clear()
        alice.signed(alice.request("INVITE", f"sip:bob@{DOMAIN}").with_header("from", stolen))
        assert alice.statuses() == [403]
    assert bob.got == []


@pytest.mark.parametrize("own", ["201", "+46812345001", "alice"])
def test_any_of_ones_own_addresses_may_stand_in_from(own: str) -> None:
    bench = Bench(company())
    alice, bob = bench.registered("alice-pc"), bench.registered("bob-pc")
    alice.signed(
        alice.request("INVITE", f"sip:bob@{DOMAIN}").with_header("from", f"<sip:{own}@{DOMAIN}>;tag=x")
    )
    bob.asked("INVITE")


def test_an_asserted_identity_of_a_clients_own_is_taken_out() -> None:
    bench = Bench(company())
    alice, bob = bench.registered("alice-pc"), bench.registered("bob-pc")
    forged = [(h, "<sip:boss@company.test>") for h in ("p-asserted-identity", "remote-party-id")]
    alice.call("bob", *forged)
    came = bob.asked("INVITE")
    assert came.all("p-asserted-identity") == [f'"Alice" <sip:alice@{DOMAIN}>']
    assert came.get("remote-party-id") is None
    alice.call("bob", ("privacy", "id"))
    assert bob.asked("INVITE").get("p-asserted-identity") is None


def test_a_group_rings_together() -> None:
    bench = Bench(company())
    alice, bob, carol = (bench.registered(f"{name}-pc") for name in ("alice", "bob", "carol"))
    alice.call("+46812345080")
    bob.asked("INVITE")
    came = carol.asked("INVITE")
    carol.answer(came, 200)
    assert alice.statuses()[-1] == 200


def test_a_group_rings_in_order() -> None:
    bench = Bench(company())
    alice, bob, carol = (bench.registered(f"{name}-pc") for name in ("alice", "bob", "carol"))
    alice.call("290")
    at_bob = bob.asked("INVITE")
    bob.answer(at_bob, 180)
    assert carol.got == []
    bench.wait(20)
    bob.answer(bob.asked("CANCEL"), 200)
    bob.answer(at_bob, 487)
    at_carol = carol.asked("INVITE")
    carol.answer(at_carol, 200)
    assert alice.statuses() == [180, 200]
    assert bench.line("bob") is FREE


def test_a_group_goes_on_at_once_when_a_member_declines() -> None:
    bench = Bench(company())
    alice, bob, carol = (bench.registered(f"{name}-pc") for name in ("alice", "bob", "carol"))
    alice.call("290")
    bob.answer(bob.asked("INVITE"), 603)
    carol.answer(carol.asked("INVITE"), 486)
    assert alice.statuses()[-1] == 486


def test_a_request_that_comes_round_again_is_a_loop() -> None:
    bench = Bench(company())
    alice = bench.registered("alice-pc")
    bob = bench.registered("bob-pc")
    alice.signed(alice.request("OPTIONS", f"sip:bob@{DOMAIN}"))
    came = bob.asked("OPTIONS")
    bob.got.clear()
    looped = came.with_target(f"sip:bob@{DOMAIN}").without("p-asserted-identity")
    looped = looped.with_first(("via", f"SIP/2.0/UDP 10.0.0.9:{bob.flow.port};rport;branch=z9hG4bKloop"))
    bob.send(looped)
    assert bob.statuses() == [482]


def test_calls_go_on_over_a_restart_of_the_engine() -> None:
    bench = Bench(company())
    alice, bob = bench.registered("alice-pc", transport="tcp"), bench.registered("bob-pc", transport="tcp")
    _, came = connected(alice, bob)
    restarted = Bench(company())
    restarted.now += 100
    restarted.telephones = bench.telephones
    for telephone in (alice, bob):
        telephone.bench = restarted
        assert telephone.register().status == 200
    bob.send(bob.within(came, "BYE"))
    alice.answer(alice.asked("BYE"), 200)
    assert bob.response().status == 200


def test_a_481_within_a_dialog_ends_the_call_that_was_seen() -> None:
    bench = Bench(company())
    alice, bob = bench.registered("alice-pc"), bench.registered("bob-pc")
    _, came = connected(alice, bob)
    assert bench.line("bob") is BUSY
    bob.send(bob.within(came, "UPDATE"))
    alice.answer(alice.asked("UPDATE"), 481)
    assert bob.response().status == 481
    assert (bench.line("alice"), bench.line("bob")) == (FREE, FREE)


def test_a_stranger_with_a_stolen_token_reaches_the_two_devices_only() -> None:
    bench = Bench(company())
    alice, bob, carol = (bench.registered(f"{name}-pc") for name in ("alice", "bob", "carol"))
    _, came = connected(alice, bob)
    stranger = bench.telephone("stranger-pc")
    forged = bob.within(came, "INFO").with_target(carol.contact[1:-1])
    stranger.send(forged)
    assert carol.got == []
