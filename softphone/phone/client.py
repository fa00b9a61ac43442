"""The phone that the desktop uses: a process of its own, started again at once when it dies.

Everything above sees one Phone. When the process is gone, it is told PhoneLost, then Started of the next
generation; accounts, sound and confirmed calls come back by themselves, the calls muted until someone says
Mute(on=False).
"""

import atexit
import logging
import multiprocessing
import queue
import threading
import time
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess

import msgspec
from msgspec.structs import replace

from softphone.calls.commands import Command
from softphone.calls.events import CannotStart, Event, PhoneLost
from softphone.calls.phone import PhoneSettings
from softphone.phone import wire
from softphone.phone.entry import main
from softphone.phone.takeup import TakeUp

_log = logging.getLogger(__name__)

_CLOSING = 4.5
"""Seconds for the process to hang up and unregister; then it is killed."""
_HASTY = 3
_PATIENCE = 60.0
"""A process that dies more often than _HASTY times in this many seconds is waited for a second each time."""


class ProcessPhone:
    """A Phone; see the protocol. Returns before the process is ready: Started says when."""

    def __init__(self, settings: PhoneSettings) -> None:
        self._settings = settings
        self._events: queue.SimpleQueue[Event | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        """Guards what follows; held while a frame is written, never while one is read."""
        self._memory = TakeUp()
        self._closed = False
        self._refused = False
        """It said CannotStart: another would say it too."""
        self._connection: Connection | None = None
        self._process: SpawnProcess | None = None
        self._generation = settings.generation
        self._ended = threading.Event()
        self._start()
        self._reader = threading.Thread(target=self._run, name="phone events", daemon=True)
        self._reader.start()
        # A desktop that ends by an exception still hangs up; and multiprocessing, which would wait for ever
        # for a process that ignores SIGTERM, finds it gone.
        atexit.register(self.close)

    @property
    def pid(self) -> int | None:
        """Of the process there is now."""
        process = self._process
        return None if process is None else process.pid

    def send(self, command: Command) -> None:
        with self._lock:
            if not self._closed:
                self._memory.sent(command)
                self._write(command)

    def receive(self, timeout: float | None = None) -> Event | None:
        if self._closed and self._events.empty():
            return None
        try:
            return self._events.get(timeout=timeout)
        except queue.Empty:
            return None

    def close(self) -> None:
        with self._lock:
            if self._closed:
                return
            self._closed = True
            atexit.unregister(self.close)
            self._write(wire.Close())
            process, connection = self._process, self._connection
        if process is not None:
            process.join(_CLOSING)
            if process.is_alive():
                _log.warning("the phone process does not end, and is killed")
                process.kill()
                process.join()
        self._reader.join(_CLOSING)
        if connection is not None:
            connection.close()
        self._events.put(None)

    def _write(self, value: wire.ToPhone) -> None:
        if self._connection is None:
            return
        try:
            self._connection.send_bytes(wire.encode(value))
        except OSError:
            # The process is gone. The reader sees that too, and what matters is said again to the next.
            _log.debug("%s was not heard by the phone process", type(value).__name__)

    def _start(self) -> None:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=main, args=(theirs,), name="softphone phone", daemon=True)
        process.start()
        theirs.close()
        self._connection, self._process = ours, process
        settings = replace(self._settings, generation=self._generation)
        self._write(wire.Hello())
        self._write(wire.Start(settings, logging.getLogger().getEffectiveLevel()))

    def _run(self) -> None:
        deaths: list[float] = []
        while True:
            reason = self._read()
            with self._lock:
                if self._closed or self._refused:
                    return
                now = time.monotonic()
                deaths = [death for death in deaths if now - death < _PATIENCE] + [now]
                self._restart(reason, hasty=len(deaths) > _HASTY)

    def _restart(self, reason: str, *, hasty: bool) -> None:
        dead, connection = self._process, self._connection
        calls, ended = self._memory.died()
        self._events.put(PhoneLost(reason, calls))
        for event in ended:
            self._events.put(event)
        if connection is not None:
            connection.close()
        if dead is not None:
            dead.kill()
            dead.join()
            _log.error("the phone process ended (%s, exit code %s); starting another", reason, dead.exitcode)
        if hasty:
            self._ended.wait(1.0)
        self._generation += 1
        self._start()
        for command in self._memory.again():
            self._write(command)

    def _read(self) -> str:
        """Report what the process says, until it says no more; why."""
        connection = self._connection
        if connection is None:
            return "never started"
        try:
            wire.check(wire.decode_from_phone(connection.recv_bytes()))
            while True:
                self._heard(wire.decode_from_phone(connection.recv_bytes()))
        except EOFError:
            return "the process ended"
        except (OSError, msgspec.MsgspecError, wire.ProtocolMismatch) as error:
            return str(error) or type(error).__name__

    def _heard(self, value: wire.FromPhone) -> None:
        if isinstance(value, wire.Logged):
            logging.getLogger(value.name).log(value.level, "%s", value.message)
            return
        if isinstance(value, wire.Hello):
            return
        if isinstance(value, CannotStart):
            self._refused = True
        with self._lock:
            event, commands = self._memory.seen(value)
            for command in commands:
                self._write(command)
        if event is not None:
            self._events.put(event)
