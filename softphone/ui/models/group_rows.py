"""Groups as rows of the list of people: whom of their members one would reach now."""

from collections.abc import Iterable

from PySide6.QtCore import QCoreApplication

from softphone.people.company import Colleague
from softphone.people.directory import Group, Person
from softphone.people.line_state import LineState

translate = QCoreApplication.translate

_PREFIX = "group:"
_BEST_FIRST = (
    LineState.FREE,
    LineState.RINGING,
    LineState.BUSY,
    LineState.UNKNOWN,
    LineState.HIDDEN,
    LineState.OFFLINE,
)


class GroupRow(Colleague, frozen=True):
    """The line is the best of the members'."""

    members: tuple[Colleague, ...] = ()


def is_group_row(row: str) -> bool:
    return row.startswith(_PREFIX)


def group_id(row: str) -> str:
    """Of the group, from the id of its row."""
    return row.removeprefix(_PREFIX)


def row_id(group: str) -> str:
    return f"{_PREFIX}{group}"


def group_row(group: Group, members: Iterable[Colleague]) -> GroupRow:
    there = tuple(members)
    lines = {each.line for each in there}
    person = Person(
        id=row_id(group.id), login="", name=group.name, extension=group.extension, landline=group.number
    )
    line = next((each for each in _BEST_FIRST if each in lines), LineState.OFFLINE)
    return GroupRow(person, line, members=there)


def who_is_free(row: GroupRow) -> str:
    """In a sentence without its full stop."""
    free = [each.person.name for each in row.members if each.line is LineState.FREE]
    if not row.members:
        return translate("Groups", "No other members")
    if not free:
        return translate("Groups", "Nobody is free")
    if len(row.members) == 1:
        return translate("Groups", "{name} is free").format(name=free[0])
    said = translate("Groups", "{free} of {count} free: {names}")
    return said.format(free=len(free), count=len(row.members), names=", ".join(free))
