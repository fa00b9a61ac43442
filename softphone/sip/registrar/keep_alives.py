"""Which flows still give the sign of life that their devices promised (RFC 5626 §4.4, §5.4).

A device that keeps its flow says so at least every FLOW_TIMER seconds. One that missed it twice is asleep, or
its network is gone, long before TCP notices: calls need not wait for it.
"""

from typing import final

from softphone.sip.message.flow import Flow
from softphone.sip.registrar.outbound import FLOW_TIMER

SILENCE = 2 * FLOW_TIMER + 10.0
"""Seconds without a sign of life after which a flow is skipped; ten of them for the way."""


@final
class KeepAlives:
    def __init__(self) -> None:
        self._heard: dict[Flow, float] = {}
        """The one that was not heard for the longest time comes first."""
        self._silent: set[Flow] = set()

    def promised(self, flow: Flow, now: float) -> None:
        self._silent.discard(flow)
        self._heard.pop(flow, None)
        self._heard[flow] = now

    def heard(self, flow: Flow, now: float) -> bool:
        """Something came from there. Whether the flow was silent until now."""
        if not self._heard and not self._silent:
            return False  # nobody has promised any
        if flow in self._silent:
            self.promised(flow, now)
            return True
        if flow in self._heard:
            self.promised(flow, now)
        return False

    def is_silent(self, flow: Flow) -> bool:
        return flow in self._silent

    def look(self, now: float) -> set[Flow]:
        """The flows that have become silent since the last look."""
        fresh = set()
        for flow, at in self._heard.items():
            if now - at <= SILENCE:
                break
            fresh.add(flow)
        for flow in fresh:
            del self._heard[flow]
        self._silent |= fresh
        return fresh

    def forget(self, flow: Flow) -> None:
        """It was closed."""
        self._heard.pop(flow, None)
        self._silent.discard(flow)
