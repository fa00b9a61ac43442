"""A profile activated for many at once, as each could have done by hand, with the audit log's entry of
each."""

from collections.abc import Sequence

import msgspec

from softphone.profiles.activation import choose
from softphone.profiles.profile import ChosenLength
from softphone.profiles.validation import Refusal
from softphone.server.accounts import Accounts, Refused
from softphone.server.audit import AuditLog
from softphone.server.availability import Availabilities
from softphone.server.people import NOBODY
from softphone.storage.audit import Action, Actor

MOST_AT_ONCE = 10_000


class Activation(msgspec.Struct, frozen=True, kw_only=True):
    profile: int
    length: ChosenLength | None = None
    message: str = ""


class Activations:
    """Lives on the server's loop."""

    def __init__(self, accounts: Accounts, audit: AuditLog, availabilities: Availabilities) -> None:
        self._accounts = accounts
        self._audit = audit
        self._availabilities = availabilities

    async def activate(
        self, people: Sequence[str], asked: Activation, by: Actor
    ) -> dict[str, Refusal | Refused | None]:
        """By the ids of persons: None where it is in force now. Of the others nothing is changed."""
        done: dict[str, Refusal | Refused | None] = {}
        for id_ in dict.fromkeys(people):
            person = self._accounts.directory.people.get(id_)
            if person is None:
                done[id_] = NOBODY
                continue
            entry = self._audit.entry(by, Action.PROFILE_ACTIVATED, id_, person.name)
            entry = msgspec.structs.replace(entry, after={"profile": asked.profile})
            came = await self._availabilities.change(
                person,
                lambda now, at: choose(now, asked.profile, at, length=asked.length, message=asked.message),
                (entry,),
            )
            if isinstance(came, Refusal | Refused):
                done[id_] = came
            else:
                done[id_] = next((each.refused for each in came if each.refused), None)
        return done
