"""All calls of one person: what there is, which is active, what each may do now, and what to tell the phone.

Pure: time and ids come from outside. Each method returns a Step, the commands for the phone and the notices
for the person; `snapshot` is what the window shows. At most one call is open (confirmed and not held).
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto

import msgspec

from softphone.calls.call import Call, CallState, Direction, Ending, Party, Quality
from softphone.calls.commands import (
    Answer,
    Command,
    Decline,
    Dial,
    HangUp,
    Hold,
    Mute,
    PlayTone,
    Resume,
    Ring,
    SendDigits,
    TestCall,
    Tone,
)
from softphone.calls.events import (
    CallChanged,
    CallEnded,
    Capabilities,
    CommandRefused,
    Event,
    Fault,
    IncomingCall,
    PhoneLost,
    QualityMeasured,
    RegistrationChanged,
    Started,
)

ENDED_SHOWN = 6.0
"""Seconds that the reason of an ended call stays; a call that the person ended goes at once."""

_BUSY_TONE = {Ending.BUSY, Ending.DECLINED, Ending.NOT_FOUND, Ending.UNREACHABLE, Ending.NOT_ALLOWED}
_UNANSWERED = {CallState.CALLING, CallState.INCOMING, CallState.EARLY, CallState.CONNECTING}


class Action(Enum):
    """What a person may do with a call; the window offers these and no others."""

    ANSWER = auto()
    DECLINE = auto()
    HANG_UP = auto()
    HOLD = auto()
    RESUME = auto()
    MUTE = auto()
    UNMUTE = auto()
    KEYPAD = auto()


class DeskCall(msgspec.Struct, frozen=True, kw_only=True):
    """One call with what the phone does not know about it."""

    call: Call
    began: float
    """Seconds of the clock passed in, as the next."""
    answered: float | None = None
    may: frozenset[Action] = frozenset()
    quality: Quality | None = None
    recovering: bool = False
    """The phone died in it and is taking it up again."""
    digits: str = ""
    """What was sent on its keypad."""
    ending: Ending | None = None
    is_test: bool = False

    @property
    def rings(self) -> bool:
        """An incoming call that waits for an answer."""
        return Action.ANSWER in self.may

    @property
    def dials(self) -> bool:
        """An outgoing call that nobody has answered yet."""
        outgoing = self.call.direction is Direction.OUTGOING
        return outgoing and self.call.state in _UNANSWERED and self.ending is None

    @property
    def talks(self) -> bool:
        return self.call.state is CallState.CONFIRMED and self.ending is None


class DeskState(msgspec.Struct, frozen=True, kw_only=True):
    """What the window shows: replaced as a whole at each change."""

    calls: tuple[DeskCall, ...] = ()
    """In the order they came."""
    active: str = ""
    """Id of the call that keys and a headset act on; empty without calls."""
    registrations: Mapping[str, RegistrationChanged] = {}
    capabilities: Capabilities | None = None
    phone_lost: bool = False

    def find(self, call: str) -> DeskCall | None:
        return next((each for each in self.calls if each.call.id == call), None)

    @property
    def ringing(self) -> tuple[DeskCall, ...]:
        """Incoming calls that wait for an answer, the oldest first."""
        return tuple(each for each in self.calls if each.rings)

    @property
    def busy(self) -> bool:
        """Whether there is any call that has not ended."""
        return any(each.ending is None for each in self.calls)


class Missed(msgspec.Struct, frozen=True):
    """A call that rang here and was answered nowhere."""

    call: Call


class CouldNot(msgspec.Struct, frozen=True):
    """The phone refused a command. `call` is the one it was about, when it is still there."""

    command: str
    fault: Fault
    call: Call | None = None


class PhoneRestarts(msgspec.Struct, frozen=True):
    """The phone died. `calls` are being taken up again, `lost` are gone."""

    calls: tuple[Call, ...]
    lost: tuple[Call, ...]


class TakenUp(msgspec.Struct, frozen=True):
    """A call goes on after the phone died in it. Its microphone is off until `Desk.shown`."""

    call: Call


Notice = Missed | CouldNot | PhoneRestarts | TakenUp


class Step(msgspec.Struct, frozen=True):
    commands: tuple[Command, ...] = ()
    notices: tuple[Notice, ...] = ()


NOTHING = Step()


@dataclass
class _Entry:
    call: Call
    began: float
    answered: float | None = None
    quality: Quality | None = None
    digits: str = ""
    ending: Ending | None = None
    ended: float = 0.0
    recovering: bool = False
    unconfirmed: bool = False
    """Taken up, and the window has not said yet that it shows it."""
    held_before: bool = False
    muted_by_person: bool = False
    asked_hold: bool | None = None
    """The hold or resume that was sent and has not been reported yet."""
    is_test: bool = False

    @property
    def lives(self) -> bool:
        return self.ending is None

    @property
    def unanswered(self) -> bool:
        return self.lives and self.call.state in _UNANSWERED

    @property
    def confirmed(self) -> bool:
        return self.lives and self.call.state is CallState.CONFIRMED

    @property
    def held(self) -> bool:
        return self.call.held if self.asked_hold is None else self.asked_hold


@dataclass
class Desk:
    """`new_id` gives the ids of outgoing calls; they are unique in this desktop."""

    new_id: Callable[[], str]
    _entries: dict[str, _Entry] = field(default_factory=dict)
    _registrations: dict[str, RegistrationChanged] = field(default_factory=dict)
    _capabilities: Capabilities | None = None
    _phone_lost: bool = False
    _gone: set[str] = field(default_factory=set)
    """Ended by the person; the phone's last word of them is still to come."""
    _active: str = ""
    _tone: Tone | None = None
    _commands: list[Command] = field(default_factory=list)
    _notices: list[Notice] = field(default_factory=list)

    def snapshot(self) -> DeskState:
        return DeskState(
            calls=tuple(self._view(entry) for entry in self._entries.values()),
            active=self._active,
            registrations=dict(self._registrations),
            capabilities=self._capabilities,
            phone_lost=self._phone_lost,
        )

    def next_expiry(self) -> float | None:
        """When `expire` has something to do; None: never, as things are."""
        ends = [entry.ended + ENDED_SHOWN for entry in self._entries.values() if not entry.lives]
        return min(ends, default=None)

    # What the phone reports.

    def apply(self, event: Event, now: float) -> Step:
        match event:
            case IncomingCall(call):
                self._incoming(call, now)
            case CallChanged(call):
                self._changed(call, now)
            case CallEnded():
                self._ended(event, now)
            case QualityMeasured(call=name, quality=quality):
                if entry := self._living(name):
                    entry.quality = quality
            case RegistrationChanged():
                self._registrations[event.account] = event
            case Started(capabilities):
                self._capabilities = capabilities
                self._phone_lost = False
                self._tone = None  # a new phone plays nothing
            case CommandRefused():
                self._refused(event, now)
            case PhoneLost():
                self._lost(event, now)
            case _:
                return NOTHING  # levels, devices and received digits are other people's
        return self._step()

    def _incoming(self, call: Call, now: float) -> None:
        if call.id in self._entries or call.id in self._gone:
            return
        self._entries[call.id] = _Entry(call, began=now)
        self._commands.append(Ring(call.id))
        others = list(self._others(call.id))
        if others and not any(entry.unanswered for entry in others):
            # Discreet, once, and ends by itself: the person is talking.
            self._commands.append(PlayTone(Tone.CALL_WAITING))
        self._choose_active()

    def _changed(self, call: Call, now: float) -> None:
        entry = self._living(call.id)
        if entry is None:
            if call.id in self._entries or call.id in self._gone:
                return  # a change that crossed the end
            entry = self._entries[call.id] = _Entry(call, began=now)
        was_confirmed = entry.confirmed
        entry.call = call
        if entry.asked_hold is call.held:
            entry.asked_hold = None
        if call.state is CallState.CONFIRMED:
            entry.answered = entry.answered if entry.answered is not None else now
            if call.taken_up and entry.recovering:
                entry.recovering, entry.unconfirmed = False, True
                self._notices.append(TakenUp(call))
            elif not was_confirmed and call.direction is Direction.OUTGOING:
                self._hold_others(call.id)
        self._choose_active()

    def _ended(self, event: CallEnded, now: float) -> None:
        self._gone.discard(event.call.id)
        entry = self._living(event.call.id)
        if entry is None:
            return
        rang = entry.unanswered and entry.call.direction is Direction.INCOMING
        entry.call = event.call
        self._end(entry, event.ending, now)
        entry.quality = event.quality or entry.quality
        if rang and event.ending in (Ending.CALLER_GAVE_UP, Ending.NO_ANSWER, Ending.LOST):
            self._notices.append(Missed(event.call))
        outgoing = event.call.direction is Direction.OUTGOING and entry.answered is None
        if outgoing and event.ending in _BUSY_TONE and not self._has_living():
            self._tone = Tone.BUSY  # it takes the place of what played, and ends by itself
            self._commands.append(PlayTone(Tone.BUSY))

    def _refused(self, event: CommandRefused, now: float) -> None:
        entry = self._living(event.call)
        if entry is not None:
            entry.asked_hold = None
            if event.command in ("Dial", "TestCall") and entry.unanswered:
                # The notice says why; there never was a call to say anything about.
                del self._entries[event.call]
                self._choose_active()
        harmless = event.fault is Fault.NO_SUCH_CALL or event.command == "Ring"
        if not harmless:
            self._notices.append(CouldNot(event.command, event.fault, entry.call if entry else None))

    def _lost(self, event: PhoneLost, now: float) -> None:
        self._phone_lost = True
        self._tone = None
        self._gone.clear()  # their ends died with the phone
        kept, lost = [], []
        for entry in list(self._entries.values()):
            if not entry.lives:
                continue
            if entry.call.id in event.calls:
                if not entry.recovering and not entry.unconfirmed:
                    entry.held_before = entry.held
                entry.recovering, entry.unconfirmed, entry.asked_hold = True, False, None
                kept.append(entry.call)
            else:
                if entry.unanswered and entry.call.direction is Direction.INCOMING:
                    self._notices.append(Missed(entry.call))
                lost.append(entry.call)
                self._end(entry, Ending.LOST, now)
        self._notices.append(PhoneRestarts(tuple(kept), tuple(lost)))
        self._choose_active()

    # What the person does. What a call may not do now is ignored: the window did not offer it.

    def dial(self, target: str, account: str, now: float) -> Step:
        """Call someone. Whoever is talked with is put on hold first."""
        return self._start(target, account, now, is_test=False)

    def test_call(self, now: float) -> Step:
        """Call the echo inside the phone, to hear oneself as the far end would."""
        return self._start("", "", now, is_test=True)

    def _start(self, target: str, account: str, now: float, *, is_test: bool) -> Step:
        name = self.new_id()
        self._make_way(name)
        uri = target if ":" in target else f"sip:{target}"
        call = Call(
            id=name,
            account=account,
            direction=Direction.OUTGOING,
            state=CallState.CALLING,
            remote=Party(uri),
        )
        self._entries[name] = _Entry(call, began=now, is_test=is_test)
        command = TestCall(name) if is_test else Dial(call=name, account=account, target=target)
        self._commands.append(command)
        self._active = name
        return self._step()

    def answer(self, call: str, now: float) -> Step:
        """Answer; whoever is talked with is put on hold, and a call that we were placing is given up."""
        if entry := self._allowed(call, Action.ANSWER):
            self._make_way(call)
            self._commands.append(Answer(call))
            if any(_waits(other) for other in self._others(call)):
                self._commands.append(PlayTone(Tone.CALL_WAITING))
            entry.call = msgspec.structs.replace(entry.call, state=CallState.CONNECTING)
            self._active = call
        return self._step()

    def decline(self, call: str, now: float) -> Step:
        if entry := self._allowed(call, Action.DECLINE):
            self._commands.append(Decline(call))
            self._gone.add(call)
            self._end(entry, Ending.DECLINED, now)
        return self._step()

    def hang_up(self, call: str, now: float) -> Step:
        if entry := self._allowed(call, Action.HANG_UP):
            self._commands.append(HangUp(call))
            self._gone.add(call)
            self._end(entry, Ending.WE_HUNG_UP, now)
        return self._step()

    def hold(self, call: str) -> Step:
        if entry := self._allowed(call, Action.HOLD):
            self._hold(entry)
        return self._step()

    def resume(self, call: str) -> Step:
        """Take it off hold; whoever is talked with is put on hold instead."""
        if entry := self._allowed(call, Action.RESUME):
            self._hold_others(call)
            entry.asked_hold = False
            self._commands.append(Resume(call))
            self._active = call
        return self._step()

    def mute(self, call: str, *, on: bool) -> Step:
        if entry := self._allowed(call, Action.MUTE if on else Action.UNMUTE):
            entry.muted_by_person = on
            self._commands.append(Mute(call, on))
        return self._step()

    def send_digits(self, call: str, digits: str) -> Step:
        if entry := self._allowed(call, Action.KEYPAD):
            entry.digits += digits
            self._commands.append(SendDigits(call, digits))
        return self._step()

    def shown(self, call: str) -> Step:
        """The window shows a call that was taken up: now it may be heard again, or held as it was before."""
        entry = self._living(call)
        if entry is not None and entry.unconfirmed:
            entry.unconfirmed = False
            if entry.held_before and not entry.call.held:
                self._hold(entry)
            if entry.call.muted and not entry.muted_by_person:
                self._commands.append(Mute(call, on=False))
            elif entry.muted_by_person and not entry.call.muted:
                self._commands.append(Mute(call, on=True))
        return self._step()

    def dismiss(self, call: str) -> Step:
        """Take an ended call away before its time."""
        entry = self._entries.get(call)
        if entry is not None and not entry.lives:
            del self._entries[call]
        return self._step()

    def expire(self, now: float) -> Step:
        """Take ended calls away whose reason has been shown long enough."""
        for name, entry in list(self._entries.items()):
            if not entry.lives and now >= entry.ended + ENDED_SHOWN:
                del self._entries[name]
        return self._step()

    def forget_account(self, account: str) -> Step:
        """The person signed out of it."""
        self._registrations.pop(account, None)
        return self._step()

    # Inside.

    def _living(self, call: str) -> _Entry | None:
        entry = self._entries.get(call)
        return entry if entry is not None and entry.lives else None

    def _others(self, call: str) -> Iterator[_Entry]:
        return (entry for name, entry in self._entries.items() if name != call and entry.lives)

    def _has_living(self, besides: str = "") -> bool:
        return any(True for _ in self._others(besides))

    def _allowed(self, call: str, action: Action) -> _Entry | None:
        entry = self._living(call)
        return entry if entry is not None and action in _actions(entry) else None

    def _hold(self, entry: _Entry) -> None:
        entry.asked_hold = True
        self._commands.append(Hold(entry.call.id))

    def _hold_others(self, call: str) -> None:
        for entry in self._others(call):
            if entry.confirmed and not entry.held and not entry.recovering:
                self._hold(entry)

    def _make_way(self, call: str) -> None:
        """Only one call is open: confirmed ones are held; one that still rings at the far end cannot be."""
        self._hold_others(call)
        for entry in list(self._others(call)):
            if entry.unanswered and entry.call.direction is Direction.OUTGOING:
                self._commands.append(HangUp(entry.call.id))
                self._gone.add(entry.call.id)
                del self._entries[entry.call.id]

    def _end(self, entry: _Entry, ending: Ending, now: float) -> None:
        entry.ending, entry.ended, entry.recovering = ending, now, False
        if ending in (Ending.WE_HUNG_UP, Ending.ANSWERED_ELSEWHERE, Ending.CALLER_GAVE_UP) or (
            ending is Ending.DECLINED and entry.call.direction is Direction.INCOMING
        ):
            self._entries.pop(entry.call.id, None)
        self._choose_active()

    def _choose_active(self) -> None:
        """Keep the active call while it is open or rings out; else the open one, else the newest."""
        living = [entry for entry in self._entries.values() if entry.lives]
        open_calls = [
            entry
            for entry in living
            if (entry.confirmed and not entry.held)
            or (entry.unanswered and entry.call.direction is Direction.OUTGOING)
        ]
        names = [entry.call.id for entry in (open_calls or living)]
        if self._active not in names:
            self._active = names[-1] if names else ""

    def _view(self, entry: _Entry) -> DeskCall:
        return DeskCall(
            call=entry.call,
            began=entry.began,
            answered=entry.answered,
            may=_actions(entry),
            quality=entry.quality,
            recovering=entry.recovering,
            digits=entry.digits,
            ending=entry.ending,
            is_test=entry.is_test,
        )

    def _wanted_tone(self) -> Tone | None:
        living = [entry for entry in self._entries.values() if entry.lives]
        incoming = [entry for entry in living if _waits(entry)]
        if incoming and len(incoming) == len(living):
            return Tone.RINGING
        ringback = any(
            entry.call.direction is Direction.OUTGOING
            and entry.call.state is CallState.EARLY
            and not entry.call.early_media
            for entry in living
        )
        if ringback:
            return Tone.RINGBACK
        return Tone.BUSY if self._tone is Tone.BUSY and not living else None

    def _step(self) -> Step:
        """What has gathered, with the tone that fits the calls as they are now."""
        wanted = self._wanted_tone()
        if wanted is not self._tone:
            # A call-waiting tone just asked for must not be stopped by the end of a ringback.
            waiting = PlayTone(Tone.CALL_WAITING) in self._commands
            if not (wanted is None and waiting):
                self._commands.append(PlayTone(wanted))
            self._tone = wanted
        step = Step(tuple(self._commands), tuple(self._notices))
        self._commands.clear()
        self._notices.clear()
        return step


def _waits(entry: _Entry) -> bool:
    """An incoming call that nobody has answered, here or by a click that is on its way."""
    call = entry.call
    incoming = call.direction is Direction.INCOMING
    return entry.lives and incoming and call.state in (CallState.INCOMING, CallState.EARLY)


def _actions(entry: _Entry) -> frozenset[Action]:
    if not entry.lives or entry.recovering:
        return frozenset()
    call = entry.call
    if _waits(entry):
        return frozenset({Action.ANSWER, Action.DECLINE})
    if call.state is CallState.CONFIRMED:
        actions = {Action.HANG_UP, Action.UNMUTE if call.muted else Action.MUTE}
        if entry.held:
            actions.add(Action.RESUME)
        else:
            actions |= {Action.HOLD, Action.KEYPAD}
        if entry.is_test:
            actions -= {Action.HOLD, Action.KEYPAD}
        return frozenset(actions)
    if call.state is CallState.ENDED:
        return frozenset()
    return frozenset({Action.HANG_UP})
