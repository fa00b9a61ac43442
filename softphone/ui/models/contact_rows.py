"""One's own contacts as rows of a list of people, beside the colleagues."""

from softphone.people import numbers
from softphone.people.company import Colleague
from softphone.people.contact import Contact
from softphone.people.directory import Person
from softphone.people.line_state import LineState
from softphone.people.typed import read

_PREFIX = "contact:"


def is_contact_row(row: str) -> bool:
    return row.startswith(_PREFIX)


def is_contact(person: Person) -> bool:
    """Somebody of one's own, whose line nobody knows."""
    return is_contact_row(person.id)


def contact_id(row: str) -> str:
    """Of the contact, from the id of its row."""
    return row.removeprefix(_PREFIX)


def contact_row(contact: Contact, country: str) -> Colleague:
    """`country` (ISO 3166) is where numbers without country code belong. All numbers are searched, the first
    is shown."""
    dialled, shown = [], []
    for each in contact.numbers:
        if (typed := read(each.number, country)) is not None:
            dialled.append(numbers.e164(typed.dial, country) or typed.dial)
            shown.append(typed.shown)
    person = Person(
        id=f"{_PREFIX}{contact.id}",
        login="",
        name=contact.name,
        title=" ".join((contact.title, *dialled[2:])).strip(),
        department=" · ".join(part for part in (contact.company, *shown[:1]) if part),
        landline=dialled[0] if dialled else "",
        mobile=dialled[1] if len(dialled) > 1 else "",
        email=contact.email,
    )
    return Colleague(person, LineState.HIDDEN)
