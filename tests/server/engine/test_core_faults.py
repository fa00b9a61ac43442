"""Telephones that answer wrongly, or not to the end: nobody else waits for them, and nothing of them
stays."""

import pytest

from softphone.sip.message.message import Header, respond
from softphone.sip.proxy.fork import CANCEL_LIMIT, REACH
from tests.fuzz.mutation import CORPUS
from tests.server.engine.bench import Bench
from tests.server.engine.company import DOMAIN, company


def test_a_telephone_that_rings_and_ignores_the_cancel_is_forgotten() -> None:
    bench = Bench(company())
    alice, bob = bench.registered("alice-pc"), bench.registered("bob-pc")
    alice.call("bob")
    bob.answer(bob.asked("INVITE"), 180)
    bench.wait(60.0)
    bob.asked("CANCEL")
    bench.wait(CANCEL_LIMIT + 100.0)
    assert alice.statuses()[-1] == 480
    assert len(bench.core.layer) == 0


def test_a_telephone_that_rings_too_late_and_ignores_the_cancel_is_forgotten() -> None:
    bench = Bench(company())
    alice, bob = bench.registered("alice-pc"), bench.registered("bob-pc")
    alice.call("bob")
    invite = bob.asked("INVITE")
    bench.wait(REACH + 1)
    bob.answer(invite, 180)
    bob.asked("CANCEL")
    bench.wait(CANCEL_LIMIT + 100.0)
    assert len(bench.core.layer) == 0


def test_an_answer_without_the_callers_via_reaches_the_caller_all_the_same() -> None:
    bench = Bench(company())
    alice, bob = bench.registered("alice-pc"), bench.registered("bob-pc")
    asked = alice.signed(alice.request("MESSAGE", f"sip:bob@{DOMAIN}"))
    came = bob.asked("MESSAGE")
    bob.send(respond(came, 200, to_tag="b").without("via").with_first(("via", came.all("via")[0])))
    answer = alice.response(200)
    assert answer.top_via.branch == asked.top_via.branch


def test_an_answer_that_cannot_be_read_counts_as_none() -> None:
    bench = Bench(company())
    alice, bob = bench.registered("alice-pc"), bench.registered("bob-pc")
    alice.call("bob")
    invite = bob.asked("INVITE")
    bob.send(respond(invite, 486).with_header("to", "<<>>"))
    assert bench.core.counts.parse_failures == 1
    assert 486 not in alice.statuses()
    bob.answer(invite, 486)
    assert alice.statuses()[-1] == 486


@pytest.mark.parametrize(
    "fault",
    [
        [("from", "<<>>")],
        [("call-id", "a"), ("call-id", "b")],
        [("cseq", "1")],
    ],
)
def test_nobody_waits_for_ever_for_a_call_whose_answer_cannot_be_read(fault: list[Header]) -> None:
    """The transaction would have ended with it, the call would not: neither answered nor ever refused."""
    bench = Bench(company())
    alice, bob = bench.registered("alice-pc"), bench.registered("bob-pc")
    alice.call("bob", ("supported", "timer"), ("session-expires", "600"))
    invite = bob.asked("INVITE")
    bob.answer(invite, 180)
    bob.send(respond(invite, 200, to_tag="b").without(fault[0][0]).with_added(*fault))
    bench.wait(400.0)
    assert alice.statuses()[-1] == 480
    assert bench.core.calls_unanswered == 0
    assert len(bench.core.layer) == 0


@pytest.mark.parametrize(
    ("supported", "require"),
    [('"timer, x', "timer"), ("timer", '"a, b')],
    ids=["the caller's", "the callee's"],
)
def test_an_answer_comes_through_whatever_stands_in_lists_of_options(supported: str, require: str) -> None:
    bench = Bench(company())
    alice, bob = bench.registered("alice-pc"), bench.registered("bob-pc")
    alice.call("bob", ("supported", supported), ("session-expires", "600"))
    invite = bob.asked("INVITE")
    bob.send(respond(invite, 200, ("require", require), to_tag="b"))
    assert alice.statuses()[-1] == 200
    bench.wait(400.0)
    assert bench.core.calls_unanswered == 0


def test_a_nonce_that_is_no_text_is_a_wrong_one() -> None:
    bench = Bench(company())
    alice = bench.telephone("alice-pc")
    (data,) = [path.read_bytes() for path in CORPUS if path.stem == "nonce"]
    bench.core.receive(data, alice.flow, bench.now)
    assert alice.statuses() == [401]
