"""What is kept besides the people, numbers, groups and trunks of `softphone.people.directory`."""

from collections.abc import Mapping

import msgspec

from softphone.people.directory import DigestAlgorithm, Group, Number, Person, Trunk


class Device(msgspec.Struct, frozen=True, kw_only=True):
    """A telephone or a client, with its right to sign in to SIP."""

    id: str
    person: str
    name: str
    user: str
    """The digest user name, unique in the company."""
    ha1: str
    """H(user:domain:secret) (RFC 7616 §3.4.2); the secret itself is kept nowhere."""
    algorithm: DigestAlgorithm
    issued: bool = True
    """By POST /devices; False: a telephone of the company file."""
    created: float = 0.0
    """Seconds since 1970, as the next."""
    seen: float = 0.0
    """When it was heard last, within some minutes; 0: never."""

    def __repr__(self) -> str:
        return f"Device({self.id}, {self.user}, person {self.person})"


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """A signed-in client. Only the hash of its token is known here."""

    token_hash: str
    person: str
    name: str
    created: float
    """Seconds since 1970, as the next."""
    used: float
    second_factor: bool = False
    """Whether it was begun with a code besides the password."""
    idle: float | None = None
    """Seconds that it lives unused; None: as long as one of the API."""
    ends: float | None = None
    """When it is over, however much it is used; None: never."""


class SecondFactor(msgspec.Struct, frozen=True, kw_only=True):
    """A person's (RFC 6238)."""

    person: str
    secret: str
    """Base32; sealed where it is stored."""
    step: int = 0
    """The newest whose code was used."""

    def __repr__(self) -> str:
        return f"SecondFactor(person {self.person})"


class Invitation(msgspec.Struct, frozen=True, kw_only=True):
    """Whoever has the token that this is the hash of signs in as that person, once."""

    token_hash: str
    person: str
    expires: float
    """Seconds since 1970."""


class KeptSettings(msgspec.Struct, frozen=True, kw_only=True):
    """What a person has set, after the answer `n` of that epoch (profiles.edits)."""

    person: str
    epoch: str
    n: int
    forgotten: int = 0
    """Up to which answers are kept no more."""
    document: str
    """JSON; sealed where it is stored, as the next."""

    def __repr__(self) -> str:
        return f"KeptSettings(person {self.person}, {self.epoch}/{self.n})"


class KeptAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to an edit of a person's settings."""

    person: str
    edit: str
    """The edit's id, unique for the person."""
    epoch: str
    n: int
    at: float
    """Seconds since 1970."""
    answer: str
    """JSON."""

    def __repr__(self) -> str:
        return f"KeptAnswer(person {self.person}, {self.epoch}/{self.n}, {self.edit})"


class KeptCalendar(msgspec.Struct, frozen=True, kw_only=True):
    """What is remembered of a person's calendar (server.calendars.remembered)."""

    person: str
    document: str
    """JSON; sealed where it is stored."""

    def __repr__(self) -> str:
        return f"KeptCalendar(person {self.person})"


class PasswordHash(msgspec.Struct, frozen=True):
    person: str
    hash: str
    """argon2's encoded form; empty: this person cannot sign in."""

    def __repr__(self) -> str:
        return f"PasswordHash(person {self.person})"


class NewCompany(msgspec.Struct, frozen=True, kw_only=True):
    """All that a company file says; loaded once, at the first start."""

    domain: str
    country: str
    people: tuple[Person, ...] = ()
    password_hashes: Mapping[str, str] = {}
    """By person id."""
    devices: tuple[Device, ...] = ()
    numbers: tuple[Number, ...] = ()
    groups: tuple[Group, ...] = ()
    trunks: tuple[Trunk, ...] = ()

    def __repr__(self) -> str:
        return f"NewCompany({self.domain}, {len(self.people)} people)"
