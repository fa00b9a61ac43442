"""Calls that arrive in the small company of the tests."""

from collections.abc import Mapping
from datetime import UTC, datetime

from softphone.people.directory import Directory, NumberKind
from softphone.profiles.forwarding import decide, next_step
from softphone.profiles.incoming import Incoming, LineRules, Target
from softphone.profiles.plan import Facts, Plan, Situation
from softphone.profiles.profile import Profile
from softphone.profiles.steps import Arrival, Called, Came, Outcome, Reason, RingPhones, ToPerson
from tests.people.company import directory

NOON = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
"""A Wednesday."""
NIGHT = NOON.replace(hour=3)

TO_ANNA = ToPerson("p-anna")
TO_ANNAS_MOBILE = ToPerson("p-anna", NumberKind.MOBILE)


def with_rules(
    rules: LineRules,
    mobile: LineRules | None = None,
    *,
    in_call: bool = False,
    call_waiting: bool = True,
    connected: bool = True,
) -> Situation:
    profile = Profile(
        number=11,
        name="Mine",
        incoming=Incoming(landline=rules, mobile=mobile),
        call_waiting=call_waiting,
    )
    return Situation(profile=profile, in_call=in_call, connected=connected)


def facts(
    situations: Mapping[str, Situation] | None = None,
    *,
    company: Directory | None = None,
    reserved: Mapping[str, Target] | None = None,
) -> Facts:
    """Of whom nothing is said, the preset Available holds."""
    known = situations or {}
    return Facts(
        directory=company or directory(),
        situation=lambda person: known.get(person, Situation()),
        reserved=reserved or {},
        reception="g-reception",
    )


def arrive(known: Facts, called: Called = TO_ANNA, *, caller: str = "", now: datetime = NOON) -> Plan:
    return decide(Arrival(called=called, caller=caller), known, now)


def went(plan: Plan, known: Facts, *outcomes: Came | Outcome, now: datetime = NOON) -> Plan:
    """The plan after these outcomes of its steps."""
    for outcome in outcomes:
        plan = next_step(plan, Outcome(outcome) if isinstance(outcome, Came) else outcome, known, now)
    return plan


def reasons(plan: Plan) -> list[Reason]:
    return [why.reason for why in plan.whys]


def rings(person: str = "p-anna", seconds: int | None = None) -> RingPhones:
    """The step at which only the computer rings."""
    return RingPhones(person, computer=True, mobile="", seconds=seconds)
