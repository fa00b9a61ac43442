"""The audit log (Ändringslogg): who did what, when and from where, and what it was before and after.

An entry names persons and does not refer to them: it outlives them until its time is over. No secret is in
it.
"""

from collections.abc import Mapping
from enum import Enum
from typing import Any

import msgspec


class Action(Enum):
    """What was done. The words are kept and sent; clients translate them."""

    COMPANY_STARTED = "company.started"
    PERSON_ADDED = "person.added"
    PERSON_CHANGED = "person.changed"
    PERSON_DEACTIVATED = "person.deactivated"
    PERSON_ACTIVATED = "person.activated"
    PERSON_EXPORTED = "person.exported"
    PERSON_ERASED = "person.erased"
    PEOPLE_IMPORTED = "people.imported"
    DIRECTORY_CHANGED = "directory.changed"
    """Where the company's directory is."""
    PROFILE_ACTIVATED = "profile.activated"
    SETTINGS_CHANGED = "settings.changed"
    """Of a profile or schedule, by somebody else than the person."""
    INVITATION_MADE = "invitation.made"
    INVITATION_USED = "invitation.used"
    SECOND_FACTOR_ON = "second factor.on"
    SECOND_FACTOR_OFF = "second factor.off"
    DEVICE_REMOVED = "device.removed"
    NUMBER_ADDED = "number.added"
    NUMBER_CHANGED = "number.changed"
    NUMBER_REMOVED = "number.removed"
    GROUP_ADDED = "group.added"
    GROUP_CHANGED = "group.changed"
    GROUP_REMOVED = "group.removed"
    TRUNK_ADDED = "trunk.added"
    TRUNK_CHANGED = "trunk.changed"
    TRUNK_REMOVED = "trunk.removed"
    TRUNK_TRIED = "trunk.tried"
    """By a call through it."""
    CALLS_SEARCHED = "calls.searched"
    """Somebody looked at the calls of others."""
    RETENTION_CHANGED = "retention.changed"
    BACKUP_MADE = "backup.made"


class Actor(msgspec.Struct, frozen=True, kw_only=True):
    """Who does it, and from where."""

    person: str = ""
    """Id; empty: the server itself, or whoever runs it."""
    login: str = ""
    """As it was then."""
    source: str = ""
    """The address that asked; empty: this machine."""


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    n: int = 0
    """Given when it is kept; in the order of keeping."""
    at: float
    """Seconds since 1970."""
    actor: Actor
    action: Action
    subject: str = ""
    """The id of the person, group, trunk or number that it was done to."""
    name: str = ""
    """What it was called then."""
    before: Mapping[str, Any] = {}
    """Plain values of those fields that became others, as the next."""
    after: Mapping[str, Any] = {}


class AuditQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which entries; each that is given holds."""

    actor: str = ""
    """A person's id, as the next."""
    subject: str = ""
    actions: frozenset[Action] = frozenset()
    """Empty: any."""
    since: float | None = None
    """Seconds since 1970, as the next."""
    until: float | None = None
    below: int | None = None
    """Only those with a smaller `n`."""
    limit: int = 100


HIDDEN = "…"
"""In the place of a secret: that it was changed is no secret."""
_SECRETS = frozenset({"password", "ha1", "secret", "token"})


def differences(
    before: msgspec.Struct | None, after: msgspec.Struct | None
) -> tuple[dict[str, Any], dict[str, Any]]:
    """What became another, as an entry has it. None: there was none, or is none any more."""
    was, now = _plain(before), _plain(after)
    names = [name for name in {**was, **now} if was.get(name) != now.get(name)]
    return _without_secrets(was, names), _without_secrets(now, names)


def _plain(of: msgspec.Struct | None) -> dict[str, Any]:
    return {} if of is None else msgspec.to_builtins(of, order="deterministic")


def _without_secrets(values: dict[str, Any], names: list[str]) -> dict[str, Any]:
    return {
        name: HIDDEN if name in _SECRETS and values[name] else values[name]
        for name in names
        if name in values
    }
