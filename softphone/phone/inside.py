"""The phone in this process: for headless work that does not fear for its sound. One at a time."""

import queue

from softphone.calls.commands import Command
from softphone.calls.events import Event
from softphone.calls.phone import PhoneSettings
from softphone.phone.loop import Mailbox, Surroundings, start

_CLOSING = 5.0


class InsidePhone:
    """A Phone; see the protocol."""

    def __init__(self, settings: PhoneSettings, around: Surroundings) -> None:
        self._events: queue.SimpleQueue[Event | None] = queue.SimpleQueue()
        self._mailbox = Mailbox()
        self._closed = False
        self._thread = start(settings, self._mailbox, self._events.put, around)

    def send(self, command: Command) -> None:
        if not self._closed:
            self._mailbox.put(command)

    def receive(self, timeout: float | None = None) -> Event | None:
        if self._closed and self._events.empty():
            return None
        try:
            return self._events.get(timeout=timeout)
        except queue.Empty:
            return None

    def close(self) -> None:
        if not self._closed:
            self._closed = True
            self._mailbox.put(None)
            self._thread.join(_CLOSING)
            self._events.put(None)
