"""Whether a forward would lead calls back to where they came from.

Only what always holds is followed: colleagues whose active profile forwards every call, and reserved numbers.
A circle that closes now and then (when somebody is busy) is for `forwarding` to end, and so is one that a
colleague closes later.
"""

from collections.abc import Callable

import msgspec

from softphone.people.directory import Directory, Number, NumberKind, Person
from softphone.people.numbers import e164
from softphone.profiles.called import called
from softphone.profiles.incoming import (
    AfterReferral,
    Forward,
    HangUp,
    LineRules,
    Refer,
    Target,
    ToColleague,
    ToNumber,
)
from softphone.profiles.profile import Profile
from softphone.profiles.steps import Called, ToPerson, ToReserved
from softphone.profiles.validation import Company, Reason, Refusal

Onward = Target | AfterReferral


class Others(msgspec.Struct, frozen=True):
    """Of the others."""

    profile: Callable[[str], Profile]
    """The active one of a person, by id."""
    reserved: Callable[[str], Target | None] = lambda _number: None
    """Where a reserved number is forwarded to, at once or from a day to come: a loop would begin then."""


def check_loops(profile: Profile, person: Person, directory: Directory, others: Others) -> Refusal | None:
    """The first of the profile's rules that leads back to the person."""

    def is_home(at: Called) -> bool:
        return isinstance(at, ToPerson) and at.person == person.id

    lines = {"landline": profile.incoming.landline, "mobile": profile.incoming.mobile}
    for line, rules in lines.items():
        for name, to in _onward(rules) if rules is not None else ():
            through = _leads_back(_meant(to, person, directory), is_home, directory, others)
            if through:
                return Refusal(f"incoming.{line}.{name}", Reason.LOOP, through)
    return None


def check_reserved_loop(number: Number, to: Target, company: Company, others: Others) -> Refusal | None:
    """Whether calls to a reserved number would come back to it."""
    home = ToReserved(number.number)
    at = _meant(to, None, company.directory)
    through = _leads_back(at, lambda called: called == home, company.directory, others)
    return Refusal("to", Reason.LOOP, through) if through else None


def _onward(rules: LineRules) -> list[tuple[str, Onward]]:
    found: list[tuple[str, Onward]] = []
    for name in ("first", "busy", "no_answer", "no_connection"):
        rule = getattr(rules, name)
        if isinstance(rule, Forward):
            found.append((f"{name}.to", rule.to))
        elif isinstance(rule, Refer):
            found.append((f"{name}.then", rule.then))
    return found


def _leads_back(
    at: Called | None, is_home: Callable[[Called], bool], directory: Directory, others: Others
) -> str:
    """From there. The id of the last colleague on the way back, or the reserved number; empty: it does not
    lead back."""
    seen: set[Called] = set()
    through = ""
    while at is not None and at not in seen:
        seen.add(at)
        if is_home(at):
            return through
        if isinstance(at, ToPerson):
            through = at.person
            first = others.profile(at.person).incoming.rules(at.kind).first
            owner = directory.people.get(at.person)
            if owner is None or not isinstance(first, Forward | Refer):
                return ""
            at = _meant(first.to if isinstance(first, Forward) else first.then, owner, directory)
        elif isinstance(at, ToReserved):
            through = at.number
            onward = others.reserved(at.number)
            at = None if onward is None else _meant(onward, None, directory)
        else:
            return ""
    return ""


def _meant(to: Onward, by: Person | None, directory: Directory) -> Called | None:
    """Whom; None for what ends there: the telephone network, voicemail, a group, nobody."""
    if isinstance(to, HangUp):
        return None
    if isinstance(to, ToColleague):
        return ToPerson(to.person, NumberKind.LANDLINE)
    if isinstance(to, ToNumber):
        if by is not None and by.mobile and e164(to.number, directory.country) == by.mobile:
            return None  # one's own mobile is that telephone
        return called(to.number, directory)
    return None
