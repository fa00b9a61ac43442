"""One D-Bus service and what is said with it: a thin shell around pure conversations.

jeepney marshals and connects; whoever wants something of a service writes a `Conversation`, which is tested
without a bus.
"""

import contextlib
import logging
import os
import threading
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Generic, NamedTuple, Protocol, TypeVar

from jeepney import HeaderFields, Message, MessageType
from jeepney.io.threading import DBusConnection, ReceiveStopped, open_dbus_connection

_log = logging.getLogger("softphone.system")

_SYSTEM = "unix:path=/var/run/dbus/system_bus_socket"
_REPLIES = (MessageType.method_return, MessageType.error)


class BusCall(NamedTuple):
    message: Message
    tag: str = ""
    """What its answer is handed back with; empty: the answer is of no interest."""


class Said(NamedTuple):
    """What a conversation makes of what it has heard."""

    events: tuple[object, ...] = ()
    calls: tuple[BusCall, ...] = ()


class Conversation(Protocol):
    def begin(self) -> Said:
        """The connection stands."""
        ...

    def signalled(self, message: Message) -> Said: ...

    def answered(self, tag: str, message: Message) -> Said:
        """A return or an error."""
        ...

    def lost(self) -> Said:
        """The connection is gone, or never came about."""
        ...


_Talk = TypeVar("_Talk", bound=Conversation)


def session_bus() -> str:
    """The address of the person's bus (D-Bus specification, "Well-known Message Bus Instances"), or empty."""
    if given := os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
        return given
    place = Path(os.environ.get("XDG_RUNTIME_DIR", "/nonexistent"), "bus")
    return f"unix:path={place}" if place.exists() else ""


def system_bus() -> str:
    return os.environ.get("DBUS_SYSTEM_BUS_ADDRESS") or _SYSTEM


class BusSource(Generic[_Talk]):
    """A source of events for one reading thread, which also connects; `do` may come from any other."""

    def __init__(self, address: str, talk: _Talk) -> None:
        self._address = address
        self._talk = talk
        self._lock = threading.Lock()
        """Over all below, and the conversation."""
        self._events: deque[object] = deque()
        self._tags: dict[int, str] = {}
        self._connection: DBusConnection | None = None
        self._ended = False
        """The bus is gone."""
        self._closed = False

    def do(self, act: Callable[[_Talk], Said]) -> None:
        """Say something in the conversation; without a connection, nothing is sent."""
        with self._lock:
            said = act(self._talk)
            try:
                self._say(said.calls)
            except OSError as error:
                _log.warning("D-Bus: nothing can be sent: %s", error)  # and receive() sees it too

    def receive(self, timeout: float | None = None) -> object | None:
        """The next event; None when `timeout` seconds passed without one, and once the bus is gone."""
        while not (self._closed or self._events):
            if self._ended:
                return None
            try:
                self._take(timeout)
            except TimeoutError:
                return None
        if self._closed:
            self._shut()
            return None
        return self._events.popleft()

    def close(self) -> None:
        with self._lock:
            self._closed = True
            if self._connection is not None:
                self._connection.interrupt()

    def _take(self, timeout: float | None) -> None:
        if self._connection is None:
            self._connect()
            return
        try:
            message = self._connection.receive(timeout=timeout)
        except ReceiveStopped:
            return
        except (OSError, EOFError) as error:
            if isinstance(error, TimeoutError):
                raise
            self._lose(f"the bus is gone: {error}")
            return
        with self._lock:
            self._hear(message)

    def _connect(self) -> None:
        if not self._address:
            self._lose("there is no bus")
            return
        try:
            connection = open_dbus_connection(self._address)
        # KeyError and ValueError: an address that is none; RuntimeError: a transport that jeepney has not.
        except (OSError, EOFError, ValueError, KeyError, RuntimeError) as error:
            self._lose(f"no bus at {self._address}: {error}")
            return
        with self._lock:
            self._connection = connection
            if self._closed:
                return
            said = self._talk.begin()
            self._events += said.events
            with contextlib.suppress(OSError):  # then receive() fails too
                self._say(said.calls)

    def _lose(self, why: str) -> None:
        with self._lock:
            _log.info("D-Bus: %s", why)
            self._events += self._talk.lost().events
            self._ended = True
        self._shut()

    def _shut(self) -> None:
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def _hear(self, message: Message) -> None:
        if message.header.message_type is MessageType.signal:
            said = self._talk.signalled(message)
        elif message.header.message_type in _REPLIES:
            tag = self._tags.pop(message.header.fields.get(HeaderFields.reply_serial, 0), "")
            said = self._talk.answered(tag, message) if tag else Said()
        else:
            said = Said()
        self._events += said.events
        with contextlib.suppress(OSError):  # then receive() fails too
            self._say(said.calls)

    def _say(self, calls: tuple[BusCall, ...]) -> None:
        if self._connection is None:
            return
        for call in calls:
            serial = next(self._connection.outgoing_serial)
            if call.tag:
                self._tags[serial] = call.tag
            self._connection.send(call.message, serial=serial)
