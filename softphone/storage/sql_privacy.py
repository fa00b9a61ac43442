"""What is forgotten of persons: one who is erased, and addresses whose time is over."""

import msgspec
from sqlalchemy import Connection, bindparam, delete, insert, select, update

from softphone.people.directory import NumberStatus
from softphone.people.retention import Keeping
from softphone.storage.audit import Action
from softphone.storage.call_record import RecordedStep
from softphone.storage.forgotten import without_login
from softphone.storage.tables import audit, call_people, call_records, numbers, people, retention

_steps = msgspec.json.Decoder(tuple[RecordedStep, ...])


def erase(connection: Connection, person: str) -> None:
    """What refers to them goes with them; where others were in it too, it stays without what names them.
    Raises LookupError."""
    theirs = update(numbers).where(numbers.c.person == person)
    connection.execute(theirs.values(status=NumberStatus.RESERVED.value, person=None))
    login = connection.execute(select(people.c.login).where(people.c.id == person)).scalar()
    if connection.execute(delete(people).where(people.c.id == person)).rowcount == 0 or login is None:
        raise LookupError(person)
    made = update(call_records).where(call_records.c.caller == person)
    connection.execute(made.values(caller_shown="", caller_uri="", caller_address="", caller_device=""))
    came = update(call_records).where(call_records.c.callee == person)
    connection.execute(came.values(called=""))
    answered = update(call_records).where(call_records.c.answered_by == person)
    connection.execute(answered.values(answered_device=""))
    connection.execute(delete(call_people).where(call_people.c.person == person))
    connection.execute(
        update(audit).where(audit.c.subject == person).values(name="", before="{}", after="{}")
    )
    connection.execute(update(audit).where(audit.c.actor == person).values(login="", source=""))
    _forget_imported(connection, login)


def _forget_imported(connection: Connection, login: str) -> None:
    imports = select(audit.c.n, audit.c.after).where(audit.c.action == Action.PEOPLE_IMPORTED.value)
    for n, text in connection.execute(imports).all():
        after = msgspec.json.decode(text)
        left = without_login(after, login)
        if left is not after:
            row = update(audit).where(audit.c.n == n)
            connection.execute(row.values(after=msgspec.json.encode(left).decode()))


def forget_addresses(connection: Connection, before: float, most: int) -> int:
    """Of at most so many calls; how many there were."""
    kept = call_records.c
    old = select(kept.id, kept.steps).where(kept.began < before, kept.caller_address != "").limit(most)
    rows = [
        {"call": id_, "without": msgspec.json.encode(_without(_steps.decode(steps))).decode()}
        for id_, steps in connection.execute(old).all()
    ]
    if rows:
        change = update(call_records).where(kept.id == bindparam("call"))
        connection.execute(change.values(caller_address="", steps=bindparam("without")), rows)
    connection.execute(update(audit).where(audit.c.at < before, audit.c.source != "").values(source=""))
    return len(rows)


def _without(steps: tuple[RecordedStep, ...]) -> list[RecordedStep]:
    return [
        msgspec.structs.replace(
            step, tries=tuple(msgspec.structs.replace(each, address="") for each in step.tries)
        )
        for step in steps
    ]


def put_retention(connection: Connection, what: Keeping, days: int) -> None:
    known = update(retention).where(retention.c.what == what.value)
    if connection.execute(known.values(days=days)).rowcount == 0:
        connection.execute(insert(retention).values(what=what.value, days=days))


def select_retention(connection: Connection) -> dict[Keeping, int]:
    return {Keeping(what): days for what, days in connection.execute(select(retention)).all()}
