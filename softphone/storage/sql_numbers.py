"""The company's numbers and the forwardings of reserved ones as rows."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec
from sqlalchemy import Connection, RowMapping, delete, insert, select, update

from softphone.people.directory import Number, NumberKind, NumberStatus
from softphone.profiles.incoming import Target
from softphone.profiles.number_forwarding import NumberForwarding
from softphone.storage.tables import number_forwardings, numbers

_target = msgspec.json.Decoder(Target)


def number_row(number: Number) -> dict[str, Any]:
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


def put_number(connection: Connection, number: Number) -> None:
    known = update(numbers).where(numbers.c.number == number.number)
    if connection.execute(known.values(number_row(number))).rowcount == 0:
        connection.execute(insert(numbers).values(number_row(number)))
    if number.status is not NumberStatus.RESERVED:
        put_forwarding(connection, number.number, None)


def remove_number(connection: Connection, number: str) -> None:
    connection.execute(delete(numbers).where(numbers.c.number == number))


def put_forwarding(connection: Connection, number: str, forwarding: NumberForwarding | None) -> None:
    connection.execute(delete(number_forwardings).where(number_forwardings.c.number == number))
    if forwarding is not None:
        if connection.execute(select(numbers.c.number).where(numbers.c.number == number)).first() is None:
            raise LookupError(number)
        row = {
            "number": number,
            "target": msgspec.json.encode(forwarding.to).decode(),
            "starts": forwarding.starts.isoformat() if forwarding.starts else "",
        }
        connection.execute(insert(number_forwardings).values(row))


def select_forwardings(connection: Connection) -> Mapping[str, NumberForwarding]:
    return {
        row["number"]: NumberForwarding(
            _target.decode(row["target"]), date.fromisoformat(row["starts"]) if row["starts"] else None
        )
        for row in connection.execute(select(number_forwardings)).mappings()
    }
