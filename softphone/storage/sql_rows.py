"""People, devices, numbers, groups and trunks as rows; their secrets sealed."""

from collections.abc import Mapping
from typing import Any

import msgspec
from sqlalchemy import RowMapping

from softphone.people.add_on import AddOn
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
from softphone.storage.records import Device
from softphone.storage.vault import Vault

Row = Mapping[str, Any]


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


def device_row(device: Device, vault: Vault) -> Row:
    row = msgspec.structs.asdict(device)
    sealed = vault.seal(device.ha1, f"devices.ha1.{device.id}")
    return row | {"algorithm": device.algorithm.value, "ha1": sealed}


def device_of(row: RowMapping, vault: Vault) -> Device:
    ha1 = vault.unseal(row["ha1"], f"devices.ha1.{row['id']}")
    return Device(**{**row, "algorithm": DigestAlgorithm(row["algorithm"]), "ha1": ha1})


def number_row(number: Number) -> Row:
    return {
        "number": number.number,
        "kind": number.kind.value,
        "status": number.status.value,
        "person": number.person or None,
        "note": number.note,
    }


def number_of(row: RowMapping) -> Number:
    return Number(
        number=row["number"],
        kind=NumberKind(row["kind"]),
        status=NumberStatus(row["status"]),
        person=row["person"] or "",
        note=row["note"],
    )


def group_row(group: Group) -> Row:
    row = msgspec.structs.asdict(group)
    del row["members"]
    return row | {"ring": group.ring.value}


def member_rows(group: Group) -> list[Row]:
    return [
        {"group": group.id, "position": position, "person": person}
        for position, person in enumerate(group.members)
    ]


def group_of(row: RowMapping, members: list[str]) -> Group:
    return Group(**{**row, "ring": GroupRing(row["ring"]), "members": tuple(members)})


def trunk_row(trunk: Trunk, vault: Vault) -> Row:
    row = msgspec.structs.asdict(trunk)
    return row | {"password": vault.seal(trunk.password, f"trunks.password.{trunk.id}")}


def trunk_of(row: RowMapping, vault: Vault) -> Trunk:
    password = vault.unseal(row["password"], f"trunks.password.{row['id']}")
    return Trunk(**{**row, "password": password})
