"""Where the company's directory is (LDAP, RFC 4511), and which of its attributes is what of a person: as an
administrator writes it, checked; and an entry read as a row of an import."""

import re
from collections.abc import Container, Mapping, Sequence
from enum import Enum
from typing import Any

import msgspec

from softphone.people.directory import Directory, Person
from softphone.people.written import LONGEST, Fault, FaultKind, Written, is_plain
from softphone.people.written_trunk import ADDRESS

LONGEST_AUTHORITY = 20_000
"""Characters of PEM: some certificates."""
LONGEST_FILTER = 1_000
_ATTRIBUTE = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,63}")
NOTHING = "-"
"""In the place of attributes: this is not taken from there."""


class Product(Enum):
    """Whose names of attributes are meant where none are written."""

    OPENLDAP = "openldap"
    ACTIVE_DIRECTORY = "active_directory"


class Security(Enum):
    """There is no third: a password would be read on its way."""

    LDAPS = "ldaps"
    STARTTLS = "starttls"


FIELDS = ("login", "name", "title", "department", "extension", "landline", "mobile", "email")
ATTRIBUTES: Mapping[Product, Mapping[str, str]] = {
    # inetOrgPerson (RFC 2798) and RFC 4519.
    Product.OPENLDAP: {
        "login": "uid",
        "name": "displayName, cn",
        "title": "title",
        "department": "departmentNumber, ou",
        "extension": NOTHING,
        "landline": "telephoneNumber",
        "mobile": "mobile",
        "email": "mail",
    },
    Product.ACTIVE_DIRECTORY: {
        "login": "sAMAccountName",
        "name": "displayName, cn",
        "title": "title",
        "department": "department",
        "extension": "ipPhone",
        "landline": "telephoneNumber",
        "mobile": "mobile",
        "email": "mail",
    },
}
ENTRY_IDS: Mapping[Product, str] = {
    Product.OPENLDAP: "entryUUID",  # RFC 4530
    Product.ACTIVE_DIRECTORY: "objectGUID",
}
"""What an entry keeps when all else of it changes."""
FILTERS: Mapping[Product, str] = {
    Product.OPENLDAP: "(objectClass=inetOrgPerson)",
    # Persons, without accounts that are disabled: bit 2 of userAccountControl.
    Product.ACTIVE_DIRECTORY: (
        "(&(objectCategory=person)(objectClass=user)(!(userAccountControl:1.2.840.113556.1.4.803:=2)))"
    ),
}


class DirectorySource(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """As written, and as kept once it was checked."""

    address: str = ""
    """HOST or HOST:PORT."""
    security: str = Security.LDAPS.value
    authority: str = ""
    """PEM; empty: what this machine trusts."""
    bind_dn: str = ""
    """Who asks; empty: nobody in particular, without a password."""
    password: str = ""
    base_dn: str = ""
    filter: str = ""
    """RFC 4515; empty: the product's, as the next."""
    product: str = Product.OPENLDAP.value
    attributes: dict[str, str] = {}
    """By field: one or more, the first that has a value is taken; "-": none."""

    def __repr__(self) -> str:
        return f"DirectorySource({self.address}, {self.base_dn})"

    def attribute_names(self, field: str) -> tuple[str, ...]:
        written = self.attributes.get(field, "").strip() or ATTRIBUTES[Product(self.product)][field]
        return () if written == NOTHING else tuple(name.strip() for name in written.split(","))

    def host_and_port(self) -> tuple[str, int]:
        """The port is the usual one where none is written."""
        found = ADDRESS.fullmatch(self.address)
        assert found is not None, "checked"
        usual = 636 if self.security == Security.LDAPS.value else 389
        return found[1].strip("[]"), int(found[2][1:]) if found[2] else usual

    @property
    def entry_id(self) -> str:
        return ENTRY_IDS[Product(self.product)]

    @property
    def search_filter(self) -> str:
        return self.filter or FILTERS[Product(self.product)]


class Found(msgspec.Struct, frozen=True):
    """An entry of the directory: what it keeps for ever, and what it says of a person."""

    entry: str
    written: Written


class Trouble(msgspec.Struct, frozen=True):
    """Why there is no answer, or not the whole of it: a word for programs and one sentence."""

    code: str
    sentence: str


def checked(source: DirectorySource) -> DirectorySource | tuple[Fault, ...]:
    """Without spaces around it, or with every fault."""
    texts = ("address", "bind_dn", "base_dn", "filter")
    source = msgspec.structs.replace(
        source,
        **{name: getattr(source, name).strip() for name in texts},
        authority=source.authority.strip(),
        attributes={name: text.strip() for name, text in source.attributes.items() if text.strip()},
    )
    faults = []
    for name in (*texts, "password"):
        text = getattr(source, name)
        most = LONGEST_FILTER if name == "filter" else LONGEST
        if len(text) > most:
            faults.append(Fault(name, FaultKind.TOO_LONG, str(most)))
        elif not is_plain(text):
            faults.append(Fault(name, FaultKind.UNSEEN_CHARACTERS))
    if len(source.authority) > LONGEST_AUTHORITY:
        faults.append(Fault("authority", FaultKind.TOO_LONG, str(LONGEST_AUTHORITY)))
    faults += [Fault(name, FaultKind.MISSING) for name in ("address", "base_dn") if not getattr(source, name)]
    if source.bind_dn and not source.password:
        # A server would take it for nobody's sign-in (RFC 4513 §5.1.2) and answer as it answers nobody.
        faults.append(Fault("password", FaultKind.MISSING))
    if source.password and not source.bind_dn:
        faults.append(Fault("bind_dn", FaultKind.MISSING))
    if source.address and not _is_address(source.address):
        faults.append(Fault("address", FaultKind.BAD_ADDRESS, source.address[:60]))
    for name, kind in (("security", Security), ("product", Product)):
        if getattr(source, name) not in {each.value for each in kind}:
            faults.append(Fault(name, FaultKind.BAD_CHOICE, getattr(source, name)[:60]))
    faults += [
        Fault(name if name in FIELDS else "attributes", FaultKind.NOT_UNDERSTOOD, text[:60])
        for name, text in source.attributes.items()
        if name not in FIELDS or not _are_attributes(text)
    ]
    return tuple(faults) or source


def _is_address(text: str) -> bool:
    found = ADDRESS.fullmatch(text)
    return found is not None and (not found[2] or 0 < int(found[2][1:]) < 65_536)


def _are_attributes(text: str) -> bool:
    return text == NOTHING or all(_ATTRIBUTE.fullmatch(name.strip()) for name in text.split(","))


def merged(before: Written, said: Written) -> Written:
    """What the directory says of somebody who is here; what it does not say stays."""
    given = {field: text for field in FIELDS if (text := getattr(said, field))}
    return msgspec.structs.replace(before, **given)


class Here:
    """Who is here already, each found once. `known` are those who came from the directory, by their ids, and
    their entries; `there` are the entries that it has now."""

    def __init__(self, directory: Directory, known: Mapping[str, str], there: Container[str]) -> None:
        self._people = {**directory.inactive, **directory.people}
        self._by_entry = {entry: id_ for id_, entry in known.items()}
        self._by_login = {
            person.login.lower(): id_ for id_, person in self._people.items() if id_ not in known
        }
        self._left = {
            self._people[id_].login.lower(): self._people[id_]
            for id_, entry in known.items()
            if id_ in self._people and entry not in there
        }

    def find(self, entry: str, said: Written) -> Person | None:
        """By entry, by login who came from elsewhere, or whose entry was made anew."""
        login = said.login.lower()
        id_ = self._by_entry.pop(entry, "") or self._by_login.pop(login, "")
        if id_:
            return self._people.get(id_)
        left = self._left.get(login)
        # A login may be given to somebody else once they have left; not while they are here, with their name.
        if left is not None and left.active and _same_name(left.name, said.name):
            return self._left.pop(login)
        return None

    def has_left(self, login: str) -> bool:
        """It is of somebody here whose entry is not there any more."""
        return login.lower() in self._left


def _same_name(one: str, other: str) -> bool:
    return one.casefold().split() == other.casefold().split()


def written(source: DirectorySource, entry: Mapping[str, Sequence[str]]) -> Written:
    """What an entry says of a person. Its attributes are named in any case (RFC 4512 §2.5)."""
    values = {name.lower(): value for name, value in entry.items()}
    fields: dict[str, Any] = {}
    for field in FIELDS:
        said = (value for name in source.attribute_names(field) for value in values.get(name.lower(), ()))
        fields[field] = next((value.strip() for value in said if value.strip()), "")
    return Written(**fields)
