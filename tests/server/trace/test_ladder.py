"""One call as a text ladder, from the engine's core to the lines that a person reads."""

from pathlib import Path

import msgspec
import pytest

from softphone.people.directory import Person
from softphone.programs import trace as program
from softphone.server.call_log import TRACES
from softphone.server.trace.calls import TracedCall, line, traced_calls
from softphone.server.trace.files import TracedMessage, TraceFiles, read_frames
from softphone.server.trace.keeper import TraceKeeper
from softphone.server.trace.known_calls import KnownCalls
from softphone.server.trace.ladder import WIDTH, ladder
from softphone.server.trace.ring import Ring
from softphone.sip.message.flow import Flow
from softphone.storage.call_record import CallRecord, RecordedWhy
from softphone.storage.names import StoredNames
from softphone.storage.records import NewCompany
from softphone.storage.sql import open_sqlite
from softphone.storage.vault import Vault
from tests.server.engine.test_core_records import Recorded


class Traced(Recorded):
    """A bench whose messages go into a ring, as the engine puts them there."""

    def __init__(self, folder: Path) -> None:
        self.ring = Ring()
        super().__init__()
        self._keeper = TraceKeeper(TraceFiles(folder), KnownCalls())
        self._folder = folder

    def receive(self, data: bytes, flow: Flow) -> None:
        self.ring.append(self.now, True, flow, data)
        super().receive(data, flow)

    def _send(self, data: bytes, flow: Flow) -> bool:
        self.ring.append(self.now, False, flow, data)
        return super()._send(data, flow)

    def calls(self) -> list[TracedCall]:
        records = [entry for entry in self.kept if isinstance(entry, CallRecord)]
        self._keeper.write(1_700_000_000.0, self.ring.drain(10_000), records)
        return traced_calls(read_frames(self._folder))


@pytest.fixture
def bench(tmp_path: Path) -> Traced:
    return Traced(tmp_path / TRACES)


def play(bench: Traced) -> None:
    """alice calls bob, whose telephone is busy and whose computer answers; he hangs up after 20 s."""
    alice, pc = bench.registered("alice-pc"), bench.registered("bob-pc")
    phone = bench.registered("bob-phone", transport="tls")
    bench.wait(1)
    alice.call("bob")
    at_pc, at_phone = pc.asked("INVITE"), phone.asked("INVITE")
    bench.wait(0.1)
    phone.answer(at_phone, 486)
    pc.answer(at_pc, 180)
    bench.wait(3)
    pc.answer(at_pc, 200)
    ok = alice.response(200)
    alice.send(alice.within(ok, "ACK"))
    bench.wait(20)
    pc.send(pc.within(at_pc, "BYE"))
    alice.answer(alice.asked("BYE"), 200)


LADDER = """\
          alice-pc              engine                bob-phone             bob-pc
   0.000  |-- INVITE ---------->|                     |                     |
   0.000  |<- 407 Proxy Authe~ -|                     |                     |
   0.000  |-- ACK ------------->|                     |                     |
   0.000  |-- INVITE ---------->|                     |                     |
   0.000  * step 1: rings bob-phone, bob-pc (why: the active profile 1, id-bob)
   0.000  |                     |-- INVITE ---------->|                     |
   0.000  |                     |-- INVITE -------------------------------->|
   0.100  |                     |<- 486 Busy Here ----|                     |
   0.100  |                     |-- ACK ------------->|                     |
   0.100  |                     |<- 180 Ringing ----------------------------|
   0.100  |<- 180 Ringing ------|                     |                     |
   3.100  |                     |<- 200 OK ---------------------------------|
   3.100  |<- 200 OK -----------|                     |                     |
   3.100  |-- ACK ------------->|                     |                     |
   3.100  * answered by bob-pc
   3.100  |                     |-- ACK ----------------------------------->|
  23.100  |                     |<- BYE ------------------------------------|
  23.100  |<- BYE --------------|                     |                     |
  23.100  |-- 200 OK (BYE) ---->|                     |                     |
  23.100  * talked 20 s, callee hung up
  23.100  |                     |-- 200 OK (BYE) -------------------------->|"""


def test_a_call_as_a_ladder(bench: Traced) -> None:
    play(bench)
    (call,) = bench.calls()
    first, empty, *lines = ladder(call)
    assert (first, empty) == (f"Call-ID {call.call_id}", "")
    assert "\n".join(lines) == LADDER


def test_decisions_stand_with_their_whys(bench: Traced) -> None:
    play(bench)
    (call,) = bench.calls()
    ((number, record),) = call.records.items()
    whys = (RecordedWhy("the active profile", "id-bob", "1"), RecordedWhy("in a call " * 12, "id-bob"))
    step = msgspec.structs.replace(record.steps[0], whys=whys)
    call.records[number] = msgspec.structs.replace(record, steps=(step,))
    lines = ladder(call)
    assert any(
        "* step 1: rings bob-phone, bob-pc (why: the active profile 1, id-bob; in a call" in each
        for each in lines
    )
    assert max(map(len, lines)) <= WIDTH


def test_persons_groups_and_numbers_are_said_as_people_read_them(bench: Traced) -> None:
    play(bench)
    (call,) = bench.calls()
    ((number, record),) = call.records.items()
    whys = (
        RecordedWhy("busy", "id-bob"),
        RecordedWhy("forwarded", "g-all"),
        RecordedWhy("not forwarded: class of service", "+46812345001"),
        RecordedWhy("loop", "id-erased"),
    )
    call.records[number] = msgspec.structs.replace(record, whys=whys)
    known = StoredNames("SE", {"id-bob": "Bo Ek (bob)", "g-all": "Support\x1b"})
    text = " ".join(" ".join(ladder(call, known)).split())
    assert "rings bob-phone, bob-pc of Bo Ek (bob) (why: the active profile 1, Bo Ek (bob))" in text
    assert "answered by bob-pc of Bo Ek (bob)" in text
    assert "busy, Bo Ek (bob); forwarded, Support?; " in text
    assert "class of service, 08-123 450 01; loop, id-erased)" in text


def test_without_a_record_the_messages_are_enough(bench: Traced) -> None:
    play(bench)
    bench.kept.clear()
    (call,) = bench.calls()
    assert call.records == {}
    row = line(call)
    assert (row.caller, row.called, row.end) == ("alice", "bob", "200 OK")
    heads = ladder(call)[2].split()
    assert heads == ["udp:10.0.0.9:6000", "engine", "tls:10.0.0.9:6002#6~", "udp:10.0.0.9:6001"]


def test_a_list_says_who_whom_and_how_it_ended(bench: Traced) -> None:
    play(bench)
    bench.telephones["10.0.0.9", 6000].call("nobody")
    first, second = map(line, bench.calls())
    assert (first.caller, first.called, first.end) == ("alice", "bob", "talked 20 s, callee hung up")
    assert (second.called, second.end) == ("nobody", "404 refused by the engine")


def many(count: int) -> TracedCall:
    """A call to many telephones with long names, said by a telephone that would steer a terminal."""
    invite = b"INVITE sip:x SIP/2.0\r\nCall-ID: \x1b[2J\r\nCSeq: 1 INVITE\r\n\r\n"
    messages = [TracedMessage(0.0, True, "udp:caller:1", "\x1b[2J", invite)]
    for number in range(count):
        peer = f"tls:a-host-with-quite-a-long-name-{number}:5061#{number}"
        messages.append(TracedMessage(1.0, False, peer, "\x1b[2J", b"\x1b[31mrubbish\r\n\r\n"))
    return TracedCall("\x1b[2J", messages)


@pytest.mark.parametrize("count", [0, 1, 4, 5, 30])
def test_many_telephones_and_hostile_words_fit_the_page(count: int) -> None:
    lines = ladder(many(count))
    assert len(lines) == 3 + 1 + count
    assert max(map(len, lines)) <= WIDTH
    assert "\x1b" not in "".join(lines)


def test_the_program_knows_the_companys_names(
    bench: Traced, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    play(bench)
    (call,) = bench.calls()
    repository = open_sqlite(tmp_path / "softphone.db", Vault.open(tmp_path / "secret.key"))
    bob = Person(id="id-bob", login="bob", name="Bo Ek")
    repository.load(NewCompany(domain="company.test", country="SE", people=(bob,)))
    assert program.run(call.call_id, tmp_path, count=30, messages=False) == 0
    assert "answered by bob-pc of Bo Ek (bob)" in capsys.readouterr().out
    repository.close()


def test_the_program_lists_and_draws(
    bench: Traced, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    play(bench)
    bench.telephones["10.0.0.9", 6000].call("nobody")
    first, second = bench.calls()
    assert program.run("", tmp_path, count=30, messages=False) == 0
    listed = capsys.readouterr().out.splitlines()
    assert [each.split()[-1] for each in listed] == [first.call_id, second.call_id]
    assert program.run(first.call_id, tmp_path, count=30, messages=True) == 0
    shown = capsys.readouterr().out
    assert LADDER in shown
    assert "    Proxy-Authorization: ..." in shown
    assert program.run("call-", tmp_path, count=30, messages=False) == 1
    assert "2 calls begin so" in capsys.readouterr().err
    assert program.run("other", tmp_path, count=30, messages=False) == 1
    assert "No call in" in capsys.readouterr().err
    assert program.run("", tmp_path / "none", count=30, messages=False) == 1
    assert "There are no calls in" in capsys.readouterr().err
