"""The desktop's phone, started anew when it shall trust another certificate."""

import threading
from collections.abc import Callable

from msgspec.structs import replace

from softphone.calls.commands import Command, UseSound
from softphone.calls.events import Event
from softphone.calls.phone import Phone, PhoneSettings


class RestartablePhone:
    """A Phone. `make` starts one; it is called again, with the new settings, when an anchor comes."""

    def __init__(self, make: Callable[[PhoneSettings], Phone], settings: PhoneSettings) -> None:
        self._make = make
        self._settings = settings
        self._lock = threading.Lock()
        self._closed = False
        self._sound: UseSound | None = None
        self._phone = make(settings)
        self._closing: list[threading.Thread] = []

    def trust(self, path: str) -> None:
        """Trust this PEM file from now on. Calls and accounts of the phone until now end: this is for the
        moment before an account is added."""
        with self._lock:
            if self._closed or path in self._settings.trust_anchors:
                return
            anchors = (*self._settings.trust_anchors, path)
            self._settings = replace(self._settings, trust_anchors=anchors)
            before, self._phone = self._phone, self._make(self._settings)
            if self._sound is not None:
                self._phone.send(self._sound)
        # It takes a second to end, and nobody has to wait for that.
        closing = threading.Thread(target=before.close, name="former phone", daemon=True)
        closing.start()
        self._closing.append(closing)

    def send(self, command: Command) -> None:
        with self._lock:
            if isinstance(command, UseSound):
                self._sound = command
            self._phone.send(command)

    def receive(self, timeout: float | None = None) -> Event | None:
        while True:
            phone = self._phone
            event = phone.receive(timeout)
            if event is not None and phone is self._phone:
                return event
            with self._lock:
                ended = event is None and (phone is self._phone or timeout is not None)
            if ended:
                return None

    def close(self) -> None:
        with self._lock:
            self._closed = True
        self._phone.close()
        for closing in self._closing:
            closing.join(5.0)
