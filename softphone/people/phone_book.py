"""Who is behind a number or an address, in whatever form it comes: colleagues, groups, then contacts of one's
own."""

import re
from collections.abc import Iterable

from softphone.people import numbers
from softphone.people.contact import Contact
from softphone.people.directory import Group, Person
from softphone.people.typed import TypedKind, read

_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
_SHORTEST = 5
"""Digits of a number of the network, its prefix among them."""


class PhoneBook:
    """`country` (ISO 3166) is where numbers without country code belong."""

    def __init__(self, country: str) -> None:
        self.country = country
        self._people: dict[str, Person] = {}
        self._contacts: tuple[Contact, ...] = ()
        self._groups: dict[str, Group] = {}
        self._found: dict[str, Person | Group | Contact] = {}

    def use_country(self, country: str) -> None:
        if country != self.country:
            self.country = country
            self._index()

    def replace_people(self, people: Iterable[Person]) -> None:
        self._people = {person.id: person for person in people}
        self._index()

    def change_people(self, changed: Iterable[Person], removed: Iterable[str] = ()) -> None:
        self._people.update((person.id, person) for person in changed)
        for gone in removed:
            self._people.pop(gone, None)
        self._index()

    def replace_groups(self, groups: Iterable[Group]) -> None:
        self._groups = {group.id: group for group in groups}
        self._index()

    def replace_contacts(self, contacts: Iterable[Contact]) -> None:
        self._contacts = tuple(contacts)
        self._index()

    def person(self, person_id: str) -> Person | None:
        return self._people.get(person_id)

    def group(self, group_id: str) -> Group | None:
        return self._groups.get(group_id)

    def contact(self, contact_id: str) -> Contact | None:
        return next((each for each in self._contacts if each.id == contact_id), None)

    def find(self, address: str) -> Person | Group | Contact | None:
        """`address` is a number, an extension, a login, or user@host. An emergency number is nobody's,
        whatever extension looks the same: the engine calls for help by it, too."""
        if numbers.is_emergency(address, self.country):
            return None
        return self._found.get(self._key(address))

    def network_number(self, text: str) -> str | None:
        """In E.164, where people mean the telephone network by it; None for extensions and names."""
        # Thousands are asked for at once, and most of them need no numbering plan.
        if _E164.fullmatch(text):
            return text
        if sum(map(str.isdigit, text)) < _SHORTEST:
            return None
        typed = read(text, self.country)
        if typed is None or typed.kind is not TypedKind.NUMBER:
            return None
        return numbers.e164(typed.dial, self.country)

    def _key(self, address: str) -> str:
        return self.network_number(address) or address.removeprefix("sip:").removeprefix("sips:").lower()

    def _index(self) -> None:
        self._found = {}
        for contact in self._contacts:
            for each in contact.numbers:
                self._found.setdefault(self._key(each.number), contact)
        for group in self._groups.values():
            for address in (group.number, group.extension):
                if address:
                    self._found[self._key(address)] = group
        # Last, so that what the company says of a number goes before what one wrote oneself.
        for person in self._people.values():
            for address in (person.mobile, person.landline, person.extension, person.login):
                if address:
                    self._found[self._key(address)] = person
