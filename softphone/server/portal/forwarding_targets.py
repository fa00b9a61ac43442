"""Where a reserved number may be forwarded to, in one field: a number as people write it, or part of the name
of a colleague, a group or the reception, of whom one is then chosen."""

import msgspec

from softphone.people.collation import digits, fold
from softphone.people.directory import Directory, Group, Person
from softphone.people.numbers import e164, shown
from softphone.people.reception import reception
from softphone.profiles.incoming import Target, ToColleague, ToGroup, ToNumber, ToReception
from softphone.server.api.access import Served
from softphone.server.portal.visitor import Form, Visitor

LONGEST = 100
"""Characters of what is typed."""
_OFFERED = 8
"""People, and as many groups."""
_PERSON, _GROUP, _RECEPTION = "person", "group", "reception"


class Offered(msgspec.Struct, frozen=True):
    """One that may be chosen."""

    value: str
    """As the form sends it."""
    name: str
    what: str
    """That tells those of one name apart."""
    wrong: str = ""
    """Why calls cannot go there."""
    chosen: bool = False


class Meant(msgspec.Struct, frozen=True):
    """What was typed, and what it may mean."""

    text: str
    target: Target | None
    """None: one of those has to be chosen first, or there is none."""
    offered: tuple[Offered, ...] = ()
    more: int = 0
    """People who are found besides."""


def _is_number(text: str, country: str) -> bool:
    """Or nothing yet."""
    return not text.strip() or bool(digits(text.strip())) or e164(text, country) is not None


def written(to: Target | None, directory: Directory) -> str:
    """As the field shows what was chosen before; empty for who is there no more."""
    found: Person | Group | None = None
    match to:
        case ToNumber(number=number):
            return shown(number, directory.country) if number.startswith("+") else number
        case ToColleague(person=id_):
            found = directory.people.get(id_)
        case ToGroup(group=id_):
            found = directory.groups.get(id_)
        case ToReception():
            found = reception(directory)
    return found.name if found else ""


def sent(form: Form) -> tuple[str, Target | None]:
    """What was typed, and whom was chosen for just that: a choice made for another text is none."""
    text = form.get("to", "")[:LONGEST]
    return text, _target(form.get("chosen", "")) if form.get("chosen_for") == text else None


async def meant(served: Served, visitor: Visitor, number: str, text: str, chosen: Target | None) -> Meant:
    """For the forwarding of `number` (E.164)."""
    directory = served.numbers.directory
    if chosen is None and _is_number(text, directory.country):
        return Meant(text, ToNumber(text))
    groups = _groups(text, directory, visitor)
    found = await served.administration.search(text, _OFFERED)
    those: list[tuple[Target, str, str]] = [*groups, *(_person(each) for each in found.people)]
    if chosen is not None and chosen not in [target for target, _, _ in those]:
        those = [*_itself(chosen, directory, visitor), *those]
    exact = [target for target, name, _ in those if fold(name) == fold(text.strip())]
    if chosen is None and len(exact) == 1:
        chosen = exact[0]

    def offer(target: Target, name: str, what: str) -> Offered:
        refused = served.numbers.check(number, target)
        wrong = refused.sentence(visitor.language) if refused else ""
        return Offered(_value(target), name, what, wrong, target == chosen)

    offered = tuple(offer(*each) for each in those)
    return Meant(text, chosen, offered, max(0, found.total - len(found.people)))


def _groups(text: str, directory: Directory, visitor: Visitor) -> list[tuple[Target, str, str]]:
    words, first = fold(text).split(), reception(directory)
    found: list[tuple[Target, str, str]] = []
    if first is not None:
        either = f"{visitor.say('the reception')} {first.name} {first.extension}"
        if all(word in fold(either) for word in words):
            found.append((ToReception(), first.name, first.extension))
    found += [
        _group(group, visitor)
        for group in sorted(directory.groups.values(), key=lambda each: fold(each.name))
        if group is not first and all(word in fold(f"{group.name} {group.extension}") for word in words)
    ]
    return found[:_OFFERED]


def _group(group: Group, visitor: Visitor) -> tuple[Target, str, str]:
    return ToGroup(group.id), group.name, " · ".join(filter(None, (visitor.say("Group"), group.extension)))


def _person(person: Person) -> tuple[Target, str, str]:
    what = " · ".join(filter(None, (person.title, person.department, person.extension)))
    return ToColleague(person.id), person.name, what


def _itself(to: Target, directory: Directory, visitor: Visitor) -> list[tuple[Target, str, str]]:
    """Somebody whom the text does not find: who was forwarded to before, and bears another name now."""
    match to:
        case ToColleague(person=id_) if id_ in directory.people:
            return [_person(directory.people[id_])]
        case ToGroup(group=id_) if id_ in directory.groups:
            return [_group(directory.groups[id_], visitor)]
        case ToReception():
            return [(to, written(to, directory), "")]
        case _:
            return []


def _value(to: Target) -> str:
    match to:
        case ToColleague(person=id_):
            return f"{_PERSON}:{id_}"
        case ToGroup(group=id_):
            return f"{_GROUP}:{id_}"
        case _:
            return _RECEPTION


def _target(value: str) -> Target | None:
    kind, _, id_ = value.partition(":")
    known: dict[str, Target] = {_PERSON: ToColleague(id_), _GROUP: ToGroup(id_), _RECEPTION: ToReception()}
    return known.get(kind)
