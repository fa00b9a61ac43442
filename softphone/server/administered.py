"""What administrators work on, put together: routes and pages take it from here."""

from collections.abc import Callable

import msgspec

from softphone.server.accounts import Accounts, Clocks
from softphone.server.activations import Activations
from softphone.server.audit import AuditLog
from softphone.server.availability import Availabilities
from softphone.server.calls_of_others import CallsOfOthers
from softphone.server.engine import Engine
from softphone.server.groups import Groups
from softphone.server.invitations import Invitations
from softphone.server.kept import Kept
from softphone.server.passwords import Passwords
from softphone.server.people import People
from softphone.server.privacy import Privacy
from softphone.server.reserved_forwardings import ReservedForwardings
from softphone.server.trunk_trials import TrunkTrials
from softphone.server.trunks import Trunks


class Administered(msgspec.Struct, frozen=True, kw_only=True):
    people: People
    invitations: Invitations
    activations: Activations
    groups: Groups
    trunks: Trunks
    trials: TrunkTrials
    calls: CallsOfOthers
    privacy: Privacy
    engine: Engine
    """To be looked at."""


def administered(
    kept: Kept,
    accounts: Accounts,
    audit: AuditLog,
    availabilities: Availabilities,
    engine: Engine,
    forwardings: ReservedForwardings,
    *,
    passwords: Passwords,
    clocks: Clocks,
    token: Callable[[int], str],
) -> Administered:
    people = People(kept, accounts, audit, token, forwardings.of)
    return Administered(
        people=people,
        invitations=Invitations(kept, accounts, audit, passwords=passwords, clocks=clocks, token=token),
        activations=Activations(accounts, audit, availabilities),
        groups=Groups(accounts, audit, token, forwardings.of),
        trunks=Trunks(accounts, audit, token),
        trials=TrunkTrials(engine, accounts, audit, token),
        calls=CallsOfOthers(kept, audit),
        privacy=Privacy(kept, accounts, audit, people, clocks),
        engine=engine,
    )
