"""A phone for the desk's tests: it carries out commands at once and refuses what its own state does not
allow, and its reports lie in a queue until the test lets the desk have them."""

from msgspec.structs import replace

from softphone.calls.call import Call, CallState, Direction, Ending, Party
from softphone.calls.commands import (
    Answer,
    Command,
    Decline,
    Dial,
    HangUp,
    Hold,
    Join,
    Mute,
    Part,
    PlayTone,
    Resume,
    Ring,
    SendDigits,
    Transfer,
    TransferTo,
)
from softphone.calls.events import CallChanged, CallEnded, CommandRefused, Event, Fault, PhoneLost

UNANSWERED = (CallState.INCOMING, CallState.EARLY)


class ModelPhone:
    """The calls as the phone has them, and what it has not reported yet."""

    def __init__(self) -> None:
        self.calls: dict[str, Call] = {}
        self.reports: list[Event] = []
        self.refuses_hold = False
        self.hold_failed = False
        """A hold was refused, or undone by the phone's death: until all is heard, two calls may be open."""
        self.answers_cross = False
        """Who is called answers just as we give up."""
        self.refuses_join = False
        self.referred: dict[str, str] = {}
        """Calls whose far ends were told to go elsewhere, and the consultation they are to replace."""

    def report(self, call: Call) -> None:
        self.calls[call.id] = call
        self.reports.append(CallChanged(call))

    def end(self, name: str, ending: Ending) -> None:
        self.part(name, leaves=True)
        self.referred.pop(name, None)
        call = replace(self.calls.pop(name), state=CallState.ENDED)
        self.reports.append(CallEnded(call=call, ending=ending))

    def part(self, name: str, *, leaves: bool = False) -> None:
        """All that this call is joined with, or only this one of more than two."""
        others = self.calls[name].joined
        for each in others:
            left = tuple(o for o in self.calls[each].joined if leaves and o != name)
            self.report(replace(self.calls[each], joined=left, bridged=bool(left)))
        if others and not leaves:
            self.report(replace(self.calls[name], joined=(), bridged=False))

    def behind(self, name: str) -> bool:
        """Whether the desk has not heard all of this call yet."""
        return any(
            getattr(getattr(each, "call", None), "id", getattr(each, "call", "")) == name
            or isinstance(each, PhoneLost)
            for each in self.reports
        )

    def confirmed(self, name: str) -> bool:
        return name in self.calls and self.calls[name].state is CallState.CONFIRMED

    def allows(self, command: Command) -> bool:
        call = self.calls.get(getattr(command, "call", ""))
        match command:
            case Dial(call=name):
                return name not in self.calls
            case PlayTone():
                return True
            case Ring() | Answer() | Decline():
                return call is not None and call.direction is Direction.INCOMING and call.state in UNANSWERED
            case Hold():
                return call is not None and call.state is CallState.CONFIRMED and not call.held
            case Resume():
                return call is not None and call.state is CallState.CONFIRMED and call.held
            case SendDigits() | Transfer():
                return call is not None and call.state is CallState.CONFIRMED
            case TransferTo(consultation=other):
                return self.confirmed(command.call) and self.confirmed(other)
            case Join(calls=calls):
                return all(self.confirmed(each) for each in calls)
            case Part():
                return call is not None and bool(call.joined)
            case _:
                return call is not None

    def obey(self, command: Command) -> None:
        name = getattr(command, "call", "") or getattr(command, "calls", ("",))[0]
        if not self.allows(command):
            named = (name, getattr(command, "consultation", name), *getattr(command, "calls", ()))
            # Of a Part, whoever it was joined with may have left.
            late = bool(self.reports) if isinstance(command, Part) else any(map(self.behind, named))
            assert late, f"{command}: {self.calls.get(name)}"
            fault = Fault.WRONG_STATE if name in self.calls else Fault.NO_SUCH_CALL
            self.reports.append(CommandRefused(command=type(command).__name__, call=name, fault=fault))
            return
        call = self.calls.get(name)
        match command:
            case Dial(call=name, target=target, who=who):
                self.report(
                    Call(
                        id=name,
                        account="work",
                        direction=Direction.OUTGOING,
                        state=CallState.CALLING,
                        call_id=name,
                        remote=who or Party(f"sip:{target}@company.test"),
                    )
                )
            case Hold() if self.refuses_hold:
                self.hold_failed = True
                self.reports.append(CommandRefused(command="Hold", call=name, fault=Fault.WRONG_STATE))
            case Hold() | Resume() if call:
                self.report(replace(call, held=isinstance(command, Hold)))
            case Ring() if call:
                self.report(replace(call, state=CallState.EARLY, status=180))
            case Answer() if call:
                self.report(replace(call, state=CallState.CONFIRMED, status=200))
            case Mute(on=on) if call:
                self.report(replace(call, muted=on))
            case Decline():
                self.end(name, Ending.DECLINED)
            case Transfer() | TransferTo():
                self.referred[name] = getattr(command, "consultation", "")
            case Join() if self.refuses_join:
                self.reports.append(CommandRefused(command="Join", call=name, fault=Fault.INTERNAL))
            case Join(calls=calls, with_us=with_us):
                for each in calls:
                    others = tuple(other for other in calls if other != each)
                    self.report(replace(self.calls[each], joined=others, bridged=not with_us))
            case Part():
                self.part(name)
            case HangUp() if call and self.answers_cross and call.state is not CallState.CONFIRMED:
                if call.direction is Direction.OUTGOING:
                    self.answers_cross = False
                    self.report(replace(call, state=CallState.CONFIRMED))
                else:
                    self.end(name, Ending.DECLINED)
            case HangUp():
                self.end(name, Ending.WE_HUNG_UP)
            case _:
                pass
