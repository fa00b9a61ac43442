"""The desktop's phone, started anew when it shall trust another certificate."""

import threading
from collections.abc import Callable

from msgspec.structs import replace

from softphone.calls.commands import Command, SoundMode, UseSound
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
        self._ending = 0
        """Former phones whose processes have not ended."""

    def trust(self, path: str) -> None:
        """Trust this PEM file from now on. Calls and accounts of the phone until now end: this is for the
        moment before an account is added."""
        with self._lock:
            if self._closed or path in self._settings.trust_anchors:
                return
            anchors = (*self._settings.trust_anchors, path)
            self._settings = replace(self._settings, trust_anchors=anchors)
            before, self._phone = self._phone, self._make(self._settings)
            self._ending += 1
            self._use_sound()
        # It takes a moment to end, or a second with calls, and nobody has to wait for that.
        closing = threading.Thread(target=self._end, args=(before,), name="former phone", daemon=True)
        closing.start()
        self._closing.append(closing)

    def _end(self, former: Phone) -> None:
        former.close()
        with self._lock:
            self._ending -= 1
            if self._sound is not None and self._sound.settings.mode is SoundMode.FILES:
                self._use_sound()

    def _use_sound(self) -> None:
        """Under the lock. Files are one process's: a former phone that has yet to start would begin the
        recording anew, under the hands of this one."""
        if self._sound is None or (self._ending and self._sound.settings.mode is SoundMode.FILES):
            return
        self._phone.send(self._sound)

    def send(self, command: Command) -> None:
        with self._lock:
            if isinstance(command, UseSound):
                self._sound = command
                self._use_sound()
            else:
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
