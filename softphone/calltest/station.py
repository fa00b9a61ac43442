"""A phone under test: what it has shown so far, and waiting for what it will."""

import threading
from collections.abc import Callable, Sequence

import msgspec

from softphone.calls.call import Call, CallState, Ending, Quality
from softphone.calls.commands import Command
from softphone.calls.events import (
    CallChanged,
    CallEnded,
    Capabilities,
    CommandRefused,
    DigitReceived,
    Event,
    IncomingCall,
    PhoneLost,
    QualityMeasured,
    RegistrationChanged,
    RegistrationState,
    Started,
)
from softphone.calls.phone import Phone
from softphone.calltest.colleague import Colleague
from softphone.calltest.words import Sight, sight

LOOK_AGAIN = 0.25
"""Seconds between two looks at whether the station is to end, while the phone is quiet."""


class Sighting(msgspec.Struct, frozen=True):
    """A call came to look otherwise than before."""

    sight: Sight
    call: Call
    ending: Ending | None = None
    reason: str = ""


class Station:
    """Drains a phone's events on a thread of its own; carries out what its colleagues (one for each account)
    want at once.

    Everything that can be read is read within `wait`, under its lock.
    """

    def __init__(
        self, name: str, phone: Phone, colleagues: Sequence[Colleague], clock: Callable[[], float]
    ) -> None:
        self.name = name
        self.capabilities: Capabilities | None = None
        """None until the phone has started."""
        self.registrations: dict[str, RegistrationChanged] = {}
        """The last of each account."""
        self.calls: dict[str, Call] = {}
        """By id, also those that have ended, in the order they began."""
        self.sightings: list[Sighting] = []
        self.digits = ""
        """All that were received."""
        self.refusals: list[CommandRefused] = []
        self.quality: dict[str, Quality] = {}
        """By call: the last interval's, over the whole call once it has ended."""
        self.lost: PhoneLost | None = None
        self._phone = phone
        self._colleagues = tuple(colleagues)
        self._clock = clock
        self._changed = threading.Condition()
        self._closing = False
        self._thread = threading.Thread(target=self._drain, name=f"station {name}", daemon=True)
        self._thread.start()

    def send(self, command: Command) -> None:
        self._phone.send(command)

    def wait(self, condition: Callable[[], bool], seconds: float) -> bool:
        """Whether the condition came true within that time."""
        with self._changed:
            return self._changed.wait_for(condition, seconds)

    def live_call(self) -> Call | None:
        """The latest call that has not ended."""
        return next(
            (call for call in reversed(self.calls.values()) if call.state is not CallState.ENDED), None
        )

    @property
    def started(self) -> bool:
        return self.capabilities is not None

    @property
    def registered(self) -> bool:
        """All of its accounts are."""
        states = [each.state for each in self.registrations.values()]
        return states == [RegistrationState.REGISTERED] * len(self._colleagues)

    def close(self) -> None:
        self._closing = True
        self._phone.close()
        self._thread.join(5)

    def _drain(self) -> None:
        while not self._closing:
            due = [when for each in self._colleagues if (when := each.next_due()) is not None]
            patience = min([LOOK_AGAIN, *(max(when - self._clock(), 0) for when in due)])
            event = self._phone.receive(patience)
            now = self._clock()
            commands = [command for each in self._colleagues for command in each.due(now)]
            if event is not None:
                with self._changed:
                    self._note(event)
                    self._changed.notify_all()
                commands += [c for each in self._colleagues for c in each.on_event(event, now)]
            for command in commands:
                self._phone.send(command)

    def _note(self, event: Event) -> None:
        match event:
            case Started(capabilities=capabilities):
                self.capabilities = capabilities
            case RegistrationChanged():
                self.registrations[event.account] = event
            case IncomingCall(call) | CallChanged(call):
                self._see(Sighting(sight(call), call))
            case CallEnded(call=call):
                if event.quality is not None:
                    self.quality[call.id] = event.quality
                self._see(Sighting(Sight.ENDED, call, event.ending, event.reason))
            case DigitReceived(digit=digit):
                self.digits += digit
            case QualityMeasured(call_id, quality):
                self.quality[call_id] = quality
            case CommandRefused():
                self.refusals.append(event)
            case PhoneLost():
                self.lost = event

    def _see(self, seen: Sighting) -> None:
        before = self.calls.get(seen.call.id)
        self.calls[seen.call.id] = seen.call
        if before is None or sight(before) is not seen.sight:
            self.sightings.append(seen)
