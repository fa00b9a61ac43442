"""The engine is killed and started again: what it kept in its journal, and what it does with it."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from softphone.people.directory import Directory
from softphone.people.line_state import LineState
from softphone.sip.calls_seen import FORGOTTEN, REFER_LIFE
from softphone.sip.message.flow import Flow
from softphone.sip.message.message import Request
from softphone.storage.journal import Journal
from softphone.storage.journal_records import Call, LastFlow, Location, Reading, Record, latest
from tests.server.engine.bench import Bench, BenchTelephone
from tests.server.engine.company import DOMAIN, company
from tests.server.engine.test_core_calls import connected
from tests.server.engine.test_core_replaces import replaces

NOON = 1_900_000_000.0
"""Of the wall clock, when the first engine starts; its own clock is at 1000 then."""
FREE, BUSY, OFFLINE = LineState.FREE, LineState.BUSY, LineState.OFFLINE


class Killed:
    """Engines one after the other, with one journal."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "engine.journal"
        self.faults: list[str] = []
        self.bench = self._start(company(), NOON)

    def _start(self, directory: Directory, wall: float) -> Bench:
        self.wall = wall
        self.journal = Journal(self.path, lambda what, cause: self.faults.append(what))
        return Bench(directory, journal=self.journal, wall=wall)

    def restart(self, after: float = 1.0, directory: Directory | None = None) -> Bench:
        """Kill it, without a word, and start another after so many seconds. Connections are gone."""
        before = self.bench
        wall = self.wall + before.now - 1000.0 + after
        self.bench = self._start(directory or company(), wall)
        self.bench.telephones = before.telephones
        for telephone in before.telephones.values():
            telephone.bench = self.bench
            telephone.got.clear()
        return self.bench

    def reconnect(self, telephone: BenchTelephone) -> None:
        """It opens another connection, which has the number that somebody else's had before."""
        flow = telephone.flow
        telephone.flow = Flow(flow.transport, flow.host, flow.port, 9999)
        assert telephone.register().status == 200


@pytest.fixture
def killed(tmp_path: Path) -> Killed:
    return Killed(tmp_path)


def test_a_registration_over_udp_is_there_again_for_the_rest_of_its_time(killed: Killed) -> None:
    alice, bob = killed.bench.registered("alice-pc"), killed.bench.registered("bob-pc")
    killed.bench.wait(100)
    bob.register()
    bench = killed.restart(50)
    assert (bench.line("alice"), bench.line("bob")) == (FREE, FREE)
    bob.call("alice")
    assert alice.asked("INVITE").target == alice.contact[1:-1]
    bench.wait(140)
    assert bench.line("alice") is FREE
    bench.wait(20)
    assert (bench.line("alice"), bench.line("bob")) == (OFFLINE, FREE)


def test_all_of_a_registration_comes_back(killed: Killed) -> None:
    alice = killed.bench.telephone("alice-pc")
    alice.contact += ';q=0.5;+sip.instance="<urn:uuid:1>"'
    path = (("path", "<sip:edge.test;lr>"), ("supported", "path"), ("user-agent", "Phöne \udcff"))
    alice.signed(alice.register_request(300).with_added(*path))
    killed.bench.registered("alice-phone")
    (before,) = killed.bench.core.locations.of_device("alice-pc")
    assert before.user_agent
    bench = killed.restart(0)
    (after,) = bench.core.locations.of_device("alice-pc")
    kept = {name: getattr(after, name) for name in after.__struct_fields__}
    assert kept == {
        **{name: getattr(before, name) for name in before.__struct_fields__},
        "user_agent": "Phöne ?",
    }
    assert len(bench.core.locations.of_person("id-alice")) == 2


@pytest.mark.parametrize("how", ["unregister", "expire"])
def test_what_ended_before_stays_ended(killed: Killed, how: str) -> None:
    alice = killed.bench.registered("alice-pc")
    if how == "unregister":
        assert alice.register(expires=0).status == 200
        killed.restart(0)
    else:
        killed.restart(301)
    assert killed.bench.line("alice") is OFFLINE
    assert len(killed.bench.core.locations) == 0


def test_a_connection_does_not_outlive_the_process(killed: Killed) -> None:
    """Even when another one has its number now."""
    alice = killed.bench.registered("alice-pc", transport="tls")
    bob = killed.bench.registered("bob-pc")
    bench = killed.restart()
    assert bench.line("alice") is OFFLINE
    bob.call("alice")
    assert bob.statuses()[-1] == 480
    killed.reconnect(alice)
    assert bench.line("alice") is FREE
    bob.call("alice")
    alice.asked("INVITE")


def test_a_device_that_moved_to_a_connection_is_not_looked_for_over_udp(killed: Killed) -> None:
    pc = killed.bench.registered("alice-pc")
    pc.contact += ';+sip.instance="<urn:uuid:1>"'
    pc.register()
    assert killed.bench.core.last_flows["alice-pc"] == pc.flow
    moved = killed.bench.telephone("alice-pc", transport="tls")
    moved.contact += ';+sip.instance="<urn:uuid:1>"'
    moved.register()
    pc.register(expires=0)
    moved.register()
    bench = killed.restart()
    assert len(bench.core.locations) == 0
    assert bench.core.last_flows == {}


def test_who_was_revoked_meanwhile_does_not_come_back(killed: Killed) -> None:
    killed.bench.registered("alice-pc")
    killed.bench.registered("alice-phone")
    bench = killed.restart(directory=company(without=("alice-pc",)))
    assert [binding.device for binding in bench.core.locations] == ["alice-phone"]
    assert list(bench.core.last_flows) == ["alice-phone"]


@pytest.mark.parametrize("step", [-1e6, -100.0, 100.0])
def test_a_wall_clock_that_was_set_does_no_harm(killed: Killed, step: float) -> None:
    """Set back, it makes no registration live longer than any could; set on, some end too early."""
    killed.bench.registered("alice-pc")
    bench = killed.restart(step)
    left = [binding.expires_at - bench.now for binding in bench.core.locations]
    assert left == [min(300.0 - step, 3600.0)]


@pytest.mark.parametrize("transports", [("udp", "udp"), ("tls", "tls"), ("udp", "tcp")])
def test_a_call_is_held_and_hung_up_after_a_restart(killed: Killed, transports: tuple[str, str]) -> None:
    alice = killed.bench.registered("alice-pc", transport=transports[0])
    bob = killed.bench.registered("bob-pc", transport=transports[1])
    _, came = connected(alice, bob)
    ok = alice.response(200)
    bench = killed.restart(5)
    assert len(bench.core.calls) == 1
    for telephone, person in ((alice, "alice"), (bob, "bob")):
        if telephone.flow.reliable:
            killed.reconnect(telephone)
        assert bench.line(person) is BUSY
    alice.send(alice.within(ok, "INVITE"))
    bob.answer(bob.asked("INVITE"), 200)
    assert alice.statuses() == [200]
    alice.send(alice.within(ok, "ACK"))
    bob.asked("ACK")
    bob.send(bob.within(came, "BYE"))
    alice.answer(alice.asked("BYE"), 200)
    assert bob.response().status == 200
    assert (bench.line("alice"), bench.line("bob")) == (FREE, FREE)
    bench = killed.restart()
    assert len(bench.core.calls) == 0


def test_a_call_is_taken_up_again_by_replaces_after_a_restart(killed: Killed) -> None:
    alice, bob = killed.bench.registered("alice-pc", transport="tls"), killed.bench.registered("bob-pc")
    sent, _ = connected(alice, bob)
    killed.restart()
    killed.reconnect(alice)
    header = replaces(sent, to_tag="tag-bob-pc", from_tag=sent.from_.tag)
    alice.call("bob", header)
    came = bob.asked("INVITE")
    assert came.get("replaces") == header[1]
    bob.answer(came, 200)
    assert alice.statuses()[-1] == 200
    bench = killed.restart()
    killed.reconnect(alice)
    assert [call.call_id for call in bench.core.calls] == [came.call_id]
    carol = bench.registered("carol-pc")
    carol.call("bob", replaces(came, to_tag="tag-bob-pc", from_tag=came.from_.tag))
    assert carol.statuses() == [403]


def transfer(killed: Killed) -> tuple[BenchTelephone, BenchTelephone, tuple[str, str]]:
    """alice talks with bob, consults carol, and refers bob to her; then the engine is killed."""
    alice, bob, carol = (killed.bench.registered(f"{name}-pc") for name in ("alice", "bob", "carol"))
    connected(alice, bob)
    ok = alice.response(200)
    consult, _ = connected(alice, carol)
    header = replaces(consult, to_tag="tag-carol-pc", from_tag=consult.from_.tag)
    escaped = header[1].replace(";", "%3B").replace("=", "%3D")
    refer_to = ("refer-to", f"<sip:carol@{DOMAIN}?Require=replaces&Replaces={escaped}>")
    alice.send(alice.within(ok, "REFER", refer_to))
    bob.answer(bob.asked("REFER"), 202)
    return bob, carol, header


def test_a_transfer_goes_on_after_a_restart(killed: Killed) -> None:
    bob, carol, header = transfer(killed)
    bench = killed.restart(REFER_LIFE - 1)
    bob.call("carol", header)
    carol.answer(carol.asked("INVITE"), 200)
    assert bob.statuses()[-1] == 200
    bench.wait(1)
    assert (bench.line("alice"), bench.line("bob"), bench.line("carol")) == (BUSY, BUSY, BUSY)


def test_a_transfer_is_no_permission_for_ever(killed: Killed) -> None:
    bob, carol, header = transfer(killed)
    killed.restart(REFER_LIFE + 1)
    bob.call("carol", header)
    assert bob.statuses()[-1] == 403
    assert carol.got == []


def test_a_call_that_only_rang_is_not_kept(killed: Killed) -> None:
    """Its transactions ended with the process: nobody will hear of its answer."""
    alice, bob = killed.bench.registered("alice-pc"), killed.bench.registered("bob-pc")
    alice.call("bob")
    bob.answer(bob.asked("INVITE"), 180)
    bench = killed.restart()
    assert len(bench.core.calls) == 0
    assert (bench.line("alice"), bench.line("bob")) == (FREE, FREE)


def test_a_call_without_a_sign_of_life_is_not_kept_for_ever(killed: Killed) -> None:
    alice, bob = killed.bench.registered("alice-pc"), killed.bench.registered("bob-pc")
    _, came = connected(alice, bob)
    killed.bench.wait(200)
    bob.send(bob.within(came, "INFO"))
    alice.answer(alice.asked("INFO"), 200)
    alice.register()
    bench = killed.restart(60)
    (call,) = bench.core.calls
    assert bench.now - call.seen_at == 60
    bench = killed.restart(FORGOTTEN)
    bench.wait(1)
    assert len(bench.core.calls) == 0


class Heard:
    """A journal that remembers nothing, and notes what was there before each message that was sent."""

    is_long = False

    def __init__(self) -> None:
        self.appends: list[list[Record]] = []

    def read(self) -> Any:
        return Reading()

    def append(self, records: Any) -> None:
        self.appends.append(list(records))

    def rewrite(self, records: Any) -> None:
        pass


def test_it_is_written_once_and_before_the_message_that_depends_on_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    heard = Heard()
    bench = Bench(company(), journal=heard)
    order: list[str] = []
    real_append, real_send = heard.append, bench._send

    def append(records: Any) -> None:
        order.append("+".join(type(record).__name__ for record in records))
        real_append(records)

    def send(data: bytes, flow: Flow) -> bool:
        order.append(data[:11].decode())
        return real_send(data, flow)

    monkeypatch.setattr(heard, "append", append)
    monkeypatch.setattr(bench.core, "_send", send)
    alice, bob = bench.registered("alice-pc"), bench.registered("bob-pc")
    assert order[:3] == ["SIP/2.0 401", "Location+LastFlow", "SIP/2.0 200"]
    order.clear()
    alice.register()
    assert order == ["SIP/2.0 401", "Location", "SIP/2.0 200"]
    order.clear()
    _, came = connected(alice, bob)
    place = order.index("Call")
    assert order[place + 1] == "SIP/2.0 200"
    assert sum(not each.startswith(("SIP", "INV", "ACK")) for each in order) == 1
    order.clear()
    bob.send(bob.within(came, "INFO"))
    alice.answer(alice.asked("INFO"), 200)
    assert not any(each.startswith("Call") for each in order)
    order.clear()
    bob.send(bob.within(came, "BYE"))
    assert [each[:9] for each in order] == ["CallEnded", "BYE sip:a"]


def test_devices_on_connections_need_no_journal() -> None:
    heard = Heard()
    bench = Bench(company(), journal=heard)
    alice = bench.registered("alice-pc", transport="tls")
    alice.register(expires=0)
    bench.core.flow_closed(alice.flow)
    bench.wait(10)
    assert heard.appends == []


def test_it_stays_short(killed: Killed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(killed.journal, "_long", 2000)
    monkeypatch.setattr(killed.journal, "_limit", 2000)
    alice, bob = killed.bench.registered("alice-pc"), killed.bench.registered("bob-pc")
    _, came = connected(alice, bob)
    for _ in range(30):
        alice.register()
        bob.register()
        killed.bench.wait(6)
    assert killed.path.stat().st_size < 4000
    state = latest(killed.journal.read().records).values()
    assert Counter(map(type, state)) == {Location: 2, LastFlow: 2, Call: 1}
    bench = killed.restart()
    assert (bench.line("alice"), bench.line("bob")) == (BUSY, BUSY)
    bob.send(bob.within(came, "BYE"))
    assert isinstance(alice.asked("BYE"), Request)
    assert killed.faults == []


def test_a_start_writes_what_is_there_once(killed: Killed) -> None:
    alice = killed.bench.registered("alice-pc")
    bench = killed.restart()
    size = killed.path.stat().st_size
    assert size > 0
    alice.send(alice.request("OPTIONS", f"sip:{DOMAIN}"))
    bench.wait(10)
    assert killed.path.stat().st_size == size


def test_a_damaged_journal_is_said_and_the_rest_of_it_used(killed: Killed) -> None:
    killed.bench.registered("alice-pc")
    killed.bench.registered("bob-pc")
    killed.path.write_bytes(killed.path.read_bytes().replace(b"id-alice", b"id-malic", 1))
    bench = killed.restart()
    assert killed.faults == ["journal read without some of it"]
    assert (bench.line("alice"), bench.line("bob")) == (OFFLINE, FREE)


def test_who_does_not_come_back_over_a_connection_is_in_no_call(killed: Killed) -> None:
    alice, bob = (killed.bench.registered(device, transport="tls") for device in ("alice-pc", "bob-pc"))
    connected(alice, bob)
    bench = killed.restart(5)
    killed.reconnect(alice)
    bench.wait(20)
    assert bench.line("alice") is BUSY
    bench.wait(20)
    assert (bench.line("alice"), len(bench.core.calls)) == (LineState.FREE, 0)


def test_a_restored_call_ends_when_its_session_is_not_refreshed(killed: Killed) -> None:
    alice, bob = killed.bench.registered("alice-pc"), killed.bench.registered("bob-pc")
    alice.call("bob", ("supported", "timer"), ("session-expires", "600"))
    came = bob.asked("INVITE")
    bob.answer(came, 200, ("require", "timer"), ("session-expires", "600;refresher=uac"))
    alice.send(alice.within(alice.response(200), "ACK"))
    killed.bench.wait(200)
    for telephone in (alice, bob):
        telephone.register(3600)
    bench = killed.restart(5)
    assert bench.line("bob") is BUSY
    bench.wait(500)
    assert bench.line("bob") is BUSY, "it may have been about to be refreshed when we were killed"
    bench.wait(200)
    assert bench.line("bob") is LineState.FREE
