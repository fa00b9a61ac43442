"""Calls are kept here while they are few, and by a child once they are many; nothing is lost between."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import psutil
import pytest

from softphone.server import call_log, keeper_process
from softphone.server.accounts import Clocks
from softphone.server.call_log import TRACES, CallLog
from softphone.server.kept import Kept
from softphone.server.trace.files import Frame, TracedMessage, TracedRecord, read_frames
from softphone.sip.message.flow import Flow
from softphone.storage.sql import open_sqlite
from softphone.storage.vault import Vault
from tests.contract.test_repository import CALL
from tests.server.test_written_behind import QuietLog

FLOW = Flow("udp", "127.0.0.1", 5060)
MANY = 3
WALL = 1_700_000_000.0


class Server:
    """A call log on a real database."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.log = QuietLog()
        repository = open_sqlite(folder / "softphone.db", Vault.open(folder / "secret.key"))
        self.kept = Kept(repository)
        clocks = Clocks(wall=lambda: WALL + 5.0, steady=lambda: 5.0)
        self.calls = CallLog(self.kept, folder, database="", clocks=clocks, epoch="e", log=self.log)
        self.passed = 0

    def pass_(self, *calls: str, method: str = "INVITE") -> None:
        """A message of each call."""
        for call in calls:
            self.passed += 1
            data = f"{method} sip:bo@company.test SIP/2.0\r\nCall-ID: {call}\r\n\r\n".encode()
            self.calls.ring.append(float(self.passed), True, FLOW, data)

    def end(self, number: int) -> None:
        """A call is over."""
        self.calls._put(msgspec.structs.replace(CALL, id=f"e-{number}"))

    def child(self) -> psutil.Process | None:
        """Those of other tests have ended, or are about to."""
        for each in psutil.Process().children():
            with contextlib.suppress(psutil.Error):
                if str(self.folder) in each.cmdline():
                    return each
        return None

    def recorded(self) -> set[str]:
        return {each.id for each in self.kept.repository.call_records()}

    def traced(self) -> list[tuple[float, str]]:
        return [(each.at - WALL, each.call_id) for each in self.frames() if isinstance(each, TracedMessage)]

    def frames(self) -> list[Frame]:
        return list(read_frames(self.folder / TRACES))


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setattr(call_log, "MANY", MANY)
    made = Server(tmp_path)
    yield made
    if (child := made.child()) is not None:
        child.kill()
    made.kept.close()


def test_few_calls_are_kept_without_a_child(server: Server) -> None:
    async def whole() -> None:
        server.pass_("a", "b")
        server.end(1)
        await server.calls.write()
        assert server.child() is None
        server.end(2)
        server.pass_("c", "d", "e")
        await server.calls.stop()  # for its end it is not worth one

    asyncio.run(whole())
    assert server.recorded() == {"e-1", "e-2"}
    assert server.traced() == [(1.0, "a"), (2.0, "b"), (3.0, "c"), (4.0, "d"), (5.0, "e")]
    assert server.log.lines == []


def test_many_calls_are_kept_by_a_child_and_by_another_when_it_dies(server: Server) -> None:
    async def whole() -> None:
        server.pass_("a")
        await server.calls.write()
        server.pass_("b", "c")
        server.pass_("a", "x", method="ACK")  # of x nobody has seen a request
        server.end(1)
        await server.calls.write()
        child = server.child()
        assert child is not None
        assert server.recorded() == {"e-1"}
        server.end(2)
        server.pass_("a", method="ACK")
        await server.calls.write()
        assert server.child() == child  # for good, also for few
        assert server.recorded() == {"e-1", "e-2"}
        assert server.log.lines == []

        # Killed with what it was handed: it holds still, so it has said nothing of it.
        child.suspend()
        server.pass_("b", "x", method="ACK")
        server.end(3)
        writing = asyncio.create_task(server.calls.write())
        async with asyncio.timeout(60):
            while len(server.calls.ring):
                await asyncio.sleep(0.01)
        os.kill(child.pid, signal.SIGKILL)
        await writing
        assert [event for event, _ in server.log.lines] == ["another child keeps calls"]
        assert server.child() not in (None, child)
        assert server.recorded() == {"e-1", "e-2", "e-3"}
        server.pass_("c", method="ACK")
        await server.calls.stop()

    asyncio.run(whole())
    assert server.traced() == [
        (1.0, "a"), (2.0, "b"), (3.0, "c"), (4.0, "a"), (6.0, "a"), (7.0, "b"), (9.0, "c"),
    ]  # fmt: skip
    traced = {each.record.id for each in server.frames() if isinstance(each, TracedRecord)}
    assert traced == {"e-1", "e-2", "e-3"}
    assert server.calls.ring.lost == 0


def test_calls_whose_first_messages_could_not_be_written_are_known_to_the_next_child(server: Server) -> None:
    folder = server.folder / TRACES

    async def whole() -> None:
        folder.write_text("in the way")
        server.pass_("a", "b", "c")
        await server.calls.write()
        assert [event for event, _ in server.log.lines] == ["traces not written"]
        folder.unlink()
        child = server.child()
        assert child is not None
        child.kill()
        child.wait(60)
        server.pass_("a", "x", method="ACK")
        await server.calls.stop()

    asyncio.run(whole())
    assert [event for event, _ in server.log.lines] == ["traces not written", "another child keeps calls"]
    assert server.traced() == [(4.0, "a")]
    assert server.calls.ring.lost == 3


def test_where_no_child_lives_it_is_kept_here(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each ends as soon as it has begun."""
    monkeypatch.setattr(call_log, "_REST", 1e9)
    monkeypatch.setattr(keeper_process, "program", lambda: [sys.executable, "-c", "pass"])

    async def whole() -> None:
        server.pass_("a", "b", "c")
        server.end(1)
        await server.calls.write()
        server.pass_("a", "b", "c", method="ACK")
        await server.calls.write()
        assert [event for event, _ in server.log.lines] == ["no child keeps calls"]  # the next try is later
        await server.calls.stop()

    asyncio.run(whole())
    assert server.recorded() == {"e-1"}
    assert [call for _, call in server.traced()] == ["a", "b", "c", "a", "b", "c"]


def test_what_the_childs_database_refuses_waits(server: Server) -> None:
    bad = msgspec.structs.replace(CALL, id="e-1", began=float("nan"))

    async def whole() -> None:
        server.pass_("a", "b", "c")
        server.calls._put(bad)
        await server.calls.write()
        assert [event for event, _ in server.log.lines] == ["call records not written"]
        assert server.calls.queues["call_records"]() == 1
        assert server.child() is not None
        server.calls._storage._waiting.clear()
        server.end(2)
        await server.calls.stop()
        assert server.child() is None

    asyncio.run(whole())
    assert server.recorded() == {"e-2"}
