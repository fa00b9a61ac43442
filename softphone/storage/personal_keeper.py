"""The personal file on a thread of its own: who tells it something never waits for the disk."""

import hashlib
import logging
import queue
import threading
from collections.abc import Callable, Iterable
from pathlib import Path

from softphone.event_queue import EventQueue
from softphone.people.call_history import CallKey, LocalCall, ServerCall
from softphone.people.contact import Contact
from softphone.people.personal import (
    Personal,
    PersonalEvent,
    PersonalLoaded,
    PersonalTrouble,
    PersonalTroubled,
)
from softphone.storage.personal import PersonalError, PersonalFile, set_aside

_log = logging.getLogger("softphone.personal")

_CLOSE_SECONDS = 5.0
_MOST_WAITING = 1_000
"""Writes that wait for a disk that does not take them; older ones go."""

Write = Callable[[PersonalFile], None]


class FolderKeeper:
    """people.personal.PersonalKeeper, with a file for each account in `folder`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._asked: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._events: EventQueue[PersonalEvent] = EventQueue()
        self._closed = False
        # The next are touched on the thread alone.
        self._file: PersonalFile | None = None
        self._path: Path | None = None
        self._waiting: list[Write] = []
        self._told: PersonalTrouble | None = None
        self._thread = threading.Thread(target=self._work, name="personal file", daemon=True)
        self._thread.start()

    def open(self, account: str) -> None:
        self._asked.put(lambda: self._open(account))

    def keep_calls(self, local: Iterable[LocalCall] = (), server: Iterable[ServerCall] = ()) -> None:
        mine, theirs = tuple(local), tuple(server)
        if mine or theirs:
            self._put(lambda file: file.keep_calls(mine, theirs))

    def keep_note(self, key: CallKey, note: str) -> None:
        self._put(lambda file: file.keep_note(key, note))

    def keep_contacts(self, contacts: Iterable[Contact], removed: Iterable[str] = ()) -> None:
        kept, gone = tuple(contacts), tuple(removed)
        self._put(lambda file: file.keep_contacts(kept, gone))

    def keep_favourite(self, row: str, on: bool) -> None:
        self._put(lambda file: file.keep_favourite(row, on))

    def looked_at(self, moment: float) -> None:
        self._put(lambda file: file.looked_at(moment))

    def receive(self, timeout: float | None = None) -> PersonalEvent | None:
        return self._events.receive(timeout)

    def close(self) -> None:
        if not self._closed:
            self._closed = True
            self._asked.put(None)
            self._thread.join(_CLOSE_SECONDS)

    def _put(self, write: Write) -> None:
        self._asked.put(lambda: self._write(write))

    def _work(self) -> None:
        while (ask := self._asked.get()) is not None:
            try:
                ask()
            except Exception:  # noqa: BLE001  what is asked next is kept
                _log.exception("not kept")
        self._end()
        self._events.end()

    def _open(self, account: str) -> None:
        self._end()
        path = self._folder / file_name(account)
        if path != self._path:
            self._path, self._waiting = path, []
        self._told = None
        personal = self._load()
        self._events.put(PersonalLoaded(account, personal))

    def _load(self) -> Personal:
        assert self._path is not None
        for _ in range(2):
            try:
                self._file = PersonalFile(self._path)
                return self._file.load()
            except PersonalError as error:
                self._end()
                if error.trouble is not PersonalTrouble.DAMAGED or not self._set_aside(error):
                    self._tell(error)
                    break
        return Personal()

    def _set_aside(self, error: PersonalError) -> bool:
        assert self._path is not None
        try:
            aside = set_aside(self._path)
        except OSError as cause:
            _log.error("damaged, and not set aside: %s", cause)
            return False
        self._tell(PersonalError(error.trouble, f"{aside} ({error.detail})"))
        return True

    def _write(self, write: Write) -> None:
        if self._path is None or self._told is PersonalTrouble.NEWER:
            return
        self._waiting = [*self._waiting, write][-_MOST_WAITING:]
        try:
            if self._file is None:
                self._file = PersonalFile(self._path)
            while self._waiting:
                self._waiting[0](self._file)
                del self._waiting[0]
            self._told = None
        except PersonalError as error:
            if self._told is not error.trouble:
                self._tell(error)

    def _tell(self, error: PersonalError) -> None:
        _log.error("%s: %s", self._path, error)
        self._told = error.trouble
        self._events.put(PersonalTroubled(error.trouble, error.detail))

    def _end(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None


def file_name(account: str) -> str:
    """Of an account: so that a person can tell the files apart, and two accounts never share one."""
    plain = "".join(each if each.isalnum() or each in "-_@" else "-" for each in account.lower())[:40]
    return f"{plain}-{hashlib.sha256(account.encode()).hexdigest()[:8]}.db"
