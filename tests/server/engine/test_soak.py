"""Short forms of `./run soak`: no call fails, and nothing is left of those that are over."""

import gc
from pathlib import Path

from benchmarks.load.calls import place_calls
from benchmarks.servers.ours import engine
from softphone.profiles.incoming import Forward, Incoming, LineRules, ToColleague
from softphone.profiles.profile import Profile
from softphone.programs.serve import run_on_fastest_loop
from softphone.server.exchange import Exchange
from softphone.server.rules import Active, Rules
from softphone.sip.calls_seen import CallSeen
from softphone.sip.message.message import Request, Response
from softphone.sip.transaction.layer import Transaction
from softphone.storage.journal import Journal
from tests.server.engine.bench import Bench, BenchTelephone
from tests.server.engine.company import company

CALLS = 500
TO_CAROL = Active(
    Profile(number=1, incoming=Incoming(landline=LineRules(busy=Forward(ToColleague("id-carol")))))
)


def test_no_call_fails() -> None:
    load = run_on_fastest_loop(lambda: place_calls(engine, forward=True, rate=60, seconds=5, at_once=5))
    # On a machine that is busy with other things the engine may be behind: it says so, and loses nobody.
    failed = [answer for answer in load.failed if not answer.startswith(b"SIP/2.0 503 ")]
    assert failed == []
    assert load.done + len(load.failed) == load.calls
    assert load.done > 0


def test_nothing_is_left_of_calls(tmp_path: Path) -> None:
    faults: list[str] = []
    bench = Bench(company(), journal=Journal(tmp_path / "journal", lambda what, cause: faults.append(what)))
    bench.core.use_rules(Rules(active={"id-bob": TO_CAROL}))
    alice = bench.telephone("alice-phone")
    bob, carol = bench.registered("bob-phone"), bench.registered("carol-phone")
    call(alice, bob, carol)
    bench.wait(60.0)
    before = alive()
    for _ in range(CALLS):
        call(alice, bob, carol)
        bench.wait(0.02)
    assert len(bench.core.layer) > CALLS
    bench.wait(60.0)
    assert len(bench.core.layer) == 0
    assert len(bench.core.calls) == 0
    assert len(bench.core.records) == 0
    assert alive() == before
    assert faults == []


def call(alice: BenchTelephone, bob: BenchTelephone, carol: BenchTelephone) -> None:
    """Challenged, forwarded on busy, answered, hung up."""
    alice.call("bob")
    bob.answer(bob.asked("INVITE"), 486)
    bob.asked("ACK")
    invited = carol.asked("INVITE")
    carol.answer(invited, 180)
    carol.answer(invited, 200)
    answer = alice.response(200)
    alice.send(alice.within(answer, "ACK"))
    carol.asked("ACK")
    alice.send(alice.within(answer, "BYE"))
    carol.answer(carol.asked("BYE"), 200)
    assert alice.response(200).cseq.method == "BYE"
    for telephone in (alice, bob, carol):
        telephone.got.clear()


def alive() -> dict[type, int]:
    """How many there are of what calls are made of."""
    gc.collect()
    kinds = (Exchange, Transaction, CallSeen, Request, Response)
    every = gc.get_objects()
    return {kind: sum(isinstance(each, kind) for each in every) for kind in kinds}
