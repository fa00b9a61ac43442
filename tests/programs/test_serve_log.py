"""The server's own lines: whole, in order, and few pieces."""

import asyncio
import io
import sys

import pytest

from softphone.programs.serve_log import LineLogger


class Pieces(io.RawIOBase):
    """What is written, write by write."""

    def __init__(self) -> None:
        self.written: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        piece = bytes(memoryview(data))  # type: ignore[arg-type]
        self.written.append(piece)
        return len(piece)


def standard_error(monkeypatch: pytest.MonkeyPatch) -> Pieces:
    """Not as a fixture: pytest puts its own in that place between fixtures and test."""
    made = Pieces()
    monkeypatch.setattr(sys, "stderr", io.TextIOWrapper(io.BufferedWriter(made), line_buffering=True))
    return made


def test_without_a_loop_each_line_is_there_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    pieces = standard_error(monkeypatch)
    log = LineLogger()
    log.info(b"first")
    log.info("second")
    assert pieces.written == [b"first\n", b"second\n"]


def test_what_is_logged_in_one_turn_is_one_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    pieces = standard_error(monkeypatch)
    log = LineLogger()

    async def turns() -> None:
        log.info("first")
        log.info("second")
        await asyncio.sleep(0)
        assert pieces.written == [b"first\nsecond\n"]
        log.info("third")
        await asyncio.sleep(0)

    asyncio.run(turns())
    assert pieces.written == [b"first\nsecond\n", b"third\n"]


def test_what_others_write_meanwhile_comes_after(monkeypatch: pytest.MonkeyPatch) -> None:
    pieces = standard_error(monkeypatch)

    async def turn() -> None:
        LineLogger().info("first")
        print("second", file=sys.stderr)

    asyncio.run(turn())
    assert b"".join(pieces.written) == b"first\nsecond\n"


def test_the_last_line_of_a_loop_is_not_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    pieces = standard_error(monkeypatch)

    async def end() -> None:
        LineLogger().info("stopped")

    asyncio.run(end())
    assert pieces.written == [b"stopped\n"]
