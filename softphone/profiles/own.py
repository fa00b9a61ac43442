"""One's own settings as the window sees them: what is shown, what is saved here, what is in force.

`softphone.sync.settings_client` is the real one. Nothing here waits for the network: an edit is saved on this
computer at once, and what becomes of it comes back as an event.
"""

from datetime import datetime
from enum import Enum, auto
from typing import Protocol

import msgspec

from softphone.profiles.edits import Answer, Edit, Revision
from softphone.profiles.settings import PersonalSettings, Value
from softphone.profiles.timeline import Source
from softphone.profiles.validation import Refusal


class ComesNext(msgspec.Struct, frozen=True, kw_only=True):
    profile: int
    source: Source
    begin: datetime
    until: datetime | None = None


class InForceNow(msgspec.Struct, frozen=True, kw_only=True):
    """What the server said that it obeys (Gäller nu)."""

    revision: Revision
    profile: int
    source: Source
    until: datetime | None = None
    message: str = ""
    is_temporary: bool = False
    next: ComesNext | None = None


class SettingsShown(msgspec.Struct, frozen=True, kw_only=True):
    """Everything, each time that anything has changed."""

    settings: PersonalSettings | None = None
    """As the person wants them: the server's, with the edits that are not answered yet. None: not known yet,
    or of a server so new that this program cannot read them."""
    waiting: tuple[Edit, ...] = ()
    """Saved here, not yet in force (Sparad här, gäller inte än)."""
    refused: tuple[Answer, ...] = ()
    """Nekad: until `dismiss`."""
    in_force: InForceNow | None = None
    """None: the server was never reached. When it is out of reach, what it said last."""
    connected: bool = False


class Told(Enum):
    RESTORED = auto()
    """The server was restored from a backup; what was changed since is offered again, by itself."""
    NOT_SAVED_HERE = auto()
    """The disk is full, or cannot be written. Edits go to the server, and are lost if this program ends
    before."""
    DAMAGED_HERE = auto()
    """The file of this computer could not be read; it is kept beside the new one. `detail`: where."""
    NEWER_HERE = auto()
    """A later version of this program wrote it; it is left alone, and edits are not saved here."""
    TOO_FAR_APART = auto()
    """The server is more than one minor version older or newer: edits wait. `detail`: its version."""


class SettingsTold(msgspec.Struct, frozen=True):
    what: Told
    detail: str = ""


class Checked(msgspec.Struct, frozen=True):
    """The server's answer to `check`."""

    field: str
    value: Value
    refused: Refusal | None


class CalendarTrouble(msgspec.Struct, frozen=True):
    reason: str
    """Stable; empty for one of a later server."""
    detail: str = ""
    sentence: str = ""
    """In English, for what the window has no words for."""


NOT_REACHED = CalendarTrouble("not_reached")
"""Our own server, or it is so old that it does not know what was asked."""


class CalendarSeen(msgspec.Struct, frozen=True, kw_only=True):
    """What came of the server's last looks at one's calendar; all empty before the first."""

    looked: datetime | None = None
    succeeded: datetime | None = None
    """What counts is as it was then."""
    failed: CalendarTrouble | None = None
    """Of the last look."""
    occurrences: int = 0
    """How often events choose a profile in the five weeks ahead."""
    faults: tuple[CalendarTrouble, ...] = ()
    """What in it does not count."""


class CalendarPasswordKept(msgspec.Struct, frozen=True):
    kept: bool
    """False: the server could not be reached. A password is not kept on this computer."""


class FoundCalendar(msgspec.Struct, frozen=True):
    address: str
    name: str = ""
    """Empty: the server has none."""


class CalendarsFound(msgspec.Struct, frozen=True):
    """What a CalDAV server has for the person to choose from."""

    calendars: tuple[FoundCalendar, ...] = ()
    failed: CalendarTrouble | None = None
    """Why there are none."""


SettingsEvent = SettingsShown | SettingsTold | Checked | CalendarSeen | CalendarPasswordKept | CalendarsFound


class OwnSettings(Protocol):
    """Thread-safe."""

    def change(self, settings: PersonalSettings) -> None:
        """To these, from those shown last: as many edits as fields are different."""
        ...

    def edit(self, field: str, new: Value) -> None: ...

    def check(self, field: str, value: Value) -> None:
        """Ask the server whether it would accept that; `Checked` follows where it can be reached."""
        ...

    def dismiss(self, edit: str) -> None:
        """The person has seen that this one was refused."""
        ...

    def see_calendar(self, *, fetch: bool = False) -> None:
        """How it is with one's calendar; with `fetch` after the server has fetched it anew. `CalendarSeen`
        follows where the server can be reached."""
        ...

    def set_calendar_password(self, password: str) -> None:
        """Of the calendar shown last. Given to the server at once; `CalendarPasswordKept` follows. Empty
        removes it."""
        ...

    def find_calendars(self) -> None:
        """Those at the server of the calendar shown last; `CalendarsFound` follows."""
        ...

    def receive(self, timeout: float | None = None) -> SettingsEvent | None:
        """The next event; None when `timeout` seconds passed without one, or this is closed."""
        ...
