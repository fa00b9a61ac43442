"""Many calls at once between two phones, all alike."""

import time
from collections import Counter
from collections.abc import Callable

from softphone.calls.call import CallState
from softphone.calls.commands import Answer, Dial, HangUp
from softphone.calls.events import CallChanged, CallEnded, Event, IncomingCall, QualityMeasured
from tests.contract.phone_pairs import Pair, Side

_PATIENCE = 60.0
"""Seconds for all of them together on a machine that has other things to do."""


class Crowd:
    """Calls from alice to bob, who answers each at once. Names of calls differ between the two."""

    def __init__(self, phones: Pair) -> None:
        self._phones = phones
        self.packets: dict[str, Counter[str]] = {"alice": Counter(), "bob": Counter()}
        """Received, by side and call, since counting began."""
        self.codecs: set[str] = set()
        """Of the calls that are confirmed."""
        self.ended: dict[str, list[CallEnded]] = {"alice": [], "bob": []}
        self._confirmed: dict[str, set[str]] = {"alice": set(), "bob": set()}

    def place(self, calls: int) -> None:
        """All dialled in one breath; returns when all are confirmed on both sides."""
        for number in range(calls):
            self._phones.alice.send(
                Dial(call=f"call-{number}", account="me", target=self._phones.bob.address)
            )
        self._until(lambda: all(len(names) == calls for names in self._confirmed.values()))

    def count(self, packets: int) -> None:
        """Returns when so many have arrived on each call of each side from now on."""
        for counted in self.packets.values():
            counted.clear()
        self._until(
            lambda: all(
                self.packets[side][call] >= packets
                for side, calls in self._confirmed.items()
                for call in calls
            )
        )

    def hang_up(self) -> None:
        """Alice does; returns when both have seen the end of each."""
        calls = len(self._confirmed["alice"])
        self._phones.alice.send(*(HangUp(call) for call in sorted(self._confirmed["alice"])))
        self._until(lambda: all(len(ends) == calls for ends in self.ended.values()))

    def listen(self, seconds: float) -> None:
        """Lets that much time pass, and takes what the phones say meanwhile."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self._take()

    def _until(self, done: Callable[[], bool]) -> None:
        deadline = time.monotonic() + _PATIENCE
        while not done():
            left = {side: len(names) for side, names in self._confirmed.items()}
            ends = {side: len(ends) for side, ends in self.ended.items()}
            assert time.monotonic() < deadline, f"confirmed {left}, ended {ends}, packets {self.packets}"
            self._take()

    def _take(self) -> None:
        for name, side in (("alice", self._phones.alice), ("bob", self._phones.bob)):
            # Whoever has just spoken has more to say; else it is the other's turn soon.
            event = side.phone.receive(0.01)
            while event is not None:
                self._note(name, side, event)
                event = side.phone.receive(0)

    def _note(self, name: str, side: Side, event: Event) -> None:
        side.seen.append(event)
        match event:
            case IncomingCall(call=call):
                side.send(Answer(call.id))
            case CallChanged(call=call) if call.state is CallState.CONFIRMED and call.codec:
                self._confirmed[name].add(call.id)
                self.codecs.add(call.codec)
            case QualityMeasured(call=call_id, quality=quality):
                self.packets[name][call_id] += quality.packets_received
            case CallEnded():
                self.ended[name].append(event)
            case _:
                pass
