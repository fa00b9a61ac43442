"""A profile: a person's availability, and what it does to calls and notifications."""

from datetime import date, time
from enum import Enum

import msgspec

from softphone.people.presentation import NumberPresentation
from softphone.profiles.incoming import Incoming


class Language(Enum):
    """Of the interface (ISO 639-1)."""

    ENGLISH = "en"
    SWEDISH = "sv"


class Status(Enum):
    AVAILABLE = "available"
    """Colleagues see the state of the line."""
    NOT_AVAILABLE = "not available"
    """They see "call status not shown". Nothing else changes by it."""


class Notice(Enum):
    INCOMING = "incoming"
    MISSED = "missed"
    VOICEMAIL = "voicemail"
    TRANSFERRED = "transferred to you"
    EDIT_REFUSED = "edit refused"


class Notices(msgspec.Struct, frozen=True):
    """What a person is told of, per platform: those that there are."""

    desktop: frozenset[Notice] = frozenset(Notice)


class UntilChanged(msgspec.Struct, frozen=True, tag="until changed"):
    pass


class For(msgspec.Struct, frozen=True, tag="for"):
    minutes: int


class UntilTime(msgspec.Struct, frozen=True, tag="until time"):
    """The next time it is that o'clock; 00.00 is midnight."""

    at: time


class UntilNextWorkingDay(msgspec.Struct, frozen=True, tag="until next working day"):
    at: time


class AskDate(msgspec.Struct, frozen=True, tag="ask date"):
    """The person is asked when activating it."""


class UntilDate(msgspec.Struct, frozen=True, tag="until date"):
    """The day on which one is back, and at what o'clock of it: until 15 July ends as that day begins."""

    day: date
    at: time = time(0)


Length = UntilChanged | For | UntilTime | UntilNextWorkingDay | AskDate
"""A profile's default."""
ChosenLength = UntilChanged | For | UntilTime | UntilNextWorkingDay | UntilDate
"""By the clock icon, this once. The rest of the day is UntilTime(00.00)."""


class Profile(msgspec.Struct, frozen=True, kw_only=True):
    number: int
    """Unique among the person's profiles; a calendar event that carries it activates the profile."""
    preset: int = 0
    """The number of the preset that this profile was at first; 0 for one that the person added."""
    name: str = ""
    """As the person wrote it. Empty for a preset that keeps its name, which follows the reader's language."""
    status: Status = Status.AVAILABLE
    message: str = ""
    """The permanent status message; a temporary one belongs to the activation."""
    notices: Notices = Notices()
    call_presentation: NumberPresentation = NumberPresentation()
    sms_presentation: NumberPresentation = NumberPresentation()
    incoming: Incoming = Incoming()
    recording: bool = False
    listening_in: bool = False
    call_waiting: bool = True
    """Off: a person in a call is busy."""
    length: Length = UntilChanged()
    calendar_priority: int = 0
    """The higher wins when two events overlap."""
