"""Who is behind an address: a colleague, a contact of one's own, the name that the far end gave, or the
number as people write it."""

from collections.abc import Iterable

from softphone.calls.call import Party
from softphone.calls.desk_view import Identity
from softphone.people import numbers
from softphone.people.company import Colleague
from softphone.people.contact import Contact
from softphone.people.directory import Group, Person
from softphone.people.phone_book import PhoneBook
from softphone.people.reach import Reach, reaches
from softphone.ui.models.contact_rows import contact_id, is_contact_row
from softphone.ui.models.group_rows import group_id, is_group_row
from softphone.ui.views.words import user_part


class Names:
    """`country` (ISO 3166) is where numbers without country code belong. Our own domain is not shown."""

    def __init__(self, country: str) -> None:
        self.book = PhoneBook(country)
        self.domain = ""
        self.own = ""
        """The id of who is signed in."""

    def replace(self, colleagues: Iterable[Colleague]) -> None:
        self.book.replace_people(each.person for each in colleagues)

    def change(self, changed: Iterable[Colleague], removed: Iterable[str]) -> None:
        self.book.change_people((each.person for each in changed), removed)

    def replace_groups(self, groups: Iterable[Group]) -> None:
        self.book.replace_groups(groups)

    def replace_contacts(self, contacts: Iterable[Contact]) -> None:
        self.book.replace_contacts(contacts)

    def identify(self, party: Party) -> Identity:
        user = user_part(party.uri)
        host = party.uri.partition("@")[2].partition(";")[0].partition(":")[0]
        number = self.book.network_number(user)
        foreign = number is None and not user.isdigit() and host not in ("", self.domain)
        address = f"{user}@{host}" if foreign else self._written(user)
        if numbers.is_emergency(user, self.book.country):
            name = party.name if party.name not in ("", user) else ""
            return Identity(name or user, user if name else "", urgent=True)
        found = self.book.find(address if foreign else user)
        if isinstance(found, Person | Group):
            return Identity(found.name, address if number else found.extension)
        if isinstance(found, Contact):
            return Identity(found.name, address)
        if host == "anonymous.invalid":
            return Identity(party.name or user)  # RFC 3323: that is no address
        if not party.name or party.name in (user, address):
            return Identity(address)
        return Identity(party.name, address)

    def called(self, address: str) -> str:
        """Which group, which colleague (who forwards their calls here) or which of one's own numbers a caller
        asked for by that address; empty for one's login, which says nothing."""
        user = user_part(address)
        found = self.book.find(user)
        if isinstance(found, Group) or (isinstance(found, Person) and found.id != self.own):
            return found.name
        return self._written(user) if numbers.dialled(user) else ""

    def reaches(self, row: str) -> tuple[Reach, ...]:
        """The numbers of whom that row of a list is about: a colleague, a group or a contact."""
        book = self.book
        if is_contact_row(row):
            who: Person | Group | Contact | None = book.contact(contact_id(row))
        elif is_group_row(row):
            who = book.group(group_id(row))
        else:
            who = book.person(row)
        return () if who is None else reaches(who, book.country)

    def dial_target(self, address: str) -> str:
        """What to dial to reach that address; empty where nobody can be (withheld)."""
        user = user_part(address)
        host = address.partition("@")[2].partition(";")[0].partition(":")[0].strip(">")
        if host == "anonymous.invalid" or not user:
            return ""
        inside = host in ("", self.domain) or self.book.network_number(user) is not None
        return user if inside else f"sip:{user}@{host}"

    def _written(self, user: str) -> str:
        number = self.book.network_number(user)
        return numbers.shown(number, self.book.country) if number else user
