"""Which connections are let in: so many of strangers from each host, and so many of each who has proven who
they are. An office of hundreds of telephones has one address; so has whoever opens connections and says
nothing."""

from collections import Counter

from softphone.sip.transport.limits import Limits


class Peers:
    """Connections by number. Seconds are of any steady clock."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._hosts: dict[int, str] = {}
        self._strangers: dict[str, dict[int, float]] = {}
        """By host: when each came, the oldest first."""
        self._proven: dict[int, str] = {}
        self._of_each: Counter[str] = Counter()

    def admit(self, number: int, host: str, now: float) -> list[int] | None:
        """Those to be closed so that this one may stay; None when it may not."""
        limits = self._limits
        if len(self._hosts) >= limits.connections:
            return None
        strangers = self._strangers.get(host, {})
        gone = []
        if len(strangers) >= limits.connections_per_host:
            oldest, since = next(iter(strangers.items()))
            # Who wants something has said so by then; a flood still gets no more than there is room for.
            if now - since < limits.partial_seconds:
                return None
            self.remove(oldest)
            gone = [oldest]
        self._hosts[number] = host
        self._strangers.setdefault(host, {})[number] = now
        return gone

    def prove(self, number: int, who: str) -> None:
        """It is theirs. Beyond what each may have it remains a stranger's."""
        known = self._proven.get(number)
        if known == who or number not in self._hosts:
            return
        if self._of_each[who] >= self._limits.connections_each:
            return
        if known is None:
            self._no_stranger(number)
        else:
            self._of_each[known] -= 1
        self._proven[number] = who
        self._of_each[who] += 1

    def remove(self, number: int) -> None:
        """It is closed, or about to be."""
        if number not in self._hosts:
            return
        who = self._proven.pop(number, None)
        if who is None:
            self._no_stranger(number)
        else:
            self._of_each[who] -= 1
            if not self._of_each[who]:
                del self._of_each[who]
        del self._hosts[number]

    def _no_stranger(self, number: int) -> None:
        host = self._hosts[number]
        del self._strangers[host][number]
        if not self._strangers[host]:
            del self._strangers[host]
