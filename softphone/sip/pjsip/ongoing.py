"""The calls there are: by the person's id, and by PJSIP's object."""

import logging
from collections.abc import Iterator

import pjsua2 as pj

from softphone.calls.call import CallState, Direction
from softphone.calls.events import Fault
from softphone.sip.pjsip.conversation import Conversation
from softphone.sip.pjsip.keeping import Keeping
from softphone.sip.pjsip.leg import Leg
from softphone.sip.pjsip.refused import Refused

_log = logging.getLogger(__name__)


class Ongoing:
    def __init__(self) -> None:
        self._by_id: dict[str, Conversation] = {}
        self._by_leg: dict[Leg, Conversation] = {}
        self.legs = Keeping()

    def __len__(self) -> int:
        return len(self._by_id)

    def __contains__(self, name: str) -> bool:
        return name in self._by_id

    def __iter__(self) -> Iterator[Conversation]:
        return iter(list(self._by_id.values()))

    @property
    def has_sound(self) -> bool:
        """Whether any is heard here, or will soon be."""
        return any(
            c.call.early_media
            or (c.call.state in (CallState.CONNECTING, CallState.CONFIRMED) and not c.call.bridged)
            for c in self._by_id.values()
        )

    def add(self, conversation: Conversation) -> None:
        self.legs.keep(conversation.leg)
        self._by_id[conversation.call.id] = conversation
        self._by_leg[conversation.leg] = conversation

    def forget(self, conversation: Conversation) -> None:
        """The call is over for the person. Its leg is kept until it is for PJSIP, too."""
        self._by_id.pop(conversation.call.id, None)
        self._by_leg.pop(conversation.leg, None)

    def move(self, old: Leg, new: Leg) -> Conversation | None:
        """PJSIP's object of a call is another now."""
        self.legs.keep(new)
        found = self._by_leg.pop(old, None)
        if found is not None:
            self._by_leg[new] = found
        return found

    def of(self, leg: Leg) -> Conversation | None:
        return self._by_leg.get(leg)

    def call(self, name: str) -> Conversation:
        """Refused when there is none of that name; so the next two."""
        found = self._by_id.get(name)
        if found is None:
            raise Refused(Fault.NO_SUCH_CALL, call=name)
        return found

    def unanswered(self, name: str) -> Conversation:
        """An incoming call that has not been answered."""
        found = self.call(name)
        call = found.call
        waits = call.state in (CallState.INCOMING, CallState.EARLY)
        if call.direction is not Direction.INCOMING or not waits or not found.leg.alive:
            raise Refused(Fault.WRONG_STATE)
        return found

    def confirmed(self, name: str) -> Conversation:
        found = self.call(name)
        if found.call.state is not CallState.CONFIRMED:
            raise Refused(Fault.WRONG_STATE, call=name)
        return found

    def due(self) -> float:
        """When tick has something to do, monotonic seconds; infinity when never."""
        times = [time for c in self._by_id.values() if (time := c.due()) is not None]
        return min(times, default=float("inf"))

    def tick(self, now: float) -> list[Conversation]:
        """Those that are over."""
        over: list[Conversation] = []
        for conversation in self:
            try:
                if conversation.tick(now):
                    over.append(conversation)
            except pj.Error as error:
                _log.warning("call %s: %s", conversation.call.id, error.reason)
        self.legs.sweep(now)
        return over

    def clear(self) -> None:
        """All have been hung up."""
        self._by_id.clear()
        self._by_leg.clear()
        self.legs.clear()
