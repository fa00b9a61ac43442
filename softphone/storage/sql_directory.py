"""The company's directory as rows, its password sealed; and who came from it."""

from collections.abc import Mapping

import msgspec
from sqlalchemy import Connection, delete, insert, select

from softphone.people.directory_source import DirectorySource
from softphone.storage.tables import directory_entries, directory_source
from softphone.storage.vault import Vault

_PLACE = "directory_source.password"


def put_source(connection: Connection, vault: Vault, source: DirectorySource | None) -> None:
    connection.execute(delete(directory_source))
    if source is not None:
        document = msgspec.json.encode(msgspec.structs.replace(source, password="")).decode()
        password = vault.seal(source.password, _PLACE)
        connection.execute(insert(directory_source).values(id=1, document=document, password=password))


def select_source(connection: Connection, vault: Vault) -> DirectorySource | None:
    row = connection.execute(select(directory_source)).mappings().first()
    if row is None:
        return None
    source = msgspec.json.decode(row["document"], type=DirectorySource)
    return msgspec.structs.replace(source, password=vault.unseal(row["password"], _PLACE))


def put_entry(connection: Connection, person: str, entry: str) -> None:
    connection.execute(delete(directory_entries).where(directory_entries.c.person == person))
    connection.execute(insert(directory_entries).values(person=person, entry=entry))


def select_entries(connection: Connection) -> Mapping[str, str]:
    return {row.person: row.entry for row in connection.execute(select(directory_entries))}
