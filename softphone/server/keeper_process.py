"""Calls kept by a child of the server, where it does not take Python's lock from the loop.

What a call leaves behind is a seventh of what it costs. On a thread beside the loop that was 30 ms at the
99th percentile at 200 calls a second (docs/decisions/015-calls-are-kept-by-a-child.md).
"""

import contextlib
import os
import subprocess
from pathlib import Path
from typing import IO, Any

import msgspec

from softphone.server.call_keeper import Batch, CallKeeper, Known, again
from softphone.server.company import DATABASE_VARIABLE
from softphone.server.embedded import program
from softphone.server.trace.known_calls import KnownCalls

_PATIENCE = 10.0
"""Seconds that it gets to end."""


class _Answer(msgspec.Struct, frozen=True, array_like=True):
    calls: tuple[str, ...] = ()
    """That the batch made known, written or not."""
    error: str = ""
    """Empty: it is written."""


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Batch)
_answer_decoder = msgspec.msgpack.Decoder(_Answer)


class KeepingError(Exception):
    """The batch was not written: the child's own words."""


class KeeperEndedError(Exception):
    """There is no child, or no longer."""


class KeeperProcess:
    """Used by one thread at a time. `database` is its URL, or empty for the one in the folder; `known` are
    the calls of the traces, by which each child goes on where the one before it ended."""

    def __init__(self, data: Path, database: str, known: KnownCalls, log: Any) -> None:
        self._command = [*program(), "keep-calls", "--data", str(data)]
        # Not among the arguments: those of a process everyone on the machine can read.
        self._around = {**os.environ, DATABASE_VARIABLE: database}
        self._known = known
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None

    def keep(self, batch: Batch) -> None:
        """Returns when it is written, for which a child that has ended is followed by one more. Raises
        KeepingError, and KeeperEndedError when that one has ended, too: the next batch starts another."""
        if self._process is not None:
            try:
                self._hand(self._process, batch)
                return
            except KeeperEndedError as error:
                self._log.warning("another child keeps calls", cause=str(error))
                batch = again(batch)
        self._hand(self._start(), batch)

    def close(self) -> None:
        """Safe to call twice."""
        process, self._process = self._process, None
        if process is None:
            return
        assert process.stdin is not None
        assert process.stdout is not None
        with contextlib.suppress(OSError):
            process.stdin.close()
        try:
            process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()

    def _start(self) -> subprocess.Popen[bytes]:
        try:
            process = subprocess.Popen(
                self._command, env=self._around, stdin=subprocess.PIPE, stdout=subprocess.PIPE
            )
        except OSError as error:
            raise KeeperEndedError(repr(error)) from error
        self._process = process
        self._hand(process, Known(tuple(self._known)))
        return process

    def _hand(self, process: subprocess.Popen[bytes], batch: Batch) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            _write(process.stdin, _encoder.encode(batch))
            said = _read(process.stdout)
            if said is None:
                raise EOFError("it said nothing")
            answer = _answer_decoder.decode(said)
        except (OSError, EOFError, msgspec.MsgspecError) as error:
            self.close()
            raise KeeperEndedError(repr(error)) from error
        self._known.add(answer.calls)
        if answer.error:
            raise KeepingError(answer.error)


def keep_for_parent(keeper: CallKeeper, asked: IO[bytes], answers: IO[bytes]) -> None:
    """In the child, until the parent has closed its end or is gone: also what it had handed over before."""
    while (data := _read(asked)) is not None:
        batch, wrong = _decoder.decode(data), ""
        try:
            keeper.keep(batch)
        except Exception as error:  # noqa: BLE001 - whatever the storage says, the parent decides
            wrong = repr(error).encode("utf-8", "replace").decode()
        _write(answers, _encoder.encode(_Answer(keeper.made_known(batch), wrong)))


def _write(pipe: IO[bytes], data: bytes) -> None:
    pipe.write(len(data).to_bytes(4, "big") + data)
    pipe.flush()


def _read(pipe: IO[bytes]) -> bytes | None:
    """None at the end, also in the middle of a frame."""
    head = pipe.read(4)
    length = int.from_bytes(head, "big")
    data = pipe.read(length) if len(head) == 4 else b""
    return data if len(head) == 4 and len(data) == length else None
