"""Changes to the company as statements."""

from collections.abc import Mapping
from typing import Any

import msgspec
from sqlalchemy import Column, Connection, Table, delete, insert, update

from softphone.people.directory import NumberStatus
from softphone.storage.changes import (
    AddSession,
    Change,
    EndSessions,
    ErasePerson,
    PutDirectorySource,
    PutEntry,
    PutForwarding,
    PutGroup,
    PutInvitation,
    PutNumber,
    PutPerson,
    PutRetention,
    PutSecondFactor,
    PutTrunk,
    RemoveDevice,
    RemoveGroup,
    RemoveNumber,
    RemoveSecondFactor,
    RemoveTrunk,
    RevokeDevices,
    SetPassword,
    UseInvitation,
)
from softphone.storage.sql_directory import put_entry, put_source
from softphone.storage.sql_forwardings import put_forwarding
from softphone.storage.sql_privacy import erase, put_retention
from softphone.storage.sql_rows import group_row, member_rows, number_row, person_row, trunk_row
from softphone.storage.sql_second_factors import put_factor, remove_factor
from softphone.storage.tables import (
    devices,
    group_members,
    groups,
    invitations,
    numbers,
    people,
    sessions,
    trunks,
)
from softphone.storage.vault import Vault


def make_change(connection: Connection, change: Change, vault: Vault) -> None:
    """Raises IntegrityError."""
    match change:
        case PutPerson(person, password_hash):
            row = person_row(person, password_hash or "")
            kept = {name: row[name] for name in row if password_hash is not None or name != "password_hash"}
            _put(connection, people, people.c.id, kept, row)
        case RevokeDevices(person):
            connection.execute(delete(devices).where(devices.c.person == person, devices.c.issued))
            connection.execute(delete(sessions).where(sessions.c.person == person))
            connection.execute(delete(invitations).where(invitations.c.person == person))
        case RemoveDevice(device):
            connection.execute(delete(devices).where(devices.c.id == device))
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
        case ErasePerson(person):
            erase(connection, person)
        case PutRetention(what, days):
            put_retention(connection, what, days)
        case PutInvitation(invitation):
            connection.execute(insert(invitations).values(msgspec.structs.asdict(invitation)))
        case UseInvitation(token_hash):
            used = delete(invitations).where(invitations.c.token_hash == token_hash)
            if connection.execute(used).rowcount == 0:
                raise LookupError("no such invitation")
        case PutSecondFactor(factor):
            put_factor(connection, vault, factor)
        case RemoveSecondFactor(person):
            remove_factor(connection, person)
        case AddSession(session):
            connection.execute(insert(sessions).values(msgspec.structs.asdict(session)))
        case EndSessions(person):
            connection.execute(delete(sessions).where(sessions.c.person == person))
        case SetPassword(person, password_hash):
            known = update(people).where(people.c.id == person)
            if connection.execute(known.values(password_hash=password_hash)).rowcount == 0:
                raise LookupError(person)
        case PutDirectorySource(source):
            put_source(connection, vault, source)
        case PutEntry(person, entry):
            put_entry(connection, person, entry)
        case RemoveTrunk(trunk):
            connection.execute(delete(trunks).where(trunks.c.id == trunk))


def _put(
    connection: Connection, table: Table, key: Column[str], kept: Mapping[str, Any], new: Mapping[str, Any]
) -> None:
    """Every database has an UPDATE; each has an upsert of its own."""
    if connection.execute(update(table).where(key == kept[key.name]).values(kept)).rowcount == 0:
        connection.execute(insert(table).values(new))
