"""The JSON of a person's calendar: what came of the last looks at it."""

from typing import Annotated

from pydantic import AwareDatetime, Field

from softphone.sync.wire import Wire


class CalendarFailure(Wire):
    reason: str
    """Stable, and translated by clients that know it."""
    detail: str = ""
    sentence: str
    """In English."""


class CalendarFault(Wire):
    """Something in the calendar that does not count."""

    reason: str
    """Stable, as above."""
    detail: str = ""
    """The title of the event, or the name of the time zone."""
    sentence: str


class CalendarState(Wire):
    """GET /api/v1/people/{person}/calendar: all empty before the first look, and without a calendar."""

    looked: AwareDatetime | None = None
    succeeded: AwareDatetime | None = None
    """What counts is as it was then."""
    failed: CalendarFailure | None = None
    """Of the last look; None: it succeeded."""
    next_look: AwareDatetime | None = None
    occurrences: int = 0
    """How often events ask for a profile in the five weeks ahead."""
    faults: list[CalendarFault] = Field(default_factory=list)


class CalendarSearch(Wire):
    """POST /api/v1/people/me/calendar/find"""

    address: Annotated[str, Field(max_length=2000)]
    """Of the server, or of anything on it."""
    login: Annotated[str, Field(max_length=200)] = ""
    """The password is the one that is kept for that server."""


class FoundCalendar(Wire):
    address: str
    name: str = ""


class CalendarsFound(Wire):
    calendars: list[FoundCalendar] = Field(default_factory=list)
    failed: CalendarFailure | None = None
    """Why there are none."""
