"""Changes to the company as statements."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Column, Connection, Table, delete, insert, update

from softphone.people.directory import NumberStatus
from softphone.storage.changes import (
    Change,
    PutForwarding,
    PutGroup,
    PutNumber,
    PutPerson,
    PutTrunk,
    RemoveGroup,
    RemoveNumber,
    RemoveTrunk,
    RevokeDevices,
)
from softphone.storage.sql_forwardings import put_forwarding
from softphone.storage.sql_rows import group_row, member_rows, number_row, person_row, trunk_row
from softphone.storage.tables import devices, group_members, groups, numbers, people, sessions, trunks
from softphone.storage.vault import Vault


def make_change(connection: Connection, change: Change, vault: Vault) -> None:
    """Raises IntegrityError and LookupError."""
    match change:
        case PutPerson(person, password_hash):
            row = person_row(person, password_hash or "")
            kept = {name: row[name] for name in row if password_hash is not None or name != "password_hash"}
            _put(connection, people, people.c.id, kept, row)
        case RevokeDevices(person):
            connection.execute(delete(devices).where(devices.c.person == person, devices.c.issued))
            connection.execute(delete(sessions).where(sessions.c.person == person))
        case PutNumber(number):
            row = dict(number_row(number))
            _put(connection, numbers, numbers.c.number, row, row)
            if number.status is not NumberStatus.RESERVED:
                put_forwarding(connection, number.number, None)
        case RemoveNumber(digits):
            connection.execute(delete(numbers).where(numbers.c.number == digits))
        case PutForwarding(digits, forwarding):
            put_forwarding(connection, digits, forwarding)
        case PutGroup(group):
            row = dict(group_row(group))
            _put(connection, groups, groups.c.id, row, row)
            connection.execute(delete(group_members).where(group_members.c.group == group.id))
            if group.members:
                connection.execute(insert(group_members), list(member_rows(group)))
        case RemoveGroup(group):
            connection.execute(delete(groups).where(groups.c.id == group))
        case PutTrunk(trunk):
            row = dict(trunk_row(trunk, vault))
            _put(connection, trunks, trunks.c.id, row, row)
        case RemoveTrunk(trunk):
            connection.execute(delete(trunks).where(trunks.c.id == trunk))


def _put(
    connection: Connection, table: Table, key: Column[str], kept: Mapping[str, Any], new: Mapping[str, Any]
) -> None:
    """Every database has an UPDATE; each has an upsert of its own."""
    if connection.execute(update(table).where(key == kept[key.name]).values(kept)).rowcount == 0:
        connection.execute(insert(table).values(new))
