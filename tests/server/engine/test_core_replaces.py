"""INVITE with Replaces: never by the rules, always to the device that holds the leg (RFC 3891)."""

from softphone.people.line_state import LineState
from softphone.sip.message.message import Request
from tests.server.engine.bench import Bench, BenchTelephone
from tests.server.engine.company import DOMAIN, company
from tests.server.engine.test_core_calls import connected


def replaces(call: Request, *, to_tag: str, from_tag: str) -> tuple[str, str]:
    return "replaces", f"{call.call_id};to-tag={to_tag};from-tag={from_tag}"


def talking() -> tuple[Bench, BenchTelephone, BenchTelephone, Request, Request]:
    bench = Bench(company())
    alice, bob = bench.registered("alice-pc"), bench.registered("bob-pc", transport="tcp")
    other = bench.registered("bob-phone")
    sent, came = connected(alice, bob)
    other.got.clear()
    return bench, alice, bob, sent, came


def test_a_phone_that_died_takes_its_call_up_again() -> None:
    bench, _, bob, sent, _ = talking()
    reborn = bench.registered("alice-pc")
    header = replaces(sent, to_tag="tag-bob-pc", from_tag=sent.from_.tag)
    reborn.call("bob", header, ("require", "replaces"))
    came = bob.asked("INVITE")
    assert came.get("replaces") == header[1]
    assert came.target == bob.contact[1:-1]
    rung = [t.device for t in bench.telephones.values() for m in t.got if isinstance(m, Request)]
    assert rung == []
    bob.answer(came, 200)
    assert reborn.statuses()[-1] == 200
    assert (bench.line("alice"), bench.line("bob")) == (LineState.BUSY, LineState.BUSY)
    assert len(bench.core.calls) == 1


def test_the_callee_takes_its_call_up_again_at_the_caller() -> None:
    bench, alice, _, sent, _ = talking()
    reborn = bench.registered("bob-pc", transport="tcp")
    alice.got.clear()
    reborn.call("alice", replaces(sent, to_tag=sent.from_.tag, from_tag="tag-bob-pc"))
    alice.asked("INVITE")


def test_a_dialog_that_nobody_saw_is_481() -> None:
    _, alice, bob, sent, _ = talking()
    bob.got.clear()
    alice.got.clear()
    for header in (
        ("replaces", "other;to-tag=tag-bob-pc;from-tag=x"),
        replaces(sent, to_tag="tag-bob-pc", from_tag="wrong"),
        replaces(sent, to_tag="wrong", from_tag=sent.from_.tag),
    ):
        alice.call("bob", header)
        assert alice.statuses() == [481]
    assert bob.got == []


def test_a_third_person_may_not_replace() -> None:
    bench, _, bob, sent, _ = talking()
    bob.got.clear()
    carol = bench.registered("carol-pc")
    carol.call("bob", replaces(sent, to_tag="tag-bob-pc", from_tag=sent.from_.tag))
    assert carol.statuses() == [403]
    assert bob.got == []


def test_two_replaces_or_a_broken_one_are_malformed() -> None:
    _, alice, _, sent, _ = talking()
    good = replaces(sent, to_tag="tag-bob-pc", from_tag=sent.from_.tag)
    for headers in ((good, good), (("replaces", "x"),)):
        alice.got.clear()
        alice.call("bob", *headers)
        assert alice.statuses() == [400]


def test_an_announced_transfer_is_obeyed_by_the_one_who_was_referred() -> None:
    """alice talks with bob and consults carol; bob is referred to carol's leg."""
    bench, alice, bob, sent, came = talking()
    ok = alice.response(200)
    carol = bench.registered("carol-pc")
    consult, _ = connected(alice, carol)
    header = replaces(consult, to_tag="tag-carol-pc", from_tag=consult.from_.tag)
    bob.call("carol", header)
    assert bob.statuses()[-1] == 403
    escaped = header[1].replace(";", "%3B").replace("=", "%3D")
    refer_to = ("refer-to", f"<sip:carol@{DOMAIN}?Require=replaces&Replaces={escaped}>")
    alice.send(alice.within(ok, "REFER", refer_to))
    bob.answer(bob.asked("REFER"), 202)
    carol.got.clear()
    bob.call("carol", header)
    at_carol = carol.asked("INVITE")
    carol.answer(at_carol, 200)
    assert bob.statuses()[-1] == 200
    assert came.call_id == sent.call_id


def test_a_stranger_gets_a_challenge_and_learns_nothing() -> None:
    bench, _, _, sent, _ = talking()
    stranger = bench.telephone("stranger-pc")
    for header in (
        replaces(sent, to_tag="tag-bob-pc", from_tag=sent.from_.tag),
        ("replaces", "x;to-tag=a;from-tag=b"),
    ):
        stranger.send(stranger.request("INVITE", f"sip:bob@{DOMAIN}", header))
        assert stranger.statuses() == [407]
