"""One transaction: its state, its timers as data, and the table that moves it."""

from typing import final

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
    trying: float = 0.15
    """How long an INVITE waits for an answer before 100: the 200 ms of §17.2.1, less than a timer is late."""


_RETRANSMIT = frozenset({Timer.A, Timer.E, Timer.G})
"""Timers that there are over UDP only."""
_NOTHING_TO_ABSORB = frozenset({Timer.D, Timer.I, Timer.J, Timer.K})
"""Timers that are zero over a reliable transport."""


@final
class Machine:
    """`timers` holds the moment at which each running timer fires; whoever owns the machine calls `on`
    with the timer when that moment has come. `started` are those of the last event, with their seconds."""

    __slots__ = ("_interval", "_reliable", "_table", "_timing", "started", "state", "timers")

    def __init__(self, table: Table, reliable: bool, timing: Timing) -> None:
        self.state = State.INITIAL
        self.timers: dict[Timer, float] = {}
        self.started: list[tuple[Timer, float]] | tuple[()] = ()
        self._table = table
        self._reliable = reliable
        self._timing = timing
        self._interval = timing.t1
        """Of the next retransmission; no table has two timers for that."""

    def on(self, event: Event | Timer, now: float) -> tuple[Do, ...]:
        """What to do about an event; nothing for an event that the state has no row for."""
        self.started = ()
        if isinstance(event, Timer):
            self.timers.pop(event, None)
        row = self._table.get((self.state, event))
        if row is None:
            return ()
        to, do, start = row
        if to is not self.state:
            if self.timers:
                self._stop_timers(to)
            self.state = to
        if start:
            self._start(start, now)
        return do

    def takes(self, event: Event) -> bool:
        """Whether the state has a row for that event."""
        return (self.state, event) in self._table

    @property
    def terminated(self) -> bool:
        return self.state is State.TERMINATED

    def _stop_timers(self, to: State) -> None:
        """Timer F goes on from Trying to Proceeding, and so does E; no other timer outlives its state."""
        if to is not State.PROCEEDING:
            self.timers.clear()
            return
        self.timers = {timer: at for timer, at in self.timers.items() if timer in (Timer.E, Timer.F)}
        if Timer.E in self.timers:
            self._interval = self._timing.t2

    def _start(self, timers: tuple[Timer, ...], now: float) -> None:
        self.started = started = []
        for timer in timers:
            if timer in _RETRANSMIT:
                if self._reliable:
                    continue
                length = self._interval
                self._interval = 2 * length if timer is Timer.A else min(2 * length, self._timing.t2)
            elif self._reliable and timer in _NOTHING_TO_ABSORB:
                self.state = State.TERMINATED
                continue
            elif timer is Timer.I or timer is Timer.K:
                length = self._timing.t4
            elif timer is Timer.D:
                length = self._timing.d
            elif timer is Timer.TRYING:
                length = self._timing.trying
            else:
                length = 64 * self._timing.t1
            self.timers[timer] = now + length
            started.append((timer, length))
