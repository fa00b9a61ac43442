"""The trunk as a proxy, for now: by its address alone."""

from softphone.people.line_state import LineState
from softphone.sip.message.flow import Flow
from tests.server.engine.bench import Bench, BenchTelephone
from tests.server.engine.company import DOMAIN, company


def bench_with_trunk() -> tuple[Bench, BenchTelephone]:
    directory = company(trunk="10.0.0.9:7000")
    bench = Bench(directory)
    bench.core.use_directory(directory, {"t1": Flow("udp", "10.0.0.9", 7000)})
    return bench, bench.telephone("operator", "+46701234567", port=7000)


def test_a_call_from_outside_reaches_a_person_by_number_and_ends() -> None:
    bench, operator = bench_with_trunk()
    bob = bench.registered("bob-pc", transport="tcp")
    operator.send(operator.request("INVITE", "sip:+46812345002@10.0.0.1:5060"))
    came = bob.asked("INVITE")
    assert came.from_.uri.user == "+46701234567"
    bob.answer(came, 200)
    ok = operator.response(200)
    assert bench.line("bob") is LineState.BUSY
    operator.send(operator.within(ok, "ACK"))
    bob.asked("ACK")
    bob.send(bob.within(came, "BYE"))
    operator.answer(operator.asked("BYE"), 200)
    assert bob.response().status == 200
    assert bench.line("bob") is LineState.FREE


def test_a_call_from_outside_never_goes_outside_again() -> None:
    bench, operator = bench_with_trunk()
    for number in ("+46701111111", "112", "0812345099"):
        operator.got.clear()
        operator.send(operator.request("INVITE", f"sip:{number}@10.0.0.1"))
        assert operator.statuses() == [404]
    assert len(bench.core.calls) == 0


def test_who_is_signed_in_reaches_an_outside_number_in_its_full_form() -> None:
    bench, operator = bench_with_trunk()
    alice = bench.registered("alice-pc", transport="tls")
    for dialled, sent in (("070-123 45 67", "+46701234567"), ("112", "112")):
        alice.call(f"sip:{dialled.replace(' ', '%20')}@{DOMAIN}")
        came = operator.asked("INVITE")
        assert came.target == f"sip:{sent}@10.0.0.9:7000"
        operator.answer(came, 486)
        assert alice.statuses()[-1] == 486


def test_another_address_is_not_the_trunk() -> None:
    bench, operator = bench_with_trunk()
    stranger = bench.telephone("stranger", "+46701234567")
    stranger.send(stranger.request("INVITE", "sip:+46812345002@10.0.0.1"))
    assert stranger.statuses() == [407]
    stranger.send(stranger.request("INVITE", "sip:+46701111111@10.0.0.1"))
    assert stranger.statuses() == [407]
    assert operator.got == []
