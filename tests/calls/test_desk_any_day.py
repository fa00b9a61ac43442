"""Whatever the phone reports and the person clicks, in any order and however late, the desk stays sensible.

The phone here is a model: it carries out commands at once, refuses what its own state does not allow, and
its reports lie in a queue until hypothesis lets the desk have them.
"""

from itertools import count

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
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
    PlayTone,
    Resume,
    Ring,
    SendDigits,
)
from softphone.calls.desk import GIVE_UP, STAY, Desk, Identity
from softphone.calls.desk_view import Action
from softphone.calls.events import (
    CallChanged,
    CallEnded,
    Capabilities,
    CommandRefused,
    Event,
    Fault,
    IncomingCall,
    PhoneLost,
    Started,
)

CAPABILITIES = Capabilities(version="1", tls=(), srtp=(), codecs=(), calls=4)
PICK = st.integers(0, 7)
UNANSWERED = (CallState.INCOMING, CallState.EARLY)


class ModelPhone:
    """The calls as the phone has them, and what it has not reported yet."""

    def __init__(self) -> None:
        self.calls: dict[str, Call] = {}
        self.reports: list[Event] = []
        self.refuses_hold = False
        self.hold_failed = False
        """A hold was refused, or undone by the phone's death: until all is heard, two calls may be open."""

    def report(self, call: Call) -> None:
        self.calls[call.id] = call
        self.reports.append(CallChanged(call))

    def end(self, name: str, ending: Ending) -> None:
        call = replace(self.calls.pop(name), state=CallState.ENDED)
        self.reports.append(CallEnded(call=call, ending=ending))

    def behind(self, name: str) -> bool:
        """Whether the desk has not heard all of this call yet."""
        return any(
            getattr(getattr(each, "call", None), "id", getattr(each, "call", "")) == name
            or isinstance(each, PhoneLost)
            for each in self.reports
        )

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
            case SendDigits():
                return call is not None and call.state is CallState.CONFIRMED
            case _:
                return call is not None

    def obey(self, command: Command) -> None:
        name = getattr(command, "call", "")
        if not self.allows(command):
            assert self.behind(name), f"{command} is not allowed for {self.calls.get(name)}"
            fault = Fault.WRONG_STATE if name in self.calls else Fault.NO_SUCH_CALL
            self.reports.append(CommandRefused(command=type(command).__name__, call=name, fault=fault))
            return
        call = self.calls.get(name)
        match command:
            case Dial(call=name, target=target):
                self.report(
                    Call(
                        id=name,
                        account="work",
                        direction=Direction.OUTGOING,
                        state=CallState.CALLING,
                        remote=Party(f"sip:{target}@company.test"),
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
            case HangUp():
                self.end(name, Ending.WE_HUNG_UP)
            case _:
                pass


class AnyDay(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0
        self.numbers = count(1)
        self.phone = ModelPhone()
        self.desk = Desk(
            lookup=lambda party: Identity(party.uri),
            clock=lambda: self.now,
            new_id=lambda: f"out-{next(self.numbers)}",
        )

    def obey(self, commands: tuple[Command, ...]) -> None:
        for command in commands:
            self.phone.obey(command)

    def some_call(self, pick: int) -> Call | None:
        calls = list(self.phone.calls.values())
        return calls[pick % len(calls)] if calls else None

    @rule(many=st.integers(1, 5))
    def the_desk_hears(self, many: int) -> None:
        for _ in range(min(many, len(self.phone.reports))):
            self.obey(self.desk.apply(self.phone.reports.pop(0)))

    @precondition(lambda self: len(self.phone.calls) < 4)
    @rule()
    def someone_calls(self) -> None:
        call = Call(
            id=f"in-{next(self.numbers)}",
            account="work",
            direction=Direction.INCOMING,
            state=CallState.INCOMING,
            remote=Party("sip:anna@company.test"),
        )
        self.phone.calls[call.id] = call
        self.phone.reports.append(IncomingCall(call))

    @precondition(lambda self: len(self.phone.calls) < 4)
    @rule()
    def dial(self) -> None:
        self.obey(self.desk.dial("102", "work"))

    @rule(pick=PICK, state=st.sampled_from([CallState.EARLY, CallState.CONFIRMED]), early=st.booleans())
    def the_far_end_rings_or_answers(self, pick: int, state: CallState, early: bool) -> None:
        call = self.some_call(pick)
        if call and call.direction is Direction.OUTGOING and call.state is not CallState.CONFIRMED:
            self.phone.report(replace(call, state=state, early_media=early))

    @rule(pick=PICK, ending=st.sampled_from(Ending))
    def the_far_end_ends_it(self, pick: int, ending: Ending) -> None:
        if call := self.some_call(pick):
            self.phone.end(call.id, ending)

    @rule(pick=PICK, held=st.booleans())
    def the_far_end_holds(self, pick: int, held: bool) -> None:
        call = self.some_call(pick)
        if call and call.state is CallState.CONFIRMED:
            self.phone.report(replace(call, held_by_far_end=held))

    @rule(pick=PICK, action=st.sampled_from(Action))
    def click(self, pick: int, action: Action) -> None:
        offered = [each.call.id for each in self.desk.snapshot().calls if action in each.actions]
        if offered:
            self.obey(self.desk.act(offered[pick % len(offered)], action))

    @rule(pick=PICK)
    def press(self, pick: int) -> None:
        if calls := self.desk.snapshot().calls:
            self.obey(self.desk.press(calls[pick % len(calls)].call.id, "1"))

    @rule(refuses=st.booleans())
    def the_far_ends_refuse_hold(self, refuses: bool) -> None:
        self.phone.refuses_hold = refuses

    @rule(kept=st.booleans(), refused=st.booleans())
    def the_phone_dies(self, kept: bool, refused: bool) -> None:
        confirmed = [call for call in self.phone.calls.values() if call.state is CallState.CONFIRMED]
        again = confirmed if kept else []
        self.phone.calls = {call.id: call for call in again}
        self.phone.reports.append(PhoneLost("killed", tuple(call.id for call in again)))
        self.phone.reports.append(Started(CAPABILITIES, 2))
        for call in again:
            if refused:
                self.phone.end(call.id, Ending.LOST)
            else:
                self.phone.hold_failed = True
                self.phone.report(replace(call, taken_up=True, muted=True, held=False))

    @rule()
    def the_window_shows(self) -> None:
        for each in self.desk.snapshot().calls:
            self.obey(self.desk.confirm_taken_up(each.call.id))

    @rule(seconds=st.sampled_from([1.0, STAY, GIVE_UP]))
    def time_passes(self, seconds: float) -> None:
        self.now += seconds
        self.obey(self.desk.tick())

    @invariant()
    def at_most_one_call_is_active(self) -> None:
        assert sum(each.active for each in self.desk.snapshot().calls) <= 1

    @invariant()
    def at_most_one_call_is_open(self) -> None:
        """But for the moment until the desk has heard that one it had answered, and left, is confirmed."""
        open_calls = [
            call.id
            for call in self.phone.calls.values()
            if call.state is CallState.CONFIRMED and not call.held and not self.phone.behind(call.id)
        ]
        assert self.phone.hold_failed or len(open_calls) <= 1

    @invariant()
    def every_call_offers_a_way_on(self) -> None:
        for each in self.desk.snapshot().calls:
            if each.ending is not None:
                assert not each.actions
            elif each.call.held and each.actions and not each.recovering:
                assert Action.RESUME in each.actions

    def teardown(self) -> None:
        """When all is heard and holds are obeyed, the phone has what the desk shows, and one open call."""
        self.phone.refuses_hold = False
        for _ in range(30):
            self.the_desk_hears(1000)
            self.time_passes(GIVE_UP)
        assert not self.phone.reports
        shown = {each.call.id: each for each in self.desk.snapshot().calls if each.ending is None}
        assert shown.keys() == self.phone.calls.keys()
        assert all(each.call == self.phone.calls[name] for name, each in shown.items())
        open_calls = [c for c in self.phone.calls.values() if c.state is CallState.CONFIRMED and not c.held]
        assert len(open_calls) <= 1
        assert all(shown[call.id].active for call in open_calls)


TestAnyDay = AnyDay.TestCase
TestAnyDay.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
