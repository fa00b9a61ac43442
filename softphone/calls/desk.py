"""All calls of one person, and their transfers. Pure: events and what the person does in; commands and a
snapshot out. A controller shows the snapshot and hands on what was clicked; it decides nothing.

Who answers, dials or resumes makes that call the active one, and every other is put on hold (`desk_lines`).
What a transfer does when is a table (`transfer`), joined to the calls by `desk_transfers`.
"""

from collections.abc import Callable

from softphone.calls.call import Call, CallState, Direction, Ending, Party
from softphone.calls.commands import (
    Answer,
    Decline,
    Dial,
    HangUp,
    Hold,
    Join,
    Mute,
    Resume,
    Ring,
    SendDigits,
    TestCall,
    Tone,
)
from softphone.calls.desk_line import Line
from softphone.calls.desk_lines import ASK_AGAIN, STAY, Commands, Lines
from softphone.calls.desk_transfers import Transfers
from softphone.calls.desk_view import Action, DeskCall, DeskSnapshot, Identity, ParkedAs
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
    TransferProgress,
)
from softphone.calls.parking import Parkings
from softphone.calls.pick_up import PickUps
from softphone.calls.transfer import Button, Kind


class Desk:
    """`lookup` names a far end, `clock` gives seconds, `new_id` makes ids of outgoing calls and transfers,
    `called` says which of one's numbers or groups an address is (empty: it says nothing)."""

    def __init__(
        self,
        *,
        lookup: Callable[[Party], Identity],
        clock: Callable[[], float],
        new_id: Callable[[], str],
        called: Callable[[str], str] = lambda address: "",
    ) -> None:
        self._lookup = lookup
        self._called = called
        self._clock = clock
        self._new_id = new_id
        self._lines = Lines(clock)
        self._transfers = Transfers(self._lines, lookup=lookup, clock=clock, new_id=new_id)
        self._pick_ups = PickUps(self._lines, clock, new_id)
        self.parking = Parkings(self._lines, clock, new_id)
        """What the server says of it comes here: `possible`, `answered`, `fetched`."""

    # What the window shows.

    def snapshot(self) -> DeskSnapshot:
        lines = [line for line in self._lines.by_id.values() if not line.test]
        together = next((line.joined for line in lines if line.joined and line.joined.with_us), None)
        return DeskSnapshot(
            tuple(self._view(line) for line in lines),
            self._transfers.view(),
            () if together is None else together.calls,
        )

    @property
    def test_call(self) -> DeskCall | None:
        """The call to oneself, kept apart from the others; None when there is none."""
        return next((self._view(line) for line in self._lines.by_id.values() if line.test), None)

    @property
    def empty(self) -> bool:
        """Nothing here changes with time."""
        return not self._lines.by_id and self._transfers.empty

    def _view(self, line: Line) -> DeskCall:
        call = line.call
        identity = self._lookup(Party(line.picks_up) if line.picks_up else call.remote)
        return DeskCall(
            call=call,
            name=identity.name,
            number=identity.number,
            actions=self._actions(line),
            active=call.id == self._lines.active,
            confirmed_at=line.confirmed_at,
            quality=line.quality,
            ending=line.ending,
            recovering=line.recovering,
            transfers=self._transfers.ways(call.id),
            partners=self._transfers.partners(call.id),
            transfer=self._transfers.part_of(call.id),
            transferred_by=None if call.transferred_by is None else self._lookup(call.transferred_by),
            being_transferred_to=None if call.referred_to is None else self._lookup(call.referred_to),
            urgent=identity.urgent,
            called=self._called(call.called) if call.called else "",
            picks_up=bool(line.picks_up),
            parked=ParkedAs(line.parked.place, line.parked.overdue) if line.parked and line.live else None,
            fetched_by="" if line.live else line.fetched_by,
        )

    def _actions(self, line: Line) -> frozenset[Action]:
        may_park = self.parking.can(line) and not self._transfers.part_of(line.call.id)
        return line.actions() | {Action.PARK} if may_park else line.actions()

    # What the person does.

    def dial(self, target: str, account: str) -> Commands:
        """Call `target` (as in commands.Dial); its card is there at once."""
        dial = Dial(call=self._new_id(), account=account, target=target)
        return (*self._lines.place(dial, account), *self._settle())

    def pick_up(self, whose: str, account: str) -> Commands:
        """Take the call that rings at a colleague's: `whose` is an address of theirs. The call becomes the
        active one when it comes; until then nothing happens to the others."""
        return (*self._pick_ups.ask(whose, account), *self._settle())

    def fetch(self, place: int, who: Party, account: str) -> Commands:
        """Take the call that a colleague parked there; `who` waits."""
        return (*self.parking.fetch(place, who, account), *self._settle())

    def start_test_call(self) -> Commands:
        """Call oneself; not while another such call lasts."""
        for name in [name for name, line in self._lines.by_id.items() if line.test and not line.live]:
            self._lines.forget(name)
        if any(line.test for line in self._lines.by_id.values()):
            return ()
        return (*self._lines.place(TestCall(self._new_id()), ""), *self._settle())

    def act(self, call_id: str, action: Action) -> Commands:
        """Do it, if it can be done now; else nothing. KEYPAD is the window's alone."""
        line = self._lines.get(call_id)
        if line is None or action not in self._actions(line):
            return ()
        match action:
            case Action.ANSWER:
                line.answered = True
                return (*self._lines.focus(call_id), Answer(call_id), *self._settle())
            case Action.DECLINE:
                line.leaving = True
                return (Decline(call_id), *self._settle())
            case Action.HANG_UP:
                said = self._pick_ups.hung_up(line)
                if said is None:
                    said = self._lines.hang_up(line)
                return (*said, *self._transfers.hung_up(call_id), *self._settle())
            case Action.HOLD:
                line.wants_held = True
            case Action.RESUME:
                taken_back = self._transfers.resumes(call_id)
                if taken_back is not None:
                    return (*taken_back, *self._settle())
                line.wants_held = False
                return (*self._lines.focus(call_id), *self._settle())
            case Action.MUTE | Action.UNMUTE:
                return self._mute(line, action is Action.MUTE)
            case Action.PARK:
                self.parking.park(line)
            case Action.KEYPAD:
                pass
        return self._settle()

    def _mute(self, line: Line, on: bool) -> Commands:
        """In a conference, towards everybody."""
        together = (line.call.id,) if line.joined is None else line.joined.calls
        said: list[Mute] = []
        for each in (self._lines.get(name) for name in together):
            if each is not None and each.call.muted is not on:
                each.wants_muted, each.unseen = on, False
                said.append(Mute(each.call.id, on))
        return tuple(said)

    def press(self, call_id: str, digit: str) -> Commands:
        """Send one DTMF digit, where there is somebody to hear it."""
        line = self._lines.get(call_id)
        if line is None or Action.KEYPAD not in line.actions():
            return ()
        return (SendDigits(call_id, digit),)

    def transfer_directly(self, call_id: str, target: str) -> Commands:
        """Transfer that call to `target` (as in commands.Dial) at once, where DeskCall.transfers has DIRECT;
        else nothing."""
        return (*self._transfers.start(call_id, target, Kind.DIRECT), *self._settle())

    def start_announced_transfer(self, call_id: str, target: str) -> Commands:
        """Call `target` first, that call on hold, where DeskCall.transfers has ANNOUNCED; else nothing."""
        return (*self._transfers.start(call_id, target, Kind.ANNOUNCED), *self._settle())

    def announce_to(self, call_id: str, other: str) -> Commands:
        """Make two calls that there are an announced transfer of the first to the second, one of its
        DeskCall.partners."""
        return (*self._transfers.announce_to(call_id, other), *self._settle())

    def press_transfer(self, transfer_id: str, button: Button) -> Commands:
        """Do it, if the button is there now; else nothing."""
        return (*self._transfers.press(transfer_id, button), *self._settle())

    def confer(self, call_id: str, other: str) -> Commands:
        """A conference of three with two calls that there are; `other` is one of the DeskCall.partners."""
        if other not in self._transfers.partners(call_id):
            return ()
        self._lines.join((call_id, other), with_us=True)
        return (*self._lines.focus(call_id), *self._settle())

    def end_conference(self) -> Commands:
        """The calls go on one by one: the active one is heard, the other waits."""
        for made in self._transfers.view():
            if Button.PART in made.buttons:
                return self.press_transfer(made.id, Button.PART)
        for line in self._lines.by_id.values():
            if line.joined is not None and line.joined.with_us:
                return (*self._lines.part(line.joined), *self._settle())
        return ()

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
        self._lines.forget(call_id)
        return ()

    def tick(self) -> Commands:
        """Time has passed: old endings go, what was refused is asked again, transfers move on. Once a second
        is enough."""
        now = self._clock()
        self._pick_ups.tick()
        for name, line in list(self._lines.by_id.items()):
            if not line.live and now - line.ended_at >= STAY:
                # What to do now that help was not reached is not taken from under somebody's eyes.
                if not self._lookup(line.call.remote).urgent:
                    self._lines.forget(name)
            elif line.asked_held is not None and now >= line.ask_after:
                line.asked_held = None
        return (*self.parking.tick(), *self._transfers.tick(), *self._settle())

    # What the phone reports.

    def apply(self, event: Event) -> Commands:
        match event:
            case IncomingCall(call) | CallChanged(call):
                return self._changed(call)
            case CallEnded():
                return self._ended(event)
            case TransferProgress():
                return (*self._transfers.reported(event), *self._settle())
            case QualityMeasured(call=name, quality=quality):
                if (line := self._lines.get(name)) is not None:
                    line.quality = quality
                return ()
            case CommandRefused() if (line := self._lines.get(event.call)) is not None:
                return self._refused(event, line)
            case PhoneLost(calls=kept):
                return self._phone_lost(kept)
            case Started():
                self._lines.tones.forget()
                return self._settle()
            case _:
                return ()

    def _changed(self, call: Call) -> Commands:
        if call.id in self._lines.unwanted:
            return (HangUp(call.id),)
        line = self._lines.get(call.id)
        if line is None:
            line = self._lines.by_id[call.id] = Line(call, wants_held=call.held)
            commands = self._arrived(line)
        else:
            answered_too_late = line.leaving and not line.confirmed and call.state is CallState.CONFIRMED
            self._reported(line, call)
            commands = self._transfers.changed(call)
            if answered_too_late and line.leaving and HangUp(call.id) not in commands:
                # Their answer crossed our CANCEL.
                commands += (HangUp(call.id),)
            elif answered_too_late and not line.leaving and not line.bridged:
                commands += self._lines.focus(call.id)
        if line.confirmed and line.confirmed_at is None:
            line.confirmed_at = self._clock()
        return (*commands, *self._settle())

    def _arrived(self, line: Line) -> Commands:
        call = line.call
        if call.direction is Direction.INCOMING and call.state is CallState.INCOMING:
            picked_up = self._pick_ups.arrived(call)
            if picked_up is not None:
                return picked_up
            tones = self._lines.tones
            waiting = (tones.once(Tone.CALL_WAITING, self._clock()),) if self._lines.active else ()
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
        elif call.held is not before.held and line.asked_held is None and line.parked is None:
            line.wants_held = call.held

    def _ended(self, event: CallEnded) -> Commands:
        name = event.call.id
        self._lines.unwanted.discard(name)
        line = self._lines.get(name)
        if line is None:
            return ()
        if self._pick_ups.ended(event, line):
            return ()
        was_active = self._lines.active == name
        line.call = event.call
        line.quality = event.quality or line.quality
        self._lines.end(line, event.ending)
        commands = self._settle()
        if was_active and event.ending is Ending.BUSY and name in self._lines.by_id:
            return (*commands, self._lines.tones.once(Tone.BUSY, self._clock()))
        return commands

    def _refused(self, event: CommandRefused, line: Line) -> Commands:
        if not line.live or line.recovering:
            return ()
        commands: Commands = ()
        if event.command in (Dial.__name__, TestCall.__name__):
            reasons = {Fault.BAD_ADDRESS: Ending.NOT_FOUND, Fault.TOO_MANY_CALLS: Ending.NOT_ALLOWED}
            self._lines.end(line, reasons.get(event.fault, Ending.SERVER_ERROR))
        elif event.fault is Fault.NO_SUCH_CALL:
            self._lines.end(line, Ending.WE_HUNG_UP if line.leaving else Ending.LOST)
        elif event.command in (Hold.__name__, Resume.__name__) and self._was_done(line, event.command):
            pass
        elif event.command == Hold.__name__:
            line.asked_held = None
            if self._lines.active is None:
                line.wants_held = False
            else:
                line.ask_after = self._clock() + ASK_AGAIN
            commands = self._transfers.refused(event)
        elif event.command == Resume.__name__:
            line.asked_held = None
            line.wants_held = True
        elif event.command == Answer.__name__:
            line.answered = False
        elif event.command in (HangUp.__name__, Decline.__name__):
            line.leaving = False
        elif event.command == Join.__name__:
            if line.joined is not None:
                line.joined.told = False
            commands = self._transfers.refused(event)
            if line.joined is not None:
                commands += self._lines.part(line.joined)
        else:
            commands = self._transfers.refused(event)
        return (*commands, *self._settle())

    def _was_done(self, line: Line, command: str) -> bool:
        """Asked twice, refused the second time: the first one did it, or something else was asked since."""
        hold = command == Hold.__name__
        if line.call.held is hold and line.asked_held is hold:
            line.asked_held = None
        return line.call.held is hold or line.asked_held is (not hold)

    def _phone_lost(self, kept: tuple[str, ...]) -> Commands:
        self._lines.tones.forget()
        commands = self._transfers.phone_lost()
        for line in list(self._lines.by_id.values()):
            if not line.live:
                continue
            if line.leaving:
                self._lines.unwanted.add(line.call.id)
                self._lines.end(line, Ending.WE_HUNG_UP)
            elif line.call.id in kept:
                line.recovering = True
                if line.joined is not None:
                    line.joined.told = False
            else:
                self._lines.end(line, Ending.LOST)
        return (*commands, *self._settle())

    def _settle(self) -> Commands:
        """Let the transfers know who left, then say what is still to be said."""
        commands: Commands = ()
        while ended := self._lines.newly_ended():
            for name, ending in ended:
                commands += self._transfers.ended(name, ending)
        commands += self._transfers.settle()
        self.parking.settle()
        return (*commands, *self._lines.settle())
