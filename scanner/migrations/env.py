"""Run by Alembic: the connection comes from ``scanner.history_schema``, inside its transaction."""

from __future__ import annotations

from alembic import context

from scanner.history_tables import METADATA, VERSION_TABLE

context.configure(
    connection=context.config.attributes["connection"], target_metadata=METADATA, version_table=VERSION_TABLE
)
with context.begin_transaction():
    context.run_migrations()
