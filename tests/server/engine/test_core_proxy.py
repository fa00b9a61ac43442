"""What a proxy does with each request (RFC 3261 §16), row by row, as it is seen from the telephones."""

import pytest

from softphone.profiles.incoming import Forward, LineRules, ToColleague
from softphone.server.rules import Active, Rules
from softphone.sip.message.message import Request
from softphone.sip.proxy.forwarding import MAX_BREADTH
from softphone.sip.proxy.record_route import LIFE
from tests.server.engine.bench import Bench, BenchTelephone
from tests.server.engine.company import DOMAIN, company
from tests.server.engine.office import profile
from tests.server.engine.test_core_calls import connected

MEMBERS = ("bob-pc", "bob-phone", "carol-pc")


def two() -> tuple[Bench, BenchTelephone, BenchTelephone]:
    bench = Bench(company())
    return bench, bench.registered("alice-pc"), bench.registered("bob-pc")


# Whether it goes on at all.


def test_what_a_proxy_has_to_support_and_does_not_is_named() -> None:
    _, alice, bob = two()
    alice.send(alice.invite("bob", ("proxy-require", "sec-agree, foo")))
    response = alice.response()
    assert response.status == 420
    assert response.all("unsupported") == ["sec-agree", "foo"]
    assert bob.got == []


def test_what_the_callee_has_to_support_is_none_of_the_proxys_business() -> None:
    _, alice, bob = two()
    alice.call("bob", ("require", "foo"), ("supported", "bar, timer"), ("allow", "INVITE, X"))
    came = bob.asked("INVITE")
    assert came.get("require") == "foo"
    assert came.get("supported") == "bar, timer"
    assert came.get("allow") == "INVITE, X"
    bob.answer(came, 420, ("unsupported", "foo"))
    response = alice.response(420)
    assert response.get("unsupported") == "foo"


def test_a_method_that_nobody_knows_is_passed_on() -> None:
    _, alice, bob = two()
    alice.signed(alice.request("X-METHOD", f"sip:bob@{DOMAIN}"))
    bob.answer(bob.asked("X-METHOD"), 405, ("allow", "INVITE"))
    assert alice.response().get("allow") == "INVITE"


@pytest.mark.parametrize(("hops", "status"), [("0", 483), ("1", 200), ("70", 200)])
def test_hops_are_counted(hops: str, status: int) -> None:
    _, alice, bob = two()
    alice.signed(alice.request("MESSAGE", f"sip:bob@{DOMAIN}").with_header("max-forwards", hops))
    if status == 200:
        came = bob.asked("MESSAGE")
        assert came.number("max-forwards") == int(hops) - 1
        bob.answer(came, 200)
    assert alice.response().status == status


def test_an_ack_without_a_hop_left_goes_no_further() -> None:
    _, alice, bob = two()
    alice.call("bob")
    bob.answer(bob.asked("INVITE"), 200)
    ok = alice.response(200)
    alice.send(alice.within(ok, "ACK").with_header("max-forwards", "0"))
    assert bob.got == []


@pytest.mark.parametrize("uri", ["http://bob", "mailto:bob@company.test"])
def test_another_scheme_is_416(uri: str) -> None:
    _, alice, _ = two()
    alice.send(alice.request("INVITE", uri, to=f"<sip:bob@{DOMAIN}>"))
    assert alice.statuses() == [416]


def looped(bob: BenchTelephone, transport: str) -> Request:
    """What bob got, sent back to where it had been meant for at first."""
    came = bob.asked("OPTIONS").with_target(f"sip:bob@{DOMAIN}").without("p-asserted-identity", "max-breadth")
    via = f"SIP/2.0/{transport.upper()} {bob.flow.host}:{bob.flow.port};rport;branch=z9hG4bKloop"
    return came.with_first(("via", via))


@pytest.mark.parametrize("back", ["udp", "tcp", "tls"])
def test_a_loop_is_seen_by_whichever_way_it_comes_back(back: str) -> None:
    bench, alice, bob = two()
    alice.signed(alice.request("OPTIONS", f"sip:bob@{DOMAIN}"))
    other = bench.telephone("bob-phone", transport=back)
    other.send(looped(bob, back))
    assert other.statuses() == [482]


def test_a_spiral_is_legal() -> None:
    """It comes back for somebody else: not a loop, so it is asked who sends it."""
    _, alice, bob = two()
    alice.signed(alice.request("OPTIONS", f"sip:bob@{DOMAIN}"))
    bob.send(looped(bob, "udp").with_target(f"sip:carol@{DOMAIN}"))
    assert bob.statuses() == [407]


@pytest.mark.parametrize(("given", "shares"), [(None, [20, 20, 20]), ("10", [4, 3, 3]), ("3", [1, 1, 1])])
def test_the_breadth_of_a_request_is_shared_among_its_branches(given: str | None, shares: list[int]) -> None:
    bench = Bench(company())
    alice = bench.registered("alice-pc")
    rung = [bench.registered(device) for device in MEMBERS]
    alice.call("+46812345080", *((("max-breadth", given),) if given else ()))
    assert sorted((t.asked("INVITE").number("max-breadth") or 0 for t in rung), reverse=True) == shares
    assert sum(shares) <= int(given or MAX_BREADTH)


def test_without_breadth_enough_nothing_rings() -> None:
    bench = Bench(company())
    alice = bench.registered("alice-pc")
    rung = [bench.registered(device) for device in MEMBERS]
    alice.call("+46812345080", ("max-breadth", "2"))
    response = alice.response(440)
    assert response.reason == "Max-Breadth Exceeded"
    assert all(t.got == [] for t in rung)


# What comes back.


def test_a_caller_who_has_heard_nothing_has_a_100_within_200_ms_and_only_calls_have_one() -> None:
    bench, alice, bob = two()
    alice.call("bob")
    bench.wait(0.1)
    assert alice.statuses() == []
    bench.wait(0.1)
    assert alice.statuses() == [100]
    bob.answer(bob.asked("INVITE"), 180)
    alice.call("bob")
    bob.answer(bob.asked("INVITE"), 180)
    alice.signed(alice.request("MESSAGE", f"sip:bob@{DOMAIN}"))
    bench.wait(3)
    assert alice.statuses() == [180, 180]


def test_an_engine_that_is_late_says_100_at_once() -> None:
    """By the timer it would come after the caller has sent the INVITE again: that is late, too."""
    bench, alice, _ = two()
    bench.core.overload.observe(0.06)
    alice.call("bob")
    assert alice.statuses() == [100]
    bench.core.overload.observe(0.0)
    alice.call("bob")
    assert alice.statuses() == []


def test_of_several_failures_the_telling_one_comes_back() -> None:
    _, alice, bob = two()
    other = bob.bench.registered("bob-phone")
    for method in ("INVITE", "MESSAGE"):
        alice.signed(alice.request(method, f"sip:bob@{DOMAIN}"))
        alice.got.clear()
        bob.answer(bob.asked(method), 404)
        other.answer(other.asked(method), 415, ("accept", "application/sdp"))
        response = alice.response()
        assert response.status == 415
        assert response.get("accept") == "application/sdp"


def test_a_6xx_is_the_answer_whatever_else_failed() -> None:
    _, alice, bob = two()
    other = bob.bench.registered("bob-phone")
    alice.call("bob")
    bob.answer(bob.asked("INVITE"), 404)
    other.answer(other.asked("INVITE"), 606)
    assert alice.statuses() == [606]


@pytest.mark.parametrize("status", [401, 407, 408, 487])
def test_what_is_between_us_and_a_telephone_is_not_told_to_the_caller(status: int) -> None:
    _, alice, bob = two()
    alice.call("bob")
    bob.answer(bob.asked("INVITE"), status, ("www-authenticate", 'Digest realm="x", nonce="y"'))
    assert alice.statuses() == [480]


def test_nothing_is_kept_of_a_call_that_was_answered_or_ended() -> None:
    bench, alice, bob = two()
    connected(alice, bob)
    alice.got.clear()
    bob.got.clear()
    for how in (486, 0):
        invite = alice.call("bob")
        came = bob.asked("INVITE")
        bob.answer(came, how or 180)
        if not how:
            assert bench.core.calls_unanswered == 1
            alice.cancel(invite)
            bob.answer(bob.asked("CANCEL"), 200)
            bob.answer(came, 487)
        assert bench.core.calls_unanswered == 0
    alice.call("bob")
    bench.wait(5)
    assert bench.core.calls_unanswered == 0
    assert alice.statuses()[-1] == 480


def test_a_lone_503_becomes_500() -> None:
    _, alice, bob = two()
    alice.signed(alice.request("MESSAGE", f"sip:bob@{DOMAIN}"))
    bob.answer(bob.asked("MESSAGE"), 503)
    assert alice.statuses() == [500]


def test_the_reason_of_a_callers_cancel_goes_along() -> None:
    _, alice, bob = two()
    invite = alice.call("bob")
    bob.answer(bob.asked("INVITE"), 180)
    alice.cancel(invite, ("reason", 'SIP;cause=600;text="Busy"'))
    assert bob.asked("CANCEL").get("reason") == 'SIP;cause=600;text="Busy"'


# Within a dialog.


@pytest.mark.parametrize(
    "method", ["PRACK", "UPDATE", "INFO", "MESSAGE", "NOTIFY", "REFER", "OPTIONS", "X-A"]
)
def test_every_method_goes_through_within_a_dialog_both_ways(method: str) -> None:
    _, alice, bob = two()
    _, came = connected(alice, bob)
    ok = alice.response(200)
    more = ("refer-to", f"<sip:carol@{DOMAIN}>"), ("referred-by", f"<sip:x@{DOMAIN}>"), ("require", "y")
    for sender, receiver, dialog in ((alice, bob, ok), (bob, alice, came)):
        sent = sender.within(dialog, method, *more).with_body("text/plain", b"body")
        sender.send(sent)
        got = receiver.asked(method)
        assert got.body == b"body"
        assert got.get("content-type") == "text/plain"
        assert [got.get(name) for name, _ in more] == [value for _, value in more]
        assert got.target == receiver.contact[1:-1]
        assert got.get("route") is None
        receiver.answer(got, 200)
        assert sender.response().status == 200


@pytest.mark.parametrize("method", ["PRACK", "UPDATE"])
def test_an_early_dialog_is_one_too_also_after_a_forward(method: str) -> None:
    bench, alice, bob = two()
    carol = bench.registered("carol-pc")
    to_carol = profile(LineRules(busy=Forward(ToColleague("id-carol"))))
    bench.core.use_rules(Rules(active={"id-bob": Active(to_carol)}))
    alice.call("bob")
    bob.answer(bob.asked("INVITE"), 486)
    came = carol.asked("INVITE")
    carol.answer(came, 183, ("require", "100rel"), ("rseq", "1"))
    early = alice.response(183)
    assert early.get("rseq") == "1"
    alice.send(alice.within(early, method, ("rack", "1 1 INVITE")))
    got = carol.asked(method)
    assert got.get("rack") == "1 1 INVITE"
    carol.answer(got, 200)
    assert alice.response().status == 200
    carol.send(carol.within(came, "UPDATE"))
    alice.answer(alice.asked("UPDATE"), 200)


def test_a_re_invite_goes_through_with_all_that_belongs_to_it() -> None:
    _, alice, bob = two()
    _, came = connected(alice, bob)
    alice.got.clear()
    bob.send(bob.within(came, "INVITE"))
    bob.bench.wait(0.2)
    assert bob.statuses() == [100]
    again = alice.asked("INVITE")
    assert again.get("record-route") is None
    alice.answer(again, 491)
    alice.asked("ACK")
    assert bob.statuses() == [491]


def test_a_dialog_ends_for_the_proxy_after_a_day() -> None:
    bench, alice, bob = two()
    _, came = connected(alice, bob)
    alice.got.clear()
    bench.now += LIFE + 120
    for telephone in (alice, bob):
        assert telephone.register().status == 200
    bob.send(bob.within(came, "INFO"))
    assert bob.statuses() == [481]
    assert alice.got == []


def test_a_token_of_another_dialog_opens_nothing() -> None:
    bench, alice, bob = two()
    carol = bench.registered("carol-pc")
    _, came = connected(alice, bob)
    alice.got.clear()
    for changed in (
        bob.within(came, "INFO").with_header("call-id", "other"),
        bob.within(came, "INFO").with_header("to", f"<sip:alice@{DOMAIN}>;tag=other"),
        bob.within(came, "INFO").without("route"),
    ):
        bob.send(changed)
        assert bob.statuses() == [481]
    assert alice.got == carol.got == []


def test_a_request_goes_to_where_the_device_is_now() -> None:
    bench, alice, bob = two()
    sent, _ = connected(alice, bob)
    ok = alice.response(200)
    bob.register(expires=0)
    moved = bench.registered("bob-pc", transport="tls")
    alice.send(alice.within(ok, "INFO"))
    assert moved.asked("INFO").call_id == sent.call_id
