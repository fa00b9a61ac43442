"""A message bus of the tests' own (dbus-daemon), and services on it that are written for the test."""

import queue
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from jeepney import HeaderFields, Message, MessageType, new_error, new_method_return, new_signal
from jeepney.bus_messages import message_bus
from jeepney.io.threading import DBusConnection, DBusRouter, Proxy, ReceiveStopped, open_dbus_connection
from jeepney.wrappers import DBusAddress

Body = tuple[object, ...]
PATIENCE = 60.0
"""Seconds for what is to come; a machine may stand still for some."""

_CONFIGURATION = """<busconfig><type>session</type><listen>unix:path={socket}</listen>
<auth>EXTERNAL</auth><policy context="default"><allow send_destination="*" eavesdrop="true"/>
<allow eavesdrop="true"/><allow own="*"/></policy></busconfig>"""


@contextmanager
def private_bus(folder: Path) -> Iterator[str]:
    """Its address. No path in it may be longer than a socket's, 107 bytes."""
    socket, settings = folder / "bus", folder / "bus.conf"
    settings.write_text(_CONFIGURATION.format(socket=socket))
    daemon = subprocess.Popen(
        ["dbus-daemon", f"--config-file={settings}", "--nofork", "--print-address=1"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert daemon.stdout is not None
        yield daemon.stdout.readline().strip().partition(",")[0]
    finally:
        daemon.kill()
        daemon.wait()
        assert daemon.stdout is not None
        daemon.stdout.close()


class Service:
    """Owns `name`; `answer(member, body)` gives signature and body of the reply, or raises to refuse.

    Each call is put into `calls` as (member, body). Whoever saw it there, or what `answer` did, signals after
    its reply."""

    def __init__(self, address: str, name: str, answer: Callable[[str, Body], tuple[str, Body]]) -> None:
        self.calls: queue.SimpleQueue[tuple[str, Body]] = queue.SimpleQueue()
        self._answer = answer
        self._speaking = threading.RLock()
        self._connection: DBusConnection = open_dbus_connection(address)
        with DBusRouter(self._connection) as router:
            assert Proxy(message_bus, router, timeout=PATIENCE).RequestName(name, 4)[0] == 1
        self._thread = threading.Thread(target=self._serve, name=name, daemon=True)
        self._thread.start()

    def signal(self, path: str, interface: str, member: str, signature: str, body: Body) -> None:
        message = new_signal(DBusAddress(path, interface=interface), member, signature, body)
        with self._speaking:
            self._connection.send(message)

    def heard(self, member: str) -> Body:
        """The body of the next call of that name; others before it are skipped."""
        while True:
            name, body = self.calls.get(timeout=PATIENCE)
            if name == member:
                return body

    def close(self) -> None:
        if self._thread.is_alive():
            self._connection.interrupt()
            self._thread.join(PATIENCE)
        self._connection.close()

    def _serve(self) -> None:
        while True:
            try:
                message: Message = self._connection.receive()
            except (ReceiveStopped, OSError, EOFError):
                return
            if message.header.message_type is MessageType.method_call:
                with self._speaking:
                    self._reply_to(message)

    def _reply_to(self, message: Message) -> None:
        member = message.header.fields[HeaderFields.member]
        self.calls.put((member, message.body))
        try:
            signature, body = self._answer(member, message.body)
        except LookupError:
            self._connection.send(new_error(message, "org.freedesktop.DBus.Error.Failed"))
        else:
            self._connection.send(new_method_return(message, signature, body))
