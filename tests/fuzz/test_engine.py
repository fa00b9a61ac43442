"""Whatever comes from the network, at whatever point of a call: the engine raises nothing, sends only what
can be read, forgets what is over, and answers the next OPTIONS."""

import random
import time

from softphone.people.line_state import LineState
from softphone.sip.message.flow import Flow
from softphone.sip.message.message import Request, Response, parse
from tests.fuzz.mutation import LONGEST, SECONDS, SEEDS, mutated
from tests.server.engine.bench import Bench, BenchTelephone, Log
from tests.server.engine.company import DOMAIN, company

TRUNK = Flow("udp", "192.0.2.200", 5060)
STRANGER = Flow("udp", "192.0.2.66", 5066)
RUNS = [
    b" ",
    b"\t",
    b"a",
    b"9",
    b'"',
    b'""',
    b"\\",
    b";",
    b";a",
    b",",
    b"a,",
    b"<",
    b"=",
    b"%",
    b":",
    b"@",
    b".",
]
RUNS += [b"\r\n", b"\r\n ", b" \r\n "]
Arrival = tuple[bytes, Flow]


class _StrictLog(Log):
    def error(self, event: str, **values: object) -> None:
        raise AssertionError(f"{event} {values}")


class FuzzBench(Bench):
    """The same messages draw the same tokens each time, so what once fitted fits again."""

    def __init__(self) -> None:
        super().__init__(company(trunk="192.0.2.200"))
        self.came_in: list[Arrival] = []
        self.core.log = _StrictLog()
        self.core.use_directory(self.core.directory, {"t1": TRUNK})
        for device in ("alice-pc", "bob-pc", "carol-pc"):
            self.telephone(device, transport="tcp" if device == "carol-pc" else "udp")

    def phone(self, device: str) -> BenchTelephone:
        return next(phone for phone in self.telephones.values() if phone.device == device)

    def receive(self, data: bytes, flow: Flow) -> None:
        self.came_in.append((data, flow))
        super().receive(data, flow)

    def _send(self, data: bytes, flow: Flow) -> bool:
        assert 0 < flow.port < 65536
        parse(data)
        return super()._send(data, flow)


def a_day() -> list[Arrival]:
    """All that comes to an engine on which three register, one calls another, holds, transfers him and hangs
    up, a call is forked and cancelled, and the trunk calls."""
    bench = FuzzBench()
    alice, bob, carol = (bench.phone(device) for device in ("alice-pc", "bob-pc", "carol-pc"))
    for phone in (alice, bob, carol):
        phone.register()
    alice.call("bob", ("supported", "timer"), ("session-expires", "600"))
    came = bob.asked("INVITE")
    bob.answer(came, 180)
    bob.answer(came, 200)
    answered = alice.response(200)
    alice.send(alice.within(answered, "ACK"))
    alice.send(alice.within(answered, "INVITE"))
    bob.answer(bob.asked("INVITE"), 200)
    replaces = f"?Replaces={came.call_id}%3Bto-tag%3Dx%3Bfrom-tag%3Dy"
    bob.send(bob.within(came, "REFER", ("refer-to", f"<sip:carol@{DOMAIN}{replaces}>")))
    alice.answer(alice.asked("REFER"), 202)
    alice.send(alice.within(answered, "NOTIFY", ("event", "refer"), ("subscription-state", "active")))
    bob.answer(bob.asked("NOTIFY"), 200)
    bob.send(bob.within(came, "BYE"))
    alice.answer(alice.asked("BYE"), 200)
    forked = alice.call("+46812345080")
    invites = [(phone, phone.asked("INVITE")) for phone in (bob, carol)]
    for status, (phone, invite) in zip((180, 183), invites, strict=True):
        phone.answer(invite, status)
    alice.cancel(forked)
    for phone, invite in invites:
        phone.answer(phone.asked("CANCEL"), 200)
        phone.answer(invite, 487)
    trunk = bench.telephone("trunk", "outside", port=5060)
    trunk.flow = TRUNK
    trunk.send(trunk.invite("+46812345002"))
    bob.answer(bob.asked("INVITE"), 486)
    for phone in (alice, bob, carol):
        phone.register(expires=0)
    return bench.came_in


DAY = a_day()


def test_the_day_is_one_that_the_engine_knows() -> None:
    """Played again from its bytes alone, it goes as it went."""
    bench = replayed(len(DAY))
    assert bench.core.counts.calls == 3
    assert bench.core.counts.parse_failures == 0
    assert {bench.line(person) for person in ("alice", "bob", "carol")} == {LineState.OFFLINE}
    assert ("id-bob", LineState.BUSY) in bench.lines


def replayed(length: int) -> FuzzBench:
    bench = FuzzBench()
    for data, flow in DAY[:length]:
        bench.core.receive(data, flow, bench.now)
    return bench


def test_mutated_messages_at_every_point_of_a_call() -> None:
    source = random.Random(3261)
    flows = [flow for _, flow in DAY] + [TRUNK, STRANGER]
    end = time.thread_time() + SECONDS
    tried = 0
    while time.thread_time() < end:
        at = source.randrange(len(DAY))
        bench = replayed(at)
        for _ in range(25):
            near = DAY[min(len(DAY) - 1, at + source.randrange(6))]
            data, flow = source.choice([near, near, (source.choice(SEEDS), source.choice(flows))])
            if source.random() < 0.8:
                data = mutated(source, data)
            receive(bench, data, flow)
            if source.random() < 0.1:
                bench.wait(source.choice([0.1, 1.0, 40.0, 400.0]))
            tried += 1
        still_answers(bench)
        bench.wait(4000.0)
        assert len(bench.core.layer) == 0
    assert tried > 200


def test_a_datagram_full_of_one_thing_takes_no_longer_than_others() -> None:
    """A pattern that tries every place in a run of spaces takes seconds for the largest datagram."""
    source = random.Random(768)
    flows = [flow for _, flow in DAY] + [TRUNK]
    seeds = [data for data, _ in DAY] + SEEDS
    end = time.thread_time() + SECONDS
    bench = replayed(12)
    while time.thread_time() < end:
        seed, run = source.choice(seeds), source.choice(RUNS)
        at = source.randrange(len(seed) + 1)
        receive(bench, seed[:at] + run * (40_000 // len(run)) + seed[at:], source.choice(flows))
    still_answers(bench)


def receive(bench: FuzzBench, data: bytes, flow: Flow) -> None:
    began = time.thread_time()
    bench.core.receive(data, flow, bench.now)
    took = time.thread_time() - began
    assert took < LONGEST, f"{took:.1f} s for {data!r}"


def still_answers(bench: FuzzBench) -> None:
    phone = bench.telephone("checker", port=7999)
    phone.send(phone.request("OPTIONS", f"sip:{DOMAIN}"))
    assert [m.status for m in phone.got if isinstance(m, Response)] == [200]
    assert not any(isinstance(m, Request) for m in phone.got)
