"""Parking: calls of this desk that wait for any colleague to fetch them, and fetching those of others. Pure.

A parked call is on hold like any other; only the server knows its place, and tells it to the colleagues. So
the desk says what it wants to be parked (`DeskCall.parked`), whoever speaks with the server tells it, and the
answer comes back here. A call that is taken off hold, by whomever, is parked no longer.
"""

from collections.abc import Callable, Mapping

from softphone.calls.call import Call, Party
from softphone.calls.commands import Dial, Tone
from softphone.calls.desk_line import Line, Parking
from softphone.calls.desk_lines import Commands, Lines
from softphone.people.parking import CODE

RING_BACK = 120.0
"""Seconds after which a call that nobody fetched is brought to mind at the desk that parked it."""


class Parkings:
    def __init__(self, lines: Lines, clock: Callable[[], float], new_id: Callable[[], str]) -> None:
        self._lines = lines
        self._clock = clock
        self._new_id = new_id
        self.possible = False
        """There is a server that colleagues hear of it from."""

    def can(self, line: Line) -> bool:
        return (
            self.possible
            and line.steady
            and line.parked is None
            and line.joined is None
            and not (line.test or line.referred or line.apart)
        )

    def park(self, line: Line) -> None:
        line.parked = Parking(self._clock())
        line.wants_held = True

    def answered(self, places: Mapping[tuple[str, str], int]) -> tuple[Call, ...]:
        """Where the calls wait, by Call-ID and caller's tag; 0: not at all. Gives those, which are on hold
        only from now on."""
        failed = []
        for line in self._lines.by_id.values():
            place = places.get((line.call.call_id, line.call.caller_tag))
            if line.parked is None or place is None or not line.live:
                continue
            line.parked.place = place
            if not place:
                line.parked = None
                failed.append(line.call)
        return tuple(failed)

    def fetched(self, place: int, by: str) -> None:
        """That name fetched what waited there; the call has ended by it, or does in a moment."""
        for line in self._lines.by_id.values():
            if line.parked is not None and line.parked.place == place:
                line.fetched_by = by

    def fetch(self, place: int, who: Party, account: str) -> Commands:
        """Call who waits at that place."""
        dial = Dial(call=self._new_id(), account=account, target=f"{CODE}{place}", who=who)
        return self._lines.place(dial, account)

    def tick(self) -> Commands:
        """What nobody fetched for long rings."""
        said: Commands = ()
        for line in self._lines.by_id.values():
            parked = line.parked
            if parked is None or parked.overdue or not line.steady:
                continue
            if self._clock() - parked.since >= RING_BACK:
                parked.overdue = True
                if self._lines.active:
                    said += (self._lines.tones.once(Tone.CALL_WAITING, self._clock()),)
        return said

    def settle(self) -> None:
        for line in self._lines.by_id.values():
            if line.live and not line.wants_held:
                line.parked = None
