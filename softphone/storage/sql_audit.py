"""The audit log as rows."""

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, RowMapping, delete, insert, select

from softphone.storage.audit import Action, Actor, AuditQuery, Entry
from softphone.storage.tables import audit


def insert_entries(connection: Connection, entries: Sequence[Entry]) -> None:
    if entries:
        connection.execute(insert(audit), [_row(entry) for entry in entries])


def select_entries(connection: Connection, asked: AuditQuery) -> tuple[Entry, ...]:
    kept = audit.c
    query = select(audit).order_by(kept.n.desc()).limit(asked.limit)
    for column, value in ((kept.actor, asked.actor), (kept.subject, asked.subject)):
        if value:
            query = query.where(column == value)
    if asked.actions:
        query = query.where(kept.action.in_(sorted(action.value for action in asked.actions)))
    if asked.since is not None:
        query = query.where(kept.at >= asked.since)
    if asked.until is not None:
        query = query.where(kept.at < asked.until)
    if asked.below is not None:
        query = query.where(kept.n < asked.below)
    return tuple(_entry(row) for row in connection.execute(query).mappings())


def remove_entries(connection: Connection, before: float) -> int:
    return connection.execute(delete(audit).where(audit.c.at < before)).rowcount


def _row(entry: Entry) -> dict[str, Any]:
    return {
        "at": entry.at,
        "actor": entry.actor.person,
        "login": entry.actor.login,
        "source": entry.actor.source,
        "action": entry.action.value,
        "subject": entry.subject,
        "name": entry.name,
        "before": msgspec.json.encode(entry.before).decode(),
        "after": msgspec.json.encode(entry.after).decode(),
    }


def _entry(row: RowMapping) -> Entry:
    return Entry(
        n=row["n"],
        at=row["at"],
        actor=Actor(person=row["actor"], login=row["login"], source=row["source"]),
        action=Action(row["action"]),
        subject=row["subject"],
        name=row["name"],
        before=msgspec.json.decode(row["before"]),
        after=msgspec.json.decode(row["after"]),
    )
