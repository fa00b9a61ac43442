"""Bring a database to this version's tables, or say that it belongs to a later one.

The migrations are files of this package (`migrations/versions`), run in order by Alembic.
"""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from softphone.storage.repository import NewerDatabaseError, StorageError

_SCRIPTS = str(Path(__file__).parent / "migrations").replace("%", "%%")


def configuration(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", _SCRIPTS)
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def newest() -> str:
    """The revision that this version's tables are."""
    config = Config()
    config.set_main_option("script_location", _SCRIPTS)
    config.set_main_option("path_separator", "os")
    return ScriptDirectory.from_config(config).get_current_head() or ""


def check_version(engine: Engine) -> None:
    """To look is not to migrate: a server of the other version may run. Raises StorageError."""
    with engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    if current is None:
        raise StorageError("It is no database of Softphone: it has none of its tables.")
    if current != newest():
        raise StorageError(f"It is of another version ({current}): start `softphone serve` of this one once.")


def migrate(engine: Engine) -> None:
    """Raises NewerDatabaseError, having changed nothing."""
    with engine.connect() as connection:
        config = configuration(connection)
        scripts = ScriptDirectory.from_config(config)
        current = MigrationContext.configure(connection).get_current_revision()
        known = {script.revision for script in scripts.walk_revisions()}
        if current is not None and current not in known:
            raise NewerDatabaseError(
                f"The database {engine.url.database} was written by a newer version of Softphone "
                f"(its revision is {current}); start that version, or give another --data folder."
            )
        if current != scripts.get_current_head():
            command.upgrade(config, "head")
            connection.commit()
