"""What a person keeps on this computer: their call history, their contacts, their favourites.

The keeper of it as the desktop sees it; `softphone.storage.personal_keeper` is the real one. No method waits
for the disk; what went wrong comes back as an event.
"""

from collections.abc import Iterable
from enum import Enum, auto
from typing import Protocol

import msgspec

from softphone.people.call_history import CallKey, LocalCall, ServerCall
from softphone.people.contact import Contact


class PersonalTrouble(Enum):
    NEWER = auto()
    """A later version of the program wrote the file: it is left alone, and nothing is kept this time."""
    DAMAGED = auto()
    """The file could not be read: it was set aside, and a new one begun."""
    NOT_WRITABLE = auto()
    """The folder, the disk or the file's rights do not let us write. What is not written is tried again with
    the next thing."""


class Personal(msgspec.Struct, frozen=True, kw_only=True):
    """All that is kept of one account."""

    local: tuple[LocalCall, ...] = ()
    server: tuple[ServerCall, ...] = ()
    notes: dict[CallKey, str] = {}
    contacts: tuple[Contact, ...] = ()
    favourites: tuple[str, ...] = ()
    """Ids of colleagues, and of rows of groups and contacts."""
    looked_at: float = 0.0
    """Missed calls that began before this moment (seconds since 1970) have been looked at."""


class PersonalLoaded(msgspec.Struct, frozen=True, tag=True):
    """The first event after each `open`."""

    account: str
    personal: Personal


class PersonalTroubled(msgspec.Struct, frozen=True, tag=True):
    trouble: PersonalTrouble
    detail: str = ""
    """Not translated; with DAMAGED, where the file was set aside."""


PersonalEvent = PersonalLoaded | PersonalTroubled


class PersonalKeeper(Protocol):
    """Thread-safe. What is told is written in order, also before close() returns."""

    def open(self, account: str) -> None:
        """From now on what is told is this account's (any text that names it); answered by PersonalLoaded."""
        ...

    def keep_calls(self, local: Iterable[LocalCall] = (), server: Iterable[ServerCall] = ()) -> None:
        """Each in the place of the one with its id."""
        ...

    def keep_note(self, key: CallKey, note: str) -> None:
        """Empty: none any more."""
        ...

    def keep_contacts(self, contacts: Iterable[Contact], removed: Iterable[str] = ()) -> None: ...

    def keep_favourite(self, row: str, on: bool) -> None: ...

    def looked_at(self, moment: float) -> None: ...

    def receive(self, timeout: float | None = None) -> PersonalEvent | None:
        """The next event; None when `timeout` seconds passed without one, or it is closed."""
        ...

    def close(self) -> None:
        """Safe to call twice."""
        ...
