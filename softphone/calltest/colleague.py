"""How a colleague behaves who is called: a little state machine, shared by the call tests and the demo.

Pure: events and the time in, commands out. `now` is in seconds of any clock that only goes forward.
"""

import msgspec

from softphone.calls.call import Call, CallState, Direction
from softphone.calls.commands import Answer, Command, Decline, HangUp, Ring
from softphone.calls.events import CallChanged, CallEnded, Event, IncomingCall
from softphone.calltest.words import Behaviour

BUSY_HERE = 486
DECLINED = 603


class Manner(msgspec.Struct, frozen=True, kw_only=True):
    """What a colleague does with every call to them."""

    behaviour: Behaviour
    after: float = 0.0
    """Seconds of ringing before answering or declining."""
    talks: float | None = None
    """Seconds after which they hang up; None: never."""
    patience: float | None = None
    """Seconds that they let somebody ring whom they call; None: as long as it takes."""


class Colleague:
    """One account's calls. Feed it every event of its phone, and ask for what is due."""

    def __init__(self, account: str, manner: Manner) -> None:
        self._account = account
        self._manner = manner
        self._plans: dict[str, tuple[float, Command]] = {}
        """By call: what is to be done next with it, and when."""
        self._calling: set[str] = set()
        """The calls that they placed themselves."""
        self._talking: set[str] = set()

    def on_event(self, event: Event, now: float) -> list[Command]:
        """What to command at once."""
        match event:
            case IncomingCall(call) if call.account == self._account:
                return self._called(call, now)
            case CallChanged(call) if call.account == self._account:
                self._moved_on(call, now)
            case CallEnded(call=call):
                self._plans.pop(call.id, None)
                self._talking.discard(call.id)
                self._calling.discard(call.id)
        return []

    def due(self, now: float) -> list[Command]:
        """What has come due; each command once."""
        ripe = [call for call, (when, _) in self._plans.items() if when <= now]
        return [self._plans.pop(call)[1] for call in ripe]

    def next_due(self) -> float | None:
        """When something comes due next, if anything does."""
        return min((when for when, _ in self._plans.values()), default=None)

    def _moved_on(self, call: Call, now: float) -> None:
        if call.id not in self._calling and call.direction is Direction.OUTGOING:
            self._calling.add(call.id)
            if self._manner.patience is not None:
                self._plans[call.id] = (now + self._manner.patience, HangUp(call.id))
        if call.id not in self._talking and call.state is CallState.CONFIRMED:
            self._talking.add(call.id)
            self._plans.pop(call.id, None)
            if self._manner.talks is not None:
                self._plans[call.id] = (now + self._manner.talks, HangUp(call.id))

    def _called(self, call: Call, now: float) -> list[Command]:
        match self._manner.behaviour:
            case Behaviour.BUSY:
                return [Decline(call.id, BUSY_HERE)]
            case Behaviour.ANSWER:
                self._plans[call.id] = (now + self._manner.after, self._answer(call))
            case Behaviour.DECLINE:
                self._plans[call.id] = (now + self._manner.after, Decline(call.id, DECLINED))
            case Behaviour.WAIT | Behaviour.NEVER:
                pass
        return [Ring(call.id)]

    def _answer(self, call: Call) -> Answer:
        return Answer(call.id)
