"""Changes to the company as statements."""

from typing import Any

import msgspec
from sqlalchemy import Connection, RowMapping, delete, insert, update

from softphone.people.add_on import AddOn
from softphone.people.directory import Person
from softphone.storage.changes import (
    Change,
    PutForwarding,
    PutNumber,
    PutPerson,
    RemoveNumber,
    RevokeDevices,
)
from softphone.storage.sql_numbers import put_forwarding, put_number, remove_number
from softphone.storage.tables import devices, people, sessions


def make_change(connection: Connection, change: Change) -> None:
    match change:
        case PutPerson(person, password_hash):
            row = person_row(person, password_hash or "")
            if password_hash is None:
                del row["password_hash"]
            known = update(people).where(people.c.id == person.id)
            if connection.execute(known.values(row)).rowcount == 0:
                connection.execute(insert(people).values(row | {"password_hash": password_hash or ""}))
        case RevokeDevices(person):
            connection.execute(delete(devices).where(devices.c.person == person, devices.c.issued))
            connection.execute(delete(sessions).where(sessions.c.person == person))
        case PutNumber(number):
            put_number(connection, number)
        case RemoveNumber(number):
            remove_number(connection, number)
        case PutForwarding(number, forwarding):
            put_forwarding(connection, number, forwarding)


def person_row(person: Person, password_hash: str) -> dict[str, Any]:
    return msgspec.structs.asdict(person) | {
        "roles": " ".join(sorted(person.roles)),
        "add_ons": ",".join(sorted(each.value for each in person.add_ons)),
        "login_folded": person.login.lower(),
        "password_hash": password_hash,
    }


def person_of(row: RowMapping) -> Person:
    fields = {name: row[name] for name in Person.__struct_fields__}
    return Person(
        **{
            **fields,
            "roles": frozenset(row["roles"].split()),
            "add_ons": frozenset(AddOn(each) for each in row["add_ons"].split(",") if each),
        }
    )
