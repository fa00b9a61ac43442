"""A desk with a clock that can be moved, and the calls that its tests begin with."""

from itertools import count

from msgspec.structs import replace

from softphone.calls.call import Call, CallState, Direction, Ending, Party
from softphone.calls.commands import Command
from softphone.calls.desk import Desk
from softphone.calls.desk_view import Action, DeskCall, DeskTransfer, Identity
from softphone.calls.events import CallChanged, CallEnded, IncomingCall, TransferProgress
from softphone.calls.transfer import Button, Step

CALLER = "caller"


class Rig:
    def __init__(self) -> None:
        self.now = 100.0
        numbers = count(1)
        self.desk = Desk(
            lookup=lambda party: Identity(party.name or party.uri),
            clock=lambda: self.now,
            new_id=lambda: f"out-{next(numbers)}",
        )
        self.calls: dict[str, Call] = {}

    def called_by(self, name: str = CALLER, **can: bool) -> Call:
        """That one called, was answered, and talks with us."""
        call = Call(
            id=name,
            account="work",
            direction=Direction.INCOMING,
            state=CallState.INCOMING,
            remote=Party(f"sip:{name}@company.test", name.title()),
        )
        self.calls[name] = call
        self.desk.apply(IncomingCall(call))
        self.desk.act(name, Action.ANSWER)
        self.look(name, state=CallState.CONFIRMED, **can)
        return call

    def look(self, name: str, **changes: object) -> tuple[Command, ...]:
        """The phone reports that call, changed."""
        self.calls[name] = replace(self.calls[name], **changes)
        return self.desk.apply(CallChanged(self.calls[name]))

    def ends(self, name: str, ending: Ending) -> tuple[Command, ...]:
        return self.desk.apply(
            CallEnded(call=replace(self.calls[name], state=CallState.ENDED), ending=ending)
        )

    def reports(self, status: int, *, final: bool = False, refused: bool = False) -> tuple[Command, ...]:
        """The caller's phone, of its own call."""
        return self.desk.apply(TransferProgress(call=CALLER, status=status, final=final, refused=refused))

    def direct(self, target: str = "102") -> tuple[Command, ...]:
        """The caller is transferred at once, and on hold by now."""
        self.desk.transfer_directly(CALLER, target)
        return self.look(CALLER, held=True)

    def announced(self, target: str = "102") -> str:
        """The colleague is being called, the caller on hold; the colleague's call."""
        self.desk.start_announced_transfer(CALLER, target)
        name = self.transfer.colleague_call
        self.calls[name] = Call(
            id=name,
            account="work",
            direction=Direction.OUTGOING,
            state=CallState.CALLING,
            remote=Party(f"sip:{target}@company.test", "Colleague"),
        )
        self.look(CALLER, held=True)
        self.look(name, state=CallState.EARLY, status=180)
        return name

    def consulting(self, **can: bool) -> str:
        """The colleague has answered."""
        name = self.announced()
        self.look(name, state=CallState.CONFIRMED, status=200, **can)
        return name

    def press(self, button: Button) -> tuple[Command, ...]:
        return self.desk.press_transfer(self.transfer.id, button)

    def passes(self, seconds: float) -> tuple[Command, ...]:
        self.now += seconds
        return self.desk.tick()

    @property
    def transfer(self) -> DeskTransfer:
        (only,) = self.desk.snapshot().transfers
        return only

    def is_at(self, step: Step) -> bool:
        return self.step is step

    @property
    def step(self) -> Step:
        """OVER when there is none."""
        transfers = self.desk.snapshot().transfers
        return transfers[0].step if transfers else Step.OVER

    def call(self, name: str) -> DeskCall:
        return next(each for each in self.desk.snapshot().calls if each.call.id == name)
