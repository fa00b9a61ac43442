"""Being sent on: the far end of a call has us call somebody else (RFC 3515), or take another's place (3891).

PJSIP places that call and reports on it. To the person there is one call all the time: while the other rings
it is with who sent us on, and from the answer on with who answered. It is not a call of its own before that,
and if nothing comes of it, it never was one.
"""

from dataclasses import dataclass

import pjsua2 as pj

from softphone.calls.call import Party
from softphone.sip.message.message import Request
from softphone.sip.pjsip import dialogs, refer
from softphone.sip.pjsip.conversation import Conversation
from softphone.sip.pjsip.facts import MediaSeen, SentOn, StateSeen
from softphone.sip.pjsip.leg import Leg
from softphone.sip.pjsip.ongoing import Ongoing
from softphone.sip.pjsip.wishes import parameters

LEAVES_WITHIN = 4.0
"""Seconds in which who sent us on is to hang up, once somebody else has answered; then we do."""
_ANSWERED = (pj.PJSIP_INV_STATE_CONNECTING, pj.PJSIP_INV_STATE_CONFIRMED)


@dataclass
class _Course:
    """One call that we were sent on to, and that nobody has answered."""

    conversation: Conversation
    target: Party
    by: Party
    was_held: bool
    media: MediaSeen | None = None


class Referred:
    def __init__(self, calls: Ongoing) -> None:
        self._calls = calls
        self._courses: dict[Leg, _Course] = {}
        self._left: list[tuple[float, Leg, Conversation]] = []
        """Legs to who sent us on, when we hang up at the latest, and the call that went on in another."""

    def __len__(self) -> int:
        """Calls of PJSIP's that are none of the person's."""
        return len(self._courses) + len(self._left)

    def sent_on(self, fact: SentOn, now: float) -> None:
        target, conversation = refer.target(fact.target), self._calls.of(fact.old)
        if fact.new.getId() < 0 or target is None:
            self._calls.legs.over(fact.new, now)
            return
        self._calls.legs.keep(fact.new)
        if conversation is None or conversation.hung_up:
            if fact.new.alive:
                fact.new.hangup(parameters())
            return
        request = dialogs.message(fact.text)
        by = refer.referrer(request) if isinstance(request, Request) else None
        remote = conversation.call.remote
        if by is None or by.uri == remote.uri:
            by = remote
        self._courses[fact.new] = _Course(conversation, target, by, conversation.call.held_by_far_end)
        conversation.sent_on(target)

    def state_seen(self, fact: StateSeen, now: float) -> MediaSeen | None:
        """Before the call that has this leg by then is told: from the answer on that is the person's. Returns
        the sound that was negotiated before, of which it is to be told next."""
        course = self._courses.get(fact.leg)
        if course is not None:
            if fact.state in _ANSWERED:
                self._go_on(fact.leg, now, answered=True)
                return course.media
            if fact.state == pj.PJSIP_INV_STATE_DISCONNECTED:
                del self._courses[fact.leg]
                course.conversation.sent_on(None)
        elif fact.state == pj.PJSIP_INV_STATE_DISCONNECTED:
            self._left = [each for each in self._left if each[1] is not fact.leg]
            for leg, each in list(self._courses.items()):
                if each.conversation.leg is fact.leg and not each.conversation.hung_up:
                    # Who sent us on hung up without waiting for what comes of it.
                    self._go_on(leg, now, answered=False)
                    if each.media is not None:
                        each.conversation.media_seen(each.media, now)
        return None

    def _go_on(self, leg: Leg, now: float, *, answered: bool) -> None:
        course = self._courses.pop(leg)
        old = course.conversation.leg
        self._calls.move(old, leg)
        course.conversation.transferred(leg, course.target, course.by, answered=answered)
        if old.alive:
            self._left.append((now + LEAVES_WITHIN, old, course.conversation))

    def media_seen(self, fact: MediaSeen) -> bool:
        """Whether it was of a call that nobody has answered."""
        course = self._courses.get(fact.leg)
        if course is not None:
            course.media = fact
        return course is not None

    def negotiated(self, conversation: Conversation) -> None:
        """The sound of a call of the person's is otherwise now."""
        held = conversation.call.held_by_far_end
        for leg, course in list(self._courses.items()):
            if course.conversation is conversation:
                if course.was_held and not held:
                    # Taken back by who sent us on.
                    self._give_up(leg)
                    conversation.sent_on(None)
                course.was_held = held

    def drop(self, conversation: Conversation) -> None:
        """That call is being hung up, or is over."""
        for leg, course in list(self._courses.items()):
            if course.conversation is conversation:
                self._give_up(leg)
        self._leave([each for each in self._left if each[2] is conversation])

    def _give_up(self, leg: Leg) -> None:
        del self._courses[leg]
        if leg.alive:
            leg.hangup(parameters())

    def due(self) -> float:
        """When tick has something to do, monotonic seconds; infinity when never."""
        return min((at for at, _, _ in self._left), default=float("inf"))

    def tick(self, now: float) -> None:
        self._leave([each for each in self._left if now >= each[0]])

    def _leave(self, due: list[tuple[float, Leg, Conversation]]) -> None:
        for each in due:
            self._left.remove(each)
            if each[1].alive:
                each[1].hangup(parameters())

    def clear(self) -> None:
        """All calls have been hung up."""
        self._courses.clear()
        self._left.clear()
