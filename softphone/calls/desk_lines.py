"""The calls of a desk, and who of them is heard.

One call at most is active, or those that are joined in one conference: what is heard. Every other is put on
hold, but those that the phone joins without us. The phone does things later than it is told, so a call has
what the phone reported and what is wanted; commands are made from the difference (`settle`), and again when
the phone could not (two re-INVITEs crossing, RFC 3261 §14.1).
"""

from collections.abc import Callable

from msgspec.structs import replace

from softphone.calls.call import Call, CallState, Direction, Ending, Party
from softphone.calls.commands import Command, Dial, HangUp, Hold, Join, Part, Resume, TestCall, Tone
from softphone.calls.desk_line import Joined, Line
from softphone.calls.desk_tones import Tones

ASK_AGAIN = 2.0
"""Seconds until a refused hold is asked again."""
GIVE_UP = 10.0
"""Seconds after which an unanswered hold or resume counts as not done."""
STAY = 8.0
"""Seconds that an ended call stays and says why; one that the person ended goes at once."""

Commands = tuple[Command, ...]


class Lines:
    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self.by_id: dict[str, Line] = {}
        self.active: str | None = None
        self.tones = Tones()
        self.unwanted: set[str] = set()
        """Calls hung up while the phone was dead: hung up again if the new one takes them up."""
        self._ended: list[tuple[str, Ending]] = []

    def get(self, name: str) -> Line | None:
        return self.by_id.get(name)

    def steady(self, name: str) -> bool:
        """Whether that call is confirmed and stays so for now."""
        line = self.by_id.get(name)
        return line is not None and line.steady

    # Beginnings and ends.

    def place(self, command: Dial | TestCall, account: str, *, apart: bool = False) -> Commands:
        """A new outgoing call: the active one, unless it is to be joined with another."""
        target = command.target if isinstance(command, Dial) else ""
        who = command.who if isinstance(command, Dial) else None
        call = Call(
            id=command.call,
            account=account,
            direction=Direction.OUTGOING,
            state=CallState.CALLING,
            remote=who or Party(target),
        )
        self.by_id[call.id] = Line(call, test=isinstance(command, TestCall), apart=apart)
        return (command,) if apart else (*self.focus(call.id), command)

    def hang_up(self, line: Line, *, elsewhere: bool = False) -> Commands:
        if line.recovering:
            self.unwanted.add(line.call.id)
            self.end(line, Ending.WE_HUNG_UP)
            return ()
        line.leaving = True
        return (HangUp(line.call.id, elsewhere=elsewhere),)

    def end(self, line: Line, ending: Ending) -> None:
        line.call = replace(line.call, state=CallState.ENDED)
        # Whoever hung up first when both did: the person knows.
        ours = ending is Ending.WE_HUNG_UP or (line.leaving and ending is Ending.THEY_HUNG_UP)
        line.end(Ending.WE_HUNG_UP if ours else ending, self._clock())
        self._ended.append((line.call.id, line.ending or ending))
        declined = ending is Ending.DECLINED and line.call.direction is Direction.INCOMING
        if declined or ours:
            del self.by_id[line.call.id]

    def newly_ended(self) -> list[tuple[str, Ending]]:
        """Ids and reasons of the calls that ended since this was asked last."""
        ended, self._ended = self._ended, []
        return ended

    def forget(self, name: str) -> None:
        """Take an ended call away."""
        line = self.by_id.get(name)
        if line is not None and not line.live:
            del self.by_id[name]

    def drop(self, name: str) -> None:
        """It was never more than a way to another call."""
        del self.by_id[name]

    # Who is heard.

    def focus(self, name: str) -> Commands:
        """Make this the active call: the others are put on hold. What nobody has answered yet cannot be held
        and would be answered into silence: it is given up, as is a call to oneself. A conference ends."""
        self.active = name
        chosen = self.by_id.get(name)
        commands: list[Command] = [*self.tones.cut()]
        for line in list(self.by_id.values()):
            if line.call.id == name:
                continue
            if line.joined is not None and line.joined.with_us:
                if chosen is None or line.joined is not chosen.joined:
                    commands += self.part(line.joined)
            elif line.speaks and (line.test or line.dials):
                commands += self.hang_up(line)
        return (*commands, *self._holds())

    def join(self, calls: tuple[str, ...], *, with_us: bool) -> None:
        """Joined from now on; the phone is told when all of them can be."""
        joined = Joined(calls, with_us)
        for name in calls:
            line = self.by_id[name]
            if line.joined is not None:
                for other in line.joined.calls:
                    if other in self.by_id:
                        self.by_id[other].joined = None
        for name in calls:
            line = self.by_id[name]
            line.joined, line.apart, line.wants_held, line.leaving = joined, False, False, False

    def part(self, joined: Joined) -> Commands:
        """No longer joined. Those that nobody here heard are put on hold."""
        left = [self.by_id[name] for name in joined.calls if name in self.by_id and self.by_id[name].live]
        for line in left:
            line.joined = None
            if not joined.with_us:
                line.wants_held = True
        told = joined.told and len(left) > 1
        return (Part(left[0].call.id),) if told else ()

    def settle(self) -> Commands:
        """Whatever is still to be said so that the phone does what is wanted."""
        self._let_go_of_the_ended()
        active = self.by_id.get(self.active or "")
        if active is None or not active.speaks:
            self.active = next((n for n, line in reversed(self.by_id.items()) if line.speaks), None)
        return (*self._holds(), *self._joins(), *self.tones.settle(self._tone(), self._clock()))

    def _let_go_of_the_ended(self) -> None:
        for line in self.by_id.values():
            if line.joined is not None:
                left = [name for name in line.joined.calls if name in self.by_id and self.by_id[name].live]
                if not line.live or len(left) < 2:
                    line.joined = None

    def _holds(self) -> Commands:
        now = self._clock()
        holds: list[Command] = []
        resumes: list[Command] = []
        active = self.by_id.get(self.active or "")
        together = None if active is None else active.joined
        for name, line in self.by_id.items():
            if not line.steady:
                continue
            with_active = name == self.active or (together is not None and line.joined is together)
            if active is not None and not with_active and not line.bridged:
                line.wants_held = True
            if line.wants_held is line.call.held or line.asked_held is not None or now < line.ask_after:
                continue
            line.asked_held, line.ask_after = line.wants_held, now + GIVE_UP
            if line.wants_held:
                holds.append(Hold(name))
            else:
                resumes.append(Resume(name))
        return (*holds, *resumes)

    def _joins(self) -> Commands:
        commands: list[Command] = []
        for line in self.by_id.values():
            joined = line.joined
            if joined is not None and not joined.told and all(self.steady(name) for name in joined.calls):
                joined.told = True
                commands.append(Join(joined.calls, joined.with_us))
        return tuple(commands)

    def _tone(self) -> Tone | None:
        active = self.by_id.get(self.active or "")
        if active is None:
            return (
                Tone.RINGING if any(line.waits or line.calls_back for line in self.by_id.values()) else None
            )
        call = active.call
        rings = call.direction is Direction.OUTGOING and call.state is CallState.EARLY
        return Tone.RINGBACK if rings and not call.early_media and not active.recovering else None
