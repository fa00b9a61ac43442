"""Which meeting of a person colleagues are told of: one that goes on, or begins within the hour. Never more
of the calendar than that, and its title only where the person allows it.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

import msgspec

from softphone.people.meeting import Meeting
from softphone.profiles.calendar_settings import MeetingsShown

AHEAD = timedelta(hours=1)


class Soon(msgspec.Struct, frozen=True):
    meeting: Meeting | None = None
    until: datetime | None = None
    """When it will be another answer; None: never, by what is known."""


def soon(meetings: Iterable[Meeting], shown: MeetingsShown, at: datetime) -> Soon:
    """Of those that have not ended the one that begins first; of these the one that ends last, which is how
    long the person is taken."""
    if shown is MeetingsShown.NOTHING:
        return Soon()
    left = sorted((m for m in meetings if m.end > at), key=lambda m: (m.begin, -m.end.timestamp(), m.title))
    told = [m for m in left if m.begin - AHEAD <= at]
    coming = next((m.begin - AHEAD for m in left if m.begin - AHEAD > at), None)
    if not told:
        return Soon(None, coming)
    first = told[0]
    if shown is MeetingsShown.TIMES:
        first = msgspec.structs.replace(first, title="")
    # One that begins later does not take the place of this one before it ends.
    return Soon(first, first.end)
