"""Many changes of one kind after another, as an import has them: few statements in place of five to a row,
each of which would be a way to PostgreSQL and back."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import Column, Connection, Table, bindparam, delete, insert, select, update

from softphone.people.directory import NumberStatus
from softphone.storage.changes import Change, PutEntry, PutNumber, PutPerson
from softphone.storage.sql_changes import make_change
from softphone.storage.sql_rows import number_row, person_row
from softphone.storage.tables import directory_entries, number_forwardings, numbers, people
from softphone.storage.vault import Vault

_AT_ONCE = 500
"""Keys that are asked for in one statement; SQLite takes 32,766."""
Row = Mapping[str, Any]


def make_changes(connection: Connection, changes: Sequence[Change], vault: Vault) -> None:
    """In order. Raises as `make_change`."""
    for _, run in groupby(changes, type):
        alike = list(run)
        if len(alike) == 1 or not _put_alike(connection, alike):
            for change in alike:
                make_change(connection, change, vault)


def _put_alike(connection: Connection, changes: Sequence[Change]) -> bool:
    """False: one by one, for they are of another kind, or of one thing twice."""
    put_people = [change for change in changes if isinstance(change, PutPerson)]
    put_numbers = [change.number for change in changes if isinstance(change, PutNumber)]
    put_entries = [change for change in changes if isinstance(change, PutEntry)]
    if put_people:
        rows = [person_row(change.person, change.password_hash or "") for change in put_people]
        stays = {change.person.id for change in put_people if change.password_hash is None}
        return _put(connection, people, people.c.id, rows, stays)
    if put_numbers:
        found = [dict(number_row(number)) for number in put_numbers]
        if not _put(connection, numbers, numbers.c.number, found, set()):
            return False
        used = [each.number for each in put_numbers if each.status is not NumberStatus.RESERVED]
        for piece in _pieces(used):
            connection.execute(delete(number_forwardings).where(number_forwardings.c.number.in_(piece)))
        return True
    if put_entries:
        entries = [{"person": change.person, "entry": change.entry} for change in put_entries]
        return _put(connection, directory_entries, directory_entries.c.person, entries, set())
    return False


def _put(
    connection: Connection, table: Table, key: Column[str], rows: Sequence[Row], stays: set[str]
) -> bool:
    """The passwords of those that `stays` names are left as they are."""
    keys = [row[key.name] for row in rows]
    if len(set(keys)) < len(keys):
        return False
    known = {
        found for piece in _pieces(keys) for found in connection.scalars(select(key).where(key.in_(piece)))
    }
    there = [row for row in rows if row[key.name] in known]
    new = [row for row in rows if row[key.name] not in known]
    change = update(table).where(key == bindparam("which"))
    for of_these in (
        [row for row in there if row[key.name] not in stays],
        [_without_password(row) for row in there if row[key.name] in stays],
    ):
        if of_these:
            connection.execute(change, [{**row, "which": row[key.name]} for row in of_these])
    if new:
        connection.execute(insert(table), new)
    return True


def _without_password(row: Row) -> Row:
    return {name: value for name, value in row.items() if name != "password_hash"}


def _pieces(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(keys), _AT_ONCE):
        yield keys[start : start + _AT_ONCE]
