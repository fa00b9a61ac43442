"""What colleagues see of a person's active profile, besides the line."""

import datetime as dt
from enum import Enum

import msgspec


class Activity(Enum):
    """What the person does, in the words of RFC 4480; telephones have pictures for them."""

    NONE = ""
    AWAY = "away"
    MEAL = "meal"
    MEETING = "meeting"
    TRAVEL = "travel"
    VACATION = "vacation"
    OTHER = "other"
    """Also for what is nobody's business, such as an illness."""


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """The active profile as colleagues see it. The default is that of who has never chosen one."""

    name: str = ""
    """The profile's name."""
    available: bool = True
    """The profile's status. Not available hides the line, and only that: the person can still be called."""
    message: str = ""
    """The status message."""
    until: dt.datetime | None = None
    """When the profile ends, with a time zone; None: until it is changed."""
    activity: Activity = Activity.NONE
    preset: int = 0
    """The number of the standard profile that has kept its name: windows say it in the reader's language."""

    @property
    def line_visible(self) -> bool:
        return self.available
