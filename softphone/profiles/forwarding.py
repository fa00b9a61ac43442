"""What becomes of an arriving call: `decide` gives its first step, `next_step` the one after each outcome.

Both return a `Plan`: an immutable value with the step to take and everything that the next one needs, rules
as they were when the call reached them included. Total: each plan and outcome has exactly one next plan.
Bounded: no person, group or reserved number is entered twice, and a call is forwarded at most MOST_FORWARDS
times.

A forward to a colleague means the colleague's own rules; whatever comes of them is the end, so a plan keeps
no way back. What follows a forward that is not taken (class of service, a loop, no such target), or whose
voicemail is not available, is the final answer: what was known of the last one called, 480 where nothing was.
"""

from datetime import datetime
from typing import final

import msgspec

from softphone.people.class_of_service import allows
from softphone.people.directory import Group, Number, NumberKind, NumberStatus, Person
from softphone.people.number_kind import DialledKind, dialled_kind
from softphone.people.numbers import dialled, e164
from softphone.profiles.answer_group import hours_of, overflow_of, rounds
from softphone.profiles.called import called
from softphone.profiles.incoming import (
    SHORTEST_RING,
    Forward,
    HangUp,
    Otherwise,
    Phones,
    Ring,
    Target,
    ToColleague,
    ToGroup,
    ToNumber,
    ToReception,
    ToVoicemail,
)
from softphone.profiles.plan import At, AtGroup, AtPerson, AtReserved, Facts, Plan
from softphone.profiles.steps import (
    Arrival,
    Called,
    CallNumber,
    Came,
    Cause,
    Forwarding,
    Outcome,
    Over,
    PlayReferral,
    Reason,
    Refuse,
    RingMembers,
    RingPhones,
    Step,
    TakeMessage,
    ToAnswerGroup,
    ToPerson,
    ToReserved,
    Why,
)

MOST_FORWARDS = 5
"""Of one call, those made before it came here included; voicemail does not count, nothing follows it."""
GROUP_SECONDS = 20
"""That a round of a group rings when something follows it."""

_NOT_FOUND, _UNAVAILABLE, _LOOP, _TOO_MANY_HOPS, _BUSY, _DECLINE = 404, 480, 482, 483, 486, 603
_STATUS = {Came.BUSY: _BUSY, Came.DECLINED: _DECLINE}
_CAUSE = {
    Came.BUSY: Cause.USER_BUSY,
    Came.DECLINED: Cause.USER_BUSY,
    Came.NO_ANSWER: Cause.NO_ANSWER,
}
_REASON = {
    Came.BUSY: Reason.BUSY,
    Came.DECLINED: Reason.DECLINED,
    Came.NO_ANSWER: Reason.NO_ANSWER,
    Came.NO_CONNECTION: Reason.NO_CONNECTION,
    Came.NOT_AVAILABLE: Reason.NOT_AVAILABLE,
    Came.FAILED: Reason.FAILED,
}
_NOBODY_ASKED = frozenset({Cause.UNCONDITIONAL, Cause.TIME_OF_DAY})
_STOPPED = {Reason.LOOP: _LOOP, Reason.TOO_MANY_FORWARDS: _TOO_MANY_HOPS}
_NOT_FOR_CALLERS = frozenset({401, 407, 408, 487})
"""Between us and the far end of a branch; a caller could only misread them."""


def decide(arrival: Arrival, facts: Facts, now: datetime) -> Plan:
    """The first step of a call. `now` in the company's time zone."""
    return _Course(facts, now).enter(Plan(arrival=arrival, step=Refuse(_NOT_FOUND)), arrival.called)


def next_step(plan: Plan, outcome: Outcome, facts: Facts, now: datetime) -> Plan:
    """The step after the outcome of `plan.step`. A plan that is over stays as it is."""
    course = _Course(facts, now)
    step, at = plan.step, plan.at
    if isinstance(step, Refuse | Over):
        return plan
    if isinstance(step, PlayReferral) and isinstance(at, AtPerson):
        return course.referred(plan, at, outcome)
    if outcome.came is Came.DONE:
        return msgspec.structs.replace(plan, step=Over())
    plan = _noted(plan, _REASON[outcome.came], _where(step), str(outcome.status or ""))
    if isinstance(step, RingPhones) and isinstance(at, AtPerson):
        return course.unanswered(plan, at, outcome)
    if isinstance(step, RingMembers) and isinstance(at, AtGroup):
        return course.members_failed(plan, at, outcome)
    if isinstance(step, CallNumber):
        # The last one called says how it ended; a voicemail that is not there does not.
        plan = msgspec.structs.replace(plan, status=_status(outcome))
    return _refused(plan)


def deflected(plan: Plan, to: Target, facts: Facts, now: datetime) -> Plan:
    """The step after a telephone of the person called asked for another target (a 3xx answer), as if their
    rule were to forward there."""
    return _Course(facts, now).forward(plan, to, Cause.UNCONDITIONAL)


@final
class _Course:
    """Facts and time of one decision; every method gives the plan that follows."""

    def __init__(self, facts: Facts, now: datetime) -> None:
        if now.tzinfo is None:
            raise ValueError("the time has no time zone")
        self._facts = facts
        self._now = now

    def enter(self, plan: Plan, where: Called) -> Plan:
        directory = self._facts.directory
        if isinstance(where, ToPerson) and where.person in directory.people:
            return self._enter_person(plan, directory.people[where.person], where.kind)
        if isinstance(where, ToAnswerGroup) and where.group in directory.groups:
            return self._enter_group(plan, directory.groups[where.group])
        if isinstance(where, ToReserved) and where.number in directory.numbers:
            return self._enter_reserved(plan, directory.numbers[where.number])
        return msgspec.structs.replace(plan, step=Refuse(_NOT_FOUND))

    def referred(self, plan: Plan, at: AtPerson, outcome: Outcome) -> Plan:
        """Played, or could not be: what follows a referral follows either way."""
        reason = _REASON.get(outcome.came, Reason.REFERRED)
        plan = _noted(plan, reason, at.person.id, str(outcome.status or ""))
        if isinstance(at.then, HangUp):
            return _refused(plan)
        return self.forward(plan, at.then, at.cause)

    def unanswered(self, plan: Plan, at: AtPerson, outcome: Outcome) -> Plan:
        """A person's phones ended without an answer."""
        busy = outcome.came in (Came.BUSY, Came.DECLINED)
        if at.later and not busy:
            return _next_phones(plan, at, rang=outcome.came is Came.NO_ANSWER)
        if at.rang and not busy:
            outcome = Outcome(Came.NO_ANSWER)
        plan = msgspec.structs.replace(plan, status=_status(outcome))
        if busy:
            return self._follow(plan, at, at.rules.busy, Cause.USER_BUSY)
        if outcome.came is Came.NO_ANSWER:
            return self._follow(plan, at, at.rules.no_answer, Cause.NO_ANSWER)
        return self._follow(plan, at, at.rules.no_connection, Cause.UNAVAILABLE)

    def members_failed(self, plan: Plan, at: AtGroup, outcome: Outcome) -> Plan:
        """A round of a group ended without an answer."""
        plan = msgspec.structs.replace(plan, status=_status(outcome))
        if at.later:
            return self._ring_round(plan, at)
        return self._overflow(plan, at, _CAUSE.get(outcome.came, Cause.UNAVAILABLE))

    def _enter_person(self, plan: Plan, person: Person, kind: NumberKind) -> Plan:
        situation = self._facts.situation(person.id)
        profile = situation.profile
        at = AtPerson(person=person, kind=kind, profile=profile, until=situation.until)
        plan = _entered(plan, person.id, at)
        plan = _noted(plan, Reason.PROFILE, person.id, str(profile.number))
        first = at.rules.first
        if not isinstance(first, Ring):
            return self._follow(plan, at, first, Cause.UNCONDITIONAL)
        if situation.in_call and not profile.call_waiting:
            return self.unanswered(_noted(plan, Reason.IN_A_CALL, person.id), at, Outcome(Came.BUSY))
        stages = _stages(at, first, situation.connected)
        if not stages:
            plan = _noted(plan, Reason.NO_CONNECTION, person.id)
            return self.unanswered(plan, at, Outcome(Came.NO_CONNECTION))
        at = msgspec.structs.replace(at, later=stages[1:])
        return msgspec.structs.replace(plan, at=at, step=stages[0])

    def _enter_group(self, plan: Plan, group: Group) -> Plan:
        at = AtGroup(group)
        without = plan.visited | {plan.arrival.caller}
        plan = _entered(plan, group.id, at)
        if not hours_of(group).is_open(self._now):
            return self._overflow(_noted(plan, Reason.CLOSED, group.id), at, Cause.TIME_OF_DAY)
        busy: list[str] = []

        def can_ring(person: Person) -> bool:
            situation = self._facts.situation(person.id)
            first = situation.profile.incoming.landline.first
            if not isinstance(first, Ring) or first.phones is Phones.MOBILE or not situation.connected:
                return False
            if situation.in_call and not situation.profile.call_waiting:
                busy.append(person.id)
                return False
            return True

        waiting = rounds(group, self._facts.directory, can_ring, without)
        if waiting:
            return self._ring_round(plan, msgspec.structs.replace(at, later=waiting))
        reason, came = (Reason.BUSY, Came.BUSY) if busy else (Reason.NOBODY, Came.NO_CONNECTION)
        return self.members_failed(_noted(plan, reason, group.id), at, Outcome(came))

    def _enter_reserved(self, plan: Plan, number: Number) -> Plan:
        plan = _entered(plan, number.number, AtReserved(number.number))
        to = self._facts.reserved.get(number.number)
        if number.status is NumberStatus.RESERVED and number.kind is NumberKind.MOBILE:
            plan, to = _noted(plan, Reason.RESERVED_MOBILE, number.number), None
        elif number.status is not NumberStatus.RESERVED or to is None:
            plan, to = _noted(plan, Reason.NO_FORWARDING, number.number), None
        if to is None:
            return msgspec.structs.replace(plan, step=Refuse(_NOT_FOUND))
        return self.forward(plan, to, Cause.UNCONDITIONAL)

    def _ring_round(self, plan: Plan, at: AtGroup) -> Plan:
        members, later = at.later[0], at.later[1:]
        more = bool(later) or overflow_of(at.group, self._facts.directory) is not None
        step = RingMembers(at.group.id, members, GROUP_SECONDS if more else None)
        return msgspec.structs.replace(plan, at=msgspec.structs.replace(at, later=later), step=step)

    def _overflow(self, plan: Plan, at: AtGroup, cause: Cause) -> Plan:
        to = overflow_of(at.group, self._facts.directory)
        return _refused(plan) if to is None else self.forward(plan, to, cause)

    def _follow(self, plan: Plan, at: AtPerson, rule: Otherwise, cause: Cause) -> Plan:
        if rule is None:
            return _refused(plan)
        if isinstance(rule, Forward):
            return self.forward(plan, rule.to, cause)
        at = msgspec.structs.replace(at, then=rule.then, cause=cause, later=())
        told = (None, None) if rule.neutral else (at.profile, at.until)
        return msgspec.structs.replace(plan, at=at, step=PlayReferral(at.person.id, *told))

    def forward(self, plan: Plan, to: Target, cause: Cause) -> Plan:
        if isinstance(to, ToVoicemail) and not isinstance(plan.at, AtReserved):
            plan = _forwarded(plan, to, cause)
            return msgspec.structs.replace(plan, step=TakeMessage(_by(plan)))
        found = self._resolve(plan, to)
        if isinstance(found, Reason):
            return _not_taken(plan, found, cause)
        if len(plan.forwardings) + plan.arrival.forwarded_before >= MOST_FORWARDS:
            return _not_taken(plan, Reason.TOO_MANY_FORWARDS, cause)
        if isinstance(found, CallNumber):
            plan = _forwarded(plan, ToNumber(found.number), cause)
            return msgspec.structs.replace(plan, step=found)
        where, meant = _meant(found)
        if where in plan.visited:
            return _not_taken(plan, Reason.LOOP, cause)
        return self.enter(_forwarded(plan, meant, cause), found)

    def _resolve(self, plan: Plan, to: Target) -> Called | CallNumber | Reason:
        """Whom or what a target means now, and whether it is allowed."""
        directory = self._facts.directory
        if isinstance(to, ToReception):
            to = ToGroup(self._facts.reception)
        if isinstance(to, ToColleague):
            return ToPerson(to.person) if to.person in directory.people else Reason.NO_SUCH_TARGET
        if isinstance(to, ToGroup):
            return ToAnswerGroup(to.group) if to.group in directory.groups else Reason.NO_SUCH_TARGET
        if isinstance(to, ToVoicemail):
            return Reason.NO_SUCH_TARGET  # a reserved number has no mailbox
        return self._resolve_number(plan, to.number)

    def _resolve_number(self, plan: Plan, text: str) -> Called | CallNumber | Reason:
        directory = self._facts.directory
        kind = dialled_kind(text, directory)
        number = e164(text, directory.country) or dialled(text)
        if kind is DialledKind.EMERGENCY:
            return Reason.EMERGENCY_NUMBER
        if number is None:
            return Reason.NO_SUCH_TARGET
        own = plan.at.person if isinstance(plan.at, AtPerson) else None
        if own is not None and number == own.mobile:
            # One's own mobile is that telephone, not oneself again: its number came from the directory.
            return CallNumber(number, own.id)
        inside = called(text, directory)
        if inside is not None:
            return inside
        if own is None:
            allowed = self._facts.class_of_service
        else:
            allowed = directory.people.get(own.id, own).class_of_service
        if not allows(allowed, kind):
            return Reason.CLASS_OF_SERVICE
        return CallNumber(number, own.id if own else "")


def _stages(at: AtPerson, ring: Ring, connected: bool) -> tuple[RingPhones, ...]:
    """The phones to ring, one stage after the other."""
    person, rules = at.person, at.rules
    seconds = None if rules.no_answer is None else rules.no_answer_seconds
    computer = connected and ring.phones is not Phones.MOBILE
    mobile = "" if ring.phones is Phones.COMPUTER else person.mobile
    if ring.phones is Phones.COMPUTER_THEN_MOBILE and computer and mobile:
        first = RingPhones(person.id, computer=True, mobile="", seconds=ring.mobile_after)
        return first, RingPhones(person.id, computer=False, mobile=mobile, seconds=seconds)
    if computer or mobile:
        return (RingPhones(person.id, computer=computer, mobile=mobile, seconds=seconds),)
    return ()


def _next_phones(plan: Plan, at: AtPerson, rang: bool) -> Plan:
    """The time that the first phones rang counts; that of finding nobody there does not."""
    step = at.later[0]
    before = plan.step.seconds if isinstance(plan.step, RingPhones) else None
    if rang and before is not None and step.seconds is not None:
        step = msgspec.structs.replace(step, seconds=max(SHORTEST_RING, step.seconds - before))
    at = msgspec.structs.replace(at, later=at.later[1:], rang=at.rang or rang)
    return msgspec.structs.replace(plan, at=at, step=step)


def _entered(plan: Plan, where: str, at: At) -> Plan:
    return msgspec.structs.replace(plan, at=at, status=_UNAVAILABLE, visited=plan.visited | {where})


def _noted(plan: Plan, reason: Reason, whose: str, detail: str = "") -> Plan:
    return msgspec.structs.replace(plan, whys=(*plan.whys, Why(reason, whose, detail)))


def _refused(plan: Plan) -> Plan:
    return msgspec.structs.replace(plan, step=Refuse(plan.status))


def _forwarded(plan: Plan, to: Target, cause: Cause) -> Plan:
    made = Forwarding(_by(plan), _number(plan.at), cause, to)
    plan = _noted(plan, Reason.FORWARDED, made.by, cause.value)
    return msgspec.structs.replace(plan, forwardings=(*plan.forwardings, made))


def _not_taken(plan: Plan, reason: Reason, cause: Cause) -> Plan:
    """A forward that cannot be made. Where no phone was asked on the way, the status says what stopped it."""
    plan = _noted(plan, reason, _by(plan))
    if {cause, *(made.cause for made in plan.forwardings)} <= _NOBODY_ASKED:
        plan = msgspec.structs.replace(plan, status=_STOPPED.get(reason, plan.status))
    return _refused(plan)


def _status(outcome: Outcome) -> int:
    """What the caller hears of it."""
    if outcome.came is Came.FAILED and outcome.status >= 400 and outcome.status not in _NOT_FOR_CALLERS:
        return outcome.status
    return _STATUS.get(outcome.came, _UNAVAILABLE)


def _by(plan: Plan) -> str:
    """Whose rule is at work."""
    match plan.at:
        case AtPerson(person=person):
            return person.id
        case AtGroup(group=group):
            return group.id
        case AtReserved(number=number):
            return number
        case None:
            return ""


def _number(at: At | None) -> str:
    """Under which number that one is called."""
    match at:
        case AtPerson(person=person, kind=NumberKind.MOBILE):
            return person.mobile or person.landline
        case AtPerson(person=person):
            return person.landline or person.extension or person.login
        case AtGroup(group=group):
            return group.number or group.extension
        case AtReserved(number=number):
            return number
        case None:
            return ""


def _meant(found: Called) -> tuple[str, Target]:
    """The key under which it counts as visited, and the target that it is."""
    match found:
        case ToPerson(person=person):
            return person, ToColleague(person)
        case ToAnswerGroup(group=group):
            return group, ToGroup(group)
        case ToReserved(number=number):
            return number, ToNumber(number)


def _where(step: Step) -> str:
    match step:
        case RingPhones(person=person) | PlayReferral(person=person):
            return person
        case RingMembers(group=group):
            return group
        case CallNumber(number=number):
            return number
        case TakeMessage(mailbox=mailbox):
            return mailbox
        case Refuse() | Over():
            return ""
