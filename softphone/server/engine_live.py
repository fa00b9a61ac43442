"""The engine as it is at this moment, in plain values for a page: who is registered from where, which calls
there are, and the trunks."""

import msgspec

from softphone.server.engine_core import EngineCore
from softphone.server.trunk.edge import trunk_device
from softphone.sip.calls_seen import Phase

MOST = 200
"""Calls that are shown; with more, nobody reads them all."""


class Registration(msgspec.Struct, frozen=True, kw_only=True):
    device: str
    """Its digest user name."""
    address: str
    """Where its REGISTER came from: udp:10.0.0.7:5060."""
    user_agent: str
    expires: float
    """Seconds from now."""


class CallNow(msgspec.Struct, frozen=True, kw_only=True):
    caller: str
    """A person's id; empty: from outside."""
    callees: tuple[str, ...]
    """Persons' ids that are rung, or the one who answered; empty for somebody outside."""
    trunks: tuple[str, ...]
    """Ids of those that it passes."""
    answered: bool


class TrunkNow(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    address: str
    """Where it was found; empty: it was not."""
    channels_taken: int


class Live(msgspec.Struct, frozen=True, kw_only=True):
    registrations: int
    calls: int
    shown: tuple[CallNow, ...]
    trunks: tuple[TrunkNow, ...]


def registrations(core: EngineCore, person: str, now: float) -> tuple[Registration, ...]:
    return tuple(
        Registration(
            device=binding.device,
            address=str(binding.flow),
            user_agent=binding.user_agent[:200],
            expires=max(0.0, binding.expires_at - now),
        )
        for binding in core.locations.all_of_person(person)
    )


def live(core: EngineCore) -> Live:
    shown: list[CallNow] = []
    for call in core.calls:
        if len(shown) == MOST:
            break
        devices = [party.device for party in call.parties]
        shown.append(
            CallNow(
                caller=call.caller.person,
                callees=tuple(dict.fromkeys(party.person for party in call.callees.values())),
                trunks=tuple(each.partition(":")[2] for each in devices if each.startswith(_TRUNK)),
                answered=call.phase is Phase.CONFIRMED,
            )
        )
    return Live(
        registrations=len(core.locations),
        calls=len(core.calls),
        shown=tuple(shown),
        trunks=tuple(trunks(core)),
    )


def trunks(core: EngineCore) -> list[TrunkNow]:
    flows = core.router.trunk_flows
    return [
        TrunkNow(
            id=id_,
            address=str(flows[id_]) if id_ in flows else "",
            channels_taken=core.channels_taken(id_),
        )
        for id_ in core.router.directory.trunks
    ]


_TRUNK = trunk_device("")
