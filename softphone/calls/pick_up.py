"""Picking up the call that rings at a colleague's: what the desk does between the asking and the call. Pure.

The server refuses the asking, with 480 where it could do what was asked, and brings the call that rings as a
new one that is to be answered by itself (`softphone.server.pickup`). Only who has just asked does so.
"""

from collections.abc import Callable

from softphone.calls.call import Call, Ending
from softphone.calls.commands import Answer, Dial
from softphone.calls.desk_line import Line
from softphone.calls.desk_lines import Commands, Lines
from softphone.calls.events import CallEnded
from softphone.people.pick_up import CODE

PICKED_UP = 480
"""The status of the refusal after which the call comes."""
COMES_WITHIN = 5.0
"""Seconds from the refusal on."""


class PickUps:
    def __init__(self, lines: Lines, clock: Callable[[], float], new_id: Callable[[], str]) -> None:
        self._lines = lines
        self._clock = clock
        self._new_id = new_id
        self._due: float | None = None
        """Until when the call that was promised has to come."""

    def ask(self, whose: str, account: str) -> Commands:
        """For the call that rings at `whose` (an address of theirs); nothing while another is asked for."""
        if self._asking() is not None:
            return ()
        self._due = None
        dial = Dial(call=self._new_id(), account=account, target=f"{CODE}{whose}")
        commands = self._lines.place(dial, account, apart=True)
        self._lines.by_id[dial.call].picks_up = whose
        return commands

    def arrived(self, call: Call) -> Commands | None:
        """A new call: the answer to it when it is the one asked for, which takes the place of the asking."""
        asking = self._asking()
        if asking is None or not call.answers_itself:
            return None
        self._lines.drop(asking.call.id)
        self._lines.by_id[call.id].answered = True
        return (*self._lines.focus(call.id), Answer(call.id))

    def ended(self, event: CallEnded, line: Line) -> bool:
        """Whether the end of that line is only the promise of the call to come."""
        if not line.picks_up or event.call.status != PICKED_UP or line.leaving:
            return False
        self._due = self._clock() + COMES_WITHIN
        return True

    def hung_up(self, line: Line) -> Commands | None:
        """Not wanted any more. None: the phone has to hang up."""
        if not line.picks_up or self._due is None:
            return None
        self._lines.drop(line.call.id)
        return ()

    def tick(self) -> None:
        """What was promised and did not come has failed."""
        asking = self._asking()
        if asking is not None and self._due is not None and self._clock() >= self._due:
            self._lines.end(asking, Ending.NO_ANSWER)

    def _asking(self) -> Line | None:
        return next((line for line in self._lines.by_id.values() if line.picks_up and line.live), None)
