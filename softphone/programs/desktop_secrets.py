"""Passwords: in the system's keyring, or, where it has none, nowhere. Never in a file.

A keyring may ask the person to unlock it, and may hang: it is spoken to on a thread of its own, and the
answer comes back to the window's.
"""

import logging
import queue
import threading
from collections.abc import Callable
from typing import Any, Protocol

from PySide6.QtCore import QObject, Qt, Signal, Slot

_log = logging.getLogger(__name__)

SERVICE = "softphone"


class SecretStore(Protocol):
    """Blocking; None and False say that there is no keyring, or none that works."""

    def get(self, name: str) -> str | None: ...
    def put(self, name: str, secret: str) -> bool: ...
    def forget(self, name: str) -> None: ...


class SystemKeyring:
    """The system's keyring, as the keyring package finds it."""

    def get(self, name: str) -> str | None:
        import keyring
        from keyring.errors import KeyringError

        try:
            return keyring.get_password(SERVICE, name)
        except KeyringError as error:
            _log.warning("nothing read from the keyring: %s", error)
            return None

    def put(self, name: str, secret: str) -> bool:
        import keyring
        from keyring.errors import KeyringError

        try:
            if keyring.get_keyring().priority <= 0:
                # The backends "null" and "fail": they would take the secret and lose it, or refuse.
                _log.warning("this system has no keyring: the password is asked for at each start")
                return False
            keyring.set_password(SERVICE, name, secret)
        except KeyringError as error:
            _log.warning("nothing written to the keyring: %s", error)
            return False
        return True

    def forget(self, name: str) -> None:
        import keyring
        from keyring.errors import KeyringError

        try:
            keyring.delete_password(SERVICE, name)
        except KeyringError as error:
            _log.info("nothing to delete in the keyring: %s", error)


class MemoryOnly:
    """For a profile of its own: secrets end with the program, which was told them by whoever started it."""

    def __init__(self) -> None:
        self._kept: dict[str, str] = {}

    def get(self, name: str) -> str | None:
        return self._kept.get(name)

    def put(self, name: str, secret: str) -> bool:
        self._kept[name] = secret
        return True

    def forget(self, name: str) -> None:
        self._kept.pop(name, None)


class Secrets(QObject):
    """Asks `store` on a thread of its own; `then` is called on the window's thread."""

    _answered = Signal(object, object)

    def __init__(self, store: SecretStore, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._asked: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._answered.connect(self._hand_over, Qt.ConnectionType.QueuedConnection)
        # Daemon: a keyring that hangs must not keep the program from ending.
        self._thread = threading.Thread(target=self._work, name="keyring", daemon=True)
        self._thread.start()

    def get(self, name: str, then: Callable[[str | None], None]) -> None:
        self._asked.put(lambda: self._answered.emit(then, self._store.get(name)))

    def put(self, name: str, secret: str, then: Callable[[bool], None]) -> None:
        """`then` learns whether it was kept."""
        self._asked.put(lambda: self._answered.emit(then, self._store.put(name, secret)))

    def forget(self, name: str) -> None:
        self._asked.put(lambda: self._store.forget(name))

    def close(self, timeout: float = 2.0) -> None:
        """What was asked is done first, unless it takes longer than `timeout` seconds."""
        self._asked.put(None)
        self._thread.join(timeout)

    def _work(self) -> None:
        while (ask := self._asked.get()) is not None:
            try:
                ask()
            except Exception:  # noqa: BLE001  a backend of the keyring is other people's code
                _log.exception("the keyring failed")

    @Slot(object, object)
    def _hand_over(self, then: Callable[[Any], None], answer: object) -> None:
        then(answer)
