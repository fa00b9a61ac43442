"""Call records as rows."""

from collections.abc import Sequence

import msgspec
from sqlalchemy import Connection, RowMapping, and_, delete, insert, or_, select, update

from softphone.storage.call_record import CallEnd, CallRecord, Ending, RecordedStep, RecordedWhy
from softphone.storage.tables import call_people, call_records

_steps = msgspec.json.Decoder(tuple[RecordedStep, ...])
_whys = msgspec.json.Decoder(tuple[RecordedWhy, ...])


def keep_records(connection: Connection, records: Sequence[CallRecord]) -> None:
    # Of two with one id, the later one.
    newest = {record.id: record for record in records}
    if not newest:
        return
    # Every database has a DELETE; each has an upsert of its own.
    connection.execute(delete(call_records).where(call_records.c.id.in_(newest)))
    connection.execute(insert(call_records), [_row(record) for record in newest.values()])
    whose = [
        {"call": record.id, "person": each} for record in newest.values() for each in sorted(record.people)
    ]
    if whose:
        connection.execute(insert(call_people), whose)


def keep_ends(connection: Connection, ends: Sequence[CallEnd]) -> None:
    kept = call_records.c
    for end in ends:
        of_call = select(kept.id, kept.began, kept.caller_tag, kept.callee_tag)
        of_call = of_call.where(kept.call_id == end.call_id, kept.ended.is_(None))
        for id_, began, caller_tag, callee_tag in connection.execute(of_call).all():
            if {caller_tag, callee_tag} == set(end.tags):
                ending = end.who_hung_up(caller_tag)
                change = update(call_records).where(kept.id == id_)
                connection.execute(change.values(ended=end.at - began, ending=ending.value))
                break


def select_records(
    connection: Connection,
    person: str,
    *,
    text: str,
    since: float | None,
    before: float | None,
    then: str,
    limit: int,
) -> tuple[CallRecord, ...]:
    kept = call_records.c
    query = select(call_records).order_by(kept.began.desc(), kept.id).limit(limit)
    if person:
        theirs = select(call_people.c.call).where(call_people.c.person == person)
        query = query.where(kept.id.in_(theirs))
    if text:
        said = (kept.called, kept.caller_shown, kept.caller_uri)
        query = query.where(or_(*(column.icontains(text, autoescape=True) for column in said)))
    if since is not None:
        query = query.where(kept.began >= since)
    if before is not None:
        earlier = kept.began < before
        query = query.where(or_(earlier, and_(kept.began == before, kept.id > then)) if then else earlier)
    return tuple(_record(row) for row in connection.execute(query).mappings())


def select_record(connection: Connection, id_: str) -> CallRecord | None:
    row = connection.execute(select(call_records).where(call_records.c.id == id_)).mappings().first()
    return None if row is None else _record(row)


def remove_records(connection: Connection, before: float) -> int:
    return connection.execute(delete(call_records).where(call_records.c.began < before)).rowcount


def _row(record: CallRecord) -> dict[str, object]:
    return msgspec.structs.asdict(record) | {
        "steps": msgspec.json.encode(record.steps).decode(),
        "whys": msgspec.json.encode(record.whys).decode(),
        "ending": record.ending.value if record.ending else None,
    }


def _record(row: RowMapping) -> CallRecord:
    return CallRecord(
        **{
            **row,
            "steps": _steps.decode(row["steps"]),
            "whys": _whys.decode(row["whys"]),
            "ending": Ending(row["ending"]) if row["ending"] else None,
        }
    )
