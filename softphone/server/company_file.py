"""A company from a TOML file, or everything that is wrong with the file.

Each mistake is one sentence with its line and key path; a file with a mistake changes nothing.
"""

import difflib
import re
import tomllib
from collections.abc import Callable, Mapping
from typing import Any

import msgspec
import phonenumbers

from softphone.people.add_on import AddOn
from softphone.people.class_of_service import LEVELS, CallClass, parse_class_of_service
from softphone.people.directory import (
    DigestAlgorithm,
    Group,
    GroupRing,
    Number,
    NumberKind,
    NumberStatus,
    Person,
    Trunk,
)
from softphone.people.number_kind import DialledKind, planned_kind
from softphone.people.opening_hours import HoursFault, parse_hours
from softphone.people.written import EMAIL, LOGIN, ROLES
from softphone.people.written_trunk import ADDRESS, MEDIA, MOST_CHANNELS, NUMBER_FORMATS, TRANSPORTS
from softphone.server.company_table import Mistake, Table, listed
from softphone.server.digest import ha1
from softphone.server.toml_lines import line_numbers
from softphone.storage.records import Device, NewCompany

_HOST = re.compile(
    r"(?=.{1,253}\Z)[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*"
)


class CompanyFile(msgspec.Struct, frozen=True, kw_only=True):
    company: NewCompany
    """Without password hashes: to hash takes its time."""
    passwords: Mapping[str, str]
    """As typed, by person id; who has none cannot sign in."""

    def __repr__(self) -> str:
        return f"CompanyFile({self.company!r})"


def read_company(text: str, new_id: Callable[[], str]) -> CompanyFile | tuple[Mistake, ...]:
    """The company of the text. `new_id` makes ids for people, devices, groups and trunks."""
    try:
        tree = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return (_syntax_mistake(str(error)),)
    except RecursionError:
        return (Mistake("", 0, "The brackets are nested too deeply."),)
    return _Reader(tree, line_numbers(text), new_id).read()


def _syntax_mistake(words: str) -> Mistake:
    found = re.search(r" \(at line (\d+), column \d+\)", words)
    line = int(found[1]) if found else 0
    plain = words.replace(found[0], "") if found else words
    return Mistake("", line, f"This is not TOML: {plain[:1].lower()}{plain[1:]}.")


class _Reader:
    def __init__(
        self, tree: Mapping[str, Any], lines: Mapping[tuple[str, int, str], int], new_id: Callable[[], str]
    ) -> None:
        self.lines = lines
        self.mistakes: list[Mistake] = []
        self._tree = tree
        self._new_id = new_id
        self._domain = ""
        self._country = "SE"
        self._people: dict[str, Person] = {}
        """By login, lower case."""
        self._passwords: dict[str, str] = {}
        self._taken: dict[str, str] = {}
        """Every address to the key that has it."""
        self._numbers: dict[str, Number] = {}

    def read(self) -> CompanyFile | tuple[Mistake, ...]:
        top = self._table("", 0, self._tree)
        self._domain = top.matching("domain", _HOST, "a domain", required=True).lower()
        self._country = top.text("country", "SE").upper()
        if self._country not in phonenumbers.SUPPORTED_REGIONS:
            top.mistake("country", f'"{self._country}" is not the code of a country, such as "SE".')
            self._country = "SE"
        for table in self._tables("people"):
            self._read_person(table)
        devices = self._read_devices()
        for table in self._tables("numbers"):
            self._read_number(table)
        groups = tuple(map(self._read_group, self._tables("groups")))
        trunks = self._read_trunks()
        if self.mistakes:
            return tuple(sorted(self.mistakes, key=lambda mistake: mistake.line))
        return CompanyFile(
            company=NewCompany(
                domain=self._domain,
                country=self._country,
                people=tuple(self._people.values()),
                devices=devices,
                numbers=tuple(self._numbers.values()),
                groups=groups,
                trunks=trunks,
            ),
            passwords=self._passwords,
        )

    def _tables(self, name: str) -> list[Table]:
        tables = self._tree.get(name, [])
        if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
            line = self.lines.get(("", 0, name), 0)
            self.mistakes.append(Mistake(name, line, f"Write each of these as a table [[{name}]]."))
            return []
        return [self._table(name, index, values) for index, values in enumerate(tables)]

    def _table(self, name: str, index: int, values: Mapping[str, Any]) -> Table:
        return Table(self.lines, self.mistakes, name, index, values)

    def _take(self, table: Table, key: str, address: str) -> None:
        """Each login, extension and number reaches one person or group."""
        if not address:
            return
        other = self._taken.setdefault(address.lower(), table.place(key))
        if other != table.place(key):
            table.mistake(key, f'"{address}" is taken by {other}.')

    def _person(self, table: Table, key: str, login: str) -> str:
        """The id of the person with this login."""
        person = self._people.get(login.lower())
        if person is None:
            near = difflib.get_close_matches(login, [each.login for each in self._people.values()], n=1)
            table.mistake(
                key, f'Nobody has the login "{login}"' + (f"; did you mean {near[0]}?" if near else ".")
            )
            return ""
        return person.id

    def _read_person(self, table: Table) -> None:
        login = table.matching(
            "login", LOGIN, "a login: letters a-z, digits, dots, hyphens, underscores", required=True
        )
        roles = table.texts("roles")
        for role in roles:
            if role not in ROLES:
                table.mistake("roles", f'"{role}" is none of {listed(ROLES)}.')
        password = table.text("password")
        if table.values.get("password") == "":
            table.mistake("password", "This must not be empty; leave it out for who shall not sign in.")
        person = Person(
            id=self._new_id(),
            login=login,
            name=table.text("name", required=True),
            title=table.text("title"),
            department=table.text("department"),
            extension=table.extension(self._country),
            landline=table.number("landline", self._country),
            mobile=table.number("mobile", self._country),
            email=table.matching("email", EMAIL, "an e-mail address"),
            roles=frozenset(roles),
            class_of_service=_class_of_service(table),
            add_ons=_add_ons(table),
        )
        for key in ("login", "extension", "landline", "mobile"):
            self._take(table, key, getattr(person, key))
        if _is_mobile(person.landline, self._country):
            table.mistake("landline", f"{person.landline} is a mobile number; write it as mobile.")
        for number, kind in ((person.landline, NumberKind.LANDLINE), (person.mobile, NumberKind.MOBILE)):
            if number:
                self._numbers[number] = Number(
                    number=number, kind=kind, status=NumberStatus.IN_USE, person=person.id
                )
        self._people.setdefault(login.lower(), person)
        if password:
            self._passwords[person.id] = password

    def _read_devices(self) -> tuple[Device, ...]:
        devices = []
        users: dict[str, str] = {}
        for table in self._tables("devices"):
            login = table.text("person", required=True)
            person = self._person(table, "person", login) if login else ""
            user = table.matching("user", LOGIN, "a user name: letters a-z, digits, dots, hyphens") or login
            secret = table.text("secret", required=True)
            algorithm = table.one_of("algorithm", ("MD5", "SHA-256"), "SHA-256")
            other = users.setdefault(user, table.place("user"))
            if other != table.place("user"):
                table.mistake("user", f'"{user}" is taken by {other}; each device has its own user.')
            devices.append(
                Device(
                    id=self._new_id(),
                    person=person,
                    name=table.text("name", "Telephone"),
                    user=user,
                    ha1=ha1(user, self._domain, secret, DigestAlgorithm(algorithm)),
                    algorithm=DigestAlgorithm(algorithm),
                    issued=False,
                )
            )
        return tuple(devices)

    def _read_number(self, table: Table) -> None:
        number = table.number("number", self._country, required=True)
        login = table.text("person")
        person = self._person(table, "person", login) if login else ""
        kind = _number_kind(table, number, self._country)
        status = table.one_of("status", ("reserved", "in use"), "in use" if login else "reserved")
        if bool(login) != (status == "in use"):
            table.mistake("status", 'A number with a person is "in use", one without is "reserved".')
        self._take(table, "number", number)
        self._numbers.setdefault(
            number,
            Number(
                number=number,
                kind=NumberKind(kind),
                status=NumberStatus(status),
                person=person,
                note=table.text("note"),
            ),
        )

    def _read_group(self, table: Table) -> Group:
        extension = table.extension(self._country)
        number = table.number("number", self._country)
        if not extension and not number and not {"extension", "number"} & table.values.keys():
            table.mistake("number", "A group needs a number or an extension.")
        self._take(table, "extension", extension)
        self._take(table, "number", number)
        return Group(
            id=self._new_id(),
            name=table.text("name", required=True),
            number=number,
            extension=extension,
            members=tuple(self._person(table, "members", login) for login in table.texts("members")),
            ring=GroupRing(table.one_of("ring", ("all", "in order"), "all")),
            hours=_hours(table),
            overflow=table.text("overflow"),
        )

    def _read_trunks(self) -> tuple[Trunk, ...]:
        trunks = []
        for table in self._tables("trunks"):
            channels = table.value("channels", int, 0, "a whole number")
            if not 0 <= channels <= MOST_CHANNELS:
                table.mistake("channels", f"This must be 0 (no ceiling) to {MOST_CHANNELS}.")
            register = table.value("register", bool, False, "true or false")
            login = table.text("login", required=register)
            trunks.append(
                Trunk(
                    id=self._new_id(),
                    name=table.text("name", required=True),
                    address=table.matching("address", ADDRESS, "HOST or HOST:PORT", required=True),
                    transport=table.one_of("transport", TRANSPORTS, "udp"),
                    login=login,
                    password=table.text("password"),
                    register=register,
                    number_format=table.one_of("number_format", NUMBER_FORMATS, "e164"),
                    early_media=table.value("early_media", bool, True, "true or false"),
                    channels=channels,
                    media=table.one_of("media", MEDIA, "relay"),
                )
            )
        return tuple(trunks)


def _number_kind(table: Table, number: str, country: str) -> str:
    """By the numbering plan where it is not said. A mobile number has a SIM card, whatever the file says."""
    mobile = _is_mobile(number, country)
    kind = table.one_of("kind", ("landline", "mobile"), "mobile" if mobile else "landline")
    if mobile and kind == "landline":
        table.mistake("kind", f"{number} is a mobile number; it cannot be kept as a landline number.")
    return kind


def _is_mobile(number: str, country: str) -> bool:
    return bool(number) and planned_kind(number, country) is DialledKind.MOBILE


def _add_ons(table: Table) -> frozenset[AddOn]:
    known = {each.value: each for each in AddOn}
    asked = table.texts("add_ons")
    for each in asked:
        if each not in known:
            table.mistake("add_ons", f'"{each}" is none of {listed(tuple(known))}.')
    return frozenset(known[each] for each in asked if each in known)


def _class_of_service(table: Table) -> str:
    text = table.text("class_of_service", "national")
    if parse_class_of_service(text) is None:
        classes = ", ".join(each.value for each in CallClass)
        sentence = f'"{text}" is none of {listed(tuple(LEVELS))}, nor a list of classes ({classes}).'
        table.mistake("class_of_service", sentence)
        return "national"
    return text


def _hours(table: Table) -> str:
    text = table.text("hours")
    parsed = parse_hours(text)
    if isinstance(parsed, HoursFault):
        table.mistake("hours", str(parsed))
        return ""
    return text
