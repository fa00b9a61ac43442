"""Settings of persons, the answers to their edits and what is remembered of calendars, as rows, sealed."""

from collections.abc import Collection, Sequence

from sqlalchemy import Connection, RowMapping, delete, func, insert, select, update

from softphone.storage.records import KeptAnswer, KeptCalendar, KeptSettings
from softphone.storage.repository import OvertakenError
from softphone.storage.tables import answers, calendar_passwords, calendars, people, settings
from softphone.storage.vault import Vault


def select_settings(connection: Connection, vault: Vault) -> tuple[KeptSettings, ...]:
    return tuple(
        KeptSettings(
            **{**row, "document": vault.unseal(row["document"], f"settings.document.{row['person']}")}
        )
        for row in connection.execute(select(settings)).mappings()
    )


def select_answers(
    connection: Connection,
    vault: Vault,
    person: str,
    *,
    edits: Collection[str] | None = None,
    after: int = 0,
    n: int | None = None,
) -> tuple[KeptAnswer, ...]:
    query = select(answers).where(answers.c.person == person, answers.c.n > after).order_by(answers.c.n)
    if edits is not None:
        query = query.where(answers.c.edit.in_(edits))
    if n is not None:
        query = query.where(answers.c.n == n)
    return tuple(_answer(row, vault) for row in connection.execute(query).mappings())


def insert_settings(
    connection: Connection, vault: Vault, kept: KeptSettings, given: Sequence[KeptAnswer], follows: int
) -> None:
    """Raises IntegrityError when one of the edits has an answer already, or another writer was first."""
    row = {
        "epoch": kept.epoch,
        "n": kept.n,
        "forgotten": kept.forgotten,
        "document": vault.seal(kept.document, f"settings.document.{kept.person}"),
    }
    known = update(settings).where(settings.c.person == kept.person, settings.c.n == follows)
    if connection.execute(known.values(row)).rowcount == 0:
        if not _is_there(connection, kept.person):
            raise LookupError(kept.person)
        if follows:
            raise OvertakenError(kept.person)
        connection.execute(insert(settings).values(person=kept.person, **row))
    if given:
        rows = [
            {
                "person": each.person,
                "n": each.n,
                "edit": each.edit,
                "epoch": each.epoch,
                "at": each.at,
                "answer": vault.seal(each.answer, _place(each.person, each.n)),
            }
            for each in given
        ]
        connection.execute(insert(answers), rows)


def forget(connection: Connection, before: float) -> dict[str, int]:
    newest = select(answers.c.person, func.max(answers.c.n)).where(answers.c.at < before)
    gone: dict[str, int] = {row[0]: row[1] for row in connection.execute(newest.group_by(answers.c.person))}
    for person, n in gone.items():
        # By number: a clock that was set back leaves no answer behind that lies before one that went.
        connection.execute(delete(answers).where(answers.c.person == person, answers.c.n <= n))
        connection.execute(update(settings).where(settings.c.person == person).values(forgotten=n))
    return gone


def select_password(connection: Connection, vault: Vault, person: str) -> str:
    kept = calendar_passwords.c
    sealed = connection.execute(select(kept.password).where(kept.person == person)).scalar()
    return "" if sealed is None else vault.unseal(sealed, f"calendar_passwords.password.{person}")


def replace_password(connection: Connection, vault: Vault, person: str, password: str) -> None:
    if not _is_there(connection, person):
        raise LookupError(person)
    connection.execute(delete(calendar_passwords).where(calendar_passwords.c.person == person))
    if password:
        sealed = vault.seal(password, f"calendar_passwords.password.{person}")
        connection.execute(insert(calendar_passwords).values(person=person, password=sealed))


def select_calendars(connection: Connection, vault: Vault) -> tuple[KeptCalendar, ...]:
    return tuple(
        KeptCalendar(
            person=row["person"],
            document=vault.unseal(row["document"], f"calendars.document.{row['person']}"),
        )
        for row in connection.execute(select(calendars)).mappings()
    )


def replace_calendar(connection: Connection, vault: Vault, kept: KeptCalendar) -> None:
    if not _is_there(connection, kept.person):
        raise LookupError(kept.person)
    delete_calendar(connection, kept.person)
    sealed = vault.seal(kept.document, f"calendars.document.{kept.person}")
    connection.execute(insert(calendars).values(person=kept.person, document=sealed))


def delete_calendar(connection: Connection, person: str) -> None:
    connection.execute(delete(calendars).where(calendars.c.person == person))


def _is_there(connection: Connection, person: str) -> bool:
    return connection.execute(select(people.c.id).where(people.c.id == person)).first() is not None


def _answer(row: RowMapping, vault: Vault) -> KeptAnswer:
    return KeptAnswer(**{**row, "answer": vault.unseal(row["answer"], _place(row["person"], row["n"]))})


def _place(person: str, n: int) -> str:
    return f"answers.answer.{person}.{n}"
