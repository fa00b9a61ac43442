"""All calls of one person. Pure: events and what the person does in; commands and a snapshot out.

One call at most is active: the one that is heard. Who answers, dials or resumes makes that call the active
one, and every other is put on hold. The phone does things later than it is told, so a call has what the
phone reported and what is wanted; commands are made from the difference (`_settle`), and again when the
phone could not (two re-INVITEs crossing, RFC 3261 §14.1).
"""

from collections.abc import Callable

import msgspec
from msgspec.structs import replace

from softphone.calls.call import Call, CallState, Direction, Ending, Party
from softphone.calls.commands import (
    Answer,
    Command,
    Decline,
    Dial,
    HangUp,
    Hold,
    Mute,
    Resume,
    Ring,
    SendDigits,
    TestCall,
    Tone,
)
from softphone.calls.desk_line import Line
from softphone.calls.desk_tones import Tones
from softphone.calls.desk_view import Action, DeskCall, DeskSnapshot
from softphone.calls.events import (
    CallChanged,
    CallEnded,
    CommandRefused,
    Event,
    Fault,
    IncomingCall,
    PhoneLost,
    QualityMeasured,
    Started,
)

ASK_AGAIN = 2.0
"""Seconds until a refused hold is asked again."""
GIVE_UP = 10.0
"""Seconds after which an unanswered hold or resume counts as not done."""
STAY = 8.0
"""Seconds that an ended call stays and says why; one that the person ended goes at once."""

Commands = tuple[Command, ...]


class Identity(msgspec.Struct, frozen=True):
    """Who the far end is, as people say it."""

    name: str
    number: str = ""
    """Empty where the name already is the number."""


class Desk:
    """`lookup` names a far end, `clock` gives seconds, `new_id` makes ids for outgoing calls."""

    def __init__(
        self,
        *,
        lookup: Callable[[Party], Identity],
        clock: Callable[[], float],
        new_id: Callable[[], str],
    ) -> None:
        self._lookup = lookup
        self._clock = clock
        self._new_id = new_id
        self._lines: dict[str, Line] = {}
        self._active: str | None = None
        self._tones = Tones()
        self._unwanted: set[str] = set()
        """Calls hung up while the phone was dead: hung up again if the new one takes them up."""

    # What the window shows.

    def snapshot(self) -> DeskSnapshot:
        return DeskSnapshot(tuple(self._view(line) for line in self._lines.values() if not line.test))

    @property
    def test_call(self) -> DeskCall | None:
        """The call to oneself, kept apart from the others; None when there is none."""
        return next((self._view(line) for line in self._lines.values() if line.test), None)

    @property
    def empty(self) -> bool:
        """Nothing here changes with time."""
        return not self._lines

    def _view(self, line: Line) -> DeskCall:
        identity = self._lookup(line.call.remote)
        return DeskCall(
            call=line.call,
            name=identity.name,
            number=identity.number,
            actions=line.actions(),
            active=line.call.id == self._active,
            confirmed_at=line.confirmed_at,
            quality=line.quality,
            ending=line.ending,
            recovering=line.recovering,
        )

    # What the person does.

    def dial(self, target: str, account: str) -> Commands:
        """Call `target` (as in commands.Dial); its card is there at once."""
        return self._place(Dial(call=self._new_id(), account=account, target=target), Party(target), account)

    def start_test_call(self) -> Commands:
        """Call oneself; not while another such call lasts."""
        for name in [name for name, line in self._lines.items() if line.test and not line.live]:
            del self._lines[name]
        if any(line.test for line in self._lines.values()):
            return ()
        return self._place(TestCall(self._new_id()), Party(""), "")

    def act(self, call_id: str, action: Action) -> Commands:
        """Do it, if it can be done now; else nothing. KEYPAD is the window's alone."""
        line = self._lines.get(call_id)
        if line is None or action not in line.actions():
            return ()
        match action:
            case Action.ANSWER:
                line.answered = True
                return (*self._focus(call_id), Answer(call_id), *self._settle())
            case Action.DECLINE:
                line.leaving = True
                return (Decline(call_id), *self._settle())
            case Action.HANG_UP:
                return (*self._hang_up(line), *self._settle())
            case Action.HOLD:
                line.wants_held = True
            case Action.RESUME:
                line.wants_held = False
                return (*self._focus(call_id), *self._settle())
            case Action.MUTE | Action.UNMUTE:
                line.wants_muted = action is Action.MUTE
                line.unseen = False
                return (Mute(call_id, line.wants_muted),)
            case Action.KEYPAD:
                pass
        return self._settle()

    def press(self, call_id: str, digit: str) -> Commands:
        """Send one DTMF digit, where there is somebody to hear it."""
        line = self._lines.get(call_id)
        if line is None or Action.KEYPAD not in line.actions():
            return ()
        return (SendDigits(call_id, digit),)

    def confirm_taken_up(self, call_id: str) -> Commands:
        """The person can see that this call was taken up again: the microphone may go on, unless they had
        turned it off themselves."""
        line = self._lines.get(call_id)
        if line is None or not line.unseen or not line.confirmed:
            return ()
        line.unseen = False
        return () if line.wants_muted else (Mute(call_id, False),)

    def dismiss(self, call_id: str) -> Commands:
        """Take an ended call away."""
        line = self._lines.get(call_id)
        if line is not None and not line.live:
            del self._lines[call_id]
        return ()

    def tick(self) -> Commands:
        """Time has passed: old endings go, and what was refused is asked again. Once a second is enough."""
        now = self._clock()
        for name, line in list(self._lines.items()):
            if not line.live and now - line.ended_at >= STAY:
                del self._lines[name]
            elif line.asked_held is not None and now >= line.ask_after:
                line.asked_held = None
        return self._settle()

    def _place(self, command: Dial | TestCall, remote: Party, account: str) -> Commands:
        call = Call(
            id=command.call,
            account=account,
            direction=Direction.OUTGOING,
            state=CallState.CALLING,
            remote=remote,
        )
        self._lines[call.id] = Line(call, test=isinstance(command, TestCall))
        return (*self._focus(call.id), command, *self._settle())

    def _hang_up(self, line: Line) -> Commands:
        if line.recovering:
            self._unwanted.add(line.call.id)
            self._end(line, Ending.WE_HUNG_UP)
            return ()
        line.leaving = True
        return (HangUp(line.call.id),)

    # What the phone reports.

    def apply(self, event: Event) -> Commands:
        match event:
            case IncomingCall(call) | CallChanged(call):
                return self._changed(call)
            case CallEnded():
                return self._ended(event)
            case QualityMeasured(call=name, quality=quality):
                if name in self._lines:
                    self._lines[name].quality = quality
                return ()
            case CommandRefused() if event.call in self._lines:
                return self._refused(event, self._lines[event.call])
            case PhoneLost(calls=kept):
                return self._phone_lost(kept)
            case Started():
                self._tones.forget()
                return self._settle()
            case _:
                return ()

    def _changed(self, call: Call) -> Commands:
        if call.id in self._unwanted:
            return (HangUp(call.id),)
        line = self._lines.get(call.id)
        if line is None:
            line = self._lines[call.id] = Line(call, wants_held=call.held)
            commands = self._arrived(line)
        else:
            commands = ()
            self._reported(line, call)
        if line.confirmed and line.confirmed_at is None:
            line.confirmed_at = self._clock()
        return (*commands, *self._settle())

    def _arrived(self, line: Line) -> Commands:
        call = line.call
        if call.replaces in self._lines:
            # The far end put another in its place (RFC 3891): the conversation goes on in this one.
            old = self._lines[call.replaces]
            line.confirmed_at, line.answered, line.wants_held = old.confirmed_at, True, old.wants_held
            if self._active == call.replaces:
                return self._focus(call.id)
            return ()
        if call.direction is Direction.INCOMING and call.state is CallState.INCOMING:
            waiting = (self._tones.once(Tone.CALL_WAITING, self._clock()),) if self._active else ()
            return (Ring(call.id), *waiting)
        return ()

    def _reported(self, line: Line, call: Call) -> None:
        before = line.call
        line.call = call
        line.ending = None
        if line.recovering or (call.taken_up and not before.taken_up):
            line.recovering = False
            line.unseen = call.taken_up
            # The phone's client holds it again by itself; only if that does not come about do we.
            line.asked_held = True if line.wants_held and not call.held else None
            line.ask_after = self._clock() + ASK_AGAIN
        elif call.held is line.asked_held:
            line.asked_held, line.ask_after = None, 0.0
        elif call.held is not before.held and line.asked_held is None:
            line.wants_held = call.held

    def _ended(self, event: CallEnded) -> Commands:
        name = event.call.id
        self._unwanted.discard(name)
        line = self._lines.get(name)
        if line is None:
            return ()
        was_active = self._active == name
        line.call = event.call
        line.quality = event.quality or line.quality
        self._end(line, event.ending)
        commands = self._settle()
        if was_active and event.ending is Ending.BUSY:
            return (*commands, self._tones.once(Tone.BUSY, self._clock()))
        return commands

    def _refused(self, event: CommandRefused, line: Line) -> Commands:
        if not line.live or line.recovering:
            return ()
        if event.command in (Dial.__name__, TestCall.__name__):
            reasons = {Fault.BAD_ADDRESS: Ending.NOT_FOUND, Fault.TOO_MANY_CALLS: Ending.NOT_ALLOWED}
            self._end(line, reasons.get(event.fault, Ending.SERVER_ERROR))
        elif event.fault is Fault.NO_SUCH_CALL:
            self._end(line, Ending.WE_HUNG_UP if line.leaving else Ending.LOST)
        elif event.command == Hold.__name__:
            line.asked_held = None
            if self._active is None:
                line.wants_held = False
            else:
                line.ask_after = self._clock() + ASK_AGAIN
        elif event.command == Resume.__name__:
            line.asked_held = None
            line.wants_held = True
        elif event.command == Answer.__name__:
            line.answered = False
        elif event.command in (HangUp.__name__, Decline.__name__):
            line.leaving = False
        return self._settle()

    def _phone_lost(self, kept: tuple[str, ...]) -> Commands:
        self._tones.forget()
        for line in list(self._lines.values()):
            if not line.live:
                continue
            if line.leaving:
                self._unwanted.add(line.call.id)
                self._end(line, Ending.WE_HUNG_UP)
            elif line.call.id in kept:
                line.recovering = True
            else:
                self._end(line, Ending.LOST)
        return self._settle()

    def _end(self, line: Line, ending: Ending) -> None:
        line.call = replace(line.call, state=CallState.ENDED)
        line.end(ending, self._clock())
        declined = ending is Ending.DECLINED and line.call.direction is Direction.INCOMING
        if declined or ending is Ending.WE_HUNG_UP:
            del self._lines[line.call.id]

    # What follows from it.

    def _focus(self, call_id: str) -> Commands:
        """Make this the active call: the others are put on hold. What nobody has answered yet cannot be held
        and would be answered into silence: it is given up, as is a call to oneself."""
        self._active = call_id
        commands: list[Command] = [*self._tones.cut()]
        for line in list(self._lines.values()):
            if line.call.id != call_id and line.speaks and (line.test or line.dials):
                commands += self._hang_up(line)
        return (*commands, *self._holds())

    def _settle(self) -> Commands:
        """Whatever is still to be said so that the phone does what is wanted."""
        active = self._lines.get(self._active or "")
        if active is None or not active.speaks:
            self._active = next((n for n, line in reversed(self._lines.items()) if line.speaks), None)
        return (*self._holds(), *self._tones.settle(self._tone(), self._clock()))

    def _holds(self) -> Commands:
        now = self._clock()
        holds: list[Command] = []
        resumes: list[Command] = []
        for name, line in self._lines.items():
            if not line.confirmed or line.recovering or line.leaving:
                continue
            if self._active is not None and name != self._active:
                line.wants_held = True
            if line.wants_held is line.call.held or line.asked_held is not None or now < line.ask_after:
                continue
            line.asked_held, line.ask_after = line.wants_held, now + GIVE_UP
            if line.wants_held:
                holds.append(Hold(name))
            else:
                resumes.append(Resume(name))
        return (*holds, *resumes)

    def _tone(self) -> Tone | None:
        active = self._lines.get(self._active or "")
        if active is None:
            return Tone.RINGING if any(line.waits for line in self._lines.values()) else None
        call = active.call
        rings = call.direction is Direction.OUTGOING and call.state is CallState.EARLY
        return Tone.RINGBACK if rings and not call.early_media and not active.recovering else None
