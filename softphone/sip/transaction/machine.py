"""One transaction: its state, its timers as data, and the table that moves it."""

from typing import Final, final

from softphone.sip.transaction.tables import Do, Event, State, Table, Timer


@final
class Timing:
    """Seconds, RFC 3261 table 4: `t1` is the round trip, at first; `t2` the longest pause between
    retransmissions; `t4` how long a message can stay in the network; `d` how long an INVITE client absorbs
    retransmitted failures over UDP; `trying` how long an INVITE waits for an answer before 100, which are the
    200 ms of §17.2.1 less what a timer may be late."""

    __slots__ = ("lengths", "t1", "t2")

    def __init__(
        self, t1: float = 0.5, t2: float = 4.0, t4: float = 5.0, d: float = 32.0, trying: float = 0.15
    ) -> None:
        self.t1: Final = t1
        self.t2: Final = t2
        self.lengths: Final = {
            **dict.fromkeys((Timer.B, Timer.F, Timer.H, Timer.J, Timer.L, Timer.M), 64 * t1),
            **dict.fromkeys((Timer.I, Timer.K), t4),
            Timer.D: d,
            Timer.TRYING: trying,
        }
        """Of all timers but those of retransmissions: A, E and G, which there are over UDP only."""


# To find a member by its name takes Python ten times as long as to compare it.
_INITIAL: Final = State.INITIAL
_PROCEEDING: Final = State.PROCEEDING
_TERMINATED: Final = State.TERMINATED
_DOUBLES: Final = Timer.A
"""It does without end; E and G up to T2."""
_GOES_ON: Final = frozenset({Timer.E, Timer.F})
"""From Trying to Proceeding; no other timer outlives its state."""
_OTHER_RETRANSMISSION: Final = Timer.E
_NOTHING_TO_ABSORB: Final = frozenset({Timer.D, Timer.I, Timer.J, Timer.K})
"""Timers that are zero over a reliable transport."""


@final
class Machine:
    """`timers` holds the moment at which each running timer fires; whoever owns the machine calls `on`
    with the timer when that moment has come. `started` are those of the last event, with their seconds."""

    __slots__ = ("_interval", "_reliable", "_table", "_timing", "started", "state", "timers")

    def __init__(self, table: Table, reliable: bool, timing: Timing) -> None:
        self.state = _INITIAL
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
        return self.state is _TERMINATED

    def _stop_timers(self, to: State) -> None:
        if to is not _PROCEEDING:
            self.timers.clear()
            return
        self.timers = {timer: at for timer, at in self.timers.items() if timer in _GOES_ON}
        if _OTHER_RETRANSMISSION in self.timers:
            self._interval = self._timing.t2

    def _start(self, timers: tuple[Timer, ...], now: float) -> None:
        self.started = started = []
        lengths = self._timing.lengths
        for timer in timers:
            length = lengths.get(timer)
            if length is None:
                if self._reliable:
                    continue
                length = self._interval
                self._interval = 2 * length if timer is _DOUBLES else min(2 * length, self._timing.t2)
            elif self._reliable and timer in _NOTHING_TO_ABSORB:
                self.state = _TERMINATED
                continue
            self.timers[timer] = now + length
            started.append((timer, length))
