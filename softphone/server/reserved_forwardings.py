"""Where reserved numbers are forwarded now: those whose day has come, and the one timer for the next."""

import heapq
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from softphone.people.directory import Directory, NumberStatus
from softphone.profiles.incoming import Target
from softphone.profiles.number_forwarding import NumberForwarding

LONGEST_WAIT = 30.0
"""Seconds after which the clock is looked at again: it may be set, or the machine have slept."""


class ReservedForwardings:
    """Lives on one loop. `wall` gives seconds since 1970, `call_later` is the loop's; `tell` is called with
    all that are in force, whenever they become others."""

    def __init__(
        self,
        wall: Callable[[], float],
        call_later: Callable[[float, Callable[[], None]], object],
        tell: Callable[[Mapping[str, Target]], None],
    ) -> None:
        self._wall = wall
        self._call_later = call_later
        self._tell = tell
        self._zone = ZoneInfo("UTC")
        self._all: dict[str, NumberForwarding] = {}
        self._in_force: Mapping[str, Target] = {}
        self._due: list[tuple[float, str]] = []
        self._looked = 0.0
        self._running = False

    def start(self, forwardings: Mapping[str, NumberForwarding], zone: ZoneInfo) -> None:
        """All of them, with the company's time zone; from now on they come into force by themselves."""
        self._zone = zone
        self._all = dict(forwardings)
        self._begin_anew()
        self._running = True
        self._wait()

    def stop(self) -> None:
        self._running = False

    @property
    def in_force(self) -> Mapping[str, Target]:
        """By number in E.164."""
        return self._in_force

    def of(self, number: str) -> NumberForwarding | None:
        return self._all.get(number)

    @property
    def all(self) -> Mapping[str, NumberForwarding]:
        """Also those whose day has not come. Another mapping after each change."""
        return self._all

    def target(self, number: str) -> Target | None:
        """Where it is forwarded to, also from a day to come."""
        kept = self._all.get(number)
        return None if kept is None else kept.to

    def today(self) -> date:
        """In the company's time zone."""
        return self._now().astimezone(self._zone).date()

    def use(self, number: str, forwarding: NumberForwarding | None) -> None:
        """None: none any more."""
        self._all, in_force = dict(self._all), dict(self._in_force)
        self._all.pop(number, None)
        in_force.pop(number, None)
        if forwarding is not None:
            self._all[number] = forwarding
            if self._is_due(number, forwarding):
                in_force[number] = forwarding.to
        self._swap(in_force)

    def use_directory(self, directory: Directory) -> None:
        """Numbers that are not reserved any more are not forwarded; nor are those of groups, for good."""
        if not self._all:
            return
        of_groups = {group.number for group in directory.groups.values()}
        for number in list(self._all):
            kept = directory.numbers.get(number)
            if kept is None or kept.status is not NumberStatus.RESERVED or number in of_groups:
                self.use(number, None)

    def look(self) -> None:
        """Whatever is due happens now. A clock that was set back makes everything new."""
        wall = self._wall()
        if wall < self._looked:
            self._begin_anew()
            return
        self._looked = wall
        come: dict[str, Target] = {}
        while self._due and self._due[0][0] <= wall:
            at, number = heapq.heappop(self._due)
            forwarding = self._all.get(number)
            begins = forwarding.begins(self._zone) if forwarding else None
            if forwarding is not None and begins is not None and begins.timestamp() == at:
                come[number] = forwarding.to
        if come:
            self._swap({**self._in_force, **come})

    def _begin_anew(self) -> None:
        self._due = []
        self._looked = self._wall()
        self._swap({number: each.to for number, each in self._all.items() if self._is_due(number, each)})

    def _is_due(self, number: str, forwarding: NumberForwarding) -> bool:
        """Or it waits from now on."""
        begins = forwarding.begins(self._zone)
        if begins is None or begins.timestamp() <= self._wall():
            return True
        heapq.heappush(self._due, (begins.timestamp(), number))
        return False

    def _swap(self, in_force: Mapping[str, Target]) -> None:
        if in_force != self._in_force:
            self._in_force = in_force
            self._tell(in_force)

    def _wait(self) -> None:
        if self._running:
            soonest = self._due[0][0] - self._wall() if self._due else LONGEST_WAIT
            self._call_later(min(max(0.0, soonest), LONGEST_WAIT), self._woken)

    def _woken(self) -> None:
        if self._running:
            self.look()
            self._wait()

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self._wall(), UTC)
