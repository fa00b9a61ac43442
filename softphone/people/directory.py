"""Who there is in the company and how each is reached: an immutable snapshot that routing reads.

The engine swaps the whole snapshot when something changes; nothing on the path of a call waits for a
database.
"""

from collections.abc import Mapping
from enum import Enum

import msgspec

from softphone.people.add_on import AddOn


class NumberKind(Enum):
    LANDLINE = "landline"
    MOBILE = "mobile"


class NumberStatus(Enum):
    IN_USE = "in use"
    RESERVED = "reserved"


class DigestAlgorithm(Enum):
    """One per credential: offering both makes some telephones fail (RFC 8760 allows more)."""

    MD5 = "MD5"
    SHA_256 = "SHA-256"


class GroupRing(Enum):
    ALL = "all"
    IN_ORDER = "in order"


class Person(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    login: str
    name: str
    title: str = ""
    department: str = ""
    extension: str = ""
    landline: str = ""
    """E.164 with +, as the next."""
    mobile: str = ""
    email: str = ""
    roles: frozenset[str] = frozenset()
    class_of_service: str = "national"
    add_ons: frozenset[AddOn] = frozenset()
    active: bool = True
    """False: kept, but nobody for routing, sign-in and colleagues."""


class Credential(msgspec.Struct, frozen=True, kw_only=True):
    """A device's right to sign in to SIP. HA1 = H(user:realm:secret) (RFC 7616 §3.4.2)."""

    user: str
    """The digest user name, unique in the company."""
    ha1: str
    algorithm: DigestAlgorithm
    person: str
    device: str

    def __repr__(self) -> str:
        return f"Credential({self.user}, person {self.person}, device {self.device})"


class Number(msgspec.Struct, frozen=True, kw_only=True):
    number: str
    kind: NumberKind
    status: NumberStatus
    person: str = ""
    note: str = ""
    """For administrators, at most `company_numbers.LONGEST_NOTE` characters."""


class Group(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    name: str
    number: str = ""
    extension: str = ""
    members: tuple[str, ...] = ()
    """Ids of persons."""
    ring: GroupRing = GroupRing.ALL
    hours: str = ""
    overflow: str = ""


class Trunk(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    name: str
    address: str
    """HOST or HOST:PORT."""
    transport: str = "udp"
    login: str = ""
    password: str = ""
    register: bool = False
    number_format: str = "e164"
    early_media: bool = True
    channels: int = 0
    """0: no ceiling."""
    media: str = "relay"

    def __repr__(self) -> str:
        return f"Trunk({self.name}, {self.address})"


class Directory(msgspec.Struct, frozen=True, kw_only=True):
    domain: str
    country: str = "SE"
    people: Mapping[str, Person] = {}
    inactive: Mapping[str, Person] = {}
    """Persons who are kept and no more; their login and numbers are still theirs."""
    credentials: Mapping[str, Credential] = {}
    """By digest user name."""
    numbers: Mapping[str, Number] = {}
    """By E.164 number."""
    groups: Mapping[str, Group] = {}
    trunks: Mapping[str, Trunk] = {}
    addresses: Mapping[str, str] = {}
    """Every user part under which a person or group is reached (login, extension, numbers, lower case) to
    that person's or group's id."""

    def find(self, user: str) -> Person | Group | None:
        """Whom a dialled user part means: a login, an extension, or a number in E.164."""
        found = self.addresses.get(user.lower())
        if found is None:
            return None
        return self.people.get(found) or self.groups.get(found)
