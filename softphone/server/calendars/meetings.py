"""Whose meeting colleagues are told of now, and when that changes.

Looked at every few seconds: a meeting of which one is told a little later than an hour before is no harm.
"""

import asyncio
import heapq
from collections.abc import Callable
from datetime import UTC, datetime

from softphone.people.meeting import Meeting
from softphone.profiles.calendar_settings import MeetingsShown
from softphone.profiles.meetings import Soon, soon

LOOK_EVERY = 10.0
"""Seconds."""
_NONE = Soon()


class Meetings:
    """Lives on the server's loop. `wall` gives seconds since 1970; `shown` what a person lets colleagues see;
    `tell` is called with a person's id and the meeting, or None for none any more."""

    def __init__(
        self,
        wall: Callable[[], float],
        shown: Callable[[str], MeetingsShown],
        tell: Callable[[str, Meeting | None], None],
    ) -> None:
        self._wall = wall
        self._shown = shown
        self._tell = tell
        self._meetings: dict[str, tuple[Meeting, ...]] = {}
        self._soon: dict[str, Soon] = {}
        self._due: list[tuple[float, str]] = []
        self._looked = wall()

    def use(self, person: str, meetings: tuple[Meeting, ...]) -> None:
        """Of their calendar, as it is now."""
        if meetings:
            self._meetings[person] = meetings
        else:
            self._meetings.pop(person, None)
        self.look_at(person)

    def forget(self, person: str) -> None:
        """They are gone."""
        self._meetings.pop(person, None)
        self._soon.pop(person, None)

    def look_at(self, person: str) -> None:
        """What they let others see may be another now."""
        now = datetime.fromtimestamp(self._wall(), UTC)
        before = self._soon.get(person, _NONE)
        after = soon(self._meetings.get(person, ()), self._shown(person), now)
        if after == before:
            return
        if after == _NONE:
            del self._soon[person]
        else:
            self._soon[person] = after
        if after.until is not None and after.until != before.until:
            heapq.heappush(self._due, (after.until.timestamp(), person))
        if after.meeting != before.meeting:
            self._tell(person, after.meeting)

    def look(self) -> None:
        """Whatever is due happens now; a clock that was set back makes everything new."""
        wall = self._wall()
        if wall < self._looked:
            for person in list(self._meetings):
                self.look_at(person)
        self._looked = wall
        while self._due and self._due[0][0] <= wall:
            self.look_at(heapq.heappop(self._due)[1])

    async def run(self) -> None:
        """Until it is cancelled."""
        while True:
            self.look()
            await asyncio.sleep(LOOK_EVERY)
