"""What comes of asking for a calendar: values."""

from datetime import datetime
from enum import Enum

import msgspec


class Failure(Enum):
    """Each has one sentence in the window, beside the calendar."""

    NOT_AN_ADDRESS = "this is no address that can be asked"
    NOT_ALLOWED = "this address is inside a network that calendars may not come from"
    NOT_ENCRYPTED = "only https is allowed: others could read along"
    NO_SUCH_HOST = "there is no such server"
    NO_ANSWER = "the server does not answer"
    NOT_TRUSTED = "the certificate of the server is not trusted"
    WRONG_PASSWORD = "the login or the password is wrong"  # noqa: S105 (a sentence)
    PASSWORD_LOST = "the password cannot be read any more: it must be set again"  # noqa: S105 (a sentence)
    NOT_FOUND = "there is no calendar at this address"
    NOT_A_CALENDAR = "this is no calendar"
    TOO_LARGE = "the calendar is too large"
    TOO_MANY_REDIRECTS = "the server sends from one address to another without end"
    BUSY = "the server asks to wait"
    ELSEWHERE = "the server points to another one: that is the address to enter"
    """`detail`: the other one."""
    NOT_UNDERSTOOD = "the server answers what cannot be understood"
    """`detail`: the HTTP status, where it is one that is not expected."""


class Failed(msgspec.Struct, frozen=True):
    failure: Failure
    detail: str = ""
    retry_after: float = 0.0
    """Seconds that the server asks to wait; 0: it does not say."""


class Version(msgspec.Struct, frozen=True):
    """By which a server tells that nothing has changed; what is empty it did not say."""

    etag: str = ""
    modified: str = ""
    """Last-Modified, as it was sent."""


class Unchanged(msgspec.Struct, frozen=True):
    pass


class Fetched(msgspec.Struct, frozen=True):
    text: str
    """One iCalendar after the other."""
    version: Version


Result = Fetched | Unchanged | Failed


class Window(msgspec.Struct, frozen=True):
    """The time of which a calendar is asked and read; in UTC, the end excluded."""

    begin: datetime
    end: datetime
