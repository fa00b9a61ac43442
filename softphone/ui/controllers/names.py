"""Who is behind an address: a colleague, the name that the far end gave, or the number as people write it."""

from collections.abc import Iterable

from softphone.calls.call import Party
from softphone.calls.desk import Identity
from softphone.people import numbers
from softphone.people.company import Colleague
from softphone.people.directory import Person
from softphone.ui.views.words import user_part


class Names:
    """`country` (ISO 3166) is where numbers without country code belong. Our own domain is not shown."""

    def __init__(self, country: str) -> None:
        self._country = country
        self._people: dict[str, Person] = {}
        self._by_address: dict[str, Person] = {}
        self.domain = ""

    def replace(self, colleagues: Iterable[Colleague]) -> None:
        self._people = {each.person.id: each.person for each in colleagues}
        self._index()

    def change(self, changed: Iterable[Colleague], removed: Iterable[str]) -> None:
        for each in changed:
            self._people[each.person.id] = each.person
        for gone in removed:
            self._people.pop(gone, None)
        self._index()

    def identify(self, party: Party) -> Identity:
        user = user_part(party.uri)
        number = self._as_e164(user)
        person = self._by_address.get(number or user.lower())
        if person is not None:
            return Identity(person.name, self._written(user) if number else person.extension)
        host = party.uri.partition("@")[2].partition(";")[0].partition(":")[0]
        if host == "anonymous.invalid":
            return Identity(party.name or user)  # RFC 3323: that is no address
        foreign = number is None and not user.isdigit() and host not in ("", self.domain)
        address = f"{user}@{host}" if foreign else self._written(user)
        if not party.name or party.name in (user, address):
            return Identity(address)
        return Identity(party.name, address)

    def _index(self) -> None:
        self._by_address = {}
        for person in self._people.values():
            for address in (person.login.lower(), person.extension, person.landline, person.mobile):
                if address:
                    self._by_address[self._as_e164(address) or address] = person

    def _as_e164(self, user: str) -> str | None:
        # An extension is no number outside the company, even where it looks like a short one.
        return numbers.e164(user, self._country) if len(user) > 5 else None

    def _written(self, user: str) -> str:
        number = self._as_e164(user)
        return numbers.shown(number, self._country) if number else user
