"""The company as a whole: loaded once, and read as the directory that calls are routed by."""

from sqlalchemy import Connection, insert, select

from softphone.people.directory import Directory
from softphone.storage import tables
from softphone.storage.records import NewCompany
from softphone.storage.snapshot import assemble
from softphone.storage.sql_rows import (
    device_of,
    device_row,
    group_of,
    group_row,
    member_rows,
    number_of,
    number_row,
    person_of,
    person_row,
    trunk_of,
    trunk_row,
)
from softphone.storage.vault import Vault

_KEY_CHECK = "softphone"


def check_key(connection: Connection, vault: Vault) -> None:
    """Raises WrongKeyError when the vault's key is not this database's."""
    sealed = connection.execute(select(tables.company.c.key_check)).scalar()
    if sealed is not None:
        vault.unseal(sealed, "company.key_check")


def insert_company(connection: Connection, company: NewCompany, vault: Vault) -> None:
    connection.execute(
        insert(tables.company).values(
            id=1,
            domain=company.domain,
            country=company.country,
            key_check=vault.seal(_KEY_CHECK, "company.key_check"),
        )
    )
    hashes = company.password_hashes
    members = [row for group in company.groups for row in member_rows(group)]
    for table, rows in (
        (tables.people, [person_row(each, hashes.get(each.id, "")) for each in company.people]),
        (tables.devices, [device_row(each, vault) for each in company.devices]),
        (tables.numbers, [number_row(each) for each in company.numbers]),
        (tables.groups, [group_row(each) for each in company.groups]),
        (tables.group_members, members),
        (tables.trunks, [trunk_row(each, vault) for each in company.trunks]),
    ):
        if rows:
            connection.execute(insert(table), rows)


def select_has_administrator(connection: Connection) -> bool:
    of = tables.people.c
    query = select(of.roles).where(of.active, of.password_hash != "", of.roles.contains("admin"))
    return any("admin" in roles.split() for (roles,) in connection.execute(query))


def select_directory(connection: Connection, vault: Vault) -> Directory:
    """LookupError when no company was loaded."""
    company = connection.execute(select(tables.company)).mappings().first()
    if company is None:
        raise LookupError("no company was loaded")
    members: dict[str, list[str]] = {}
    ordered = select(tables.group_members).order_by("group", "position")
    for row in connection.execute(ordered).mappings():
        members.setdefault(row["group"], []).append(row["person"])
    return assemble(
        domain=company["domain"],
        country=company["country"],
        people=map(person_of, connection.execute(select(tables.people)).mappings()),
        devices=[device_of(row, vault) for row in connection.execute(select(tables.devices)).mappings()],
        numbers=map(number_of, connection.execute(select(tables.numbers)).mappings()),
        groups=[
            group_of(row, members.get(row["id"], []))
            for row in connection.execute(select(tables.groups)).mappings()
        ],
        trunks=[trunk_of(row, vault) for row in connection.execute(select(tables.trunks)).mappings()],
    )
