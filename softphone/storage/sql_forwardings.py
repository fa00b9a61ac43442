"""Where reserved numbers are forwarded, as rows."""

from collections.abc import Mapping
from datetime import date

import msgspec
from sqlalchemy import Connection, delete, insert, select

from softphone.profiles.incoming import Target
from softphone.profiles.number_forwarding import NumberForwarding
from softphone.storage.tables import number_forwardings, numbers

_target = msgspec.json.Decoder(Target)


def put_forwarding(connection: Connection, number: str, forwarding: NumberForwarding | None) -> None:
    """None: none any more. LookupError when there is no such number."""
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
