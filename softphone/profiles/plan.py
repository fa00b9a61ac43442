"""What a decision reads, and the plan that it gives: values of `forwarding`."""

from collections.abc import Callable, Mapping
from datetime import datetime

import msgspec

from softphone.people.class_of_service import OF_THE_COMPANY
from softphone.people.directory import Directory, Group, NumberKind, Person
from softphone.profiles.incoming import AfterReferral, HangUp, LineRules, Target
from softphone.profiles.presets import AVAILABLE
from softphone.profiles.profile import Profile
from softphone.profiles.steps import Arrival, Cause, Forwarding, Over, Refuse, RingPhones, Step, Why


class Situation(msgspec.Struct, frozen=True, kw_only=True):
    """What holds for a person now."""

    profile: Profile = AVAILABLE
    until: datetime | None = None
    """When the profile ends; None: until changed."""
    connected: bool = True
    """Whether any telephone of theirs is signed in, as far as is known."""
    in_call: bool = False


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    directory: Directory
    situation: Callable[[str], Situation]
    """Of a person, by id: of each that a call comes to, and of the members of a group."""
    reserved: Mapping[str, Target] = {}
    """Where reserved landline numbers are forwarded, by number in E.164."""
    reception: str = ""
    """The id of the group."""
    class_of_service: str = OF_THE_COMPANY
    """For what no person has set."""


class AtPerson(msgspec.Struct, frozen=True, tag="person"):
    """The call is with a person, under the rules that held when it came."""

    person: Person
    kind: NumberKind
    profile: Profile
    until: datetime | None
    later: tuple[RingPhones, ...] = ()
    """Phones still to ring; their seconds are those of the whole rule."""
    rang: bool = False
    """Whether some phone rang in vain before: what is unreachable after that is still "no answer"."""
    then: AfterReferral = HangUp()
    """What follows the referral that is playing."""
    cause: Cause = Cause.UNCONDITIONAL
    """Under which of the rules it is playing."""

    @property
    def rules(self) -> LineRules:
        return self.profile.incoming.rules(self.kind)


class AtGroup(msgspec.Struct, frozen=True, tag="group"):
    group: Group
    later: tuple[tuple[str, ...], ...] = ()
    """Rounds of members still to ring."""


class AtReserved(msgspec.Struct, frozen=True, tag="reserved"):
    number: str


At = AtPerson | AtGroup | AtReserved


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    arrival: Arrival
    step: Step
    """To be taken now."""
    at: At | None = None
    status: int = 480
    """What the caller would hear if nothing followed."""
    visited: frozenset[str] = frozenset()
    """Ids of persons and groups, and reserved numbers, that were entered."""
    forwardings: tuple[Forwarding, ...] = ()
    """In order; those that a plan has more than the one before it were made by this step."""
    whys: tuple[Why, ...] = ()
    """In order, as `forwardings`."""

    @property
    def is_over(self) -> bool:
        return isinstance(self.step, Refuse | Over)
