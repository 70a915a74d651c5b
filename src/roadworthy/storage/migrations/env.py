"""Runs migrations on the connection that `roadworthy.storage.migrate` hands over, inside its transaction."""

from __future__ import annotations

from alembic import context

from roadworthy.storage.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,  # SQLite changes a column by building the table anew
)
context.run_migrations()
