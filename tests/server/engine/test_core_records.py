"""What the records of calls say, through the engine's core."""

from enum import Enum

import msgspec
import pytest

from softphone.profiles.incoming import Forward, Incoming, LineRules, ToColleague
from softphone.profiles.presets import AVAILABLE
from softphone.server.call_records import CallRecords
from softphone.server.routing import Caller
from softphone.server.rules import Active, Rules
from softphone.sip.message.flow import Flow
from softphone.sip.message.message import Request, Response
from softphone.storage.call_record import CallEnd, CallRecord, Came, Ending, RecordedWhy, Try
from tests.server.engine.bench import Bench, BenchTelephone
from tests.server.engine.company import company

WALL = 1_700_000_000.0
"""Added to the bench's clock."""


class Recorded(Bench):
    def __init__(self) -> None:
        super().__init__(company(trunk="10.0.0.77:5060"))
        self.kept: list[CallRecord | CallEnd] = []
        self.restart()

    def restart(self) -> None:
        """With records that know nothing."""
        self.core.records = CallRecords(self.kept.append, wall=lambda now: now + WALL, epoch="e")

    @property
    def last(self) -> CallRecord:
        record = self.kept[-1]
        assert isinstance(record, CallRecord)
        return record

    def talk(self, alice: BenchTelephone, bob: BenchTelephone) -> tuple[Request, Response]:
        alice.call("bob")
        came = bob.asked("INVITE")
        bob.answer(came, 200)
        ok = alice.response(200)
        alice.send(alice.within(ok, "ACK"))
        return came, ok


def tries(record: CallRecord) -> list[tuple[str, Came | None, int]]:
    found = [(each.device, each.came, each.status) for step in record.steps for each in step.tries]
    return sorted(found, key=lambda each: each[0])


def test_a_call_is_kept_when_answered_and_again_when_it_ends() -> None:
    bench = Recorded()
    alice, bob = bench.registered("alice-pc"), bench.registered("bob-pc", transport="tls")
    began = bench.now
    alice.call("bob")
    came = bob.asked("INVITE")
    bench.wait(0.5)
    bob.answer(came, 180)
    bench.wait(3.5)
    assert bench.kept == []
    assert bench.core.records.being_set_up == 1
    bob.answer(came, 200)
    answered = bench.last
    assert answered == CallRecord(
        id="e-1",
        call_id=came.call_id,
        caller_tag=came.from_.tag,
        callee_tag="tag-bob-pc",
        began=began + WALL,
        caller="id-alice",
        caller_device="alice-pc",
        caller_address="udp:10.0.0.9:6000",
        caller_shown="alice",
        caller_uri="sip:alice@company.test",
        callee="id-bob",
        called="bob",
        steps=answered.steps,
        answered=4.0,
        answered_by="id-bob",
        answered_device="bob-pc",
        status=200,
    )
    assert answered.steps[0].tries == (
        Try(
            person="id-bob",
            device="bob-pc",
            address="tls:10.0.0.9:6001#6001",
            at=0.0,
            rang=0.5,
            came=Came.ANSWERED,
            came_at=4.0,
            status=200,
        ),
    )
    assert (bench.core.records.being_set_up, len(bench.core.records)) == (0, 1)
    ok = alice.response(200)
    bench.wait(60)
    alice.send(alice.within(ok, "BYE"))
    assert bench.last == msgspec.structs.replace(answered, ended=64.0, ending=Ending.CALLER_HUNG_UP)
    assert bench.last.talked == 60.0
    assert len(bench.core.records) == 0


def test_the_callee_hangs_up() -> None:
    bench = Recorded()
    alice, bob = bench.registered("alice-pc"), bench.registered("bob-pc")
    came, _ = bench.talk(alice, bob)
    bob.send(bob.within(came, "BYE"))
    assert bench.last.ending is Ending.CALLEE_HUNG_UP


def test_each_telephone_and_what_came_of_it() -> None:
    bench = Recorded()
    alice, pc, phone = (bench.registered(each) for each in ("alice-pc", "bob-pc", "bob-phone"))
    alice.call("bob")
    at_pc, at_phone = pc.asked("INVITE"), phone.asked("INVITE")
    phone.answer(at_phone, 180)
    pc.answer(at_pc, 486)
    bench.wait(2)
    phone.answer(at_phone, 200)
    assert tries(bench.last) == [("bob-pc", Came.FAILED, 486), ("bob-phone", Came.ANSWERED, 200)]


def test_a_loser_is_stopped() -> None:
    bench = Recorded()
    alice, pc, phone = (bench.registered(each) for each in ("alice-pc", "bob-pc", "bob-phone"))
    alice.call("bob")
    at_pc, at_phone = pc.asked("INVITE"), phone.asked("INVITE")
    phone.answer(at_phone, 180)
    pc.answer(at_pc, 200)
    phone.answer(at_phone, 487)
    ok = alice.response(200)
    alice.send(alice.within(ok, "BYE"))
    assert tries(bench.last) == [("bob-pc", Came.ANSWERED, 200), ("bob-phone", Came.STOPPED, 487)]


@pytest.mark.parametrize(("status", "final"), [(486, 486), (0, 480)], ids=["busy", "silent"])
def test_nobody_answers(status: int, final: int) -> None:
    bench = Recorded()
    alice, bob = bench.registered("alice-pc"), bench.registered("bob-pc")
    alice.call("bob")
    if status:
        bob.answer(bob.asked("INVITE"), status)
    else:
        bench.wait(40)
    assert tries(bench.last) == [("bob-pc", Came.FAILED if status else None, status)]
    assert (bench.last.ending, bench.last.status) == (Ending.FAILED, final)
    assert bench.last.answered is None
    assert bench.core.records.being_set_up == 0


def test_a_telephone_that_cannot_be_sent_to() -> None:
    bench = Recorded()
    alice, bob = bench.registered("alice-pc"), bench.registered("bob-pc", transport="tcp")
    bench.dead.add(bob.flow)
    alice.call("bob")
    assert tries(bench.last) == [("bob-pc", Came.UNREACHABLE, 0)]


def test_the_caller_cancels() -> None:
    bench = Recorded()
    alice, bob = bench.registered("alice-pc"), bench.registered("bob-pc")
    invite = alice.call("bob")
    came = bob.asked("INVITE")
    bob.answer(came, 180)
    alice.cancel(invite)
    bob.answer(came, 487)
    assert (bench.last.ending, bench.last.status) == (Ending.CANCELLED, 487)
    assert tries(bench.last) == [("bob-pc", Came.STOPPED, 487)]


def test_members_in_order_are_steps() -> None:
    bench = Recorded()
    alice = bench.registered("alice-pc")
    bob, carol = bench.registered("bob-pc"), bench.registered("carol-pc")
    alice.call("290")
    bob.answer(bob.asked("INVITE"), 180)
    bench.wait(20)
    carol.answer(carol.asked("INVITE"), 200)
    assert [[each.device for each in step.tries] for step in bench.last.steps] == [["bob-pc"], ["carol-pc"]]
    assert [step.at for step in bench.last.steps] == [0.0, 20.0]


def test_what_the_engine_refuses_is_recorded() -> None:
    bench = Recorded()
    alice = bench.registered("alice-pc")
    alice.call("nobody")
    assert (bench.last.ending, bench.last.status, bench.last.called) == (Ending.REFUSED, 404, "nobody")
    assert bench.last.steps == ()


def test_a_stranger_leaves_no_record() -> None:
    bench = Recorded()
    alice = bench.telephone("alice-pc")
    alice.send(alice.invite("bob"))
    assert alice.response().status == 407
    assert bench.kept == []


def test_the_end_of_a_call_of_before_a_restart() -> None:
    bench = Recorded()
    alice, bob = bench.registered("alice-pc"), bench.registered("bob-pc")
    came, _ = bench.talk(alice, bob)
    bench.restart()
    bench.kept.clear()
    bob.send(bob.within(came, "BYE"))
    (end,) = bench.kept
    assert isinstance(end, CallEnd)
    assert end.tags == ("tag-bob-pc", came.from_.tag)
    assert end.at == bench.now + WALL


def test_calls_that_are_gone_without_a_bye_end_unseen() -> None:
    bench = Recorded()
    alice, bob = bench.registered("alice-pc"), bench.registered("bob-pc")
    came, _ = bench.talk(alice, bob)
    alice.got.clear()
    alice.call("bob")  # being set up: not touched
    bench.kept.clear()
    bench.core.records.forget_all_but({(came.call_id, came.from_.tag)}, bench.now)
    assert bench.kept == []
    bench.core.records.forget_all_but(set(), bench.now + 1)
    (lost,) = bench.kept
    assert isinstance(lost, CallRecord)
    assert (lost.ending, lost.ended) == (Ending.LOST, 1.0)
    assert len(bench.core.records) == 1


def test_what_is_being_set_up_is_kept_when_we_stop() -> None:
    bench = Recorded()
    alice, bob = bench.registered("alice-pc"), bench.registered("bob-pc")
    bench.talk(alice, bob)
    alice.got.clear()
    alice.call("bob")
    bench.kept.clear()
    bench.core.records.close()
    (record,) = bench.kept
    assert isinstance(record, CallRecord)
    assert (record.answered, record.ended, record.ending) == (None, None, None)


class Reason(Enum):
    PROFILE = "the active profile"
    BUSY = "busy"
    NOT_AVAILABLE = "the service is not available"


class Why(msgspec.Struct, frozen=True):
    reason: Reason
    whose: str
    detail: str = ""


def test_whys_stand_in_the_step_that_they_led_to() -> None:
    """A plan tells all its whys each time; each is recorded once."""
    kept: list[CallRecord | CallEnd] = []
    records = CallRecords(kept.append, wall=lambda now: now, epoch="e")
    bench = Recorded()
    request = bench.telephone("alice-pc").invite("bob")
    whys = [Why(Reason.PROFILE, "id-bob", "1")]
    records.began(request, Caller("id-alice", "alice-pc"), Flow("udp", "h", 1), 0.0)
    records.step(request, 0.0, whys)
    whys.append(Why(Reason.BUSY, "id-bob"))
    records.step(request, 1.0, whys)
    whys.append(Why(Reason.NOT_AVAILABLE, "id-bob"))
    records.failed(request, 480, 2.0, whys)
    (record,) = kept
    assert isinstance(record, CallRecord)
    assert [step.whys for step in record.steps] == [
        (RecordedWhy("the active profile", "id-bob", "1"),),
        (RecordedWhy("busy", "id-bob"),),
    ]
    assert record.whys == (RecordedWhy("the service is not available", "id-bob"),)


def test_a_forward_says_why_in_its_record_and_is_counted_by_its_cause() -> None:
    bench = Recorded()
    busy = LineRules(busy=Forward(ToColleague("id-carol")))
    profile = msgspec.structs.replace(AVAILABLE, incoming=Incoming(landline=busy))
    bench.core.use_rules(Rules(active={"id-bob": Active(profile)}))
    alice, bob, carol = (bench.registered(each) for each in ("alice-pc", "bob-pc", "carol-pc"))
    alice.call("bob")
    bob.answer(bob.asked("INVITE"), 486)
    carol.answer(carol.asked("INVITE"), 200)
    first, second = bench.last.steps
    assert [each.device for each in (*first.tries, *second.tries)] == ["bob-pc", "carol-pc"]
    assert [(why.reason, why.whose) for why in first.whys] == [("the active profile", "id-bob")]
    assert [(why.reason, why.whose, why.detail) for why in second.whys] == [
        ("busy", "id-bob", ""),
        ("forwarded", "id-bob", "user-busy"),
        ("the active profile", "id-carol", "1"),
    ]
    assert bench.core.counts.forwards == {"user-busy": 1}
