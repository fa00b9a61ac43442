"""A telephone whose sound was refused calls once more with other sound: in the records that is one call."""

import msgspec
import pytest

from softphone.server.offered_again import WITHIN
from softphone.sip.message.message import Request
from softphone.storage.call_record import Ending
from tests.server.engine.bench import BenchTelephone
from tests.server.engine.test_core_records import WALL, Recorded, tries

PLAIN = b"v=0\r\nm=audio 4000 RTP/AVP 0\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:key\r\n"
ENCRYPTED = PLAIN.replace(b"RTP/AVP", b"RTP/SAVP")


def offer(caller: BenchTelephone, sound: bytes, called: str = "bob") -> Request:
    """A call of its own, as PJSIP and others make it: another Call-ID."""
    return caller.signed(caller.invite(called).with_body("application/sdp", sound))


def refuse(bob: BenchTelephone, status: int = 488, *, rings: bool = False) -> None:
    came = bob.asked("INVITE")
    if rings:
        bob.answer(came, 180)
    bob.answer(came, status)


@pytest.mark.parametrize(("first", "then"), [(PLAIN, ENCRYPTED), (ENCRYPTED, PLAIN)])
@pytest.mark.parametrize("status", [406, 415, 488, 606])
def test_it_is_one_call(first: bytes, then: bytes, status: int) -> None:
    bench = Recorded()
    alice, bob = bench.registered("alice-pc"), bench.registered("bob-pc")
    began = bench.now
    offer(alice, first)
    refuse(bob, status)
    refused = bench.last
    assert (refused.status, refused.ending) == (status, Ending.FAILED)
    bench.wait(1.0)
    again = offer(alice, then)
    ongoing = bench.last
    assert (ongoing.id, ongoing.ending, ongoing.status) == (refused.id, None, 0)
    bench.wait(3.0)
    came = bob.asked("INVITE")
    bob.answer(came, 200)
    ok = alice.response(200)
    alice.send(alice.within(ok, "ACK"))
    bench.wait(10.0)
    alice.send(alice.within(ok, "BYE"))

    assert {record.id for record in bench.kept if not hasattr(record, "at")} == {refused.id}
    record = bench.last
    assert (record.call_id, record.caller_tag) == (again.call_id, again.from_.tag)
    assert record.call_id != refused.call_id
    assert record.began == began + WALL
    assert (record.answered, record.talked) == (4.0, 10.0)
    assert [step.at for step in record.steps] == [0.0, 1.0]
    assert [each[2] for each in tries(record)] == [status, 200]
    assert record.ending is Ending.CALLER_HUNG_UP
    assert bench.core.records.being_set_up == 0


@pytest.mark.parametrize("other", ["sound", "moment", "telephone", "number", "status", "rang"])
def test_these_are_two(other: str) -> None:
    bench = Recorded()
    alice, bob = bench.registered("alice-pc"), bench.registered("bob-pc")
    second = bench.registered("alice-phone") if other == "telephone" else alice
    called = "carol" if other == "number" else "bob"
    offer(alice, PLAIN)
    refuse(bob, 486 if other == "status" else 488, rings=other == "rang")
    first = bench.last
    bench.wait(WITHIN + 1.0 if other == "moment" else 1.0)
    offer(second, PLAIN if other == "sound" else ENCRYPTED, called)
    if other != "number":
        refuse(bob)
    assert bench.last.id != first.id
    assert bench.last.began > first.began
    assert len({record.id for record in bench.kept}) == 2  # type: ignore[union-attr]


def test_it_is_known_whom_it_was_for_though_the_engine_refuses_the_second() -> None:
    bench = Recorded()
    alice, bob = bench.registered("alice-pc"), bench.registered("bob-pc")
    offer(alice, PLAIN)
    refuse(bob)
    assert bench.last.callee == "id-bob"
    directory = bench.core.directory
    others = {key: person for key, person in directory.people.items() if key != "id-bob"}
    bench.core.use_directory(msgspec.structs.replace(directory, people=others), {})
    offer(alice, ENCRYPTED)
    assert (bench.last.ending, bench.last.callee) == (Ending.REFUSED, "id-bob")


def test_a_third_is_another_call() -> None:
    """Nothing grows by a telephone that never gives up."""
    bench = Recorded()
    alice, bob = bench.registered("alice-pc"), bench.registered("bob-pc")
    for sound in (PLAIN, ENCRYPTED, PLAIN):
        offer(alice, sound)
        refuse(bob)
    assert [record.id for record in bench.kept] == ["e-1", "e-1", "e-1", "e-3"]  # type: ignore[union-attr]
