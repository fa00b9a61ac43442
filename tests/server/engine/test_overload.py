"""When new calls are refused, and which: the others go on whatever happens."""

import asyncio
import itertools
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from softphone.server.engine import EngineSettings
from softphone.server.engine_metrics import LagHistogram, measured
from softphone.server.overload import BEHIND, CAUGHT_UP, Overload
from softphone.sip.message.message import Request, Response
from tests.server.engine.bench import Bench
from tests.server.engine.company import company
from tests.server.engine.socket_telephone import PATIENCE, SocketTelephone, telephone
from tests.server.engine.telephone import authorization
from tests.server.engine.test_engine import until
from tests.server.test_metrics import samples

LONG, SHORT, BETWEEN = BEHIND, CAUGHT_UP, (BEHIND + CAUGHT_UP) / 2


def observed(*waits: float) -> list[bool]:
    """Whether new calls are refused after each of those."""
    overload = Overload()
    found = []
    for wait in waits:
        before = overload.refuses
        assert overload.observe(wait) == (overload.refuses != before)
        found.append(overload.refuses)
    return found


def test_one_pause_is_no_overload() -> None:
    assert observed(0.0, 60.0, 0.0, 60.0, BETWEEN, 60.0) == [False] * 6


def test_behind_twice_in_a_row_is_one() -> None:
    assert observed(LONG, LONG, BETWEEN) == [False, True, True]


def test_who_is_patient_may_be_behind_longer() -> None:
    overload = Overload(2 * LONG)
    assert not any(overload.observe(LONG) for _ in range(3))
    assert [overload.observe(2 * LONG) for _ in range(2)] == [False, True]


def test_it_ends_when_there_was_calm_for_a_while() -> None:
    assert observed(LONG, LONG, *[SHORT] * 5) == [False, True, True, True, True, True, False]
    assert observed(LONG, LONG, *[SHORT] * 4, BETWEEN, *[SHORT] * 4)[-1]


def overloaded() -> Bench:
    bench = Bench(company())
    for _ in range(2):
        bench.core.overload.observe(LONG)
    assert bench.core.overload.refuses
    return bench


def test_a_new_call_is_refused_with_the_time_to_try_again() -> None:
    bench = overloaded()
    alice, bob = bench.registered("alice-pc"), bench.registered("bob-pc")
    alice.send(alice.invite("bob"))
    refused = alice.response()
    assert (refused.status, refused.get("retry-after")) == (503, "2")
    assert not [m for m in bob.got if isinstance(m, Request)]
    found = samples(measured(bench.core, LagHistogram(), None))
    assert found["softphone_engine_refused_by_overload_total"] == 1
    assert found["softphone_engine_overloaded"] == 1
    assert found["softphone_engine_wait_seconds"] == LONG
    assert found["softphone_engine_calls_total"] == 0


def test_the_same_invite_again_is_not_a_call_when_it_is_over() -> None:
    """It may have waited beside the first one; its telephone has heard the refusal and would ring nobody."""
    bench = overloaded()
    alice, bob = bench.telephone("alice-pc"), bench.registered("bob-pc")
    invite = alice.invite("bob")
    alice.send(invite)
    for _ in range(5):
        bench.core.overload.observe(0.0)
    alice.send(invite)
    assert alice.statuses() == [503, 503]
    alice.call("bob")
    bob.asked("INVITE")


@pytest.mark.parametrize("why", ["in a dialog", "replaces", "emergency", "register", "cancel", "bye", "ack"])
def test_whatever_goes_on_goes_on(why: str) -> None:
    bench = Bench(company())
    alice, bob = bench.registered("alice-pc"), bench.registered("bob-pc")
    invite = alice.call("bob")
    came = bob.asked("INVITE")
    bob.answer(came, 180)
    alice.got.clear()
    for _ in range(2):
        bench.core.overload.observe(LONG)
    if why == "cancel":
        alice.cancel(invite)
        assert alice.response().status == 200
        bob.asked("CANCEL")
        return
    if why == "register":
        assert alice.register().status == 200
        return
    bob.answer(came, 200)
    ok = alice.response(200)
    if why == "ack":
        alice.send(alice.within(ok, "ACK"))
        bob.asked("ACK")
    elif why == "bye":
        alice.send(alice.within(ok, "BYE"))
        bob.asked("BYE")
    elif why == "in a dialog":
        alice.send(alice.within(ok, "INVITE"))
        bob.asked("INVITE")
    elif why == "replaces":
        replaces = f"{ok.call_id};to-tag={ok.to.tag};from-tag={ok.from_.tag}"
        phone = bench.registered("alice-phone")
        phone.call("bob", ("replaces", replaces))
        bob.asked("INVITE")
    else:
        alice.call("112")
        said = alice.response()
        while said.status == 100:
            said = alice.response()
        assert "No Way Out" in said.reason  # it went its way; this company has no trunk


@pytest.mark.parametrize("transport", ["udp", "tcp"])
def test_a_burst_is_answered(transport: str, run_engine: Callable[..., Any], certificate: Path) -> None:
    """Calls come faster than they can be dealt with, each of which costs a part of BEHIND: some are let
    through, the others refused, all of them hear of it; and then there is room again."""
    slow = False

    def costly() -> datetime:
        if slow:
            time.sleep(BEHIND / 25)
        return datetime.now(UTC)

    async def whole() -> None:
        nonlocal slow
        async with (
            run_engine(company(), EngineSettings(port=0, tls_port=0), costly) as running,
            telephone("alice-pc", transport, running.port(transport), certificate) as alice,
            telephone("bob-pc", "udp", running.port("udp"), certificate) as bob,
        ):
            plain = alice.invite("bob")
            alice.send(plain)
            challenge = await alice.response(407)
            alice.send(alice.ack_of(plain, challenge))
            counts = itertools.count(1)

            async def calls() -> set[int]:
                """The answers to many at once."""
                asked = []
                for _ in range(60):
                    fresh = alice.invite("bob")
                    signed = authorization(challenge, fresh, "alice-pc", count=next(counts))
                    asked.append(alice.again(fresh, signed))
                for each in asked:
                    alice.send(each)
                return {(await first_answer(alice, each.call_id)).status for each in asked}

            slow = True
            statuses = await calls()
            async with asyncio.timeout(PATIENCE):
                # What comes by one connection is read in one go, and the loop is seen to be late afterwards.
                while transport == "tcp" and 503 not in statuses:
                    statuses |= await calls()
            assert statuses == {100, 503}
            await until(lambda: bool(bob.got))
            slow = False
            await until(lambda: not running.engine.metrics().overloaded)
            bob.got.clear()
            await alice.call("bob")
            await bob.asked("INVITE")
            told = [values for event, values in running.log.lines if event == "overloaded"]
            assert told and told[0]["wait"] >= BEHIND

    asyncio.run(whole())


async def first_answer(telephone: SocketTelephone, call_id: str) -> Response:
    await until(lambda: any(m.call_id == call_id for m in telephone.got if isinstance(m, Response)))
    return next(m for m in telephone.got if isinstance(m, Response) and m.call_id == call_id)
