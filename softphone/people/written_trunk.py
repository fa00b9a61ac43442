"""What an administrator writes of a trunk (Operatörsanslutning), checked: a trunk, or every fault with its
field."""

import re

import msgspec

from softphone.people.directory import Trunk
from softphone.people.written import LONGEST, Fault, FaultKind, is_plain

MOST_CHANNELS = 100_000
"""Calls at once over one trunk: far above any, and a number that every database takes."""
_LABEL = "[A-Za-z0-9-]{1,63}"
"""Nothing longer, and nothing empty, is asked of a name server (RFC 1035 §2.3.4)."""
ADDRESS = re.compile(rf"({_LABEL}(?:\.{_LABEL})*\.?|\[[0-9A-Fa-f:]+\])(:[0-9]{{1,5}})?")
TRANSPORTS = ("udp", "tcp", "tls")
NUMBER_FORMATS = ("e164", "national", "international")
MEDIA = ("relay", "direct")
_CHOICES = {"transport": TRANSPORTS, "number_format": NUMBER_FORMATS, "media": MEDIA}


class WrittenTrunk(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """As typed."""

    name: str = ""
    address: str = ""
    transport: str = "udp"
    login: str = ""
    password: str = ""
    register: bool = False
    number_format: str = "e164"
    early_media: bool = True
    channels: int = 0
    media: str = "relay"

    @classmethod
    def of(cls, trunk: Trunk) -> "WrittenTrunk":
        return cls(**{name: getattr(trunk, name) for name in cls.__struct_fields__})

    def __repr__(self) -> str:
        return f"WrittenTrunk({self.name}, {self.address})"


def read_trunk(written: WrittenTrunk, id_: str) -> Trunk | tuple[Fault, ...]:
    faults = []
    for name in ("name", "address", "login", "password"):
        text = getattr(written, name)
        if len(text) > LONGEST:
            faults.append(Fault(name, FaultKind.TOO_LONG, str(LONGEST)))
        elif not is_plain(text):
            faults.append(Fault(name, FaultKind.UNSEEN_CHARACTERS))
    if faults:
        return tuple(faults)
    faults += [
        Fault(name, FaultKind.MISSING)
        for name in ("name", "address", *(("login",) if written.register else ()))
        if not getattr(written, name).strip()
    ]
    address = written.address.strip()
    if address and not ADDRESS.fullmatch(address):
        faults.append(Fault("address", FaultKind.BAD_ADDRESS, address[:60]))
    faults += [
        Fault(name, FaultKind.BAD_CHOICE, getattr(written, name)[:60])
        for name, choices in _CHOICES.items()
        if getattr(written, name) not in choices
    ]
    if not 0 <= written.channels <= MOST_CHANNELS:
        faults.append(Fault("channels", FaultKind.BAD_CHOICE, str(written.channels)[:60]))
    if faults:
        return tuple(faults)
    fields = msgspec.structs.asdict(written)
    texts = {name: fields[name].strip() for name in ("name", "address", "login")}
    return Trunk(id=id_, **fields | texts)
