"""The phone process: started by ProcessPhone with one end of a pipe, ended by it, or with it.

Its main thread is the phone's one thread; another reads the pipe. When the pipe ends, the desktop is gone,
and so is the phone. stdout is no channel here: PJSIP writes to it before its log is set up.
"""

import logging
import os
import random
import signal
import sys
import threading
import time
import uuid
from multiprocessing.connection import Connection

from softphone.calls.events import Event
from softphone.phone import wire
from softphone.phone.loop import Mailbox, Surroundings, run

_log = logging.getLogger(__name__)

_SWITCH = 0.0005
"""Seconds that a Python thread may keep the media thread waiting: with the usual 0.005, sound jumps when
another thread is busy (8 jumps in 20 s, none with this)."""


class _LogToDesktop(logging.Handler):
    def __init__(self, send: "_Sender") -> None:
        super().__init__()
        self._send = send

    def emit(self, record: logging.LogRecord) -> None:
        message = record.getMessage()
        if record.exc_info:
            message = f"{message}\n{logging.Formatter().formatException(record.exc_info)}"
        self._send(wire.Logged(record.name, record.levelno, message))


class _Sender:
    """One frame at a time, from any thread; quiet when the desktop is gone."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._lock = threading.Lock()

    def __call__(self, value: wire.FromPhone) -> None:
        frame = wire.encode(value)
        try:
            with self._lock:
                self._connection.send_bytes(frame)
        except OSError:
            pass


def surroundings() -> Surroundings:
    """The real world's."""
    return Surroundings(
        seconds=time.monotonic,
        nanoseconds=time.monotonic_ns,
        chance=random.SystemRandom().random,
        ids=lambda: uuid.uuid4().hex,
    )


def main(connection: Connection) -> None:
    """Until the desktop says Close or is gone."""
    # Ctrl-C in a terminal and SIGTERM at the end of a session reach the whole group: the desktop decides when
    # the phone ends, and then it hangs up first.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    _silence_stdout()
    sys.setswitchinterval(_SWITCH)
    send = _Sender(connection)
    send(wire.Hello())
    wire.check(wire.decode_to_phone(connection.recv_bytes()))
    start = wire.decode_to_phone(connection.recv_bytes())
    if not isinstance(start, wire.Start):
        raise wire.ProtocolMismatch(f"expected the settings, got {start!r}")
    root = logging.getLogger()
    root.setLevel(start.log_level)
    root.addHandler(_LogToDesktop(send))
    mailbox = Mailbox()
    threading.Thread(target=_read, args=(connection, mailbox), name="commands", daemon=True).start()

    def emit(event: Event) -> None:
        send(event)

    try:
        run(start.settings, mailbox, emit, surroundings())
    except BaseException:  # noqa: BLE001 - whatever it was
        # PJSIP's threads would keep an orderly exit waiting, and the desktop with it: it starts another phone
        # and takes the calls up again as soon as this one is gone.
        _log.critical("the phone's loop ended", exc_info=True)
        os._exit(1)


def _silence_stdout() -> None:
    """PJSIP prints before its log is set up, and some of its layers ever after, whatever they are told."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    os.close(nothing)


def _read(connection: Connection, mailbox: Mailbox) -> None:
    while True:
        try:
            command = wire.decode_to_phone(connection.recv_bytes())
        except (EOFError, OSError):
            break
        if isinstance(command, wire.Close):
            break
        if not isinstance(command, wire.Hello | wire.Start):
            mailbox.put(command)
    mailbox.put(None)
