"""Second factors as rows, their secrets sealed."""

from sqlalchemy import Connection, delete, insert, select, update

from softphone.storage.records import SecondFactor
from softphone.storage.tables import second_factors
from softphone.storage.vault import Vault


def select_factors(connection: Connection, vault: Vault) -> tuple[SecondFactor, ...]:
    return tuple(
        SecondFactor(
            person=row["person"], secret=vault.unseal(row["secret"], _place(row["person"])), step=row["step"]
        )
        for row in connection.execute(select(second_factors)).mappings()
    )


def put_factor(connection: Connection, vault: Vault, factor: SecondFactor) -> None:
    remove_factor(connection, factor.person)
    row = {
        "person": factor.person,
        "secret": vault.seal(factor.secret, _place(factor.person)),
        "step": factor.step,
    }
    connection.execute(insert(second_factors).values(row))


def remove_factor(connection: Connection, person: str) -> None:
    connection.execute(delete(second_factors).where(second_factors.c.person == person))


def use_step(connection: Connection, person: str, step: int) -> bool:
    unused = second_factors.c.step < step
    change = update(second_factors).where(second_factors.c.person == person, unused).values(step=step)
    return connection.execute(change).rowcount > 0


def _place(person: str) -> str:
    return f"second_factors.secret.{person}"
