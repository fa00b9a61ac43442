"""Keeping one role's device open, by a clock and by what became of it. No thread, no device, no clock here.

No sound server can be relied on to say that a device is gone: its callbacks just stop, and closing or
opening may hang. So what counts is the age of the last callback; whatever hangs is abandoned, and what it
comes back with belongs to an old generation and is closed.

A device that was chosen by name falls back to the default when it is gone, and returns when it is back.
"""

from collections.abc import Set
from dataclasses import dataclass
from enum import Enum, auto

from softphone.calls.events import Fault

SILENT_FOR = 0.25
"""Seconds without a callback after which a device is lost, once callbacks have come."""
GRACE = 3.0
"""Seconds to the first callback: PulseAudio's null sinks take two."""
OPENING = 5.0
"""Seconds an opening may take before it is abandoned."""
RETRY_FIRST = 0.1
RETRY_MOST = 2.0
RETURN_FIRST = 2.0
"""Seconds on the fallback before the chosen device is tried again though it never left the list."""
RETURN_MOST = 60.0


class State(Enum):
    CLOSED = auto()
    OPENING = auto()
    RUNNING = auto()
    WAITING = auto()
    """No device would open; tried again soon."""


@dataclass(frozen=True)
class Open:
    """Open the device of that name (empty: the default), and say opened() or failed() with the generation."""

    generation: int
    name: str


@dataclass(frozen=True)
class Close:
    """That generation is done with: close it, whatever state it is in."""

    generation: int


@dataclass(frozen=True)
class Use:
    """What is in use has changed; `used` is empty when there is none."""

    wanted: str
    used: str
    fault: Fault


Action = Open | Close | Use


class Supervision:
    """One role's device. Every method gives back what to do now, in order."""

    def __init__(self) -> None:
        self.state = State.CLOSED
        self.generation = 0
        self._wanted: str | None = None
        self._trying = ""
        self._used = ""
        self._since = 0.0
        self._next = 0.0
        self._delay = RETRY_FIRST
        self._present: Set[str] = frozenset()
        self._return_at = 0.0
        self._return_delay = RETURN_FIRST
        self._told: Use | None = None

    def want(self, name: str | None, now: float) -> list[Action]:
        """Keep the device of that name open, or the default when empty, or none at all (None)."""
        if name == self._wanted:
            return []
        self._wanted = name
        self._delay = RETRY_FIRST
        self._return_delay = RETURN_FIRST
        actions = self._leave()
        if name is None:
            self.state = State.CLOSED
            self._told = None
            return actions
        return [*actions, *self._try(name, now)]

    def opened(self, generation: int, used: str, now: float) -> list[Action]:
        if generation != self.generation or self.state is not State.OPENING:
            return [Close(generation)]
        self.state = State.RUNNING
        self._since = now
        self._used = used
        return self._tell()

    def failed(self, generation: int, now: float) -> list[Action]:
        if generation != self.generation or self.state is not State.OPENING:
            return []
        return self._fall_back(now)

    def present(self, names: Set[str], default: str, now: float) -> list[Action]:
        """The devices there are now. Goes back to the chosen one when it has come back."""
        came = names - self._present
        self._present = names
        if self.state is not State.RUNNING:
            if self.state is State.WAITING and came:
                self._next = 0.0
            return []
        if self._wanted and self._trying != self._wanted:
            # It may have left and come back between two listings, or be there and refuse to open.
            if self._wanted in came or (self._wanted in names and now >= self._return_at):
                return [*self._leave(), *self._try(self._wanted, now)]
            return []
        if not self._trying and default and default != self._used:
            self._used = default  # the stream has followed the system's default
            return self._tell()
        return []

    def check(self, heard: float | None, now: float) -> list[Action]:
        """Often while anything is wanted. `heard`: when the running device's last callback came."""
        if self.state is State.RUNNING:
            lost = now - self._since > GRACE if heard is None else now - heard > SILENT_FOR
            if not lost:
                if heard is not None:
                    self._delay = RETRY_FIRST
                    if self._trying == self._wanted:
                        self._return_delay = RETURN_FIRST
                return []
            actions = self._leave()
            if heard is None:  # it opens but never plays: not again at once
                return [*actions, *self._wait(now)]
            assert self._wanted is not None
            return [*actions, *self._try(self._wanted, now)]
        if self.state is State.OPENING and now - self._since > OPENING:
            return [*self._leave(), *self._fall_back(now)]
        if self.state is State.WAITING and now >= self._next:
            assert self._wanted is not None
            return self._try(self._wanted, now)
        return []

    def _try(self, name: str, now: float) -> list[Action]:
        self.generation += 1
        self.state = State.OPENING
        self._trying = name
        self._since = now
        return [Open(self.generation, name)]

    def _leave(self) -> list[Action]:
        left = self.generation
        self.generation += 1
        return [Close(left)] if self.state in (State.OPENING, State.RUNNING) else []

    def _fall_back(self, now: float) -> list[Action]:
        if self._trying:
            self._return_at = now + self._return_delay
            self._return_delay = min(RETURN_MOST, self._return_delay * 2)
            return self._try("", now)
        return self._wait(now)

    def _wait(self, now: float) -> list[Action]:
        self.state = State.WAITING
        self._next = now + self._delay
        self._delay = min(RETRY_MOST, self._delay * 2)
        self._used = ""
        return self._tell()

    def _tell(self) -> list[Action]:
        assert self._wanted is not None
        if self.state is State.WAITING:
            fault = Fault.NO_SOUND_DEVICE
        elif self._wanted and self._trying != self._wanted:
            fault = Fault.SOUND_DEVICE_LOST
        else:
            fault = Fault.NONE
        use = Use(self._wanted, self._used, fault)
        if use == self._told:
            return []
        self._told = use
        return [use]
