"""One transaction: its state, its timers as data, and the table that moves it."""

import msgspec

from softphone.sip.transaction.tables import Do, Event, State, Table, Timer


class Timing(msgspec.Struct, frozen=True):
    """Seconds, RFC 3261 table 4."""

    t1: float = 0.5
    """Round trip, at first."""
    t2: float = 4.0
    """The longest pause between retransmissions."""
    t4: float = 5.0
    """How long a message can stay in the network."""
    d: float = 32.0
    """How long an INVITE client absorbs retransmitted failures over UDP."""


_RETRANSMIT = frozenset({Timer.A, Timer.E, Timer.G})
_ONLY_UNRELIABLE = frozenset({Timer.A, Timer.E, Timer.G})
_NOTHING_TO_ABSORB = frozenset({Timer.D, Timer.I, Timer.J, Timer.K})
"""Timers that are zero over a reliable transport."""


class Machine:
    """`timers` holds the moment at which each running timer fires; whoever owns the machine calls `on`
    with the timer when that moment has come."""

    __slots__ = ("_intervals", "_reliable", "_table", "_timing", "state", "timers")

    def __init__(self, table: Table, reliable: bool, timing: Timing) -> None:
        self.state = State.INITIAL
        self.timers: dict[Timer, float] = {}
        self._table = table
        self._reliable = reliable
        self._timing = timing
        self._intervals: dict[Timer, float] = {}

    def on(self, event: Event | Timer, now: float) -> tuple[Do, ...]:
        """What to do about an event; nothing for an event that the state has no row for."""
        if isinstance(event, Timer):
            self.timers.pop(event, None)
        row = self._table.get((self.state, event))
        if row is None:
            return ()
        if row.to is not self.state:
            # Timer F goes on from Trying to Proceeding, and so does E; no other timer outlives its state.
            kept = (Timer.E, Timer.F) if row.to is State.PROCEEDING else ()
            self.timers = {timer: at for timer, at in self.timers.items() if timer in kept}
            if kept and Timer.E in self.timers:
                self._intervals[Timer.E] = self._timing.t2
            self.state = row.to
        for timer in row.start:
            self._start(timer, now)
        return row.do

    def takes(self, event: Event) -> bool:
        """Whether the state has a row for that event."""
        return (self.state, event) in self._table

    @property
    def terminated(self) -> bool:
        return self.state is State.TERMINATED

    def _start(self, timer: Timer, now: float) -> None:
        if self._reliable:
            if timer in _ONLY_UNRELIABLE:
                return
            if timer in _NOTHING_TO_ABSORB:
                self.state = State.TERMINATED
                return
        self.timers[timer] = now + self._length(timer)

    def _length(self, timer: Timer) -> float:
        timing = self._timing
        if timer in _RETRANSMIT:
            length = self._intervals.get(timer, timing.t1)
            ceiling = float("inf") if timer is Timer.A else timing.t2
            self._intervals[timer] = min(2 * length, ceiling)
            return length
        if timer in (Timer.I, Timer.K):
            return timing.t4
        if timer is Timer.D:
            return timing.d
        return 64 * timing.t1
