"""How many calls a person, group or reserved number has sent outside that are still under way."""

from collections.abc import Callable
from typing import final

from softphone.sip.message.message import Request

MOST = 10
"""For each who forwards. Two numbers that forward to each other by way of the operator would otherwise take
every channel: each time round is a new call there, and not every operator passes on how often it was
forwarded."""


@final
class ForwardsInFlight:
    """`is_under_way` tells of a call, by Call-ID and its caller's tag, whether it has not ended."""

    def __init__(self, is_under_way: Callable[[str, str], bool]) -> None:
        self._is_under_way = is_under_way
        self._by: dict[tuple[str, str], str] = {}

    def admit(self, request: Request, by: str) -> bool:
        """Whether `by` may forward that call outside; it counts from now on."""
        self._by = {call: who for call, who in self._by.items() if self._is_under_way(*call)}
        call = request.call_id, request.from_.tag
        if self._by.get(call) != by and sum(who == by for who in self._by.values()) >= MOST:
            return False
        self._by[call] = by
        return True
