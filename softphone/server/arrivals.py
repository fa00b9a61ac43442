"""Finds the course of a new request: whom it is for, what their rules say, and where that is."""

from collections.abc import Callable
from datetime import datetime
from typing import final

import msgspec

from softphone.people.class_of_service import allows
from softphone.people.directory import Group, Person
from softphone.people.number_kind import DialledKind, dialled_kind, planned_kind
from softphone.people.numbers import dialled, is_emergency
from softphone.people.presentation import Presented, Show, presented
from softphone.people.reception import reception
from softphone.profiles.called import called
from softphone.profiles.forwarding import decide, deflected
from softphone.profiles.incoming import Target as ForwardTarget
from softphone.profiles.incoming import ToColleague, ToGroup, ToNumber, ToReception, ToVoicemail
from softphone.profiles.plan import AtPerson, Facts, Plan, Situation
from softphone.profiles.steps import (
    Arrival,
    Called,
    CallNumber,
    Forwarding,
    PlayReferral,
    RingMembers,
    RingPhones,
    TakeMessage,
    ToAnswerGroup,
    ToPerson,
)
from softphone.server.course import Course, FixedCourse, PlannedCourse
from softphone.server.forwards import ForwardsInFlight
from softphone.server.identity import withholds
from softphone.server.media.voice import VoiceService
from softphone.server.routing import Caller, Router
from softphone.server.rules import Rules
from softphone.server.trunk.edge import NO_WAY_OUT, TrunkEdge
from softphone.sip.message.address import Address
from softphone.sip.message.errors import ParseError
from softphone.sip.message.message import Header, Request
from softphone.sip.message.uri import Uri
from softphone.sip.proxy.diversion import Diverted, diversion_headers, diversions
from softphone.sip.proxy.fork import StepEnded
from softphone.sip.proxy.forwarding import Refusal, Target

Places = list[tuple[Target, ...]] | Refusal
NOT_ALLOWED = Refusal(403, reason="Class Of Service")


@final
class Arrivals:
    """`in_call` tells of a person, by id, whether the engine sees them in a call."""

    def __init__(
        self,
        router: Router,
        edge: TrunkEdge,
        rules: Rules,
        voice: VoiceService,
        *,
        in_call: Callable[[str], bool],
        local_time: Callable[[], datetime],
        forwards: ForwardsInFlight,
    ) -> None:
        self.router = router
        self.edge = edge
        self.rules = rules
        self._voice = voice
        self._in_call = in_call
        self._local_time = local_time
        self._forwards = forwards
        group = reception(router.directory)
        self._reception = group.id if group else ""

    def course(self, request: Request, caller: Caller) -> Course | Refusal:
        """Of a new request (not one within a dialog, and never an INVITE with Replaces)."""
        if not self.router.is_ours(request.uri):
            return Refusal(403, reason="Not A Relay")
        users = [request.uri.subscriber]
        trunk = self.router.directory.trunks.get(caller.device.partition(":")[2]) if caller.trunk else None
        if trunk is not None:
            users = self.edge.called(request, trunk)
            if request.method == "REFER":
                # Outside a dialog nobody here has asked for it: our telephone would call at our expense.
                return Refusal(403)
        elif is_emergency(users[0], self.router.directory.country):
            # Before any extension that looks the same.
            return self._dialled_outside(request, caller) if request.method == "INVITE" else Refusal(404)
        found = (called(user, self.router.directory) for user in users)
        whom = next((each for each in found if each is not None), None)
        if whom is None:
            if caller.trunk or request.method != "INVITE":
                return Refusal(404)
            return self._dialled_outside(request, caller)
        if request.method != "INVITE":
            return self._all_devices(whom, caller)
        facts = self._facts(caller)
        arrival = Arrival(called=whom, caller=caller.person, forwarded_before=diversions(request))
        return PlannedCourse(
            decide(arrival, facts, self._local_time()),
            facts,
            places=lambda plan: self._places(plan, request, caller),
            redirected=lambda plan, ended: self._redirected(plan, ended, facts),
            local_time=self._local_time,
        )

    def refer_refused(self, target: Uri, person: str) -> Refusal | None:
        """Whether that person may send someone outside on to that target: the operator would place the call
        on the company's account."""
        directory, number = self.router.directory, target.subscriber
        if self.router.is_ours(target):
            kind = dialled_kind(number, directory)
        else:
            kind = planned_kind(number, directory.country)  # not ours, whatever name it has there
        return None if self._allows(person, kind) else NOT_ALLOWED

    def _facts(self, caller: Caller) -> Facts:
        def situation(person: str) -> Situation:
            active = self.rules.of(person)
            return Situation(
                profile=active.profile,
                until=active.until,
                connected=self.router.is_connected(person, caller),
                in_call=self._in_call(person),
            )

        return Facts(
            directory=self.router.directory,
            situation=situation,
            reserved=self.rules.reserved,
            reception=self._reception,
        )

    def _all_devices(self, whom: Called, caller: Caller) -> Course | Refusal:
        if isinstance(whom, ToPerson):
            persons: tuple[str, ...] = (whom.person,)
        elif isinstance(whom, ToAnswerGroup):
            persons = self.router.directory.groups[whom.group].members
        else:
            return Refusal(404)
        found = tuple(t for p in persons if p != caller.person for t in self.router.targets(p, caller))
        return FixedCourse([found]) if found else Refusal(480)

    def _dialled_outside(self, request: Request, caller: Caller) -> Course | Refusal:
        number = request.uri.subscriber
        places = self._outside(number, request, caller)
        if isinstance(places, Refusal):
            return places
        if not self._allows(caller.person, dialled_kind(number, self.router.directory)):
            return NOT_ALLOWED
        return FixedCourse(places, unreachable=NO_WAY_OUT)

    def _allows(self, person: str, kind: DialledKind) -> bool:
        who = self.router.directory.people.get(person)
        return who is not None and allows(who.class_of_service, kind)

    def _outside(self, number: str, request: Request, caller: Caller) -> Places:
        found = self.edge.way_out(number, request, self._shown(number, request, caller))
        return found if isinstance(found, Refusal) else [(target,) for target in found]

    def _shown(self, number: str, request: Request, caller: Caller) -> Presented | None:
        """The number that the called may see; None: what an outside caller's operator said of them."""
        directory = self.router.directory
        person = directory.people.get(caller.person)
        if person is None:
            return None
        choice = self.rules.of(person.id).profile.call_presentation
        urgent = dialled_kind(number, directory) is DialledKind.EMERGENCY
        shown = presented(choice, person, directory, emergency=urgent)
        if urgent:
            return Presented(shown.number or person.login, withheld=False)
        return Presented(shown.number, withheld=shown.withheld or withholds(request))

    def _places(self, plan: Plan, request: Request, caller: Caller) -> Places:
        places = self._plain_places(plan, request, caller)
        if isinstance(places, Refusal) or not plan.forwardings:
            return places
        told = diversion_headers(request, [self._diverted(each) for each in plan.forwardings])
        return [tuple(_with_headers(target, told) for target in place) for place in places]

    def _plain_places(self, plan: Plan, request: Request, caller: Caller) -> Places:
        match plan.step:
            case RingPhones(person=person, computer=computer, mobile=mobile):
                targets = self.router.targets(person, caller) if computer else ()
                if mobile:
                    outside = self._outside(mobile, request, caller)
                    if isinstance(outside, Refusal):
                        return [targets] if targets else outside
                    targets += tuple(msgspec.structs.replace(t, person=person) for t in outside[0])
                return [targets] if targets else []
            case RingMembers(group=group, members=members):
                told = self._called_group(group)
                found = tuple(t for person in members for t in self.router.targets(person, caller))
                return [tuple(_with_headers(target, told) for target in found)] if found else []
            case CallNumber(number=number):
                if not self._forwards.admit(request, plan.forwardings[-1].by):
                    return Refusal(480, reason="Too Many Forwards Under Way")
                return self._outside(number, request, caller)
            case PlayReferral() as referral:
                return _one(self._voice.referral(referral))
            case TakeMessage() as message:
                return _one(self._voice.message(message))
            case _:
                return []

    def _diverted(self, made: Forwarding) -> Diverted:
        domain = self.router.directory.domain
        profile = self.rules.of(made.by).profile
        return Diverted(
            by=Uri("sip", user=made.number, host=domain),
            reason=made.cause.value,
            to=Uri("sip", user=self._user(made.to, made.by), host=domain),
            hidden=profile.call_presentation.show is Show.WITHHELD,
        )

    def _called_group(self, group: str) -> tuple[Header, ...]:
        """What tells the members for whom it rings, however the call came to the group: To names whom the
        caller called at first (P-Called-Party-ID, RFC 7315 §4.2)."""
        directory = self.router.directory
        answering = directory.groups.get(group)
        if answering is None:
            return ()
        uri = Uri("sip", user=self._user(ToGroup(group), ""), host=directory.domain)
        return (("p-called-party-id", str(Address(uri, answering.name))),)

    def _user(self, to: ForwardTarget, by: str) -> str:
        """The user part under which a target stands in a history."""
        directory = self.router.directory
        match to:
            case ToNumber(number):
                return number
            case ToColleague(person) if found := directory.people.get(person):
                return found.landline or found.extension or found.login
            case ToGroup(group) if answering := directory.groups.get(group):
                return answering.number or answering.extension or "group"
            case ToReception() | ToGroup():
                return "reception"
            case ToVoicemail():
                return "voicemail"
            case _:
                return by

    def _meant(self, user: str) -> ForwardTarget:
        """What a user part means as the target of a forward; numbers are for the rules to read."""
        found = None if dialled(user) else self.router.find(user)
        if isinstance(found, Person):
            return ToColleague(found.id)
        return ToGroup(found.id) if isinstance(found, Group) else ToNumber(user)

    def _redirected(self, plan: Plan, ended: StepEnded, facts: Facts) -> Plan | None:
        """A telephone that answers 3xx asks for another target: as if its person's rule were to forward
        there, class of service included. Only within the company's own addresses: we are no relay."""
        if not isinstance(plan.at, AtPerson):
            return None
        for response in ended.responses:
            if not 300 <= response.status < 400:
                continue
            try:
                contacts = response.contacts
            except ParseError:
                continue
            for contact in contacts:
                if contact.uri.user and self.router.is_ours(contact.uri):
                    to = self._meant(contact.uri.subscriber)
                    return deflected(plan, to, facts, self._local_time())
        return None


def _one(target: Target | None) -> Places:
    return Refusal(480) if target is None else [(target,)]


def _with_headers(target: Target, headers: tuple[Header, ...]) -> Target:
    return msgspec.structs.replace(target, headers=target.headers + headers)
