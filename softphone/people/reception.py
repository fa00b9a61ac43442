"""Which group is the reception."""

from softphone.people.directory import Directory, Group

_NAMES = frozenset({"reception", "receptionen"})


def reception(directory: Directory) -> Group | None:
    """The group that bears the name, in either language; None in a company without one."""
    return next((g for g in directory.groups.values() if g.name.strip().lower() in _NAMES), None)
