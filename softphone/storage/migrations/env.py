"""Run by Alembic for each command. The connection is given by `softphone.storage.migrate`."""

from alembic import context

from softphone.storage.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite changes a table by making it anew
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
